"""Administration: the numbering series of an agency ("Sổ và số")."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import series as actions
from lienthong.directory.forms import DIRECTIONS, SeriesForm
from lienthong.directory.pages.chosen import chosen, chosen_for
from lienthong.directory.pages.common import done, show, today
from lienthong.kernel.models import Series, SeriesYear

LIMIT = 200


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The agency's series and the last number each has given this year."""
    agency, year = chosen(request), today(request).year
    own = Series.objects.filter(owner_id=agency.agency_id)
    found = list(own.order_by("direction", "code")[:LIMIT])
    years = SeriesYear.objects.filter(series__in=found, year=year)
    last = dict(years.values_list("series_id", "last"))
    rows = [
        (row, DIRECTIONS.get(row.direction, row.direction), last.get(row.pk, 0)) for row in found
    ]
    context = {
        "agency": agency,
        "tabs": agency.tabs("series"),
        "new": agency.url("series_new"),
        "rows": rows,
        "year": year,
    }
    return show(request, "directory/series.html", context)


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, series_id: int | None = None) -> HttpResponse:
    """Open a series, or change one."""
    initial: dict[str, str] = {}
    if series_id is None:
        agency = chosen(request)
    else:
        own = get_object_or_404(Series, id=series_id)
        agency = chosen_for(request, own.owner_id)
        initial = {
            "code": own.code,
            "name": own.name,
            "direction": own.direction,
            "types": " ".join(own.types),
        }
    form = SeriesForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> None:
        actions.save_series(request.act, agency_id=agency.agency_id, series_id=series_id, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã lưu sổ. Thay đổi chờ người khác xác nhận."))
        return redirect(agency.url("series"))
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("series", initial.get("code") or _("Mở sổ")),
        "form": form,
        "series_id": series_id,
    }
    return show(request, "directory/series_form.html", context, form)
