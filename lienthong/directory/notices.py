"""What stands on top of the office pages until somebody confirms it: changes of rights."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.directory.models import RightsChange
from lienthong.kernel import clock, permissions
from lienthong.kernel.acts import Act


@dataclass(frozen=True)
class OpenChanges:
    """The newest unconfirmed change that an act may see, and how many more there are."""

    newest: RightsChange
    more: int


def open_changes(act: Act) -> OpenChanges | None:
    """For whoever may confirm (Decree 30/2020, app. VI, III.3.c); None when there is nothing.

    One question to the database, none for others: it stands above every page. `newest` has its
    `agency_name`.
    """
    if act.agency_id is None or not permissions.may(act, "directory.confirm"):
        return None
    found = RightsChange.objects.visible_to(act).unconfirmed()
    found = found.with_agency(clock.local(act.at).date()).counted().order_by("-id")
    return next((OpenChanges(row, row.total - 1) for row in found[:1]), None)
