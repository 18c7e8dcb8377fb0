"""What a clerk is told of the signatures on what arrived: tag, reasons, words to return it by."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lienthong.documents.models import Document, Signature
from lienthong.documents.queries import verdicts
from lienthong.documents.rules import State
from lienthong.documents.rules_verdicts import WORDS
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.ui.shapes import Tag

LOOKS = {Verdict.VALID: ("ok", "shield-check"), Verdict.ALTERED: ("bad", "alert-triangle")}


def newest(document: Document) -> Signature | None:
    """The last check of an incoming document's file; None while none was made."""
    if document.direction != Document.INCOMING:
        return None
    return verdicts.newest(document.packet_id)


def doubted(documents: Sequence[Document]) -> dict[int, Tag]:
    """What to look at before registering, by document: one question for a page of a list, none
    when nothing on it has just arrived.
    """
    packets = [one.packet_id for one in documents if one.state == State.ARRIVED and one.packet_id]
    if not packets:
        return {}
    checks = Signature.objects.filter(packet_id__in=packets).order_by("packet_id", "-id")
    bad = {
        one.packet_id: tag(one)
        for one in checks.distinct("packet_id").defer("report")
        if one.verdict != Verdict.VALID
    }
    return {
        one.id: bad[one.packet_id]
        for one in documents
        if one.state == State.ARRIVED and one.packet_id in bad
    }


def tag(checked: Signature | None) -> Tag:
    """The verdict in words."""
    if checked is None:
        return Tag(_("Đang kiểm tra chữ ký số"), "", "clock")
    verdict = Verdict(checked.verdict)
    tone, icon = LOOKS.get(verdict, ("warn", "alert-triangle"))
    return Tag(str(WORDS[verdict]), tone, icon)


def doubts(checked: Signature | None) -> list[str]:
    """Why a file is not valid, in sentences; none for a valid one."""
    if checked is None:
        return []
    return [reason.text for reason in FileVerdict.from_json(checked.report).reasons]


def reason_to_return(document: Document) -> str:
    """What the sender is told when a clerk returns a document for its signatures."""
    return " ".join(doubts(newest(document)))
