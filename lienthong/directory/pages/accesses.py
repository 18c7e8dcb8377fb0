"""How often an agency's people used the system, in the days and the order a manager asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lienthong.directory import accesses
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions.rights import own_agency
from lienthong.directory.pages.chosen import CHOSEN, Chosen, chosen, chosen_for
from lienthong.directory.pages.common import show, today
from lienthong.kernel import permissions
from lienthong.ui import words
from lienthong.ui.forms import PeriodForm
from lienthong.ui.shapes import Column, Link

WAYS = {
    "day": gettext_lazy("Theo ngày"),
    "person": gettext_lazy("Theo người"),
    "object": gettext_lazy("Theo loại"),
}
HEADS = {
    "day": gettext_lazy("Ngày"),
    "person": gettext_lazy("Người, chức vụ"),
    "object": gettext_lazy("Loại"),
}
OBJECTS = {
    "documents.document": gettext_lazy("Văn bản"),
    "dossiers.dossier": gettext_lazy("Hồ sơ"),
    "directory.agency": gettext_lazy("Sổ và báo cáo"),
    "directory.account": gettext_lazy("Đăng nhập"),
}


@with_right("directory.see_accesses")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Lượt truy cập: an administrator also those of the agencies he looks after."""
    act = request.act
    administers = permissions.may(act, "directory.administer")
    agency = chosen(request) if administers else chosen_for(request, own_agency(act))
    form = PeriodForm.asked(request.GET, today(request))
    first, last = form.days()
    way = request.GET.get("way", "")
    way = way if way in WAYS else "day"
    together, rows = accesses.counted(agency.agency_id, first, last, way)
    context = {
        "agency": agency,
        "tabs": agency.tabs("accesses") if administers else [],
        "form": form,
        "way": way,
        "chosen": "" if agency.is_own else agency.agency_id,
        "views": _views(agency, first, last, way),
        "together": together,
        "columns": [Column(str(HEADS[way])), *[Column(head, numeric=True) for head in _figures()]],
        "rows": [(_label(way, row.label), row) for row in rows[: accesses.ROWS_MAX]],
        "more": len(rows) > accesses.ROWS_MAX,
    }
    return show(request, "directory/accesses.html", context)


def _figures() -> list[str]:
    return [_("Đăng nhập"), _("Mở xem"), _("In"), _("Tải về"), _("Tài khoản")]


def _views(agency: Chosen, first: date, last: date, current: str) -> list[Link]:
    """The same days counted otherwise."""
    asked: dict[str, str] = {"first": first.isoformat(), "last": last.isoformat()}
    if not agency.is_own:
        asked[CHOSEN] = str(agency.agency_id)
    return [
        Link(str(label), f"?{urlencode({**asked, 'way': way})}", current=way == current)
        for way, label in WAYS.items()
    ]


def _label(way: str, label: str) -> str:
    if way == "day":
        return words.day(date.fromisoformat(label))
    if way == "object":
        return str(OBJECTS.get(label) or _("Mục khác"))
    return label
