"""Which files may join a document (Decree 30/2020, app. I; Decree 30/2020, app. VI III.1.b)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

FILES_MAX = 30
PDF = "application/pdf"
APPENDIX = "appendix"


def check_file(*, role: str, name: str, mime: str, count: int, known: bool) -> None:
    """May this file join a document that has `count` already? An appendix in a file of its own gets
    the agency's signature on its first page, so it is a PDF (Decree 30/2020, app. I).

    `known` says that the same bytes are with the document.
    """
    if known:
        raise Refused(
            "documents.file_twice",
            _("Tệp “{name}” đã kèm theo văn bản này. Chọn tệp khác.").format(name=name),
            reason="input",
        )
    if count >= FILES_MAX:
        raise Refused(
            "documents.too_many_files",
            _("Một văn bản kèm nhiều nhất {most} tệp. Gộp bớt tệp rồi tải lại.").format(
                most=FILES_MAX
            ),
            reason="limit",
        )
    if role == APPENDIX and mime != PDF:
        raise Refused(
            "documents.appendix_kind",
            _(
                "Phụ lục “{name}” phải là tệp PDF vì được ký số của cơ quan ở trang đầu."
                " Xuất ra PDF, hoặc kèm theo như tệp thường."
            ).format(name=name),
            reason="input",
        )
