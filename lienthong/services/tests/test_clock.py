"""When an application is due: by hand, and what holds whatever happens."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel.deadlines import Calendar
from lienthong.services.actions import common
from lienthong.services.models import Application
from lienthong.services.packages.deadlines import Deadline
from lienthong.services.rules_clock import Reckoning, Tick, percent_used, reckon

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = Calendar(
    weekdays=frozenset({1, 2, 3, 4, 5}),
    hours=((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))),
    urgent_hours=2,
    zone=ZONE,
    holidays=frozenset({date(2022, 12, 1)}),
    swap_off=frozenset({date(2022, 12, 2)}),
    swap_work=frozenset({date(2022, 12, 3)}),
)


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def deadline(amount: int, unit: str, after: str = "resume") -> Deadline:
    cutoff = time(15, 0) if unit == "same_day" else None
    return Deadline(amount, unit, cutoff, after, 1, frozenset({5}), None, {})


def due(term: Deadline, *ticks: Tick) -> datetime | None:
    return reckon(CALENDAR, term, ticks).due_at


@pytest.mark.parametrize(
    ("unit", "amount", "received", "expected"),
    [
        ("same_day", 0, at("2022-11-21", "15:00"), at("2022-11-21", "17:00")),
        ("same_day", 0, at("2022-11-21", "15:01"), at("2022-11-22", "17:00")),
        ("same_day", 0, at("2022-11-25", "15:30"), at("2022-11-28", "17:00")),
        ("same_day", 0, at("2022-11-26", "08:00"), at("2022-11-28", "17:00")),
        ("working_days", 3, at("2022-11-21"), at("2022-11-24", "17:00")),
        # 1/12 a holiday, 2/12 swapped off, Saturday 3/12 worked instead
        ("working_days", 3, at("2022-11-29"), at("2022-12-05", "17:00")),
        ("working_days", 1, at("2022-11-30"), at("2022-12-03", "17:00")),
        # ten days from 21/11 are 1/12, a day off, and so is 2/12
        ("days", 10, at("2022-11-21"), at("2022-12-03", "17:00")),
        ("days", 20, at("2022-11-21"), at("2022-12-12", "17:00")),
        ("months", 1, at("2022-11-21"), at("2022-12-21", "17:00")),
        ("working_hours", 8, at("2022-11-21", "16:00"), at("2022-11-22", "16:30")),
    ],
)
def test_a_term_that_nothing_moves(
    unit: str, amount: int, received: datetime, expected: datetime
) -> None:
    assert due(deadline(amount, unit), Tick("received", received)) == expected


def test_a_supplement_moves_it_by_the_working_time_lost() -> None:
    ticks = (
        Tick("received", at("2022-11-21")),
        Tick("paused", at("2022-11-22", "09:00"), supplement=True),
        Tick("went_on", at("2022-11-24", "10:00")),
    )
    # lost: 22/11 9:00 to 24/11 10:00 = two working days and an hour
    assert due(deadline(3, "working_days"), *ticks) == at("2022-11-29", "08:30")
    assert due(deadline(3, "working_days", "restart"), *ticks) == at("2022-11-29", "17:00")


def test_while_it_stands_the_day_is_as_it_was() -> None:
    now = reckon(
        CALENDAR, deadline(3, "working_days"),
        [Tick("received", at("2022-11-21")), Tick("paused", at("2022-11-22"))],
    )  # fmt: skip
    assert now.stands
    assert now.due_at == now.first_due_at == at("2022-11-24", "17:00")
    assert percent_used(CALENDAR, now, at("2022-11-23")) is None


def test_a_pause_after_the_day_saves_nobody() -> None:
    ticks = (
        Tick("received", at("2022-11-21")),
        Tick("paused", at("2022-11-25"), supplement=True),
        Tick("went_on", at("2022-11-28")),
        Tick("ended", at("2022-11-28", "10:00")),
    )
    now = reckon(CALENDAR, deadline(3, "working_days"), ticks)
    assert now.due_at == at("2022-11-24", "17:00")
    assert now.on_time is False


@pytest.mark.parametrize(("rounds", "on_time"), [(0, True), (1, True), (2, False)])
def test_asked_more_than_once_counts_late(rounds: int, on_time: bool) -> None:
    ticks = [Tick("received", at("2022-11-21"))]
    for number in range(rounds):
        ticks.append(Tick("paused", at("2022-11-21", f"1{number}:00"), supplement=True))
        ticks.append(Tick("went_on", at("2022-11-21", f"1{number}:30")))
    ticks.append(Tick("ended", at("2022-11-22")))
    assert reckon(CALENDAR, deadline(3, "working_days"), ticks).on_time is on_time


def test_ended_while_it_waited_counts_at_the_request() -> None:
    ticks = [
        Tick("received", at("2022-11-21")),
        Tick("paused", at("2022-11-23"), supplement=True),
        Tick("ended", at("2023-01-10")),
    ]
    assert reckon(CALENDAR, deadline(3, "working_days"), ticks).on_time is True


def test_an_apology_promises_and_does_not_forgive() -> None:
    ticks = [
        Tick("received", at("2022-11-21")),
        Tick("postponed", at("2022-11-23"), until=at("2022-11-30", "17:00")),
        Tick("ended", at("2022-11-28")),
    ]
    now = reckon(CALENDAR, deadline(3, "working_days"), ticks)
    assert now.promised_at == at("2022-11-30", "17:00")
    assert now.on_time is False


def test_nobody_received_it() -> None:
    now = reckon(CALENDAR, deadline(3, "working_days"), [Tick("ended", at("2022-11-21"))])
    assert (now.due_at, now.on_time) == (None, None)


@pytest.mark.parametrize(
    "ticks",
    [
        [Tick("received", at("2022-11-21")), Tick("received", at("2022-11-22"))],
        [
            Tick("received", at("2022-11-21")),
            Tick("paused", at("2022-11-22")),
            Tick("went_on", at("2022-11-21")),
        ],
    ],
)
def test_an_order_that_cannot_be(ticks: list[Tick]) -> None:
    with pytest.raises(ValueError, match=r"received once|cannot run again"):
        reckon(CALENDAR, deadline(3, "working_days"), ticks)


def test_percent_of_its_working_time() -> None:
    now = reckon(
        CALENDAR, deadline(2, "working_days"), [Tick("received", at("2022-11-21", "07:30"))]
    )
    # three working days of seven hours and a half: received as the office opens
    assert percent_used(CALENDAR, now, at("2022-11-21", "07:30")) == 0
    assert percent_used(CALENDAR, now, at("2022-11-22", "17:00")) == 67
    assert percent_used(CALENDAR, now, at("2022-11-24", "07:30")) == 100
    assert (percent_used(CALENDAR, now, at("2022-11-24", "11:30")) or 0) > 100


MOMENTS = st.integers(0, 60 * 24 * 60).map(
    lambda minutes: at("2022-11-21") + timedelta(minutes=minutes)
)
TERMS = st.builds(
    deadline,
    st.integers(1, 30),
    st.sampled_from(["working_days", "working_hours", "days", "months"]),
    st.sampled_from(["resume", "restart"]),
)


def _ticks(received: datetime, moments: list[datetime]) -> list[Tick]:
    kinds = ("paused", "went_on")
    after = sorted(one for one in moments if one >= received)
    return [
        Tick("received", received),
        *(Tick(kinds[number % 2], one) for number, one in enumerate(after)),
    ]


@settings(max_examples=60)
@given(TERMS, MOMENTS, st.lists(MOMENTS, max_size=6))
def test_pauses_never_bring_the_day_nearer(
    term: Deadline, received: datetime, moments: list[datetime]
) -> None:
    ticks = _ticks(received, moments)
    days = [reckon(CALENDAR, term, ticks[: n + 1]).due_at for n in range(len(ticks))]
    assert all(one is not None for one in days)
    assert days == sorted(days)  # type: ignore[type-var]


@settings(max_examples=60)
@given(TERMS, MOMENTS, st.lists(MOMENTS, max_size=6))
def test_resuming_gives_back_exactly_what_was_lost(
    term: Deadline, received: datetime, moments: list[datetime]
) -> None:
    if term.after_supplement != "resume" or term.unit in {"days", "months"}:
        return
    now: Reckoning = reckon(CALENDAR, term, _ticks(received, moments))
    first = now.first_due_at
    assert first is not None
    assert now.due_at is not None
    moved, running = 0.0, first
    for begin, end in now.pauses:
        if end is None or begin >= running:
            continue
        lost = CALENDAR.working_seconds_between(begin, end)
        moved += lost
        running = CALENDAR.add_working_hours(running, lost / 3600)
    given_back = CALENDAR.working_seconds_between(first, now.due_at)
    assert abs(given_back - moved) < 0.01


@settings(max_examples=40)
@given(TERMS, MOMENTS, st.lists(MOMENTS, max_size=6))
def test_what_a_row_keeps_gives_the_same_day(
    term: Deadline, received: datetime, moments: list[datetime]
) -> None:
    ticks = _ticks(received, moments)
    kept = json.loads(json.dumps([common.plain(one) for one in ticks]))
    read = common.ticks_of(Application(clock=kept))
    assert reckon(CALENDAR, term, read) == reckon(CALENDAR, term, ticks)
