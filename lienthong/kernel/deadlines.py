"""Working days, working hours and the clocks that run on them: plain values in, plain values out.

How days are counted (one convention for every deadline in the product):

- The day something arrives is not counted; day 1 is the next working day (Civil Code 2015,
  art. 147).
- A deadline of n working days falls at the close of working hours of the n-th working day. The
  law lets a day end at 24:00 (Civil Code 2015, art. 148); an office answers until it closes, so
  that is our limit.
- Hours are counted from the moment itself, inside working hours only (Civil Code 2015, art. 147).
- What arrives on a day off, or after closing, is counted from that day all the same: day 1 is
  the next working day.
- Between two days means after the first, up to and including the second; between two moments
  means the half-open interval [first, second).

All moments are aware datetimes; what comes back is in the calendar's zone. A naive moment, a
negative count and a date outside 1990-2100 are bugs of the caller: ValueError. A row of data
that is wrong is Refused.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lienthong.kernel.errors import Refused

DayKind = Literal["holiday", "swap_off", "swap_work"]
Mode = Literal["resume", "restart"]
Span = tuple[time, time]
Pause = tuple[datetime, datetime | None]  # [from, to); None = still stopped

DAY_KINDS: tuple[DayKind, ...] = ("holiday", "swap_off", "swap_work")
_FIRST = date(1990, 1, 1).toordinal()
_LAST = date(2100, 12, 31).toordinal()
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Calendar:
    """When an office works.

    `weekdays` are ISO numbers (Monday 1); `hours` the day's spans of local time, in order, not
    touching; `holidays` and `swap_off` are days off, `swap_work` days worked whatever else is
    said of them; `urgent_hours` is how many working hours "at once" may take.
    """

    weekdays: frozenset[int]
    hours: tuple[Span, ...]
    urgent_hours: float
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()
    swap_off: frozenset[date] = frozenset()
    swap_work: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(1, 8)):
            raise ValueError("a calendar needs weekdays 1 to 7")
        if not self.hours or any(start >= end for start, end in self.hours):
            raise ValueError("a calendar needs working hours, each starting before it ends")
        if any(before[1] > after[0] for before, after in pairwise(self.hours)):
            raise ValueError("working hours must be in order and apart")
        if self.urgent_hours <= 0:
            raise ValueError("urgent_hours must be positive")

    # Days

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on that date."""
        if day in self.swap_work:
            return True
        if day in self.holidays or day in self.swap_off:
            return False
        return day.isoweekday() in self.weekdays

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self._working_day(self._count(day) + 1)

    def working_days_between(self, first: date, second: date) -> int:
        """Working days after `first` up to and including `second`; negative backwards.

        So `working_days_between(d, d + n working days) == n`. Of moments pass the local dates.
        """
        return self._count(second) - self._count(first)

    def close_of(self, day: date) -> datetime:
        """The moment working hours end on that date, worked or not."""
        return datetime.combine(day, self.hours[-1][1], self.zone)

    # Deadlines

    def add_working_days(self, at: datetime, n: int) -> datetime:
        """The close of the n-th working day after the day of `at`; 0 = the first close from it."""
        if n < 0:
            raise ValueError("a deadline cannot have a negative number of days")
        moment = self._local(at)
        today = moment.date()
        if n == 0 and self.is_working_day(today) and moment <= self.close_of(today):
            return self.close_of(today)
        return self.close_of(self._working_day(self._count(today) + max(n, 1)))

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """The first moment by which that many working hours have passed since `at`."""
        return self._add_micros(at, round(timedelta(hours=hours) / _MICRO))

    def working_seconds_between(self, first: datetime, second: datetime) -> float:
        """Seconds of working time in [first, second); negative when `second` is earlier."""
        return (self._worked(second) - self._worked(first)) / 1_000_000

    def days_left(self, now: datetime, due: datetime) -> int:
        """Working days left, for "Còn 2 ngày" and "Quá hạn 1 ngày".

        0 = due today, or before the next working day opens. Below 0 if and only if `now` is past
        `due`: a day of delay that has begun counts as one, only working days are added to it.
        """
        today, due_on = self._local(now).date(), self._local(due).date()
        days = self.working_days_between(today, due_on)
        return min(days, -1) if now > due else days

    def same_or_next_working_day(self, at: datetime) -> datetime:
        """The latest moment for what must be done the same day or else the next working day.

        Registering an incoming document (Decree 30/2020, art. 22), submitting it to the person who
        directs (Decree 30/2020, art. 23), issuing a signed one (Decree 30/2020, art. 18).
        """
        return self.add_working_days(at, 1)

    def register_due(self, at: datetime, *, urgent: bool) -> datetime:
        """When an arrived document must be in the register by the latest.

        Urgent: at once, which is `urgent_hours` of the province's data, for the law gives no number
        (Decree 30/2020, art. 22).
        """
        if urgent:
            return self.add_working_hours(at, self.urgent_hours)
        return self.same_or_next_working_day(at)

    def due_with_pauses(
        self, start: datetime, working_days: int, pauses: Iterable[Pause], mode: Mode = "resume"
    ) -> datetime | None:
        """The deadline of n working days of a clock that was stopped; None while it stands.

        `resume`: the deadline moves by exactly the working time lost. `restart`: each end of a
        pause starts the n days anew. Pauses may come in any order and overlap; one that begins
        at or after the deadline changes nothing, for the deadline had passed.
        """
        due = self.add_working_days(start, working_days)
        for begin, end in _merged(start, pauses):
            if begin >= due:
                break
            if end is None:
                return None
            if mode == "restart":
                due = self.add_working_days(end, working_days)
            else:
                due = self._add_micros(due, self._worked(end) - self._worked(begin))
        return due

    # The tables behind: built once a calendar, about 40,000 days, then every answer is a look-up.

    @cached_property
    def _tables(self) -> tuple[array[int], array[int]]:
        """(ordinals of the working days, how many of them are <= the i-th day)."""
        off = {day.toordinal() for day in self.holidays | self.swap_off}
        on = {day.toordinal() for day in self.swap_work}
        days, counts = array("l"), array("l")
        for ordinal in range(_FIRST, _LAST + 1):
            # day 1 of the calendar (ordinal 1) was a Monday
            if ordinal in on or (ordinal not in off and (ordinal - 1) % 7 + 1 in self.weekdays):
                days.append(ordinal)
            counts.append(len(days))
        return days, counts

    @cached_property
    def _day_micros(self) -> int:
        """Working microseconds of a working day."""
        return sum(_micros(end) - _micros(start) for start, end in self.hours)

    def _count(self, day: date) -> int:
        """Working days from 1990 up to and including `day`."""
        index = day.toordinal() - _FIRST
        if not 0 <= index <= _LAST - _FIRST:
            raise ValueError(f"{day} is outside the calendar's years, 1990-2100")
        return self._tables[1][index]

    def _working_day(self, number: int) -> date:
        """The working day with that number, counted from 1 in 1990."""
        days = self._tables[0]
        if not 1 <= number <= len(days):
            raise ValueError("the deadline is outside the calendar's years, 1990-2100")
        return date.fromordinal(days[number - 1])

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return at.astimezone(self.zone)

    def _worked(self, at: datetime) -> int:
        """Working microseconds from 1990 up to `at`."""
        moment = self._local(at)
        day = moment.date()
        total = self._count(day) * self._day_micros
        if not self.is_working_day(day):
            return total
        clock = _micros(moment.time())
        ahead = sum(max(0, _micros(end) - max(clock, _micros(start))) for start, end in self.hours)
        return total - ahead

    def _add_micros(self, at: datetime, micros: int) -> datetime:
        """The first moment at which `micros` more have been worked than at `at`."""
        if micros < 0:
            raise ValueError("a deadline cannot have a negative length")
        moment = self._local(at)
        if micros == 0:
            return moment
        full_days, rest = divmod(self._worked(moment) + micros - 1, self._day_micros)
        rest += 1  # the end of a span belongs to that span, not to the next morning
        day = self._working_day(full_days + 1)
        for start, end in self.hours:
            length = _micros(end) - _micros(start)
            if rest <= length:
                return datetime.combine(day, start, self.zone) + timedelta(microseconds=rest)
            rest -= length
        raise AssertionError("the rest is never longer than a working day")


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline of n working days that can be stopped: what an event log folds into.

    `stop` and `go` return a new clock; the order of events decides, nothing is read from outside.
    """

    started_at: datetime
    working_days: int
    mode: Mode = "resume"
    pauses: tuple[Pause, ...] = ()

    @property
    def stopped(self) -> bool:
        """True while the clock stands."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def stop(self, at: datetime) -> Clock:
        """The clock stopped at that moment; stopping a stopped clock changes nothing."""
        return self if self.stopped else replace(self, pauses=(*self.pauses, (at, None)))

    def go(self, at: datetime) -> Clock:
        """The clock running again; one that runs already changes nothing."""
        if not self.stopped:
            return self
        begin = self.pauses[-1][0]
        if at < begin:
            raise ValueError("a clock cannot run again before it was stopped")
        return replace(self, pauses=(*self.pauses[:-1], (begin, at)))

    def due(self, calendar: Calendar) -> datetime | None:
        """Its deadline in that calendar; None while it stands."""
        return calendar.due_with_pauses(self.started_at, self.working_days, self.pauses, self.mode)


