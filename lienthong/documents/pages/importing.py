"""The text of an uploaded Word file, put into the form that is being filled in; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from lienthong.directory.acting import ActingRequest
from lienthong.documents.importing import Imported, text_of_docx
from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.actions import stage, store
from lienthong.kernel.errors import Refused


@dataclass(frozen=True)
class Taken:
    """What the form holds now, remarks on what was read, and why nothing was."""

    data: QueryDict
    remarks: tuple[str, ...] = ()
    problem: str = ""


def taken(request: ActingRequest) -> Taken:
    """What was typed, with the text of the chosen DOCX in place of the body if that was asked."""
    if "import" not in request.POST:
        return Taken(request.POST)
    upload = request.FILES.get("docx")
    if upload is None:
        return Taken(request.POST, problem=_("Chọn tệp DOCX rồi bấm lại Lấy nội dung."))
    try:
        found = _text(upload)
    except Refused as refused:
        return Taken(request.POST, problem=refused.message)
    data = request.POST.copy()
    data["body"] = found.text
    remarks = found.remarks or [_("Đã lấy đủ nội dung của tệp. Xem lại rồi lưu.")]
    return Taken(data, tuple(remarks))


def _text(upload: UploadedFile[Any]) -> Imported:
    """The text of an upload, examined like every other; Refused when it is no Word file."""
    staged = stage(upload, upload.name or "noi-dung.docx")
    if staged.report.mime != kinds.DOCX.mime:
        raise Refused(
            "documents.not_docx",
            _("Tệp này không phải Word (DOCX). Lưu lại dạng .docx rồi tải lên."),
            reason="input",
        )
    with store().open(staged.sha256) as content:
        return text_of_docx(content.read())
