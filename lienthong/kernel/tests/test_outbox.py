from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from lienthong.kernel import events, outbox
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.events import Kind, Subscriber
from lienthong.kernel.models import Outbox, Series

ACT = system_act(datetime(2022, 11, 21, 1, 0, tzinfo=UTC), "Người thử")
KIND = "tests.happened"
Wire = Callable[..., None]


@action
def tell(act: Act, object_id: int = 1) -> int:
    return events.record(act, KIND, Series(id=object_id))


@action
def tell_many(act: Act, count: int) -> int:
    select = (
        "select n::bigint as object_id, 1 as agency_id, null::int as place_id, '{}'::jsonb as data"
        " from generate_series(1, %s) n"
    )
    return events.record_many(act, KIND, "kernel.series", select, [count])


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Declare the kind of these tests and who is told of it."""
    monkeypatch.setattr(events, "KINDS", {KIND: Kind(KIND, "đã thử")})
    monkeypatch.setattr(events, "HANDLERS", {})
    monkeypatch.setattr(events, "SUBSCRIBERS", {})

    def run(*subscribers: Subscriber) -> None:
        events.wire({KIND: subscribers})

    return run


def keep_in(heard: list[int]) -> Subscriber:
    def hear(ids: Sequence[int]) -> None:
        heard.extend(ids)

    return hear


def _mark(code: str) -> None:
    Series.objects.create(owner_id=0, code=code, name=code, direction="outgoing")


def _marks() -> list[str]:
    return sorted(Series.objects.filter(owner_id=0).values_list("code", flat=True))


def _make_due() -> None:
    """Wait no longer: what was put off is due."""
    Outbox.objects.update(not_before=datetime.now(UTC) - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_subscriber_is_told_once_and_its_row_is_gone(wire: Wire) -> None:
    heard: list[int] = []
    wire(keep_in(heard))
    first, second = tell(ACT), tell(ACT)
    assert Outbox.objects.count() == 2

    assert outbox.drain() == 2
    assert heard == [first, second]
    assert not Outbox.objects.exists()
    assert outbox.drain() == 0
    assert heard == [first, second]


@pytest.mark.django_db
def test_each_subscriber_is_told_apart(wire: Wire) -> None:
    heard: dict[str, list[int]] = {"one": [], "two": []}

    def one(ids: Sequence[int]) -> None:
        heard["one"].extend(ids)

    def two(ids: Sequence[int]) -> None:
        heard["two"].extend(ids)

    wire(one, two)
    ids = [tell(ACT) for _turn in range(3)]
    assert outbox.drain() == 6
    assert heard == {"one": ids, "two": ids}


@pytest.mark.django_db
def test_a_subscriber_may_record_events_that_others_follow(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def echo(ids: Sequence[int]) -> None:
        if not heard:
            tell(ACT, 2)
        heard.extend(ids)

    wire(echo)
    tell(ACT)
    assert outbox.drain() == 2
    assert len(heard) == 2
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_a_failing_row_keeps_none_of_its_writes_and_says_why(wire: Wire) -> None:
    def fail(ids: Sequence[int]) -> None:
        _mark("half done")
        raise LookupError("sổ đã đóng")

    wire(fail)
    tell(ACT)
    outbox.drain()

    row = Outbox.objects.get()
    assert _marks() == []
    assert row.attempts == 1
    assert "LookupError: sổ đã đóng" in row.error
    assert row.not_before > datetime.now(UTC)
    assert outbox.drain() == 0


@pytest.mark.django_db
def test_a_failing_batch_is_taken_row_by_row(wire: Wire) -> None:
    bad: list[int] = []

    def picky(ids: Sequence[int]) -> None:
        for event_id in ids:
            _mark(f"{event_id:09d}")
            if event_id in bad:
                raise LookupError("this one")

    wire(picky)
    ids = [tell(ACT) for _turn in range(4)]
    bad.append(ids[1])
    outbox.drain()

    assert _marks() == [f"{event_id:09d}" for event_id in ids if event_id not in bad]
    left = Outbox.objects.get()
    assert (left.event_ids, left.attempts) == ([ids[1]], 1)


@pytest.mark.django_db
def test_a_row_is_parked_after_five_attempts_and_holds_up_nobody(wire: Wire) -> None:
    tries: list[int] = []
    broken = True

    def stubborn(ids: Sequence[int]) -> None:
        tries.append(len(ids))
        if broken:
            raise LookupError

    wire(stubborn)
    tell(ACT)
    waits = []
    for _turn in range(8):
        outbox.drain()
        waits.append(Outbox.objects.get().not_before - datetime.now(UTC))
        _make_due()
    assert len(tries) == outbox.PARKED_AT == 5
    assert waits[:5] == sorted(waits[:5])

    broken = False
    tell(ACT)
    assert outbox.drain() == 1
    parked = Outbox.objects.get()
    assert parked.attempts == outbox.PARKED_AT

    outbox.release(parked.id)
    assert outbox.drain() == 1
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_a_batch_stays_small_but_one_great_act_is_never_split(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    wire(lambda ids: batches.append(len(ids)))
    monkeypatch.setattr(outbox, "BATCH_EVENTS", 50)
    for count in (120, 20, 20, 20):
        tell_many(ACT, count)
    assert outbox.drain() == 4
    assert batches == [120, 40, 20]


@pytest.mark.django_db
def test_no_more_rows_are_taken_at_once_than_a_batch_holds(wire: Wire) -> None:
    batches: list[int] = []
    wire(lambda ids: batches.append(len(ids)))
    for _turn in range(outbox.BATCH_ROWS + 3):
        tell(ACT)
    outbox.drain()
    assert batches == [outbox.BATCH_ROWS, 3]


def test_two_workers_at_once_share_the_rows_and_double_none(own_database: str, wire: Wire) -> None:
    heard: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def slow(ids: Sequence[int]) -> None:
        heard.extend(ids)
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            assert go_on.wait(20)

    def other_worker() -> None:
        try:
            outbox.drain_one_batch(rows=2)
        finally:
            connection.close()

    wire(slow)
    ids = [tell(ACT) for _turn in range(5)]
    worker = threading.Thread(target=other_worker)
    worker.start()
    assert inside.wait(20)
    done_here = outbox.drain()  # two rows are held by the other worker: it does not wait for them
    go_on.set()
    worker.join()

    assert done_here == 3
    assert sorted(heard) == ids
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_an_event_rolled_back_tells_nobody(wire: Wire) -> None:
    heard: list[int] = []

    @action
    def changes_its_mind(act: Act) -> None:
        tell(act)
        raise LookupError

    wire(keep_in(heard))
    with pytest.raises(LookupError):
        changes_its_mind(ACT)
    assert outbox.drain() == 0
    assert heard == []
