"""Against a checkpoint that left the building: the attacker holds the database and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import checkpoints, keys, queries
from lienthong.kernel.ledger.sealing import seal
from lienthong.kernel.ledger.verify import verify
from lienthong.kernel.tests.ledger.rows import Log, Owner, happen, rehash, resign, told


def _export(tmp_path: Path, *sizes: int) -> Path:
    file = tmp_path / "published.txt"
    notes = []
    for size in sizes:
        found = queries.checkpoint_at(size)
        assert found
        notes.append(queries.note_of(found))
    file.write_text("\n".join(notes), encoding="utf-8")
    return file


def test_published_checkpoints_are_confirmed(log: Log, tmp_path: Path) -> None:
    happen(2)
    seal()
    report = verify(_export(tmp_path, *log.sizes))
    assert report.ok
    assert report.against == log.sizes


def test_a_rewritten_history_is_found_against_a_published_one(
    owner: Owner, log: Log, tmp_path: Path
) -> None:
    published = _export(tmp_path, *log.sizes)
    owner.tamper("update kernel_event set by_name = 'Người khác' where id = %s", log.event(7))
    rehash(owner, log.seq(7))
    resign(owner)
    assert verify().ok
    assert told(verify(published)) == [
        ("against_missing", None, None, log.sizes[0]),  # its leaves hold, but it was signed again
        ("against_differs", None, None, log.sizes[1]),
        ("against_differs", None, None, log.sizes[2]),
    ]


def test_a_shortened_history_is_found(owner: Owner, log: Log, tmp_path: Path) -> None:
    published = _export(tmp_path, log.sizes[2])
    owner.tamper("delete from ledger_checkpoint where size = %s", log.sizes[2])
    owner.tamper("delete from ledger_leaf where seq > %s", log.sizes[1])
    owner.tamper("delete from kernel_event where id = any(%s)", log.ids[10:])
    assert verify().ok
    assert told(verify(published)) == [("against_short", None, None, log.sizes[2])]


def test_a_history_with_fewer_checkpoints_is_found(owner: Owner, log: Log, tmp_path: Path) -> None:
    published = _export(tmp_path, log.sizes[1])
    owner.tamper("delete from ledger_checkpoint where size = %s", log.sizes[1])
    resign(owner)
    assert verify().ok
    assert told(verify(published)) == [("against_missing", None, None, log.sizes[1])]


def test_a_file_of_another_hand_does_not_pass(log: Log, tmp_path: Path) -> None:
    real = queries.checkpoint_at(log.sizes[0])
    assert real
    other = Ed25519PrivateKey.generate()
    facts: dict[str, Any] = {"size": real.size, "root": real.root, "prev": real.prev}
    stranger = checkpoints.sign(other, origin=real.origin, at=real.signed_at, **facts)
    elsewhere = checkpoints.sign(
        keys.signing_key(), origin="lienthong/khac/1", at=real.signed_at, **facts
    )
    public = keys.signing_key().public_key()
    file = tmp_path / "x.txt"
    for text, code in [
        (stranger.note(other.public_key()), "against_key"),
        (elsewhere.note(public), "against_origin"),
        (real.note(public).replace("at 20", "at 21"), "against_signature"),
    ]:
        file.write_text(text, encoding="utf-8")
        assert told(verify(file)) == [(code, None, None, log.sizes[0])]


def test_a_file_that_is_none_is_refused(db: None, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(b"\xff\xfe hello")
    for path in (file, tmp_path / "nowhere.txt"):
        with pytest.raises(Refused, match="ledger checkpoint"):
            verify(path)
