"""A closed file goes to the agency's archive: announced, offered, accepted
(Decree 30/2020, art. 30).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import facts, locked
from lienthong.dossiers.models import Dossier
from lienthong.dossiers.rules import State
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.work import actions as work

BATCH = 500


@action
def announce_due(act: Act) -> int:
    """Tell the keepers of files that must be handed over in thirty days, once a file; how many.

    Files kept less than five years need not be handed over; held ones wait for the hold to end
    (Decree 30/2020, app. VI III.5.b).
    """
    today = clock.local(act.at).date()
    lasting = Q(retention_years=None) | Q(retention_years__gte=rules.TRANSFER_FROM_YEARS)
    ripe = Dossier.objects.select_for_update(skip_locked=True).filter(
        lasting,
        state=State.CLOSED,
        hold_reason="",
        due_announced_at=None,
        closed_at__lt=act.at - timedelta(days=rules.YEAR_LESS_NOTICE),
    )
    told = 0
    for dossier in ripe.order_by("id")[:BATCH]:
        due = rules.transfer_due(clock.local(dossier.closed_at or act.at).date())
        if not rules.is_announced(due, today):
            continue
        dossier.due_announced_at = act.at
        dossier.save(update_fields=["due_announced_at"])
        work.give(
            act, dossier,
            position_id=dossier.keeper_id, agency_id=dossier.agency_id, kind="dossiers.offer",
            title=dossier.title, code=dossier.notation,
            due_at=datetime.combine(due, time(17), tzinfo=clock.local(act.at).tzinfo),
        )  # fmt: skip
        words = f"{due:%d/%m/%Y}"
        events.record(
            act, "dossiers.due_announced", dossier, agency_id=dossier.agency_id, due=words
        )
        told += 1
    if not told:
        events.nothing(act, "no file falls due in thirty days that was not announced")
    return told


@action
def offer(act: Act, *, dossier_id: int) -> None:
    """The keeper hands a closed file to the archive."""
    dossier = locked(act, dossier_id)
    dossier.state = rules.check_step(act, facts(dossier), "offer")
    archivist = posts.post_with_role(
        dossier.agency_id, "archivist", clock.local(act.at).date(), what=_("lưu trữ viên")
    )
    dossier.save(update_fields=["state"])
    work.done(act, dossier)
    work.give(
        act, dossier,
        position_id=archivist.position_id, agency_id=dossier.agency_id, kind="dossiers.accept",
        title=dossier.title, code=dossier.notation, source=act.by_name,
    )  # fmt: skip
    events.record(act, "dossiers.offered", dossier, code=dossier.code)


@action
def accept(act: Act, *, dossier_id: int) -> None:
    """The archivist takes the file over; its keeper's steps end here."""
    dossier = locked(act, dossier_id)
    dossier.state = rules.check_step(act, facts(dossier), "accept")
    dossier.archived_at, dossier.archived_by = act.at, act.by_name
    dossier.save(update_fields=["state", "archived_at", "archived_by"])
    work.done(act, dossier)
    events.record(act, "dossiers.accepted", dossier, code=dossier.code)


@action
def send_back(act: Act, *, dossier_id: int, reason: str) -> None:
    """The archivist does not take the file as it is, and says why; the keeper is told."""
    dossier = locked(act, dossier_id)
    dossier.state = rules.check_step(act, facts(dossier), "send_back")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    dossier.save(update_fields=["state"])
    work.done(act, dossier)
    work.tell(
        act,
        position_id=dossier.keeper_id,
        text=_("Lưu trữ trả lại hồ sơ {code}: {reason}").format(
            code=dossier.notation, reason=reason
        ),
        obj=dossier,
    )
    events.record(act, "dossiers.sent_back", dossier, code=dossier.code, reason=reason)
