"""Administration: the numbering series of one's own agency ("Sổ và số")."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import series as actions
from lienthong.directory.actions.rights import own_agency
from lienthong.directory.forms import DIRECTIONS, SeriesForm
from lienthong.directory.pages.common import done, show, today
from lienthong.kernel.models import Series, SeriesYear

LIMIT = 200


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The agency's series and the last number each has given this year."""
    year = today(request).year
    found = list(
        Series.objects.filter(owner_id=own_agency(request.act)).order_by("direction", "code")[
            :LIMIT
        ]
    )
    years = SeriesYear.objects.filter(series__in=found, year=year)
    last = dict(years.values_list("series_id", "last"))
    rows = [
        (row, DIRECTIONS.get(row.direction, row.direction), last.get(row.pk, 0)) for row in found
    ]
    return show(request, "directory/series.html", {"rows": rows, "year": year})


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, series_id: int | None = None) -> HttpResponse:
    """Open a series, or change one."""
    initial: dict[str, str] = {}
    if series_id is not None:
        own = get_object_or_404(Series, id=series_id, owner_id=own_agency(request.act))
        initial = {
            "code": own.code,
            "name": own.name,
            "direction": own.direction,
            "types": " ".join(own.types),
        }
    form = SeriesForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> None:
        actions.save_series(request.act, series_id=series_id, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã lưu sổ. Thay đổi chờ người khác xác nhận."))
        return redirect("directory:series")
    return show(request, "directory/series_form.html", {"form": form, "series_id": series_id}, form)
