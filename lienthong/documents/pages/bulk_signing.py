"""Signing from a list: what will be signed is shown whole, then each draft is approved on its
own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import checking
from lienthong.documents.actions.common import facts
from lienthong.documents.models import Document
from lienthong.documents.pages import bulk, files
from lienthong.documents.pages.shelves import TO_SIGN, standing, whole_number
from lienthong.documents.queries import lists, to_sign
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Column

SIGN_MAX = 20
"""So many at a time: each is laid out to say how many pages it has, and somebody reads the list."""
SEEN = "seen-{}"
"""The field that brings back which text of a document stood on the page."""


@dataclass(frozen=True)
class Line:
    """One draft as it will be signed; `refusal` says why it will not."""

    document: Document
    url: str
    waiting: to_sign.Waiting
    pages: str = ""
    opened: bool = False
    refusal: str = ""

    @property
    def seen(self) -> str:
        return SEEN.format(self.document.id)


@require_POST
@official
def approvals(request: ActingRequest) -> HttpResponseBase:
    """Duyệt ký nhiều văn bản: first the list of what will be signed, then one approval each."""
    rules.check_right(request.act, "approve")
    chosen = bulk.chosen(request, Document.OUTGOING)
    documents, left = chosen.documents[:SIGN_MAX], len(chosen.documents[SIGN_MAX:])
    if "confirmed" in request.POST:
        return _approved(request, bulk.Chosen(documents, chosen.missing))
    lines = _lines(request, documents)
    ready = sum(not line.refusal for line in lines)
    return render(
        request,
        "documents/bulk_approval.html",
        {
            "lines": lines,
            "ready": ready,
            "missing": chosen.missing,
            "left": left,
            "most": SIGN_MAX,
            "signer": request.act.by_name,
            "columns": [
                Column(_("Trích yếu")),
                Column(_("Người soạn")),
                Column(_("Nơi nhận")),
                Column(_("Nội dung")),
            ],
            "back_url": f"{TO_SIGN.url}?tab=waiting",
        },
    )


def _approved(request: ActingRequest, chosen: bulk.Chosen) -> HttpResponseBase:
    def approve(one: Document) -> None:
        seen = whole_number(request.POST.get(SEEN.format(one.id), ""))
        # A text that stood on no page was read by nobody: 0 is the mark of none.
        checking.approve(request.act, document_id=one.id, seen=seen or 0)

    outcomes = bulk.one_each(chosen, approve, _("Đã duyệt, hệ thống đang cấp số và ký"))
    return bulk.results(request, outcomes, _("Đã duyệt ký"), "waiting", TO_SIGN)


def _lines(request: ActingRequest, documents: list[Document]) -> list[Line]:
    """Marks are read before texts: what changes in between is refused, not signed unread."""
    ids = [document.id for document in documents]
    waiting, unread = to_sign.waiting(ids), lists.unread(request.act, ids)
    place = standing(request.GET, request.act, TO_SIGN)
    return [
        _line(
            request.act,
            document,
            place.document_url(document.id),
            waiting[document.id],
            opened=document.id not in unread,
        )
        for document in Document.objects.visible_to(request.act).filter(id__in=ids).order_by("id")
    ]


def _line(
    act: Act, document: Document, url: str, waiting: to_sign.Waiting, *, opened: bool
) -> Line:
    try:
        rules.check_step(act, facts(document), "approve")
    except Refused as refused:
        return Line(document, url, waiting, refusal=refused.message)
    preview = files.preview(document, clock.local(act.at).date())
    return Line(document, url, waiting, preview.note, opened, preview.problem)
