"""The province's calendar: its settings and its own days as `kernel.deadlines` wants them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

from lienthong.directory.models import CalendarDay, ProvinceSetting
from lienthong.kernel import deadlines
from lienthong.kernel.deadlines import Calendar, DayKind, SpecialDay

TABLES = ("province", "working_hours")
WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
URGENT_HOURS = 2.0  # "at once" where the province says nothing; the law gives no number
SEED_YEARS_AHEAD = 2
_CHECK_SECONDS = 1.0

_cache: dict[str, tuple[float, object, Calendar]] = {}


def calendar_settings(tables: Mapping[str, Any]) -> dict[str, object]:
    """The tables [province] and [working_hours] of province.toml in the words of `deadlines.build`.

    Names of weekdays become ISO numbers. Pure; what is missing is left out for `build` to refuse.
    """
    hours: Mapping[str, Any] = tables.get("working_hours") or {}
    found: dict[str, object] = {"urgent_hours": hours.get("urgent_hours", URGENT_HOURS)}
    if "weekdays" in hours:
        found["weekdays"] = [WEEKDAYS.get(day, day) for day in hours["weekdays"]]
    if "spans" in hours:
        found["hours"] = hours["spans"]
    zone = (tables.get("province") or {}).get("timezone")
    return found | {"time_zone": zone or "Asia/Ho_Chi_Minh"}


def calendar() -> Calendar:
    """The calendar as it stands in this database; a change is seen within a second.

    Refused when the province's working hours have not been loaded.
    """
    name = str(connection.settings_dict["NAME"])
    known = _cache.get(name)
    if known is not None and time.monotonic() - known[0] < _CHECK_SECONDS:
        return known[2]
    tables = dict(ProvinceSetting.objects.filter(name__in=TABLES).values_list("name", "value"))
    days = list(
        CalendarDay.objects.order_by("day").values_list("day", "kind", "name", "legal_basis")
    )
    facts = (repr(sorted(tables.items())), tuple(days))
    if known is None or known[1] != facts:
        # A year of which the province has rows is its own; the library fills the years after.
        last = max((day[0].year for day in days), default=2021)
        ahead = range(last + 1, last + 1 + SEED_YEARS_AHEAD)
        special = [SpecialDay(day, cast("DayKind", kind), *words) for day, kind, *words in days]
        built = deadlines.build(calendar_settings(tables), special, ahead)
    else:
        built = known[2]
    _cache[name] = (time.monotonic(), facts, built)
    return built


def forget() -> None:
    """Read the calendar anew at the next question: after a change made in this process."""
    _cache.clear()
