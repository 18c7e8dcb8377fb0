"""Changes of rights: what waits to be confirmed, and what was."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory import queries
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import rights as actions
from lienthong.directory.models import RightsChange
from lienthong.directory.pages.common import show, today, whole_number

LIMIT = 100


@with_right("directory.confirm")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Open changes, newest first, then the confirmed ones (`truoc` is the last id of a page)."""
    found = RightsChange.objects.visible_to(request.act).with_agency(today(request))
    before = whole_number(request.GET.get("truoc", ""))
    confirmed = found.exclude(confirmed_at=None)
    if before is not None:
        confirmed = confirmed.filter(id__lt=before)
    done = list(confirmed.order_by("-id")[:LIMIT])
    waiting = found.unconfirmed().order_by("-id")[:LIMIT]
    operating = queries.operating_agencies(today(request))
    context = {
        "everywhere": request.act.agency_id in operating,
        "waiting": [(row, row.changed_by_id == request.act.person_id) for row in waiting],
        "confirmed": done,
        "next": str(done[-1].pk) if len(done) == LIMIT else "",
    }
    return show(request, "directory/changes.html", context)


@with_right("directory.confirm")
@require_POST
def confirm(request: ActingRequest, change_id: int) -> HttpResponse:
    """Confirm a change that somebody else made."""
    get_object_or_404(RightsChange.objects.visible_to(request.act), id=change_id)
    actions.confirm(request.act, change_id=change_id)
    messages.success(request, _("Đã xác nhận thay đổi."))
    return redirect("directory:changes")
