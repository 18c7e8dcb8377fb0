"""Changes of rights: each leaves a notice that somebody else confirms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.directory import rules
from lienthong.directory.models import RightsChange
from lienthong.kernel import events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


def own_agency(act: Act) -> int:
    """The agency whose affairs an act changes; Refused for an act without a post."""
    if act.agency_id is None:
        raise Refused(
            "directory.no_post", _("Việc này cần một chức vụ trong cơ quan."), reason="right"
        )
    return act.agency_id


def notice(act: Act, agency_id: int, what: str) -> None:
    """Leave the notice of a change that concerns an agency, inside the action that makes it.

    `what` is a full sentence. It stands before that agency and the one that operates the system.
    """
    RightsChange.objects.create(
        agency_id=agency_id,
        what=what,
        changed_at=act.at,
        changed_by=f"{act.by_name}, {act.by_title}",
        changed_by_id=act.person_id,
    )


@action
def confirm(act: Act, *, change_id: int) -> RightsChange:
    """A leader or an administrator confirms a change that another made

    (Decree 30/2020, app. VI, III.3.c)
    """
    change = RightsChange.objects.visible_to(act).select_for_update().get(id=change_id)
    permissions.require(act, "directory.confirm")
    rules.check_confirm(
        changed_by_id=change.changed_by_id,
        person_id=act.person_id,
        confirmed=change.confirmed_at is not None,
    )

    change.confirmed_at = act.at
    change.confirmed_by = f"{act.by_name}, {act.by_title}"
    change.confirmed_by_id = act.person_id
    change.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_by_id"])

    events.record(
        act,
        "directory.rights_confirmed",
        change,
        agency_id=change.agency_id,
        what=change.what,
    )
    return change
