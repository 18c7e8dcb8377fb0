"""Which running applications have used half, or four fifths, of their time."""

from __future__ import annotations

from lienthong.kernel.acts import Act
from lienthong.services.actions import ending
from lienthong.services.models import Application
from lienthong.services.rules import RUNNING
from lienthong.services.rules_clock import NEARLY

AT_ONCE = 500


def warn(act: Act) -> int:
    """Look at those that run and were not told of the last mark yet; returns how many were told."""
    rows = Application.objects.filter(
        status__in=RUNNING, received_at__isnull=False, stands_since=None, warned__lt=NEARLY
    )
    ids = list(rows.order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
    return sum(bool(ending.warn(act, application_id=one)) for one in ids)
