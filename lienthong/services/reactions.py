"""What follows inside the database from events of applications (config/wiring.py)."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.kernel import events, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.models import Event
from lienthong.services.actions import bundling, paying
from lienthong.services.models import Application, Payment
from lienthong.services.models.payments import WAITING

MAKE_RESULT = "services.make_result"


def make_result(event_ids: Sequence[int]) -> None:
    """A result that has its number is made and signed as a file, outside."""
    for event_id in event_ids:
        jobs.defer(MAKE_RESULT, event_id=event_id)


def open_parts(event_ids: Sequence[int]) -> None:
    """A bundle opens its parts."""
    for act, application_id in _subjects(event_ids):
        bundling.open_parts(act, application_id=application_id)


def settle_paid(event_ids: Sequence[int]) -> None:
    """Money that completes a payment lets its application go on."""
    for event in Event.objects.filter(id__in=list(event_ids)).order_by("id"):
        payment = Payment.objects.get(id=event.data["payment_id"])
        if event.data["settles"] and payment.state == WAITING:
            act = events.continued(event)
            paying.settle(act, payment_id=payment.pk, received=payment.received)


def part_ended(event_ids: Sequence[int]) -> None:
    """A part of a bundle has ended; an application that is no part concerns nobody."""
    for act, application_id in _subjects(event_ids):
        if Application.objects.filter(id=application_id, parent__isnull=False).exists():
            bundling.part_ended(act, application_id=application_id)


def _subjects(event_ids: Sequence[int]) -> list[tuple[Act, int]]:
    rows = Event.objects.filter(id__in=list(event_ids)).order_by("id")
    return [(events.continued(one), one.object_id) for one in rows]
