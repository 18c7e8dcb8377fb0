"""The pages of a document as pictures, and the signed PDF itself; both only for who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import letters, previews, rules
from lienthong.documents.actions import tree as trees
from lienthong.documents.bundles.build import build
from lienthong.documents.models import Document
from lienthong.documents.pages.opened import opened
from lienthong.documents.queries import around
from lienthong.documents.registers import slip
from lienthong.kernel import clock
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.ui import words

SHOWN_PAGES = 20
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preview:
    """What the frame of the pages shows. `problem` says why there are none."""

    name: str
    note: str
    urls: tuple[str, ...] = ()
    file_url: str = ""
    problem: str = ""

    @property
    def print_url(self) -> str:
        return f"{self.file_url}?print=1" if self.file_url else ""


@require_safe
@official
def handling_slip(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Phiếu giải quyết văn bản đến, filled in so far, to print (Decree 30/2020, app. IV)."""
    document = opened(request, document_id).document
    if document.direction != Document.INCOMING:
        raise Http404
    request.looked.append(("print", document))
    name = f"phieu-giai-quyet-{file_stem(document)}.pdf"
    return HttpResponse(
        slip.pdf(request.act, document, trees.stands_on(document)),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=False, filename=name)
            or "inline"
        },
    )


def preview(document: Document, day: date) -> Preview:
    """The pages to show: of the signed file, or of the draft as laid out on that day."""
    signed = around.file_of(document)
    if signed is not None:
        return Preview(
            f"{file_stem(document)}.pdf",
            _pages(signed.pages),
            _urls(document, signed.pages, signed.sha256),
            reverse("documents:file", args=[document.id]),
        )
    if document.made_as == rules.PAPER:
        return Preview(_("Văn bản ký trên giấy"), "", problem=_next_of_paper(document))
    if around.is_paper(document):
        waits = _("Bản quét đang chờ quét mã độc, chưa mở được. Xem bản giấy.")
        none = _("Chưa có bản quét. Xem bản giấy ở văn thư.")
        return Preview(_("Văn bản giấy"), "", problem=waits if document.file_sha256 else none)
    try:
        laid = previews.of_draft(letters.template_of(document), letters.letter_of(document, day))
    except Refused as refused:
        return Preview(_("Dự thảo"), "", problem=refused.message)
    return Preview(_("Dự thảo"), _pages(laid.pages), _urls(document, laid.pages, laid.sha256))


def _next_of_paper(document: Document) -> str:
    """What the clerk does next with a document that was signed on paper."""
    if not document.code:
        return _("Cấp số, ghi số lên bản giấy, đóng dấu, quét rồi tải bản quét lên.")
    return _(
        "Ghi số {code}, ngày {day} lên bản giấy, đóng dấu, quét màu từ 200 dpi ở tỷ lệ 100%,"
        " rồi tải bản quét lên."
    ).format(code=document.code, day=words.day(document.issued_on))


def _pages(count: int) -> str:
    return _("{count} trang").format(count=count)


def _urls(document: Document, pages: int, digest: str) -> tuple[str, ...]:
    return tuple(
        f"{reverse('documents:page', args=[document.id, number])}?v={digest[:16]}"
        for number in range(1, min(pages, SHOWN_PAGES) + 1)
    )


def file_stem(document: Document) -> str:
    """`05-UBND-VX`: the code of a document as a file name."""
    code = document.code or document.symbol or "van-ban"
    return "".join(sign if sign.isalnum() else "-" for sign in code).strip("-")


@require_safe
@official
def page(request: ActingRequest, document_id: int, number: int) -> HttpResponseBase:
    """One page as PNG, kept by the reader's own browser under the digest of the content."""
    document = opened(request, document_id).document
    signed = around.file_of(document)
    if signed is None and (around.is_paper(document) or document.made_as == rules.PAPER):
        raise Http404
    try:
        if signed is not None:
            digest, content = signed.sha256, None
        else:
            day = clock.local(request.act.at).date()
            letter = letters.letter_of(document, day)
            content = previews.of_draft(letters.template_of(document), letter)
            digest = content.sha256
        tag = f'"{digest[:32]}-{number}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified()
        png = (
            previews.of_pdf(content.pdf, number)
            if content is not None
            else previews.of_signed(digest, number)
        )
    except IndexError as error:
        raise Http404 from error
    named = request.GET.get("v", "") == digest[:16]
    keep = f"private, max-age={YEAR}, immutable" if named else "private, no-cache"
    return HttpResponse(png, content_type="image/png", headers={"ETag": tag, "Cache-Control": keep})


@require_safe
@official
def file(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The signed PDF, byte for byte; noted as a download, or as a print when asked for that."""
    document = opened(request, document_id).document
    signed = around.file_of(document)
    if signed is None:
        raise Http404
    printing = "print" in request.GET
    try:
        content = store().open(signed.sha256)
    except FileNotFoundError as error:
        raise Refused(
            "documents.file_missing",
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị khôi phục từ bản sao lưu."),
        ) from error
    request.looked.append(("print" if printing else "download", document))
    return FileResponse(
        content,
        as_attachment=not printing,
        filename=f"{file_stem(document)}.pdf",
        content_type="application/pdf",
        headers={"ETag": f'"{signed.sha256}"'},
    )


@require_safe
@official
def bundle(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The document with everything that proves it, as one ZIP (Decree 30/2020, app. VI III.4.g)."""
    document = opened(request, document_id).document
    packed = build(request.act, document)
    request.looked.append(("download", document))
    name = content_disposition_header(as_attachment=True, filename=f"{file_stem(document)}.zip")
    return HttpResponse(
        packed,
        content_type="application/zip",
        headers={"Content-Disposition": name or "attachment"},
    )
