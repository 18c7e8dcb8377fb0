"""Whatever is changed behind the product's back is found and named."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from lienthong.kernel.ledger import checkpoints, keys, queries, windows
from lienthong.kernel.ledger.report import KEPT, SENTENCES, Finding
from lienthong.kernel.ledger.sealing import seal, seal_all
from lienthong.kernel.ledger.verify import verify
from lienthong.kernel.tests.ledger.rows import Log, Owner, happen, put, rehash, rows, told


def test_an_honest_ledger_holds(log: Log) -> None:
    happen(4)
    report = verify()
    assert report.ok
    assert report.first is None
    assert report.events == log.seq(15)
    assert report.pending == 4
    last = queries.latest_checkpoint()
    assert last
    assert (report.root, report.signed_at) == (last.root.hex(), last.signed_at)
    assert report.origin == last.origin
    assert report.as_dict()["ok"] is True


def test_an_empty_ledger_holds(owner: Owner) -> None:
    owner.empty()
    report = verify()
    assert report.ok
    assert (report.events, report.checkpoints, report.pending) == (0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        "data = jsonb_set(data, '{note}', '\"dữ liệu thỬ\"')",
        "data = data - 'note'",
        "data = jsonb_set(data, '{count}', '2.0')",
        "by_name = 'Trần Thị Lán'",
        "by_name = normalize(by_name, nfd)",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "occurred_at = timestamptz '2022-11-21 01:00:02+00 BC'",
        "recorded_at = '-infinity'",
        "agency_id = null",
        "on_behalf_of = 0",
        "request_id = gen_random_uuid()",
        "door = 'pagе'",
    ],
)
def test_a_changed_event_is_named(owner: Owner, log: Log, change: str) -> None:
    owner.tamper(f"update kernel_event set {change} where id = %s", log.event(7))
    report = verify()
    assert told(report) == [("event_changed", log.seq(7), log.event(7), None)]
    assert str(log.seq(7)) in report.findings[0].sentence
    assert str(log.event(7)) in report.findings[0].sentence


def test_a_deleted_event_is_named(owner: Owner, log: Log) -> None:
    owner.tamper("delete from kernel_event where id = %s", log.event(8))
    assert told(verify()) == [("event_missing", log.seq(8), log.event(8), None)]


def test_an_event_given_another_id_is_named(owner: Owner, log: Log) -> None:
    owner.tamper("update kernel_event set id = id + 1000000 where id = %s", log.event(8))
    assert told(verify()) == [
        ("event_missing", log.seq(8), log.event(8), None),
        ("event_unsealed", None, log.event(8) + 1_000_000, None),
    ]


def test_a_deleted_pending_row_is_found(owner: Owner, log: Log) -> None:
    lost = happen(3)
    owner.tamper("delete from ledger_pending")
    report = verify()
    assert told(report) == [("event_unsealed", None, lost[0], None)]
    assert report.found == 3
    kept = happen(1)
    seal()
    assert told(verify()) == [("event_unsealed", None, lost[0], None)]
    assert queries.seqs_of([*lost, *kept]) == {kept[0]: log.seq(16)}


def test_a_deleted_leaf_is_named(owner: Owner, log: Log) -> None:
    owner.tamper("delete from ledger_leaf where seq = %s", log.seq(7))
    report = verify()
    assert told(report) == [
        ("leaf_missing", log.seq(7), None, None),
        ("event_unsealed", None, log.event(7), None),
    ]
    assert report.first
    assert report.first.seq == log.seq(7)


def test_a_leaf_closed_up_after_a_deletion_is_found(owner: Owner, log: Log) -> None:
    """Deleted, and the numbers behind it moved down: the last number is then the one missing."""
    owner.tamper("delete from ledger_leaf where seq = %s", log.seq(7))
    for n in range(8, 16):
        owner.tamper("update ledger_leaf set seq = seq - 1 where seq = %s", log.seq(n))
    codes = told(verify())
    assert codes[0] == ("leaves_differ", log.seq(6), None, log.sizes[1])
    assert ("leaf_missing", log.seq(15), None, None) in codes
    assert ("event_unsealed", None, log.event(7), None) in codes


def test_a_changed_leaf_is_told_from_a_changed_event(owner: Owner, log: Log) -> None:
    owner.tamper("update ledger_leaf set hash = sha256('x') where seq = %s", log.seq(9))
    assert told(verify()) == [("leaf_changed", log.seq(9), log.event(9), None)]


def test_a_hash_of_another_length_is_found(owner: Owner, log: Log) -> None:
    owner.tamper("update ledger_leaf set hash = hash || hash where seq = %s", log.seq(9))
    assert told(verify()) == [("leaf_changed", log.seq(9), log.event(9), None)]


def test_event_and_leaf_changed_together_are_found(owner: Owner, log: Log) -> None:
    """Each leaf is then its event's, but the signed root is another."""
    owner.tamper("update kernel_event set by_name = 'Khác' where id = %s", log.event(7))
    rehash(owner, log.seq(7))
    assert told(verify()) == [("leaves_differ", log.seq(6), None, log.sizes[1])]


