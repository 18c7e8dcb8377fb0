"""A draft's layout as the linter sees it on a day (Decree 30/2020, art. 8 and 12)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lienthong.directory import authority
from lienthong.documents import letters
from lienthong.documents.linting import draft
from lienthong.documents.linting.findings import Finding, blocking
from lienthong.documents.models import Document
from lienthong.kernel.errors import Refused


def findings_on(document: Document, day: date) -> list[Finding]:
    """What the page of this draft still lacks, as it would be laid out that day.

    In whose name it is signed is not judged while its signer is away: another will be asked.
    """
    letter = letters.letter_of(document, day)
    found = draft.of_letter(letter, type_code=document.type, files=document.files.count())
    away = authority.stand_in(document.agency_id, document.signer_id or 0, day) is not None
    return [one for one in found if not (away and one.code == "prefix")]


def check_layout(document: Document, day: date) -> None:
    """Nobody agrees to the form of a draft that lacks a part of it (Decree 30/2020, art. 12)."""
    found = blocking(findings_on(document, day))
    if found:
        raise Refused(
            "documents.layout",
            _("Dự thảo chưa đúng thể thức. {what} Trả lại dự thảo để sửa.").format(
                what=" ".join(one.sentence for one in found)
            ),
        )
