"""Deadlines: dates of the real calendar 2022-2025, and what must hold for any calendar."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel import deadlines
from lienthong.kernel.deadlines import Calendar, Clock, SpecialDay
from lienthong.kernel.errors import Refused

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SETTINGS: dict[str, object] = {
    "weekdays": [1, 2, 3, 4, 5],
    "hours": [["07:00", "11:00"], ["13:00", "17:00"]],
    "urgent_hours": 2,
    "time_zone": "Asia/Ho_Chi_Minh",
}
SWAPS = [
    SpecialDay(date(2022, 11, 25), "swap_off", "Nghỉ hoán đổi (dữ liệu thử)", "QĐ thử 1"),
    SpecialDay(date(2022, 12, 3), "swap_work", "Làm bù (dữ liệu thử)", "QĐ thử 1"),
]
VN = deadlines.build(SETTINGS, SWAPS, range(2020, 2027))
PLAIN = deadlines.build(SETTINGS, [])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# The real calendar


def test_the_day_of_arrival_is_not_counted() -> None:
    assert VN.add_working_days(at("2022-11-21T08:00"), 1) == at("2022-11-22T17:00")
    assert VN.add_working_days(at("2022-11-21T23:59"), 1) == at("2022-11-22T17:00")
    assert VN.add_working_days(at("2022-11-21T00:00"), 3) == at("2022-11-24T17:00")


def test_zero_days_is_the_first_close() -> None:
    assert VN.add_working_days(at("2022-11-21T17:00"), 0) == at("2022-11-21T17:00")
    assert VN.add_working_days(at("2022-11-21T17:01"), 0) == at("2022-11-22T17:00")
    assert VN.add_working_days(at("2022-11-19T09:00"), 0) == at("2022-11-21T17:00")


def test_tet_week_is_jumped_over() -> None:
    assert VN.add_working_days(at("2023-01-19T16:00"), 1) == at("2023-01-27T17:00")
    assert VN.working_days_between(date(2023, 1, 19), date(2023, 1, 27)) == 1
    assert VN.next_working_day(date(2024, 2, 7)) == date(2024, 2, 15)


def test_compensating_days_and_national_swaps_come_from_the_seed() -> None:
    assert not VN.is_working_day(date(2022, 5, 3))  # 30/4 and 1/5 of 2022 were a weekend
    assert not VN.is_working_day(date(2024, 4, 29))
    assert VN.is_working_day(date(2024, 5, 4))  # a Saturday worked in exchange
    assert not PLAIN.is_working_day(date(2024, 5, 4))


def test_the_library_is_not_loaded_for_no_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)  # an import of it fails
    assert deadlines.build(SETTINGS, []).is_working_day(date(2022, 9, 2))


def test_the_province_s_own_swaps_lie_on_top() -> None:
    assert VN.add_working_days(at("2022-11-24T10:00"), 1) == at("2022-11-28T17:00")
    assert VN.add_working_days(at("2022-12-02T10:00"), 1) == at("2022-12-03T17:00")
    worked = SpecialDay(date(2022, 9, 2), "swap_work", "Trực", "QĐ thử 2")
    assert deadlines.build(SETTINGS, [worked], [2022]).is_working_day(date(2022, 9, 2))


def test_year_end_and_leap_day() -> None:
    assert VN.add_working_days(at("2022-12-30T16:59"), 1) == at("2023-01-03T17:00")
    assert VN.add_working_days(at("2024-02-28T08:00"), 1) == at("2024-02-29T17:00")
    assert VN.add_working_days(at("2024-02-29T08:00"), 1) == at("2024-03-01T17:00")
    assert VN.working_days_between(date(2023, 2, 28), date(2023, 3, 1)) == 1


def test_hours_stop_at_noon_and_at_night() -> None:
    assert VN.add_working_hours(at("2022-11-21T10:00"), 1) == at("2022-11-21T11:00")
    assert VN.add_working_hours(at("2022-11-21T10:00"), 2) == at("2022-11-21T14:00")
    assert VN.add_working_hours(at("2022-11-21T16:00"), 2) == at("2022-11-22T08:00")
    assert VN.add_working_hours(at("2022-11-19T16:00"), 8) == at("2022-11-21T17:00")
    assert VN.working_seconds_between(at("2022-11-18T16:00"), at("2022-11-21T08:00")) == 7200
    assert VN.working_seconds_between(at("2022-11-21T08:00"), at("2022-11-18T16:00")) == -7200


def test_register_clock() -> None:
    arrived = at("2022-11-18T16:30")  # a Friday
    assert VN.same_or_next_working_day(arrived) == at("2022-11-21T17:00")
    assert VN.register_due(arrived, urgent=False) == at("2022-11-21T17:00")
    assert VN.register_due(arrived, urgent=True) == at("2022-11-21T08:30")
    slower = replace(VN, urgent_hours=4)
    assert slower.register_due(arrived, urgent=True) == at("2022-11-21T10:30")


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2022-11-18T10:00", 2),
        ("2022-11-19T10:00", 2),  # Saturday: Monday and Tuesday are left
        ("2022-11-22T00:00", 0),
        ("2022-11-22T17:00", 0),
        ("2022-11-22T17:01", -1),
        ("2022-11-23T09:00", -1),
        ("2022-11-24T09:00", -2),
        ("2022-11-25T09:00", -2),  # the swapped day off adds no delay
    ],
)
def test_days_left(now: str, left: int) -> None:
    assert VN.days_left(at(now), at("2022-11-22T17:00")) == left


def test_a_weekend_of_delay_is_one_day_until_monday_is_over() -> None:
    due = at("2022-11-18T17:00")
    assert [VN.days_left(at(f"2022-11-{day}T09:00"), due) for day in (19, 20, 21, 22)] == [
        -1,
        -1,
        -1,
        -2,
    ]


def test_moments_of_another_zone_mean_the_same_instant() -> None:
    utc = datetime(2022, 11, 21, 20, 0, tzinfo=UTC)  # 03:00 of the 22nd in the province
    assert VN.add_working_days(utc, 1) == at("2022-11-23T17:00")
    assert VN.add_working_days(utc, 1).utcoffset() == timedelta(hours=7)


def test_resume_moves_by_the_working_time_lost() -> None:
    start = at("2022-11-14T09:00")
    pauses = [(at("2022-11-15T10:00"), at("2022-11-17T10:00"))]
    assert VN.add_working_days(start, 5) == at("2022-11-21T17:00")
    assert VN.due_with_pauses(start, 5, pauses) == at("2022-11-23T17:00")


def test_restart_counts_anew() -> None:
    start = at("2022-11-14T09:00")
    pauses = [(at("2022-11-15T10:00"), at("2022-11-17T10:00"))]
    assert VN.due_with_pauses(start, 5, pauses, "restart") == at("2022-11-24T17:00")


def test_a_pause_after_the_deadline_changes_nothing() -> None:
    start = at("2022-11-14T09:00")
    pauses = [(at("2022-11-16T08:00"), None)]
    assert VN.due_with_pauses(start, 1, pauses) == at("2022-11-15T17:00")


def test_pauses_overlap_in_any_order() -> None:
    start = at("2022-11-14T09:00")
    a = (at("2022-11-15T10:00"), at("2022-11-16T10:00"))
    b = (at("2022-11-16T08:00"), at("2022-11-17T10:00"))
    c = (a[0], b[1])
    assert VN.due_with_pauses(start, 5, [b, a]) == VN.due_with_pauses(start, 5, [c])


def test_a_clock_folds_from_its_events() -> None:
    clock = Clock(at("2022-11-14T09:00"), 5)
    assert clock.due(VN) == at("2022-11-21T17:00")
    stopped = clock.stop(at("2022-11-15T10:00"))
    assert stopped.stopped
    assert stopped.due(VN) is None
    assert stopped.stop(at("2022-11-16T10:00")) == stopped
    again = stopped.go(at("2022-11-17T10:00"))
    assert not again.stopped
    assert again.due(VN) == at("2022-11-23T17:00")
    assert again.go(at("2022-11-18T10:00")) == again
    with pytest.raises(ValueError, match="before it was stopped"):
        stopped.go(at("2022-11-14T10:00"))


# What is wrong is said


def test_bugs_of_the_caller_are_value_errors() -> None:
    for wrong in (
        lambda: VN.add_working_days(datetime(2022, 11, 21), 1),  # noqa: DTZ001 - the point
        lambda: VN.add_working_days(at("2022-11-21T08:00"), -1),
        lambda: VN.add_working_hours(at("2022-11-21T08:00"), -1),
        lambda: VN.add_working_days(at("2100-12-31T08:00"), 1),
        lambda: VN.next_working_day(date(1989, 12, 31)),
    ):
        with pytest.raises(ValueError, match=r"zone|negative|1990"):
            wrong()


@pytest.mark.parametrize(
    "change",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({0})},
        {"hours": ()},
        {"hours": ((time(11), time(7)),)},
        {"hours": ((time(7), time(12)), (time(11), time(17)))},
        {"urgent_hours": 0},
    ],
)
def test_a_calendar_that_makes_no_sense_cannot_be_built(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"calendar|hours"):
        replace(VN, **change)  # type: ignore[arg-type]


def test_rows_are_read_or_refused_with_the_reason() -> None:
    good = {"date": "2022-11-25", "kind": "swap_off", "name": "Nghỉ", "legal_basis": "QĐ 1"}
    assert deadlines.read_row(good) == SpecialDay(date(2022, 11, 25), "swap_off", "Nghỉ", "QĐ 1")
    for change, words in [
        ({"date": "25/11/2022"}, "không đọc được"),
        ({"date": "1022-11-25"}, "1990"),
        ({"kind": "party"}, "party"),
        ({"name": " "}, "chưa có tên"),
        ({"legal_basis": ""}, "văn bản quyết định"),
    ]:
        with pytest.raises(Refused, match=words):
            deadlines.read_row(good | change)
    with pytest.raises(Refused, match="không đọc được"):
        deadlines.read_row({})


@pytest.mark.parametrize("key", ["weekdays", "hours", "urgent_hours", "time_zone"])
@pytest.mark.parametrize("value", [None, "không có", -1])
def test_a_wrong_or_missing_setting_is_named(key: str, value: object) -> None:
    wrong = {name: kept for name, kept in SETTINGS.items() if name != key}
    if value is not None:
        wrong[key] = value
    with pytest.raises(Refused, match=key):
        deadlines.build(wrong, [])


def test_two_kinds_for_one_day_are_refused() -> None:
    rows = [SWAPS[0], replace(SWAPS[0], kind="swap_work")]
    with pytest.raises(Refused, match="25/11/2022"):
        deadlines.build(SETTINGS, rows)
    assert deadlines.build(SETTINGS, [SWAPS[0], SWAPS[0]]).swap_off == {date(2022, 11, 25)}


def test_the_running_calendar_comes_from_its_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "_provider", None)
    with pytest.raises(RuntimeError, match="set_provider"):
        deadlines.current()
    deadlines.set_provider(lambda: VN)
    assert deadlines.current() is VN
    due = deadlines.working_days_after(at("2022-11-21T08:00"), 1)
    assert due == at("2022-11-22T17:00")


# What must hold for any calendar

DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(
    datetime(1995, 1, 1),  # noqa: DTZ001 - the zone is given beside
    datetime(2060, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([ZONE, ZoneInfo("UTC"), ZoneInfo("America/New_York")]),
)
COUNTS = st.integers(0, 400)
CALENDARS = st.sampled_from(
    [
        VN,
        PLAIN,
        replace(VN, weekdays=frozenset({1, 2, 3, 4, 5, 6}), hours=((time(0), time(23, 59, 59)),)),
        replace(VN, hours=((time(7, 30), time(8)), (time(9), time(9, 0, 1)), (time(20), time(22)))),
        replace(VN, zone=ZoneInfo("America/New_York")),
        replace(VN, weekdays=frozenset({3})),
    ]
)
property_test = settings(max_examples=60, deadline=None)


@property_test
@given(CALENDARS, MOMENTS, COUNTS)
def test_a_deadline_is_the_close_of_a_working_day(cal: Calendar, moment: datetime, n: int) -> None:
    due = cal.add_working_days(moment, n)
    assert cal.is_working_day(due.date())
    assert due.time() == cal.hours[-1][1]
    assert due >= moment


@property_test
@given(CALENDARS, MOMENTS, COUNTS)
def test_monotone_in_n_and_in_time(cal: Calendar, moment: datetime, n: int) -> None:
    due = cal.add_working_days(moment, n)
    assert due <= cal.add_working_days(moment, n + 1)
    assert due < cal.add_working_days(moment, n + 2)
    assert due <= cal.add_working_days(moment + timedelta(hours=5), n)


@property_test
@given(CALENDARS, MOMENTS, st.integers(1, 200), COUNTS)
def test_additive(cal: Calendar, moment: datetime, a: int, b: int) -> None:
    step = cal.add_working_days(moment, a)
    assert cal.add_working_days(step, b) == cal.add_working_days(moment, a + b)


@property_test
@given(CALENDARS, DAYS, DAYS, DAYS)
def test_days_between_are_counted_one_by_one(cal: Calendar, a: date, b: date, c: date) -> None:
    b = a + (b - a) % timedelta(days=500)
    one_by_one = sum(cal.is_working_day(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
    assert cal.working_days_between(a, b) == one_by_one
    between = cal.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@property_test
@given(CALENDARS, MOMENTS, st.integers(1, 400))
def test_between_undoes_add(cal: Calendar, moment: datetime, n: int) -> None:
    day = moment.astimezone(cal.zone).date()
    assert cal.working_days_between(day, cal.add_working_days(moment, n).date()) == n


@property_test
@given(CALENDARS, MOMENTS, st.integers(1, 2_000_000))
def test_hours_between_undo_add_and_end_inside_working_time(
    cal: Calendar, moment: datetime, seconds: int
) -> None:
    due = cal.add_working_hours(moment, seconds / 3600)
    assert cal.working_seconds_between(moment, due) == pytest.approx(seconds, abs=1e-3)
    assert cal.is_working_day(due.date())
    assert any(start < due.time() <= end for start, end in cal.hours)


@property_test
@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_seconds_add_up(cal: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    parts = cal.working_seconds_between(a, b) + cal.working_seconds_between(b, c)
    assert parts == pytest.approx(cal.working_seconds_between(a, c), abs=1e-3)


@property_test
@given(CALENDARS, MOMENTS, COUNTS, st.timedeltas(timedelta(0), timedelta(days=600)), st.data())
def test_a_pause_moves_the_deadline_by_exactly_what_it_took(
    cal: Calendar, start: datetime, n: int, length: timedelta, data: st.DataObject
) -> None:
    due = cal.add_working_days(start, n)
    begin = start + (due - start) * data.draw(st.floats(0, 0.999))
    moved = cal.due_with_pauses(start, n, [(begin, begin + length)])
    assert moved is not None
    lost = cal.working_seconds_between(begin, begin + length)
    assert cal.working_seconds_between(due, moved) == pytest.approx(lost, abs=1e-3)
    restarted = cal.due_with_pauses(start, n, [(begin, begin + length)], "restart")
    assert restarted is not None
    assert restarted >= cal.add_working_days(begin + length, n) or length == timedelta(0)


@property_test
@given(CALENDARS, MOMENTS, MOMENTS)
def test_the_sign_of_days_left_says_late(cal: Calendar, now: datetime, due: datetime) -> None:
    assert (cal.days_left(now, due) < 0) == (now > due)


@property_test
@given(MOMENTS, COUNTS)
def test_the_province_has_no_summer_time(moment: datetime, n: int) -> None:
    assert VN.add_working_days(moment, n).utcoffset() == timedelta(hours=7)


def test_no_day_of_a_decade_lands_on_a_day_off() -> None:
    off = VN.holidays | VN.swap_off
    moment = at("2020-01-01T08:00")
    for _ in range(2500):
        moment = VN.add_working_days(moment, 1)
        assert moment.date() not in off
