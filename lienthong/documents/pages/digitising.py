"""Paper that the agency signed itself: its number, its scan, the agency's signature on that; and
the scan of paper that came in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules, scans
from lienthong.documents.actions import digitising
from lienthong.documents.actions.common import facts
from lienthong.documents.forms_paper import PaperEntryForm, ScanForm
from lienthong.documents.models import Document
from lienthong.documents.pages import recipients
from lienthong.documents.pages.opened import SHELF, back, opened
from lienthong.documents.pages.recipients import Chosen
from lienthong.documents.pages.shelves import OUTGOING
from lienthong.documents.pages.steps import with_reason
from lienthong.documents.queries import around
from lienthong.documents.scans import Scan
from lienthong.kernel import actions
from lienthong.kernel.attachments.actions import Staged, limits, stage, store
from lienthong.kernel.attachments.probe import photos_to_pdf
from lienthong.kernel.errors import Refused

SHEET = require_http_methods(["GET", "HEAD", "POST"])
SCAN = "ban-quet.pdf"


def staged_scan(uploads: Sequence[UploadedFile[Any]]) -> tuple[Staged, Scan]:
    """The scan examined and on the disk, and what was measured of it: one PDF, or photos made into
    one. Refused in words for anything else.
    """
    named = str(uploads[0].name or "").lower()
    if len(uploads) == 1 and named.endswith(".pdf"):
        staged = stage(uploads[0], SCAN)
    else:
        staged = stage(BytesIO(_photos(uploads)), SCAN)
    if staged.report.mime != "application/pdf":
        raise Refused(
            "documents.scan",
            _("Bản quét phải là một tệp PDF hoặc các ảnh chụp. Chọn lại tệp."),
            reason="input",
        )
    return staged, scans.examine(store().path(staged.sha256))


def _photos(uploads: Sequence[UploadedFile[Any]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lienthong-scan-") as folder, ExitStack() as open_:
        paths = []
        for place, upload in enumerate(uploads):
            path = Path(folder, f"{place:03d}")
            written = open_.enter_context(path.open("wb"))
            for chunk in upload.chunks():
                written.write(chunk)
            written.flush()
            paths.append(path)
        return photos_to_pdf(paths, limits())


def short_of_standard(scan: Scan) -> str:
    """What a clerk is told of a scan that is kept but can't be signed as it is."""
    return _("Bản quét chưa đạt tiêu chuẩn để ký số. {what}").format(what=" ".join(scan.findings))


@SHEET
@official
def paper_entry(request: ActingRequest) -> HttpResponseBase:
    """Văn bản ký trên giấy: entered, and given its number at once."""
    rules.check_right(request.act, "number_paper")
    request.META[SHELF] = OUTGOING.url
    posted = request.method == "POST"
    form = PaperEntryForm(request.act, request.POST if posted else None)
    chosen = recipients.ticked(request.POST) if posted else Chosen((), ())
    if posted and form.is_valid():
        try:
            made, code = _entered(request, form, chosen)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = _("Đã cấp số {code}. Ghi số lên bản giấy, đóng dấu, quét rồi tải bản quét lên.")
            messages.info(request, said.format(code=code))
            return redirect("documents:document", made.id)
    return render(
        request,
        "documents/paper_entry.html",
        {"form": form, "whom": recipients.whom(request.act, chosen), "url": OUTGOING.url},
        status=422 if form.errors else 200,
    )


def _entered(request: ActingRequest, form: PaperEntryForm, chosen: Chosen) -> tuple[Document, str]:
    data = form.cleaned_data
    with actions.unit():
        made = digitising.enter_paper(
            request.act,
            subject=data["subject"],
            signer_id=int(data["signer"]),
            document_type=data["document_type"],
            urgency=data["urgency"],
            secrecy=data["secrecy"],
        )
        recipients.choose(request.act, made.id, chosen, data["codes"])
        return made, digitising.number_paper(request.act, document_id=made.id)


@require_POST
@official
def paper_number(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Cấp số for one whose earlier number is void."""
    code = digitising.number_paper(request.act, document_id=document_id)
    messages.info(request, _("Đã cấp số {code}. Ghi số lên bản giấy.").format(code=code))
    return back(request, document_id)


@SHEET
@official
def paper_void(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Hủy số, with the reason."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "void_paper")
    return with_reason(
        request,
        one,
        digitising.void_paper,
        title=_("Hủy số của bản giấy"),
        warning=_("Số {code} không dùng lại được; sổ ghi lý do hủy.").format(
            code=one.document.code
        ),
        said=_("Đã hủy số. Văn bản chờ cấp số khác."),
    )


@SHEET
@official
def scan(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Tải bản quét: measured first, and every shortcoming told."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "put_scan")
    posted = request.method == "POST"
    form = ScanForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            staged, measured = staged_scan(form.cleaned_data["scan"])
            digitising.put_scan(request.act, document_id=document_id, staged=staged, scan=measured)
        except Refused as refused:
            form.refuse(refused)
        else:
            if measured.findings:
                messages.warning(request, short_of_standard(measured))
            else:
                messages.info(request, _("Đã nhận bản quét, đạt tiêu chuẩn của nghị định."))
            return back(request, document_id)
    return render(
        request,
        "documents/scan.html",
        {"one": one, "document": one.document, "form": form, "standard": scans.standard()},
        status=422 if form.errors else 200,
    )


@require_POST
@official
def scan_seal(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Ký số bản quét của văn bản giấy đến."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "seal_scan")
    if around.file_of(one.document) is None:
        raise Refused("documents.file_waits", _("Bản quét đang chờ quét mã độc, chưa ký được."))
    sha256 = one.document.file_sha256
    digitising.ask_to_seal_scan(
        request.act,
        document_id=document_id,
        of=sha256,
        scan=scans.examine(store().path(sha256)),
    )
    return back(request, document_id)
