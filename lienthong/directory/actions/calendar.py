"""The province's days off and days worked in exchange."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lienthong.directory import rules, working_time
from lienthong.directory.actions import rights
from lienthong.directory.models import CalendarDay
from lienthong.directory.posts import agency_on
from lienthong.kernel import clock, deadlines, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act


@action
def set_day(act: Act, *, day: date, kind: str, name: str, legal_basis: str) -> CalendarDay:
    """Say what a day is; every deadline counted from now on follows it."""
    _check(act)
    row = {"date": day.isoformat(), "kind": kind, "name": name, "legal_basis": legal_basis}
    special = deadlines.read_row(row)

    entry, _made = CalendarDay.objects.select_for_update().update_or_create(
        day=special.day,
        defaults={
            "kind": special.kind,
            "name": special.name,
            "legal_basis": special.legal_basis,
        },
    )
    working_time.forget()

    told = f"{day:%d/%m/%Y}"
    rights.notice(
        act,
        rights.own_agency(act),
        _("Đổi lịch làm việc ngày {day}: {name}.").format(day=told, name=name),
    )
    events.record(act, "directory.calendar_changed", entry, day=told, name=name, day_kind=kind)
    return entry


@action
def remove_day(act: Act, *, day_id: int) -> None:
    """Let a day be an ordinary one again."""
    _check(act)
    entry = CalendarDay.objects.select_for_update().get(id=day_id)

    told = f"{entry.day:%d/%m/%Y}"
    CalendarDay.objects.filter(id=day_id).delete()
    working_time.forget()

    name = _("ngày thường (trước là {name})").format(name=entry.name)
    rights.notice(
        act,
        rights.own_agency(act),
        _("Đổi lịch làm việc ngày {day}: {name}.").format(day=told, name=name),
    )
    events.record(act, "directory.calendar_changed", entry, day=told, name=name, day_kind="")


def _check(act: Act) -> None:
    permissions.require(act, "directory.administer")
    agency = agency_on(rights.own_agency(act), clock.local(act.at).date())
    rules.check_calendar(level=agency.level, branch=agency.branch)