# Data: the province's file, its table of days, and the library as a seed


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A row of the province's calendar: a day off, or a day worked in exchange."""

    day: date
    kind: DayKind
    name: str
    legal_basis: str = ""


def read_row(row: Mapping[str, str]) -> SpecialDay:
    """A row `date,kind,name,legal_basis` of calendar.csv; Refused with what is wrong in it.

    A swap is decided by somebody (Labour Code 2019, art. 112 gives the holidays only), so it
    must say by which decision.
    """
    text = {key: (row.get(key) or "").strip() for key in ("date", "kind", "name", "legal_basis")}
    try:
        day = date.fromisoformat(text["date"])
    except ValueError:
        raise _wrong(f"Ngày “{text['date']}” không đọc được. Ghi dạng năm-tháng-ngày.") from None
    if not _FIRST <= day.toordinal() <= _LAST:
        raise _wrong(f"Ngày {text['date']} nằm ngoài lịch 1990–2100. Sửa lại năm.")
    kind = text["kind"]
    if kind not in DAY_KINDS:
        raise _wrong(
            f"Ngày {text['date']}: loại “{kind}” không có. Ghi holiday, swap_off hoặc swap_work."
        )
    if not text["name"]:
        raise _wrong(f"Ngày {text['date']} chưa có tên. Ghi tên ngày nghỉ hoặc ngày làm bù.")
    if kind != "holiday" and not text["legal_basis"]:
        raise _wrong(f"Ngày {text['date']} là ngày hoán đổi nhưng chưa ghi văn bản quyết định.")
    return SpecialDay(day, kind, text["name"], text["legal_basis"])