def test_leaves_in_another_order_are_found(owner: Owner, log: Log) -> None:
    a, b = log.seq(7), log.seq(9)
    for old, new in [(a, 10**9), (b, a), (10**9, b)]:
        owner.tamper("update ledger_leaf set seq = %s where seq = %s", new, old)
    assert told(verify()) == [("leaf_order", a, log.event(9), log.sizes[1])]


def test_an_event_put_in_between_is_found(owner: Owner, log: Log) -> None:
    """A back-dated event with a leaf of its own at the end: no checkpoint signs it."""
    late = happen(1)
    owner.tamper("delete from ledger_pending")
    owner.tamper(
        "insert into ledger_leaf (seq, event_id, hash) values (%s, %s, sha256('x'))",
        log.seq(16), late[0],
    )  # fmt: skip
    assert told(verify()) == [("leaf_unsigned", log.seq(16), late[0], None)]


@pytest.mark.parametrize(
    ("change", "also"),
    [
        ("root = sha256('x')", ["checkpoint_chain"]),
        ("signed_at = signed_at - interval '1 day'", ["checkpoint_chain"]),
        ("prev = sha256('x')", ["checkpoint_chain", "checkpoint_chain"]),
        ("signature = sha512('x')", []),
        ("signature = ''", []),
    ],
)
def test_a_rewritten_checkpoint_is_named(
    owner: Owner, log: Log, change: str, also: list[str]
) -> None:
    owner.tamper(f"update ledger_checkpoint set {change} where size = %s", log.sizes[1])
    report = verify()
    assert ("checkpoint_signature", None, None, log.sizes[1]) in told(report)
    others = [one for one in report.findings if one.code != "checkpoint_signature"]
    assert [one.code for one in others] == also


def test_a_foreign_key_and_a_foreign_log_are_named(owner: Owner, log: Log) -> None:
    last = queries.checkpoint_at(log.sizes[2])
    assert last
    forged = checkpoints.sign(
        Ed25519PrivateKey.generate(),
        origin="lienthong/khac/1", size=last.size, root=last.root, prev=last.prev,
        at=last.signed_at,
    )  # fmt: skip
    put(owner, forged)
    assert told(verify()) == [
        ("checkpoint_origin", None, None, log.sizes[2]),
        ("checkpoint_key", None, None, log.sizes[2]),
    ]


@pytest.mark.parametrize("change", ["array_append(frontier, sha256('x'))", "array[sha256('x')]"])
def test_a_changed_frontier_is_named(owner: Owner, log: Log, change: str) -> None:
    owner.tamper(f"update ledger_checkpoint set frontier = {change} where size = %s", log.sizes[1])
    assert told(verify()) == [("checkpoint_frontier", None, None, log.sizes[1])]


def test_a_removed_checkpoint_breaks_the_chain(owner: Owner, log: Log) -> None:
    owner.tamper("delete from ledger_checkpoint where size = %s", log.sizes[1])
    assert told(verify()) == [("checkpoint_chain", None, None, log.sizes[2])]


def test_a_removed_last_checkpoint_leaves_unsigned_leaves(owner: Owner, log: Log) -> None:
    owner.tamper("delete from ledger_checkpoint where size = %s", log.sizes[2])
    report = verify()
    assert told(report) == [("leaf_unsigned", log.seq(11), log.event(11), None)]
    assert report.found == 5


