"""The sealer: nothing skipped, nothing doubled, whatever commits when."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from lienthong.kernel.actions import BOOKKEEPING, unit
from lienthong.kernel.ledger import head, keys, queries, sealing
from lienthong.kernel.ledger.merkle import Frontier, root_of
from lienthong.kernel.ledger.sealing import seal, seal_all
from lienthong.kernel.ledger.verify import verify
from lienthong.kernel.tests.ledger.rows import HAPPEN, Owner, happen, leaves, rows
from lienthong.launch import postgres


@contextmanager
def another_session(database: str) -> Iterator[psycopg.Connection[Any]]:
    params = postgres.connection("app")
    with psycopg.connect(
        host=params["host"], port=params["port"] or None, user=params["user"],
        password=params["password"] or None, dbname=database,
    ) as session:  # fmt: skip
        yield session


@pytest.mark.django_db
def test_events_get_gap_free_numbers_and_a_signed_root() -> None:
    assert seal_all() >= 0  # what the loaded province had
    before = len(leaves())
    first, second = happen(5), happen(3)

    sealed = seal()
    assert sealed
    assert (sealed.first, sealed.count, sealed.checkpoint.size) == (before + 1, 8, before + 8)
    assert leaves()[before:] == list(enumerate(first + second, start=before + 1))
    hashes = [bytes(row[0]) for row in rows("select hash from ledger_leaf order by seq")]
    assert sealed.checkpoint.root == root_of(hashes)
    assert sealed.checkpoint.signed_by(keys.signing_key().public_key())
    assert queries.waiting() == 0
    assert queries.latest_checkpoint() == sealed.checkpoint


@pytest.mark.django_db
def test_checkpoints_are_chained_and_keep_their_log() -> None:
    seal_all()
    happen()
    first = seal()
    happen(4)
    second = seal()
    assert first
    assert second
    assert second.checkpoint.prev == first.checkpoint.digest()
    assert second.checkpoint.origin == first.checkpoint.origin
    assert second.checkpoint.origin.startswith("lienthong/")


@pytest.mark.django_db
def test_nothing_pending_writes_nothing() -> None:
    seal_all()
    count = rows("select count(*) from ledger_checkpoint")
    assert seal() is None
    assert rows("select count(*) from ledger_checkpoint") == count


@pytest.mark.django_db
def test_a_seal_is_bounded_but_never_cuts_an_act() -> None:
    seal_all()
    for count in (3, 4, 9, 1):
        happen(count)
    sizes = []
    while done := seal(limit=7):
        sizes.append(done.count)
    assert sizes == [7, 9, 1]


def test_it_is_bookkeeping() -> None:
    assert BOOKKEEPING["kernel.ledger.sealing.seal"] is seal


def test_what_commits_late_is_sealed_late(own_database: str) -> None:
    """The reason for a set: ids are given at insert, and the older may commit after the newer."""
    seal_all()
    before = len(leaves())
    with another_session(own_database) as slow:
        early = slow.execute(HAPPEN, [2]).fetchall()
        late = happen(2)
        assert min(late) > max(row[0] for row in early)
        first = seal()
        slow.commit()
        second = seal()
    assert first
    assert second
    assert [event_id for _, event_id in leaves()][before:] == [
        *late, *sorted(row[0] for row in early)
    ]  # fmt: skip
    assert verify().ok


def test_a_second_sealer_leaves_at_once_and_one_that_waits_gets_the_rest(own_database: str) -> None:
    seal_all()
    happen(2)
    done: list[sealing.Sealed | None] = []

    def patient() -> None:
        try:
            done.append(seal(wait=True))
        finally:
            connection.close()

    with unit():
        assert seal()
        thread = threading.Thread(target=patient)
        with another_session(own_database) as other:
            row = other.execute("select pg_try_advisory_xact_lock(%s)", [sealing.LOCK]).fetchone()
            assert row == (False,)
            other.rollback()
            other.execute(HAPPEN, [3])
            other.commit()
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(20)
    assert done[0]
    assert done[0].count == 3
    assert verify().ok


def _write(database: str, seed: int, acts: int) -> None:
    """Acts of 1 to 30 events; savepoints and whole transactions taken back."""
    dice = random.Random(seed)  # noqa: S311
    with another_session(database) as session:
        for _ in range(acts):
            session.execute(HAPPEN, [dice.randint(1, 30)])
            session.execute("savepoint half")
            session.execute(HAPPEN, [dice.randint(1, 10)])
            if dice.random() < 0.4:
                session.execute("rollback to savepoint half")
            if dice.random() < 0.3:
                session.rollback()
            else:
                session.commit()


def test_writers_rollbacks_a_long_transaction_and_two_sealers(own_database: str) -> None:
    writing = threading.Event()
    failures: list[BaseException] = []

    def kept(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - told by the test itself
                failures.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def sealer() -> None:
        while not writing.is_set():
            seal(limit=200)

    with another_session(own_database) as slow:
        slow.execute(HAPPEN, [5])
        writers = [kept(lambda n=n: _write(own_database, n, 40)) for n in range(4)]
        sealers = [kept(sealer) for _ in range(2)]
        for thread in writers:
            thread.join(60)
        slow.commit()
    writing.set()
    for thread in sealers:
        thread.join(60)
    seal_all()

    assert failures == []
    numbered = leaves()
    assert [seq for seq, _ in numbered] == list(range(1, len(numbered) + 1))
    events = [row[0] for row in rows("select id from kernel_event order by id")]
    assert sorted(event_id for _, event_id in numbered) == events
    assert len(events) > 1000
    report = verify()
    assert report.ok
    assert report.events == len(events)
    assert report.pending == 0


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kernel_event", "ledger_leaf", "ledger_checkpoint"])
@pytest.mark.parametrize("verb", ["delete from {}", "truncate {}", "update {} set {} = {}"])
def test_the_application_may_not_change_what_is_sealed(table: str, verb: str) -> None:
    happen()
    seal()
    column = {"kernel_event": "id", "ledger_leaf": "seq", "ledger_checkpoint": "size"}[table]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(verb.format(table, column, column))


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_leaf set seq = seq",
        "delete from ledger_checkpoint",
        "truncate kernel_event",
        "update ledger_pending set event_ids = '{}'",
        "truncate ledger_pending",
    ],
)
def test_the_owner_meets_the_trigger(statement: str, as_owner: None, db: None) -> None:
    happen()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        rows(statement)


def test_a_forged_pending_row_is_left_and_told(owner: Owner) -> None:
    """Honest rows go on being sealed; what names no event, or one twice, waits to be looked at."""
    seal_all()
    old = happen(2)
    seal()
    fresh = happen(2)
    forged = [[old[0]], [9_000_000_000], [fresh[0]]]
    for event_ids in forged:
        owner.tamper("insert into ledger_pending (event_ids) values (%s)", event_ids)
    last = happen(1)
    twice = [last[0], last[0]]
    owner.tamper("insert into ledger_pending (event_ids) values (%s)", twice)

    sealed = seal()
    assert sealed
    assert sealed.count == 3
    assert [event_id for _, event_id in leaves()][-3:] == [*fresh, *last]
    assert seal() is None
    left = [row[0] for row in rows("select event_ids from ledger_pending order by id")]
    assert left == [*forged, twice]
    report = verify()
    assert {finding.code for finding in report.findings} == {"pending_odd"}
    assert report.found == 4


@pytest.mark.parametrize(
    "change",
    [
        "frontier = array_append(frontier, '\\x00'::bytea)",
        "frontier = array_fill('\\x00'::bytea, array[array_length(frontier, 1)])",
        "root = sha256('x')",
    ],
)
def test_a_broken_head_stops_the_sealer(owner: Owner, change: str) -> None:
    happen(3)
    seal_all()
    newest = "size = (select max(size) from ledger_checkpoint)"
    owner.tamper(f"update ledger_checkpoint set {change} where {newest}")
    happen()
    with pytest.raises(head.BrokenLedgerError, match="does not lead"):
        seal()


def test_a_tree_is_kept_as_its_frontier(owner: Owner) -> None:
    happen(5)
    seal_all()
    sizes = rows("select size, cardinality(frontier) from ledger_checkpoint")
    assert sizes
    assert all(count == size.bit_count() for size, count in sizes)
    with connection.cursor() as cursor:
        last, tree = head.newest(cursor)
    assert last
    assert isinstance(tree, Frontier)
    assert tree.root() == last.root