def seed(years: Iterable[int]) -> list[SpecialDay]:
    """What the library `holidays` knows of Vietnam in those years, in order of date.

    It holds the public holidays with their compensating days, and the national swaps known when
    it was published (Labour Code 2019, art. 111 and 112).
    """
    wanted = sorted(set(years))
    if not wanted:
        return []
    import holidays  # heavy: asked only about years that the province says nothing of

    known = holidays.country_holidays("VN", years=wanted, language="vi")
    basis = "Điều 111, 112 Bộ luật Lao động 2019 (thư viện holidays)"
    days = [SpecialDay(day, "holiday", name, basis) for day, name in known.items()]
    days += [
        SpecialDay(day, "swap_work", "Làm bù", basis)
        for day in known.weekend_workdays
        if day.year in wanted
    ]
    return sorted(days, key=lambda special: special.day)


def build(
    settings: Mapping[str, object], rows: Iterable[SpecialDay], years: Iterable[int] = ()
) -> Calendar:
    """The calendar of a province: its settings, the library's days of `years`, its own rows on top.

    `settings` is the table [calendar] of province.toml: `time_zone`, `weekdays` (ISO numbers),
    `hours` (pairs "HH:MM"), `urgent_hours`. Where the province says anything of a date, the
    library is not asked. Refused names the key that is missing or wrong, or the date with two
    different kinds.
    """
    own: dict[date, DayKind] = {}
    for row in rows:
        if own.setdefault(row.day, row.kind) != row.kind:
            raise _wrong(f"Ngày {row.day:%d/%m/%Y} có hai loại khác nhau trong lịch. Giữ lại một.")
    kinds: dict[date, DayKind] = {special.day: special.kind for special in seed(years)} | own
    days = {kind: frozenset(d for d, k in kinds.items() if k == kind) for kind in DAY_KINDS}
    key = ""
    try:
        weekdays = frozenset(cast("Sequence[int]", settings[key := "weekdays"]))
        pairs = cast("Sequence[Sequence[str]]", settings[key := "hours"])
        hours = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)
        urgent = float(cast("float", settings[key := "urgent_hours"]))
        zone = ZoneInfo(cast("str", settings[key := "time_zone"]))
        key = "weekdays, hours, urgent_hours"
        return Calendar(
            weekdays, hours, urgent, zone, days["holiday"], days["swap_off"], days["swap_work"]
        )
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise _wrong(
            f"Lịch làm việc của tỉnh thiếu hoặc sai mục “{key}”."
            " Sửa bảng [calendar] trong province.toml."
        ) from error


# The calendar of the running system

_provider: Callable[[], Calendar] | None = None


def set_provider(provider: Callable[[], Calendar]) -> None:
    """Told once at start, by config: where the running system's calendar comes from."""
    global _provider  # noqa: PLW0603 - the one meeting of the pure service and the system
    _provider = provider


def current() -> Calendar:
    """The running system's calendar. RuntimeError before `set_provider`: a bug of the start-up."""
    if _provider is None:
        raise RuntimeError("deadlines.set_provider was not called at start")
    return _provider()


def working_days_after(at: datetime, n: int) -> datetime:
    """`current().add_working_days(at, n)`: what an action says."""
    return current().add_working_days(at, n)


def _wrong(message: str) -> Refused:
    return Refused("deadlines.calendar", message, reason="input")


def _micros(clock: time) -> int:
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return seconds * 1_000_000 + clock.microsecond


def _merged(start: datetime, pauses: Iterable[Pause]) -> list[Pause]:
    """Pauses after `start`, in order, those that overlap or touch made one."""
    never = datetime.max.replace(tzinfo=UTC)
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((max(begin, start), end or never) for begin, end in pauses):
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return [(begin, None if end == never else end) for begin, end in merged]