def test_a_checkpoint_of_no_size_is_named(owner: Owner, log: Log) -> None:
    owner.tamper(
        "insert into ledger_checkpoint"
        " (size, origin, key_id, root, prev, signed_at, signature, frontier)"
        " select -size, origin, key_id, root, prev, signed_at, signature, frontier"
        " from ledger_checkpoint where size = %s",
        log.sizes[2],
    )  # fmt: skip
    assert ("checkpoint_signature", None, None, -log.sizes[2]) in told(verify())


def test_a_far_number_does_not_keep_it_busy(owner: Owner, log: Log) -> None:
    last = queries.checkpoint_at(log.sizes[2])
    assert last
    far = checkpoints.sign(
        keys.signing_key(),
        origin=last.origin, size=10**15, root=last.root, prev=last.digest(), at=last.signed_at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_checkpoint (origin, size, root, prev, signed_at, key_id, signature,"
            " frontier) values (%s, %s, %s, %s, %s, %s, %s, '{}')",
            [far.origin, far.size, far.root, far.prev, far.signed_at, far.key_id, far.signature],
        )
    owner.tamper("update ledger_leaf set seq = 900000000000000 where seq = %s", log.seq(15))
    report = verify()
    assert report.findings[0].code == "leaf_missing"
    assert report.found > 10**14


def test_all_breaks_are_counted_and_the_first_is_first(owner: Owner, log: Log) -> None:
    owner.tamper(
        "update kernel_event set by_name = by_name || '!' where id = any(%s)", log.ids[5:9]
    )
    owner.tamper("delete from ledger_leaf where seq = %s", log.seq(13))
    owner.tamper("update ledger_leaf set hash = sha256('x') where seq = %s", log.seq(2))
    report = verify()
    assert report.first == Finding("leaf_changed", log.seq(2), log.event(2))
    assert report.found == len(report.findings) == 1 + 4 + 1 + 1


def test_what_broke_early_does_not_accuse_what_comes_later(owner: Owner, log: Log) -> None:
    """After a gap the walk stands on the next signed root, so a later break is still told apart."""
    owner.tamper("delete from ledger_leaf where seq = %s", log.seq(3))
    owner.tamper("update ledger_leaf set hash = sha256('x') where seq = %s", log.seq(12))
    assert told(verify())[:2] == [
        ("leaf_missing", log.seq(3), None, None),
        ("leaf_changed", log.seq(12), log.event(12), None),
    ]


def test_windows_smaller_than_a_seal(
    owner: Owner, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "WINDOW", 2)
    assert verify().ok
    owner.tamper("update ledger_leaf set hash = sha256('x') where seq = %s", log.seq(7))
    owner.tamper("update kernel_event set door = 'x' where id = %s", log.event(13))
    assert told(verify()) == [
        ("leaf_changed", log.seq(7), log.event(7), None),
        ("event_changed", log.seq(13), log.event(13), None),
    ]


def test_many_breaks_are_counted_not_kept(owner: Owner, log: Log) -> None:
    ids = happen(KEPT + 50)
    seal()
    owner.tamper("update kernel_event set door = 'x' where id = any(%s)", ids)
    report = verify()
    assert report.found == KEPT + 50
    assert len(report.findings) == KEPT


def test_every_sentence_can_be_told() -> None:
    facts = {"count": 3, "key": "ab", "origin": "lienthong/x/1"}
    for code in SENTENCES:
        sentence = Finding(code, 1, 2, 3, facts).sentence
        assert "{" not in sentence
        assert sentence.endswith(".")


def test_it_sees_one_moment_and_changes_nothing(own_database: str) -> None:
    """In a transaction of its own: repeatable read, read only."""
    happen(3)
    seal_all()
    seen: list[tuple[Any, ...]] = []

    def spy(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if "ledger_pending" in sql:
            with connection.connection.cursor() as raw:
                raw.execute(
                    "select current_setting('transaction_isolation'),"
                    " current_setting('transaction_read_only')"
                )
                seen.append(raw.fetchone())
        return result

    with connection.execute_wrapper(spy):
        assert verify().ok
    assert seen == [("repeatable read", "on")]
    assert rows("show transaction_read_only") == [("off",)]
