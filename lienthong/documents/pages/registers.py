"""The registers and reports of an agency: on screen, on paper, as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.directory.models import Agency
from lienthong.documents.models import Document
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.registers import printed
from lienthong.documents.registers.shapes import Asked, Line
from lienthong.documents.registers.sheets import KINDS, Kind, Sheet
from lienthong.kernel import clock, permissions
from lienthong.ui.forms import PeriodForm
from lienthong.ui.shapes import Column, Link

PAGE = 100
NUMERIC_FROM = 1


@dataclass(frozen=True)
class Shown:
    """A row of the page: its cells, and where its document is opened."""

    line: Line
    url: str

    @property
    def first(self) -> str:
        return self.line.cells[0]

    @property
    def rest(self) -> tuple[str, ...]:
        return self.line.cells[1:]


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _period(request: ActingRequest) -> tuple[PeriodForm, date, date]:
    """The days asked for; this year until today without any, or where they make no sense."""
    form = PeriodForm.asked(request.GET, clock.local(request.act.at).date())
    return form, *form.days()


def _sheet(request: ActingRequest, kind: Kind, *, limit: int, after: int | None = None) -> Sheet:
    act = request.act
    permissions.require(act, "documents.keep_registers")
    _form, first, last = _period(request)
    today = clock.local(act.at).date()
    agency = posts.agency_on(act.agency_id or 0, today)
    superior = posts.agencies_on([agency.superior_id or 0], today).get(agency.superior_id or 0)
    asked = Asked(agency.agency_id, first, last, act.at, after, limit)
    return Sheet(
        kind,
        agency.name,
        superior.name if superior else "",
        first,
        last,
        act.at,
        kind.read(asked),
        checkpoint=printed.covered(),
        printed_by=f"{act.by_name}, {act.by_title}",
        demo=settings.DEMO,
    )


@require_safe
@official
def register(request: ActingRequest, key: str) -> HttpResponseBase:
    """A sheet of this agency for some days, a hundred rows a page."""
    kind = _kind(key)
    after = whole_number(request.GET.get("after", ""))
    sheet = _sheet(request, kind, limit=PAGE, after=after)
    form, first, last = _period(request)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    following = sheet.reading.next_after
    own = reverse("documents:register", args=[key])
    return render(
        request,
        "documents/register.html",
        {
            "sheet": sheet,
            "form": form,
            "tabs": [
                Link(
                    str(one.title),
                    f"{reverse('documents:register', args=[one.key])}?{urlencode(days)}",
                    current=one is kind,
                )
                for one in KINDS.values()
            ],
            "columns": [
                Column(str(head.label), numeric=not kind.paged and place >= NUMERIC_FROM)
                for place, head in enumerate(sheet.heads)
            ],
            "numeric": not kind.paged,
            "rows": _rows(request, sheet),
            "url": own,
            "query": urlencode(days),
            "next_url": f"{own}?{urlencode({**days, 'after': str(following)})}"
            if following
            else "",
            "first_url": f"{own}?{urlencode(days)}" if after else "",
        },
    )


def _rows(request: ActingRequest, sheet: Sheet) -> list[Shown]:
    """The rows, a link only where the document may be opened."""
    ids = [line.document_id for line in sheet.reading.lines if line.document_id]
    seen = set(
        Document.objects.visible_to(request.act).filter(id__in=ids).values_list("id", flat=True)
    )
    return [
        Shown(
            line,
            reverse("documents:document", args=[line.document_id])
            if line.document_id in seen
            else "",
        )
        for line in sheet.reading.lines
    ]


def _whole(request: ActingRequest, key: str) -> tuple[Sheet, str]:
    """The whole sheet for paper or a workbook, and the name of the file; noted as printed."""
    sheet = _sheet(request, _kind(key), limit=printed.ROWS_MAX)
    looked: Any = request.looked
    looked.append(("print", Agency(id=request.act.agency_id)))
    return sheet, f"{key}-{sheet.first:%Y%m%d}-{sheet.last:%Y%m%d}"


@require_safe
@official
def register_pdf(request: ActingRequest, key: str) -> HttpResponseBase:
    """The sheet as pages to print and bind (Decree 30/2020, art. 16 and 22)."""
    sheet, name = _whole(request, key)
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(
        printed.pdf(printed.table(sheet)),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition or "inline"},
    )


@require_safe
@official
def register_xlsx(request: ActingRequest, key: str) -> HttpResponseBase:
    """The sheet as a workbook."""
    sheet, name = _whole(request, key)
    return FileResponse(
        printed.workbook(printed.table(sheet)),
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
