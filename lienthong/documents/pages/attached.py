"""The further files of a document: listed, fetched, added to a draft and taken off it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules, rules_files
from lienthong.documents.actions import attaching
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import FilesForm
from lienthong.documents.models import AttachedFile, Document
from lienthong.documents.pages.opened import opened
from lienthong.documents.queries import attached
from lienthong.documents.signing.corner import check_appendix
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, stage, store
from lienthong.kernel.errors import Refused

ROLE_NAMES = {
    "body": gettext_lazy("Toàn văn"),
    "appendix": gettext_lazy("Phụ lục"),
    "attachment": gettext_lazy("Tệp kèm theo"),
}


@dataclass(frozen=True)
class Line:
    """A file as its reader sees it: a way to it, or why there is none yet."""

    name: str
    role: str
    size: int
    ordinal: int
    url: str = ""
    reason: str = ""


def lines(document: Document) -> list[Line]:
    """The files of a document for its page."""
    return [
        Line(
            one.name,
            str(ROLE_NAMES.get(one.role, ROLE_NAMES["attachment"])),
            one.size,
            one.ordinal,
            url=reverse("documents:attached", args=[document.id, one.ordinal]) if one.clean else "",
            reason="" if one.clean else one.reason or _("Chưa mở được: đang chờ quét mã độc."),
        )
        for one in attached.files_of(document)
    ]


def staged(uploads: Iterable[UploadedFile[Any]]) -> tuple[list[Staged], list[str]]:
    """Examine what was uploaded, before any transaction: what may be kept, and why not the rest."""
    taken: list[Staged] = []
    refused: list[str] = []
    for upload in uploads:
        name = upload.name or _("không tên")
        try:
            taken.append(stage(upload, name))
        except Refused as no:
            refused.append(_("Không nhận tệp “{name}”: {why}").format(name=name, why=no.message))
    return taken, refused


def put_with(
    act: Act,
    document_id: int,
    uploads: Iterable[UploadedFile[Any]],
    role: str,
    ready: Iterable[Staged] = (),
) -> list[str]:
    """Attach what is ready, then uploads, one by one, so that a bad one does not lose the others;
    why some were not.
    """
    taken, refused = staged(uploads)
    taken = [*ready, *taken]
    for one in taken:
        try:
            if role == AttachedFile.APPENDIX and one.report.mime == rules_files.PDF:
                check_appendix(store().path(one.sha256).read_bytes())
            attaching.attach(act, document_id=document_id, staged=[one], role=role)
        except Refused as no:
            refused.append(no.message)
    return refused


@require_http_methods(["GET", "HEAD", "POST"])
@official
def files(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Tệp kèm theo: the list, and the form that adds to it while the document is a draft."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "revise")
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        refused = put_with(request.act, document_id, data["uploads"], data["role"])
        if not refused:
            messages.info(request, _("Đã kèm tệp vào dự thảo."))
            return redirect(one.url("files"))
        for sentence in refused:
            form.add_error("uploads", sentence)
    return render(
        request,
        "documents/attached.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "files": lines(one.document),
            "removable": True,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@official
def removal(request: ActingRequest, document_id: int, ordinal: int) -> HttpResponseBase:
    """Bỏ tệp: off the draft; its name and digest stay in the log."""
    one = opened(request, document_id)
    try:
        attaching.detach(request.act, document_id=document_id, ordinal=ordinal)
    except AttachedFile.DoesNotExist as error:
        raise Http404 from error
    messages.info(request, _("Đã bỏ tệp khỏi dự thảo."))
    return redirect(one.url("files"))


@require_safe
@official
def file(request: ActingRequest, document_id: int, ordinal: int) -> HttpResponseBase:
    """One further file, byte for byte, to whoever may see the document; noted as a download."""
    document = opened(request, document_id).document
    found = next((one for one in attached.files_of(document) if one.ordinal == ordinal), None)
    if found is None:
        raise Http404
    if not found.clean:
        raise Refused(
            "documents.file_waits",
            found.reason or _("Tệp này đang chờ quét mã độc nên chưa mở được. Mở lại sau."),
        )
    try:
        content = store().open(found.sha256)
    except FileNotFoundError as error:
        raise Refused(
            "documents.file_missing",
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị khôi phục từ bản sao lưu."),
        ) from error
    request.looked.append(("download", document))
    return FileResponse(
        content,
        as_attachment=True,
        filename=found.name,
        content_type=found.mime or "application/octet-stream",
        headers={"ETag": f'"{found.sha256}"', "X-Content-Type-Options": "nosniff"},
    )
