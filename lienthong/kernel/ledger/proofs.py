"""One event proved to an outsider: its text, the path to a root, the signed checkpoint.

Checked without a database. The proof carries the event itself: hand it only to somebody who may
read that event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lienthong.kernel.ledger import checkpoints, jsontext, leaf, merkle
from lienthong.kernel.ledger.checkpoints import Checkpoint

FORMAT = "lienthong/proof/1"

Problem = Literal["event", "path", "signature", "key"]


class NotAProof(ValueError):  # noqa: N818 - an answer to "what is this text?"
    """The text is no proof in our form."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`text` is the event's canonical text, `note` the checkpoint, `path` lowest first."""

    event_id: int
    seq: int
    text: str
    path: tuple[bytes, ...]
    note: str

    def as_json(self) -> str:
        """The file to hand over."""
        return json.dumps(
            {
                "format": FORMAT,
                "event_id": self.event_id,
                "seq": self.seq,
                "event": self.text,
                "path": [step.hex() for step in self.path],
                "checkpoint": self.note,
            },
            ensure_ascii=False,
            indent=2,
        )

    def checkpoint(self) -> Checkpoint:
        """The checkpoint in the note."""
        return checkpoints.parse(self.note)[0]


def parse(text: str) -> Proof:
    """Read a proof; raises NotAProof when it is none, or holds what no proof of ours holds."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data["format"] != FORMAT:
            raise NotAProof(text[:80])
        proof = Proof(
            event_id=int(data["event_id"]),
            seq=int(data["seq"]),
            text=str(data["event"]),
            path=tuple(bytes.fromhex(step) for step in data["path"]),
            note=str(data["checkpoint"]),
        )
        proof.checkpoint()
    except (KeyError, TypeError, ValueError, RecursionError):
        raise NotAProof(text[:80]) from None
    return proof


def problem(proof: Proof, known: Mapping[str, Ed25519PublicKey]) -> Problem | None:
    """What is wrong with the proof, or None: it holds under one of the `known` keys (by key id).

    "event": the text is not that event's; "path": the event is not under the root; "key": signed
    by a key we do not know; "signature": the checkpoint was changed.
    """
    checkpoint = proof.checkpoint()
    public = known.get(checkpoint.key_id)
    if public is None:
        return "key"
    if not checkpoint.signed_by(public):
        return "signature"
    if not _is_event(proof):
        return "event"
    found = merkle.includes(
        proof.seq - 1, checkpoint.size, leaf.hash_of(proof.text), proof.path, checkpoint.root
    )
    return None if found else "path"


def _is_event(proof: Proof) -> bool:
    """The text is read by people and programs: exactly the columns, and that event's number."""
    try:
        values = jsontext.parse(proof.text)
    except (ValueError, ArithmeticError, RecursionError):
        return False
    return (
        isinstance(values, list)
        and len(values) == 1 + len(leaf.COLUMNS)
        and values[0] == leaf.TAG
        and values[1] == proof.event_id
    )
