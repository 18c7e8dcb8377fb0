"""What stands on top of the office pages until somebody confirms it: changes of rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lienthong.directory.models import RightsChange
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act

SHOWN = 1  # the newest in full: the notice stands above every page and must leave room


@dataclass(frozen=True)
class OpenChanges:
    """The newest unconfirmed changes of an agency, and how many more there are (capped at 100)."""

    shown: Sequence[RightsChange]
    more: int


def open_changes(act: Act) -> OpenChanges | None:
    """For whoever may confirm (Decree 30/2020, app. VI, III.3.c); None when there is nothing."""
    if act.agency_id is None or not permissions.may(act, "directory.confirm"):
        return None
    found = RightsChange.objects.visible_to(act).unconfirmed().order_by("-id")[:100]
    rows = list(found)
    return (
        OpenChanges(rows[:SHOWN], len(rows) - SHOWN if len(rows) > SHOWN else 0) if rows else None
    )
