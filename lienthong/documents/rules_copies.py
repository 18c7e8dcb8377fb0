"""What may be copied, how and by whom (Decree 30/2020, art. 3, 25-27)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents.rules import COPY, PAPER, State
from lienthong.kernel.errors import Refused

FULL, AGAIN, EXTRACT = "SY", "SL", "TrS"
FORMS: dict[str, Promise] = {
    FULL: gettext_lazy("Sao y"),
    AGAIN: gettext_lazy("Sao lục"),
    EXTRACT: gettext_lazy("Trích sao"),
}
"""As the mark of a copy names it (Decree 30/2020, app. I)."""
MEANINGS: dict[str, Promise] = {
    FULL: gettext_lazy("Sao y: toàn văn của bản gốc hoặc bản chính"),
    AGAIN: gettext_lazy("Sao lục: toàn văn của một bản sao y"),
    EXTRACT: gettext_lazy("Trích sao: một phần của bản gốc hoặc bản chính"),
}
HELD = frozenset(
    {
        State.ISSUED, State.CORRECTED, State.REPLACED,
        State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED,
    }
)  # fmt: skip
"""A document that stands: issued here, or registered here, and not taken back."""
RUNS = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")
PAGES_MAX = 40


@dataclass(frozen=True)
class Source:
    """What the rules look at of a document that is to be copied.

    `valid` says whether its signatures hold: None while they are being checked; True where there is
    nothing to check, in an own document and in the scan of a paper one.
    """

    state: str
    type: str
    has_file: bool
    valid: bool | None = True

    @property
    def is_copy(self) -> bool:
        return self.type in FORMS


def forms_of(source: Source) -> tuple[str, ...]:
    """A sao y and an extract are made from what was signed, a sao lục from a sao y
    (Decree 30/2020, art. 3 and 25).
    """
    if source.state not in HELD or not source.has_file or not source.valid:
        return ()
    if source.is_copy:
        return (AGAIN,) if source.type == FULL else ()
    return (FULL, EXTRACT)


def keeps_pages(form: str) -> bool:
    """Is the copy the same pages with a mark, and not a page of its own?"""
    return form in {FULL, AGAIN}


def agency_alone(made_as: str, form: str) -> bool:
    """Does only the agency sign it: a copy of the whole, or the scan of an own paper document?"""
    return made_as == PAPER or (made_as == COPY and keeps_pages(form))


def of_agency_alone(packet: dict[str, Any]) -> bool:
    """Does a packet say that its file is a copy which only the agency signs?"""
    document = packet.get("document")
    copy = document.get("copy") if isinstance(document, dict) else None
    form = copy.get("form") if isinstance(copy, dict) else None
    return isinstance(form, str) and keeps_pages(form)


def check_source(source: Source, form: str) -> None:
    """May this be copied in that form now? Refused in words."""
    if source.state not in HELD:
        raise _refused(
            "source",
            _("Chỉ sao văn bản đã phát hành, hoặc văn bản đến đã vào sổ và chưa bị thu hồi."),
        )
    if not source.has_file:
        raise _refused(
            "source",
            _("Văn bản này chưa có tệp mở được để sao. Tải bản quét, chờ quét mã độc rồi làm lại."),
        )
    if source.valid is None:
        raise _refused(
            "source", _("Chữ ký số của văn bản đang được kiểm tra. Chờ vài giây rồi làm lại.")
        )
    if not source.valid:
        raise _refused(
            "source", _("Chữ ký số của văn bản không hợp lệ nên không sao được. Xin lại bản gốc.")
        )
    if form not in forms_of(source):
        raise _refused(
            "form",
            _("Sao lục chỉ làm từ bản sao y; sao y và trích sao chỉ làm từ bản gốc, bản chính."),
        )


def pages_of(typed: str, count: int) -> tuple[int, ...]:
    """`1-3, 5` as page numbers in order, each once; Refused for what is no page of the document."""
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in re.split(r"[,;]", typed))):
        run = RUNS.fullmatch(part)
        first, last = (int(run[1]), int(run[2] or run[1])) if run else (0, 0)
        if not 1 <= first <= last <= count:
            raise _refused(
                "pages",
                _(
                    "“{part}” không phải trang của văn bản này, có {count} trang. Ví dụ: 1-2, 4."
                ).format(part=part, count=count),
            )
        found.update(range(first, last + 1))
    if len(found) > PAGES_MAX:
        raise _refused(
            "pages",
            _("Trích nhiều nhất {most} trang. Sao y cả văn bản nếu cần hơn.").format(
                most=PAGES_MAX
            ),
        )
    return tuple(sorted(found))


def _refused(what: str, message: str) -> Refused:
    return Refused(f"documents.copy_{what}", message, reason="input")
