"""Administration: the province's days off and days worked in exchange."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory import rules
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import calendar as actions
from lienthong.directory.actions.rights import own_agency
from lienthong.directory.forms import DAY_KINDS, CalendarDayForm
from lienthong.directory.models import CalendarDay
from lienthong.directory.pages.common import done, show, today
from lienthong.directory.posts import agency_on

LIMIT = 400


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def index(request: ActingRequest) -> HttpResponse:
    """The special days from this year on, and the form that says what a day is."""
    form = CalendarDayForm(request.POST or None)

    def act(given: dict[str, Any]) -> None:
        actions.set_day(request.act, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã đổi lịch. Mọi thời hạn tính từ nay theo lịch mới."))
        return redirect("directory:calendar")
    day = today(request)
    agency = agency_on(own_agency(request.act), day)
    found = CalendarDay.objects.filter(day__year__gte=day.year).order_by("day")[:LIMIT]
    context = {
        "form": form,
        "rows": [(row, DAY_KINDS[row.kind]) for row in found],
        "may_change": rules.runs_calendar(level=agency.level, branch=agency.branch),
    }
    return show(request, "directory/calendar.html", context, form)


@with_right("directory.administer")
@require_POST
def remove(request: ActingRequest, day_id: int) -> HttpResponse:
    """Let a day be an ordinary one again."""
    entry = get_object_or_404(CalendarDay, id=day_id)
    actions.remove_day(request.act, day_id=day_id)
    messages.success(request, _("Ngày {day:%d/%m/%Y} là ngày thường.").format(day=entry.day))
    return redirect("directory:calendar")
