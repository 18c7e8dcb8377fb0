"""The ledger ("sổ sự kiện"): each event a leaf of one Merkle tree, each head signed and chained.

A trigger notes new events as pending; `sealing.seal` takes them as a set, numbers them without a
gap (`seq`, from 1) and signs a checkpoint ("mốc"). `verify.verify` proves the whole or names the
first broken row; `queries` serves pages; `proofs` proves one event to an outsider who has no
database. What is hashed and signed, to the byte: FORMAT.md.
Start reading at merkle.py, leaf.py and checkpoints.py (pure), then sealing.py.
"""
