"""What happened to one application, told from the log: hand-overs, reasons, who had it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lienthong.kernel import clock
from lienthong.kernel.models import Event
from lienthong.services.models import Application

BEFORE, ON, AFTER = "before", "on", "after"
LABEL = "services.application"
ENDINGS = ("services.done", "services.refused", "services.withdrawn", "services.stopped")
REASONS = (*ENDINGS[1:], "services.apologised", "services.draft_sent_back")


@dataclass(frozen=True)
class HandOver:
    """One line of the control slip: from whom to whom, for what, when, and whether the one who
    handed over was before, on (the same day) or after the time given; "" when none was given.
    """

    at: datetime
    giver: str
    receiver: str
    step: str
    due_at: datetime | None
    kept: str


def events_of(application: Application, *kinds: str) -> QuerySet[Event]:
    """Events of these kinds in their order."""
    rows = Event.objects.filter(object_type=LABEL, object_id=application.id, kind__in=kinds)
    return rows.order_by("id")


def hand_overs(application: Application) -> list[HandOver]:
    """The control slip, reckoned from the log alone."""
    found: list[HandOver] = []
    due: datetime | None = None
    for event in events_of(application, "services.handed_over", *ENDINGS):
        given = event.data.get("due_at")
        ends = event.kind != "services.handed_over"
        found.append(
            HandOver(
                at=event.occurred_at,
                giver=event.by_name if ends else event.data["from_holder"],
                receiver="" if ends else event.data["to_holder"],
                step="" if ends else event.data["step"],
                due_at=datetime.fromisoformat(given) if given and not ends else None,
                kept=kept(event.occurred_at, due),
            )
        )
        due = found[-1].due_at
    return found


def kept(at: datetime, due: datetime | None) -> str:
    """Before, on (the day itself) or after the time that was given."""
    if due is None:
        return ""
    if at > due:
        return AFTER
    return ON if clock.local(at).date() == clock.local(due).date() else BEFORE


def reasons(application: Application) -> dict[str, Event]:
    """The last refusal, stop, withdrawal, apology: kind -> event, whose data hold the reason."""
    return {one.kind: one for one in events_of(application, *REASONS)}
