"""What a clerk is told of the signatures on what arrived: tag, reasons, words to return it by."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents.models import Document, Signature
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.ui.shapes import Tag

TAGS = {
    Verdict.VALID: (gettext_lazy("Chữ ký số hợp lệ"), "ok", "shield-check"),
    Verdict.INCOMPLETE: (gettext_lazy("Thiếu chữ ký số"), "warn", "alert-triangle"),
    Verdict.UNTRUSTED: (gettext_lazy("Chữ ký số chưa tin cậy"), "warn", "alert-triangle"),
    Verdict.INDETERMINATE: (gettext_lazy("Chưa xác định được chữ ký số"), "warn", "alert-triangle"),
    Verdict.ALTERED: (gettext_lazy("Tệp bị sửa sau khi ký"), "bad", "alert-triangle"),
}


def newest(document: Document) -> Signature | None:
    """The last check of an incoming document's file; None while none was made."""
    if document.direction != Document.INCOMING:
        return None
    return Signature.objects.filter(sha256=document.file_sha256).order_by("-id").first()


def tag(checked: Signature | None) -> Tag:
    """The verdict in words."""
    if checked is None:
        return Tag(_("Đang kiểm tra chữ ký số"), "", "clock")
    label, tone, icon = TAGS[Verdict(checked.verdict)]
    return Tag(str(label), tone, icon)


def doubts(checked: Signature | None) -> list[str]:
    """Why a file is not valid, in sentences; none for a valid one."""
    if checked is None:
        return []
    return [reason.text for reason in FileVerdict.from_json(checked.report).reasons]


def reason_to_return(document: Document) -> str:
    """What the sender is told when a clerk returns a document for its signatures."""
    return " ".join(doubts(newest(document)))
