"""What leaves the system on paper or as a file: the lists, the minutes, the whole file."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.directory.models import Agency
from lienthong.documents.registers import printed
from lienthong.documents.registers.printed import Table
from lienthong.dossiers import handover, inventories, rules
from lienthong.dossiers.exports.build import build
from lienthong.dossiers.models import DossierList
from lienthong.dossiers.pages.common import opened, url_of
from lienthong.ui.shapes import Column, Link

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 200


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": disposition or "inline"},
    )


def _xlsx(table: Table, name: str) -> FileResponse:
    return FileResponse(
        printed.workbook(table), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
    )


def _stem(text: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in text).strip("-")


# One file


@require_safe
@official
def contents_pdf(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Mục lục văn bản trong hồ sơ, to print and bind."""
    one = opened(request, dossier_id)
    request.looked.append(("print", one))
    table = inventories.of_documents(request.act, one)
    return _pdf(printed.pdf(table), f"muc-luc-{_stem(one.notation)}")


@require_safe
@official
def contents_xlsx(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """The same as a workbook."""
    one = opened(request, dossier_id)
    request.looked.append(("print", one))
    return _xlsx(inventories.of_documents(request.act, one), f"muc-luc-{_stem(one.notation)}")


@require_safe
@official
def minutes_pdf(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Biên bản giao nhận, once the archive has taken the file over."""
    one = opened(request, dossier_id)
    content = handover.pdf(request.act, one)
    request.looked.append(("print", one))
    return _pdf(content, f"bien-ban-giao-nhan-{_stem(one.notation)}")


@require_safe
@official
def export(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """The file with its documents and fields as one ZIP (Decree 30/2020, app. VI III.4.g)."""
    one = opened(request, dossier_id)
    content = build(request.act, one)
    request.looked.append(("download", one))
    name = content_disposition_header(as_attachment=True, filename=f"ho-so-{_stem(one.code)}.zip")
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": name or "attachment"},
    )


# The files of a year


def _state(request: ActingRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in rules.STATE_NAMES else ""


def _url(name: str, year: int, state: str = "") -> str:
    query = f"?{urlencode({'state': state})}" if state else ""
    return reverse(f"dossiers:{name}", args=[year]) + query


@require_safe
@official
def files(request: ActingRequest, year: int) -> HttpResponseBase:
    """Mục lục hồ sơ of a year: every file of the agency that this post may see."""
    state = _state(request)
    found = list(inventories.files_of(request.act, year, state)[: PAGE + 1])
    states = {"": _("Tất cả"), **rules.STATE_NAMES}
    return render(
        request,
        "dossiers/files.html",
        {
            "year": year,
            "years": [
                Link(str(other), _url("files", other, state), current=other == year)
                for other in (year - 1, year, year + 1)
            ],
            "states": [
                Link(str(label), _url("files", year, name), current=name == state)
                for name, label in states.items()
            ],
            "columns": [Column(str(head.label)) for head in inventories.FILE_HEADS],
            "rows": [
                (one.line.cells, url_of(one.dossier))
                for one in inventories.file_lines(found[:PAGE])
            ],
            "more": len(found) > PAGE,
            "pdf_url": _url("files_pdf", year, state),
            "xlsx_url": _url("files_xlsx", year, state),
        },
    )


def _files(request: ActingRequest, year: int) -> tuple[Table, str]:
    table = inventories.of_files(request.act, year, _state(request))
    request.looked.append(("print", Agency(id=request.act.agency_id)))
    return table, f"muc-luc-ho-so-{year}"


@require_safe
@official
def files_pdf(request: ActingRequest, year: int) -> HttpResponseBase:
    """The list of files, to print and bind."""
    table, name = _files(request, year)
    return _pdf(printed.pdf(table), name)


@require_safe
@official
def files_xlsx(request: ActingRequest, year: int) -> HttpResponseBase:
    """The same as a workbook."""
    return _xlsx(*_files(request, year))


# The yearly list


@require_safe
@official
def list_pdf(request: ActingRequest, year: int) -> HttpResponseBase:
    """Danh mục hồ sơ, to print, sign and bind (Decree 30/2020, art. 28)."""
    found = DossierList.objects.visible_to(request.act).get(year=year)
    request.looked.append(("print", found))
    return _pdf(printed.pdf(inventories.of_list(request.act, found)), f"danh-muc-ho-so-{year}")


@require_safe
@official
def list_xlsx(request: ActingRequest, year: int) -> HttpResponseBase:
    """The same as a workbook."""
    found = DossierList.objects.visible_to(request.act).get(year=year)
    request.looked.append(("print", found))
    return _xlsx(inventories.of_list(request.act, found), f"danh-muc-ho-so-{year}")
