"""A verifier written from FORMAT.md alone: nothing of ours is imported, no database is read."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management import call_command

from lienthong.kernel.tests.ledger.rows import Log

Published = tuple[list[dict[str, Any]], str]


def holds(proof: dict[str, Any], published_key: str) -> bool:
    """Section 4, its three conditions in its order."""
    public = load_pem_public_key(published_key.encode())
    assert isinstance(public, Ed25519PublicKey)
    signed, _, signatures = proof["checkpoint"].partition("\n\n")
    origin, size, root, _prev, _at, key = signed.split("\n")
    raw = public.public_bytes_raw()
    if key != "key " + sha256(raw).digest()[:16].hex():
        return False
    line = next(one for one in signatures.split("\n") if one.startswith(f"\u2014 {origin} "))
    blob = base64.b64decode(line.rpartition(" ")[2])
    if blob[:4] != sha256(origin.encode() + b"\n\x01" + raw).digest()[:4]:
        return False
    try:
        public.verify(blob[4:], f"{signed}\n".encode())
    except InvalidSignature:
        return False
    event = json.loads(proof["event"])
    if len(event) != 20 or event[:2] != ["lienthong/event/1", proof["event_id"]]:
        return False
    return root_from(proof, int(size)) == base64.b64decode(root)


def root_from(proof: dict[str, Any], size: int) -> bytes | None:
    """RFC 9162, 2.1.3.2."""
    place, last = proof["seq"] - 1, size - 1
    if not 0 <= place <= last:
        return None
    found = sha256(b"\0" + proof["event"].encode()).digest()
    for other in map(bytes.fromhex, proof["path"]):
        if last == 0:
            return None
        if place % 2 or place == last:
            found = sha256(b"\1" + other + found).digest()
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = sha256(b"\1" + found + other).digest()
        place, last = place // 2, last // 2
    return found if last == 0 else None


@pytest.fixture
def published(log: Log, capsys: pytest.CaptureFixture[str]) -> Published:
    """The proofs of all events as the command prints them, and the key as it is published."""
    proofs = []
    for event_id in log.ids:
        call_command("ledger", "prove", str(event_id))
        proofs.append(json.loads(capsys.readouterr().out))
    call_command("ledger", "key")
    return proofs, capsys.readouterr().out


def test_every_printed_proof_holds_for_somebody_else(published: Published) -> None:
    proofs, key = published
    assert len(proofs) == 15
    assert all(holds(proof, key) for proof in proofs)


def test_what_was_changed_does_not_hold_for_somebody_else(published: Published) -> None:
    proofs, key = published
    proof = next(one for one in proofs if one["path"])
    changes: list[dict[str, Any]] = [
        {"event": proof["event"].replace("event/1", "event/2")},
        {"event": proof["event"].replace('"page"', '"cli"').replace('"task"', '"cli"') + " "},
        {"event_id": proof["event_id"] + 1},
        {"seq": proof["seq"] + 1},
        {"path": proof["path"][1:]},
        {"path": [*proof["path"], "00" * 32]},
        {"checkpoint": proof["checkpoint"].replace("\nat 2", "\nat 1", 1)},
    ]
    for change in changes:
        altered = proof | change
        assert altered != proof
        assert not holds(altered, key)
