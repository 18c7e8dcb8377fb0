"""The one-stop desk: a person who stands before it, and those who wait with a number
(Decree 61/2018, art. 16-17).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action, unit
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.receiving import receive
from lienthong.services.actions.submitting import Filed, Handed, Owner, submit
from lienthong.services.models import Ticket, Version
from lienthong.services.models.applications import DIRECT

LOCK = 7405
WINDOW_MAX = 20


def take_walk_in(
    act: Act, *, version: Version, answers: Mapping[str, Any], papers: Sequence[Handed],
    owner: Owner, key: UUID,
) -> Filed:  # fmt: skip
    """Filed and received in one transaction, or not at all; the officer has looked at the papers.
    The two actions record their own events.
    """
    permissions.require(act, "services.receive")
    with unit():
        filed = submit(
            act, version=version, agency_id=act.agency_id or 0, channel=DIRECT, answers=answers,
            papers=papers, owner=owner, key=key,
        )  # fmt: skip
        if filed.fresh:
            receive(act, application_id=filed.application_id)
    return filed


@action
def take_ticket(act: Act) -> Ticket:
    """The next number of the agency's day."""
    permissions.require(act, "services.receive")
    day = clock.local(act.at).date()
    with connection.cursor() as cursor:  # two kiosks at the same moment
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, act.agency_id])
    today = Ticket.objects.visible_to(act).filter(day=day)
    last = today.aggregate(last=Max("number"))["last"] or 0
    ticket = Ticket.objects.create(
        agency_id=act.agency_id or 0, day=day, number=last + 1, taken_at=act.at
    )
    events.record(act, "services.ticket_taken", ticket, number=ticket.number)
    return ticket


@action
def call_ticket(act: Act, *, window: str) -> Ticket:
    """The one who has waited longest comes to a window; whoever was there before is done."""
    permissions.require(act, "services.receive")
    window = rules.check_text(window, name=_("Quầy"), longest=WINDOW_MAX)
    day = clock.local(act.at).date()
    today = Ticket.objects.visible_to(act).filter(day=day)
    ticket = today.waiting().select_for_update(skip_locked=True).order_by("number").first()
    if ticket is None:
        raise Refused("services.nobody_waits", _("Không còn ai chờ. Gọi lại khi có người lấy số."))
    before = today.filter(window=window, called_at__isnull=False, done_at=None)
    for one in before.select_for_update():
        end_ticket(act, ticket_id=one.id)
    ticket.window, ticket.called_at, ticket.caller_id = window, act.at, act.position_id
    ticket.save(update_fields=["window", "called_at", "caller_id"])
    events.record(act, "services.ticket_called", ticket, number=ticket.number, window=window)
    return ticket


@action
def end_ticket(act: Act, *, ticket_id: int) -> Ticket:
    """The person has left the window, or did not come when called."""
    permissions.require(act, "services.receive")
    ticket = Ticket.objects.visible_to(act).select_for_update().get(id=ticket_id)
    if ticket.done_at is not None:
        events.nothing(act, "another window was first")
        return ticket
    ticket.done_at = act.at
    ticket.save(update_fields=["done_at"])
    events.record(act, "services.ticket_done", ticket, number=ticket.number)
    return ticket
