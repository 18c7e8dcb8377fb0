"""Figures of the log: by compiled SQL for pages and the command, by the fold for whoever checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from lienthong.indicators import compiling, definitions, folding
from lienthong.indicators.facts import OBJECT, Subject
from lienthong.indicators.folding import Figure
from lienthong.indicators.scoring import Measure, Score, score
from lienthong.kernel import clock
from lienthong.kernel.models import Event

Figures = dict[str, Figure]
LOST_MOST = 50


@dataclass(frozen=True)
class Period:
    """From the first of the year to the end of a day; `on` is that day."""

    on: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return datetime.combine(date(self.on.year, 1, 1), time(), clock.zone())

    @property
    def until(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.on + timedelta(days=1), time(), clock.zone())


def figures(period: Period, agency_id: int | None = None) -> dict[int, Figures]:
    """N and d of every computed indicator, by agency; agencies without an event are not there."""
    found = definitions.national()
    names = list(found.reckonings)
    with connection.cursor() as cursor:
        cursor.execute(
            *compiling.figures(
                _subject(), found.reckonings, since=period.since, as_of=period.until,
                agency_id=agency_id,
            )
        )  # fmt: skip
        return {
            int(agency): {
                name: Figure(*pair) for name, pair in zip(names, _pairs(rest), strict=True)
            }
            for agency, *rest in cursor.fetchall()
        }


def folded_figures(period: Period, agency_id: int) -> Figures:
    """The same of one agency, by walking its events."""
    rows = folding.fold(_subject(), _events(agency_id), period.until)
    reckonings = definitions.national().reckonings
    return {
        name: folding.figure(one, rows, period.since) for name, one in reckonings.items()
    }  # fmt: skip


def _events(agency_id: int) -> Iterator[Event]:
    subject = _subject()
    opened = Event.objects.filter(kind=subject.opened_by, agency_id=agency_id)
    return (
        Event.objects.filter(
            object_type=subject.object_type,
            kind__in=subject.kinds,
            object_id__in=opened.values("object_id"),
        )
        .order_by("occurred_at", "id")
        .iterator()
    )


def _subject() -> Subject:
    found = definitions.national().subject
    if found is None:
        raise LookupError("the national set folds no events")
    return found


def _pairs(values: list[int]) -> Iterator[tuple[int, int]]:
    return zip(values[::2], values[1::2], strict=True)


def measures(found: Mapping[str, Figure]) -> dict[str, Measure]:
    """Figures as the score takes them: 0 of 0 is nothing to count."""
    return {
        name: Measure(Fraction(one.n, one.d) if one.d else None, Fraction(one.n), Fraction(one.d))
        for name, one in found.items()
    }


NOTHING = Figure(0, 0)


def scored(found: Figures | None, level: str, switches: Collection[str] = ()) -> Score:
    """The score of an agency from its figures; None: nothing was ever filed there."""
    whole = definitions.national()
    known = found or dict.fromkeys(whole.reckonings, NOTHING)
    return score(whole, measures(known), level=level, switches=switches)


def lost(
    period: Period, agency_id: int, indicator: str, *, before: int | None = None
) -> list[dict[str, Any]]:
    """The applications that an indicator counts over and not among: those that cost the points,
    the newest first, one more than a page has.
    """
    one = definitions.national().reckonings[indicator]
    shown = ("code", "procedure_name", "received_at", "due_at", "ended_at", "supplements")
    query = compiling.rows(
        _subject(), one, shown, since=period.since, as_of=period.until, agency_id=agency_id,
        before=before, limit=LOST_MOST + 1,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(*query)
        return [dict(zip((OBJECT, *shown), row, strict=True)) for row in cursor.fetchall()]
