"""When an application is due: a pure function of what happened, the procedure's term and the
calendar. Nothing is read from outside, so any outsider can reckon it again from the events.

How a term is counted is said in packages/deadlines.py; here is what moves it:
- While a supplement is waited for the clock stands; afterwards it goes on, moved by exactly the
  working time lost, or the term begins anew: the procedure says which.
- Asked for a supplement more than once counts late, whenever it ended (QĐ 766).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from lienthong.kernel.deadlines import Calendar
from lienthong.services.packages.deadlines import Deadline, due_at

What = Literal["received", "paused", "went_on", "postponed", "ended"]

HALF, NEARLY = 50, 80
"""Percent of the term after which whoever holds the application is warned."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that moves the clock. `until` is the new date of a postponement."""

    what: What
    at: datetime
    until: datetime | None = None
    supplement: bool = False


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Where the clock is. `due_at` is None before reception and, while the clock stands, as it was
    before; `first_due_at` is what the applicant was told at reception, `promised_at` what an
    apology promised. `pauses` are [from, to), the last may be open.
    """

    received_at: datetime | None = None
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    promised_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    supplements: int = 0
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Is it paused now?"""
        return bool(self.pauses) and self.pauses[-1][1] is None

    @property
    def on_time(self) -> bool | None:
        """Did it end in time? None while it has not ended, or was never received."""
        if self.ended_at is None or self.due_at is None:
            return None
        end = self.pauses[-1][0] if self.stands else self.ended_at
        return self.supplements <= 1 and end <= self.due_at


def reckon(calendar: Calendar, deadline: Deadline, ticks: Iterable[Tick]) -> Reckoning:
    """The clock after these ticks, in their order. ValueError for an order that cannot be."""
    now = Reckoning()
    for tick in ticks:
        now = _after(calendar, deadline, now, tick)
    return now


def _after(calendar: Calendar, deadline: Deadline, now: Reckoning, tick: Tick) -> Reckoning:
    match tick.what:
        case "received":
            if now.received_at is not None:
                raise ValueError("an application is received once")
            due = due_at(deadline, tick.at, calendar)
            return replace(now, received_at=tick.at, first_due_at=due, due_at=due, pauses=())
        case "paused":
            return _paused(now, tick)
        case "went_on":
            return _went_on(calendar, deadline, now, tick.at)
        case "postponed":
            return replace(now, promised_at=tick.until)
        case "ended":
            return replace(now, ended_at=now.ended_at or tick.at)


def _paused(now: Reckoning, tick: Tick) -> Reckoning:
    supplements = now.supplements + tick.supplement
    if now.stands:
        return replace(now, supplements=supplements)
    return replace(now, supplements=supplements, pauses=(*now.pauses, (tick.at, None)))


def _went_on(calendar: Calendar, deadline: Deadline, now: Reckoning, at: datetime) -> Reckoning:
    if not now.stands:
        return now
    begin = now.pauses[-1][0]
    if at < begin:
        raise ValueError("a clock cannot run again before it was stopped")
    moved = replace(now, pauses=(*now.pauses[:-1], (begin, at)))
    if now.due_at is None or begin >= now.due_at:  # not received yet, or late already
        return moved
    return replace(moved, due_at=_due_after(calendar, deadline, now.due_at, begin, at))


def _due_after(
    calendar: Calendar, deadline: Deadline, due: datetime, begin: datetime, end: datetime
) -> datetime:
    if deadline.after_supplement == "restart":
        return due_at(deadline, end, calendar)
    if deadline.unit in {"days", "months"}:  # whole days: the day may be a day off, the office not
        moved = (due + (end - begin)).astimezone(calendar.zone).date()
        worked = calendar.is_working_day(moved)
        return calendar.close_of(moved if worked else calendar.next_working_day(moved))
    lost = calendar.working_seconds_between(begin, end)
    return calendar.add_working_hours(due, lost / 3600)


def percent_used(calendar: Calendar, now: Reckoning, at: datetime) -> int | None:
    """How much of the term has passed at that moment, in percent of its working time; None before
    reception, after the end, and while the clock stands. Over 100 when it is late.
    """
    if now.received_at is None or now.due_at is None or now.ended_at or now.stands:
        return None
    lost = sum(
        calendar.working_seconds_between(begin, end) for begin, end in now.pauses if end is not None
    )
    whole = calendar.working_seconds_between(now.received_at, now.due_at) - lost
    passed = calendar.working_seconds_between(now.received_at, at) - lost
    return max(0, round(100 * passed / whole)) if whole > 0 else 100
