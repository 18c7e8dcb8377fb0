"""What goes onto paper: the regime's forms of one application, and the agency's register."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official, with_right
from lienthong.directory.models import Agency
from lienthong.documents.registers import printed as sheets
from lienthong.kernel import clock
from lienthong.services import printed, registers
from lienthong.services.packages.rule_sets import FORM_KINDS
from lienthong.services.pages.common import opened
from lienthong.ui.forms import PeriodForm
from lienthong.ui.shapes import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 200


@require_safe
@official
def form(request: ActingRequest, application_id: int, kind: str) -> HttpResponseBase:
    """One form of the regime for an application; noted as a print."""
    one = opened(request, application_id)
    if kind not in FORM_KINDS:
        raise Http404
    content = printed.pdf(request.act, one, kind)
    request.looked.append(("print", one))
    return _pdf(content, f"{kind}-{one.code}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": disposition or "inline"},
    )


def _period(request: ActingRequest) -> tuple[PeriodForm, date, date]:
    asked = PeriodForm.asked(request.GET, clock.local(request.act.at).date())
    return asked, *asked.days()


@require_safe
@with_right("services.keep_register")
def register(request: ActingRequest) -> HttpResponseBase:
    """Sổ theo dõi hồ sơ of some days."""
    asked, first, last = _period(request)
    found = registers.rows(request.act, first, last, PAGE + 1)
    pairs = urlencode({"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"})
    return render(
        request,
        "services/register.html",
        {
            "form": asked,
            "columns": [Column(str(head.label)) for head in registers.HEADS],
            "rows": [line.cells for line in found[:PAGE]],
            "more": len(found) > PAGE,
            "pdf_url": f"{reverse('services:register_pdf')}?{pairs}",
            "xlsx_url": f"{reverse('services:register_xlsx')}?{pairs}",
        },
    )


@require_safe
@with_right("services.keep_register")
def register_pdf(request: ActingRequest) -> HttpResponseBase:
    """The register to print and bind."""
    _asked, first, last = _period(request)
    table = registers.table(request.act, first, last)
    request.looked.append(("print", Agency(id=request.act.agency_id)))
    return _pdf(sheets.pdf(table), f"so-theo-doi-ho-so-{last:%Y%m%d}")


@require_safe
@with_right("services.keep_register")
def register_xlsx(request: ActingRequest) -> HttpResponseBase:
    """The same as a workbook."""
    _asked, first, last = _period(request)
    table = registers.table(request.act, first, last)
    request.looked.append(("print", Agency(id=request.act.agency_id)))
    return FileResponse(
        sheets.workbook(table), as_attachment=True,
        filename=f"so-theo-doi-ho-so-{last:%Y%m%d}.xlsx", content_type=XLSX,
    )  # fmt: skip
