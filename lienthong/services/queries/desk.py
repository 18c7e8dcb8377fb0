"""What the one-stop desk looks up: procedures by everyday words, and who waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet

from lienthong.directory import posts
from lienthong.engine.expressions.functions import fold
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.services.actions.submitting import handles
from lienthong.services.models import Application, Ticket, Version
from lienthong.services.models.applications import DIRECT
from lienthong.services.shelf import package_of

SHOWN = 10
LOOKED_AT = 30
USUAL_DAYS = 90


def found(act: Act, words: str) -> list[Version]:
    """Procedures that this desk receives today whose names, codes or everyday words hold all the
    words; accents are optional.
    """
    rows = Version.objects.on(clock.local(act.at).date()).select_related("procedure")
    for word in fold(words).split():
        rows = rows.filter(folded__contains=word)
    return _received_here(act, rows.order_by("name", "id")[:LOOKED_AT])


def usual(act: Act) -> list[Version]:
    """What this desk has received most of late, or simply its first procedures."""
    since = act.at - timedelta(days=USUAL_DAYS)
    filed = Application.objects.filter(agency_id=act.agency_id or 0, submitted_at__gte=since)
    counted = filed.values("version__procedure").annotate(count=Count("pk")).order_by("-count")
    ids = [row["version__procedure"] for row in counted[:SHOWN]]
    in_force = Version.objects.on(clock.local(act.at).date()).select_related("procedure")
    rows = {one.procedure_id: one for one in in_force.filter(procedure__in=ids)}
    often = [rows[key] for key in ids if key in rows]
    return _received_here(act, often) or found(act, "")


def _received_here(act: Act, rows: QuerySet[Version] | list[Version]) -> list[Version]:
    """Those among the agency's duties that may be filed in person."""
    day = clock.local(act.at).date()
    agency = posts.agency_on(act.agency_id or 0, day)
    here = []
    for one in rows:
        package = package_of(one)
        if DIRECT in package.channels and handles(package, agency):
            here.append(one)
    return here[:SHOWN]


@dataclass(frozen=True)
class Queue:
    """The queue of a day: whoever waits, and whom each window has called last."""

    waiting: list[Ticket]
    called: list[Ticket]


def queue(act: Act) -> Queue:
    """The agency's queue today (some hundred numbers)."""
    today = Ticket.objects.visible_to(act).filter(day=clock.local(act.at).date())
    called = today.filter(called_at__isnull=False, done_at=None)
    return Queue(list(today.waiting().order_by("number")), list(called.order_by("-called_at")))
