"""A document as one line of a list, and the tags that say its state, urgency and deadline."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents.models import Document
from lienthong.documents.pages import signed
from lienthong.documents.pages.shelves import Standing
from lienthong.documents.queries import lists, to_sign
from lienthong.documents.rules import State
from lienthong.kernel import deadlines, urgency
from lienthong.kernel.acts import Act
from lienthong.ui import words
from lienthong.ui.shapes import Row, Tag

TONES: dict[str, tuple[str, str]] = {
    State.DRAFTING: ("", "pencil"),
    State.CONTENT_CHECKED: ("act", "list-check"),
    State.FORMAT_CHECKED: ("warn", "signature"),
    State.APPROVED: ("vio", "clock"),
    State.SIGNING: ("vio", "clock"),
    State.SIGNED: ("act", "signature"),
    State.SEALED: ("act", "rubber-stamp"),
    State.ISSUED: ("ok", "send"),
    State.REPLACED: ("warn", "arrow-right"),
    State.CORRECTED: ("warn", "edit"),
    State.RECALLED: ("bad", "arrow-forward-up"),
    State.ARRIVED: ("warn", "mail-opened"),
    State.RETURNED: ("bad", "arrow-forward-up"),
    State.REGISTERED: ("act", "list-check"),
    State.SUBMITTED: ("warn", "user-check"),
    State.ASSIGNED: ("act", "user-plus"),
    State.IN_PROGRESS: ("act", "clock"),
    State.RESOLVED: ("ok", "circle-check"),
    State.VOIDED: ("bad", "x"),
}
"""How each state looks: tone and icon; the words are `rules.STATE_NAMES`."""


def state_tag(document: Document) -> Tag:
    """The state of a document in words."""
    tone, icon = TONES[document.state]
    if document.state == State.SIGNED and document.made_as:
        return Tag(_("Chờ ký số của cơ quan"), tone, icon)
    return Tag(str(rules.STATE_NAMES[document.state]), tone, icon)


def urgency_tags(document: Document) -> tuple[Tag, ...]:
    """Nothing for an ordinary document."""
    if not document.urgency:
        return ()
    return (Tag(str(urgency.NAMES[document.urgency]), "bad", "alert-triangle"),)


def is_chased(document: Document) -> bool:
    """Its sender has reminded this agency of it, and it has not been done since."""
    at, done = document.chased_at, document.resolved_at
    return at is not None and (done is None or done < at)


def due_at(document: Document) -> datetime | None:
    """The moment that counts now: registration, then the leader's deadline, then the sender's."""
    if document.state == State.ARRIVED:
        return document.register_due_at
    if document.direction == Document.INCOMING and document.state in lists.OPEN:
        return document.due_at or document.reply_due_at
    return None


def days_left(act: Act, due: datetime | None) -> int | None:
    """Working days until then; None when nothing is due."""
    return None if due is None else deadlines.current().days_left(act.at, due)


def rows(
    act: Act, page: lists.Page, standing: Standing, current_id: int | None
) -> list[tuple[int, Row]]:
    """The lines of a list with the ids behind them: two statements whatever their number, a third
    when some have just arrived.
    """
    unread = lists.unread(act, page.ids)
    notes = _to_sign(page.ids) if standing.shelf.mine else lists.leads(page.ids)
    doubted = signed.doubted(page.documents)
    return [
        (
            document.id,
            _row(
                act,
                document,
                standing,
                note=notes.get(document.id, ""),
                doubt=doubted.get(document.id),
                unread=document.id in unread,
                current=document.id == current_id,
            ),
        )
        for document in page.documents
    ]


def _row(
    act: Act,
    document: Document,
    standing: Standing,
    *,
    note: str,
    doubt: Tag | None,
    unread: bool,
    current: bool,
) -> Row:
    due = due_at(document)
    one_state = len(standing.tab.states) == 1
    tags = urgency_tags(document) + (() if one_state else (state_tag(document),))
    if is_chased(document):
        tags = (*tags, Tag(_("Nơi gửi đôn đốc"), "bad", "bell"))
    tags += (doubt,) if doubt else ()
    return Row(
        url=standing.document_url(document.id),
        code=document.code or document.symbol or _("chưa có số"),
        sender=_sender(document),
        subject=document.subject,
        at=document.registered_at or document.issued_at or document.created_at,
        tags=tags,
        due_at=due,
        days=days_left(act, due),
        note=note,
        unread=unread and not current,
        current=current,
    )


def _to_sign(ids: list[int]) -> dict[int, str]:
    """Who drafted what waits to be signed, and for how many."""
    return {
        document_id: _("{drafter} soạn, {count} nơi nhận").format(
            drafter=one.drafter, count=words.number(one.recipients)
        )
        for document_id, one in to_sign.waiting(ids).items()
    }


def _sender(document: Document) -> str:
    if document.direction == Document.INCOMING:
        return words.short_name(document.issuer_name)
    return document.signer_name
