"""Administration: which agency, and the way to each of its pages."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory import queries
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.forms import AgencyForm
from lienthong.directory.models import (
    Account,
    Appointment,
    CalendarDay,
    Delegation,
    Position,
    RightsChange,
)
from lienthong.directory.pages.chosen import CHOSEN, Chosen, chosen
from lienthong.directory.pages.common import show, today
from lienthong.kernel.models import Series

FOUND = 40


class Way(NamedTuple):
    """A page an administrator goes to, and what stands there now."""

    label: str
    url: str
    figure: int
    note: str


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """What an administrator looks after; from the operating agency also the way to every agency."""
    agency, day = chosen(request), today(request)
    form = AgencyForm(request.GET)
    words = form.cleaned_data["tim"] if form.is_valid() else ""
    found = queries.agencies_named(words, day, limit=FOUND + 1) if words else []
    own = reverse("directory:administration")
    context = {
        "agency": agency,
        "form": form,
        "words": words,
        "found": [(line, f"{own}?{CHOSEN}={line.agency_id}") for line in found[:FOUND]],
        "more": len(found) > FOUND,
        "ways": [*_ways(request, agency, day), *_common(request, day)],
    }
    return show(request, "directory/administration.html", context)


def _ways(request: ActingRequest, agency: Chosen, day: date) -> list[Way]:
    accounts = Account.objects.administered_by(request.act).at_home_in(agency.agency_id)
    waiting = accounts.filter(is_active=True, code_expires_at__isnull=False).count()
    posts = Position.objects.on(day).filter(agency_id=agency.agency_id)
    held = Appointment.objects.on(day).values("position_id")
    return [
        Way(
            _("Tài khoản"),
            agency.url("accounts"),
            accounts.count(),
            _("{n} chờ dùng mã một lần").format(n=waiting)
            if waiting
            else _("của người giữ chức vụ"),
        ),
        Way(
            _("Chức vụ và vai trò"),
            agency.url("positions"),
            posts.count(),
            _("{n} đang trống").format(n=posts.exclude(id__in=held).count()),
        ),
        Way(
            _("Giao ký"),
            agency.url("delegations"),
            Delegation.objects.on(day).filter(agency_id=agency.agency_id).count(),
            _("giao ký đang có hiệu lực"),
        ),
        Way(
            _("Sổ và số"),
            agency.url("series"),
            Series.objects.filter(owner_id=agency.agency_id).count(),
            _("sổ đánh số văn bản"),
        ),
    ]


def _common(request: ActingRequest, day: date) -> list[Way]:
    open_changes = RightsChange.objects.visible_to(request.act).unconfirmed().count()
    return [
        Way(
            _("Lịch làm việc"),
            reverse("directory:calendar"),
            CalendarDay.objects.filter(day__year=day.year, day__gte=day).count(),
            _("ngày nghỉ, làm bù còn lại năm nay"),
        ),
        Way(
            _("Thay đổi về quyền"),
            reverse("directory:changes"),
            open_changes,
            _("đang chờ xác nhận"),
        ),
    ]
