"""One event proved to somebody who has no database; and what pages ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import checkpoints, keys, merkle, proofs, queries
from lienthong.kernel.ledger.merkle import extends
from lienthong.kernel.ledger.proofs import NotAProof, Proof
from lienthong.kernel.ledger.sealing import seal
from lienthong.kernel.tests.ledger.rows import Log, Owner, happen, leaves, rows


def test_every_event_is_provable_under_every_checkpoint_after_it(log: Log) -> None:
    seq_of = {event_id: seq for seq, event_id in leaves()}
    sizes = [row[0] for row in rows("select size from ledger_checkpoint order by size")]
    assert len(sizes) >= 3
    for event_id in log.ids:
        for size in sizes:
            if size >= seq_of[event_id]:
                proof = queries.proof_for(event_id, size)
                assert proofs.problem(proof, keys.trusted()) is None
                assert proof.checkpoint().size == size


def test_the_first_checkpoint_that_covers_is_taken(log: Log) -> None:
    for n in range(1, 16):
        assert queries.proof_for(log.event(n)).checkpoint().size == log.sizes[(n - 1) // 5]


def test_proofs_do_not_depend_on_how_it_was_sealed(owner: Owner) -> None:
    """Subtrees come from stored frontiers here, from leaves there: the same hashes."""
    owner.empty()
    for count in (1, 2, 1, 4, 8, 3, 16, 1, 1, 7):
        happen(count)
        seal()
    hashes = [bytes(row[0]) for row in rows("select hash from ledger_leaf order by seq")]
    numbered = leaves()
    size = len(hashes)
    for seq, event_id in numbered:
        direct = merkle.inclusion_path(seq - 1, size, merkle.subtree_of(hashes))
        assert list(queries.proof_for(event_id, size).path) == direct
    for old in range(1, size + 1):
        path = queries.consistency_for(old, size)
        assert path == merkle.consistency_path(old, size, merkle.subtree_of(hashes))
        assert extends(old, merkle.root_of(hashes[:old]), size, merkle.root_of(hashes), path)


def test_a_proof_reads_little_of_a_long_log(owner: Owner) -> None:
    owner.empty()
    for _ in range(40):
        happen(50)
        seal()
    first = leaves()[0][1]
    last = queries.latest_checkpoint()
    assert last
    read: list[int] = []

    def spy(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "string_agg(hash" in sql:
            read.append(params[1] - params[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spy):
        queries.proof_for(first, last.size)
    assert sum(read) < last.size / 3
    assert max(read) <= 50


def test_a_changed_frontier_does_not_spoil_a_proof_or_is_refused(owner: Owner, log: Log) -> None:
    owner.tamper("update ledger_checkpoint set frontier = '{}' where size = %s", log.sizes[0])
    assert queries.proof_for(log.event(7), log.sizes[2])
    owner.tamper(
        "update ledger_checkpoint set frontier ="
        " array_fill(sha256('x'), array[%s]) where size = %s",
        log.sizes[0].bit_count(), log.sizes[0],
    )  # fmt: skip
    with pytest.raises(Refused, match="ledger verify"):
        queries.proof_for(log.event(7), log.sizes[2])


def test_what_cannot_be_proved_is_refused(owner: Owner, log: Log) -> None:
    waiting = happen(1)[0]
    assert queries.waiting() == 1
    with pytest.raises(Refused, match="đang chờ niêm"):
        queries.proof_for(waiting)
    with pytest.raises(Refused, match="Không có sự kiện"):
        queries.proof_for(9_000_000_000)
    with pytest.raises(Refused, match="Không có mốc"):
        queries.proof_for(log.event(7), log.sizes[0])
    with pytest.raises(Refused, match="Không có mốc"):
        queries.proof_for(log.event(1), log.sizes[1] - 1)
    owner.tamper("update kernel_event set door = 'x' where id = %s", log.event(7))
    with pytest.raises(Refused, match="không còn khớp"):
        queries.proof_for(log.event(7))


@pytest.fixture
def proof(log: Log) -> Proof:
    return queries.proof_for(log.event(7), log.sizes[2])


def other_note(proof: Proof, **changed: Any) -> str:
    return replace(proof.checkpoint(), **changed).note(keys.signing_key().public_key())


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        ("event", lambda p: replace(p, text=p.text.replace("]", ", 1]"))),
        ("event", lambda p: replace(p, text="[]")),
        ("event", lambda p: replace(p, text="[" * 100_000)),
        ("event", lambda p: replace(p, text='["x", 1e9999999999999999999]')),
        ("event", lambda p: replace(p, event_id=p.event_id + 1)),
        ("path", lambda p: replace(p, text=p.text.replace("Lan", "Lán"))),
        ("path", lambda p: replace(p, seq=p.seq + 1)),
        ("path", lambda p: replace(p, seq=0)),
        ("path", lambda p: replace(p, path=p.path[1:])),
        ("path", lambda p: replace(p, path=(*p.path, p.path[0]))),
        ("signature", lambda p: replace(p, note=other_note(p, root=bytes(32)))),
        ("signature", lambda p: replace(p, note=other_note(p, size=99))),
        ("signature", lambda p: replace(p, note=other_note(p, signature=bytes(64)))),
        ("key", lambda p: replace(p, note=other_note(p, key_id="0" * 32))),
    ],
)
def test_a_forged_proof_is_told(
    proof: Proof, problem: str, change: Callable[[Proof], Proof]
) -> None:
    assert proofs.problem(proof, keys.trusted()) is None
    assert proofs.problem(change(proof), keys.trusted()) == problem


def test_only_a_known_key_counts(proof: Proof) -> None:
    stranger = Ed25519PrivateKey.generate()
    real = proof.checkpoint()
    forged = checkpoints.sign(
        stranger,
        origin=real.origin, size=real.size, root=real.root, prev=real.prev, at=real.signed_at,
    )  # fmt: skip
    copy = replace(proof, note=forged.note(stranger.public_key()))
    assert proofs.problem(copy, keys.trusted()) == "key"
    public = stranger.public_key()
    assert proofs.problem(copy, {keys.key_id(public): public}) is None


def test_a_proof_travels_as_a_file(proof: Proof) -> None:
    text = proof.as_json()
    assert proofs.parse(text) == proof
    assert "Trần Thị Lan" in text


@pytest.mark.parametrize(
    "change",
    [
        {"format": "lienthong/proof/2"},
        {"seq": "x"},
        {"path": ["zz"]},
        {"path": None},
        {"checkpoint": "x"},
        {"event_id": None},
    ],
)
def test_what_is_no_proof_is_told(proof: Proof, change: dict[str, object]) -> None:
    with pytest.raises(NotAProof):
        proofs.parse(json.dumps(json.loads(proof.as_json()) | change))
    for text in ("", "[]", "1", "[" * 100_000):
        with pytest.raises(NotAProof):
            proofs.parse(text)


def test_checkpoints_are_paged_from_the_newest(log: Log) -> None:
    a, b, c = log.sizes
    assert [one.size for one in queries.checkpoints_page(limit=2)] == [c, b]
    assert queries.checkpoints_page(before=b, limit=1)[0].size == a
    assert queries.checkpoints_page(before=1) == []
    found = queries.checkpoint_at(b)
    assert found
    assert found.size == b
    assert queries.checkpoint_at(b - 1) is None


def test_a_note_needs_its_public_key(log: Log) -> None:
    last = queries.latest_checkpoint()
    assert last
    assert checkpoints.parse(queries.note_of(last)) == [last]
    for file in keys.folder().glob("*.pub"):
        file.unlink()
    with pytest.raises(Refused, match="Chép lại tệp"):
        queries.note_of(last)


def test_before_the_first_seal(owner: Owner) -> None:
    owner.empty()
    assert queries.latest_checkpoint() is None
    assert queries.checkpoints_page() == []
    assert queries.waiting() == 0
