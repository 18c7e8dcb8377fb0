"""What becomes of a document after its issue: replaced, corrected, recalled; and what its receivers
do about it (Decree 30/2020, art. 18 and app. VI III.8).

The sender tells every receiver through exchange; nothing is taken from a receiver by itself: its
clerk's act drops the copy and leaves a tombstone.
"""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions import indexing
from lienthong.documents.actions.common import facts, locked, locked_by_system
from lienthong.documents.models import Document, Reader
from lienthong.exchange import actions as exchange
from lienthong.exchange import rules as exchange_rules
from lienthong.exchange.models import Packet
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind, reader_key
from lienthong.work import actions as work

LABEL = "documents.document"
ANSWER_DAYS = 1
"""Working days for an answer to a recall: the house's choice, the law gives none."""


@action
def amend(act: Act, *, document_id: int, by_id: int) -> None:
    """A document that has just been issued takes the place of an own one, or corrects it.

    Part of the issue of `by_id`: both happen or neither.
    """
    by = Document.objects.get(id=by_id)
    document = locked_by_system(document_id)
    document.state = rules.next_state(document.direction, document.state, by.amends_as)
    document.save(update_fields=["state"])
    _tell(act, document, by.amends_as, {"by": by.code, "reason": by.subject})
    if by.amends_as == exchange_rules.REPLACE:
        events.record(act, "documents.replaced", document, by=by.code, by_id=by.id)
    else:
        events.record(act, "documents.corrected", document, by=by.code, by_id=by.id)


@action
def recall(act: Act, *, document_id: int, reason: str) -> None:
    """Take an issued document back: it is frozen here, and each receiver is asked to drop its copy
    (Decree 30/2020, art. 18 and app. VI III.8.a).
    """
    document = locked(act, document_id)
    document.state = rules.check_step(act, facts(document), "recall")
    reason = _reason(reason, _("Lý do thu hồi"))
    document.save(update_fields=["state"])
    work.done(act, document)

    _tell(act, document, exchange_rules.RECALL, {"reason": reason})
    events.record(act, "documents.recalled", document, code=document.code, reason=reason)


def _reason(text: str, name: str) -> str:
    return rules.check_text(text, name=name, longest=rules.REASON_MAX, code="documents.reason")


def _tell(act: Act, document: Document, business: str, why: dict[str, str]) -> None:
    exchange.ask(
        act,
        about_id=document.packet_id or 0,
        business=business,
        manifest={
            "sender": {"agency_id": act.agency_id, "name": document.issuer_name},
            "document": {"code": document.code},
            **why,
        },
    )


# At the receivers

_MARK = """
update documents_document d set standing = case when %(recalled)s then d.standing else %(as)s end,
  recall_asked_at = case when %(recalled)s then %(at)s::timestamptz else d.recall_asked_at end
where d.direction = 'incoming' and d.state not in ('returned', 'recalled')
  and d.delivery_id in (select id from exchange_delivery where packet_id = %(about)s)
returning d.id, d.agency_id
"""


@action
def mark_copies(act: Act, *, packet_id: int, why: dict[str, str]) -> int:
    """The copies of the packet that this request is about are marked at every receiver; each
    receiver's clerk is told, and asked for an answer to a recall. Returns the copies.
    """
    packet = Packet.objects.get(id=packet_id)
    recalled = packet.business == exchange_rules.RECALL
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "recalled": recalled, "as": packet.business, "at": act.at,
                "about": packet.about_id,
            },
        )  # fmt: skip
        copies: list[tuple[int, int]] = cursor.fetchall()
    if not copies:
        events.nothing(act, "no receiver holds a copy of it any more")
        return 0
    ids = [document_id for document_id, _agency in copies]
    if recalled:
        _ask_desks(act, copies)
    else:
        _tell_desks(act, copies, packet.business, why)
    _record_copies(act, packet.business, ids, why)
    return len(ids)


_OF_COPIES = "from documents_document d where d.id = any(%s)"


def _record_copies(act: Act, business: str, ids: list[int], why: dict[str, str]) -> None:
    by = [why.get("by", ""), ids]
    if business == exchange_rules.REPLACE:
        events.record_many(
            act, "documents.copy_replaced", LABEL,
            "select d.id as object_id, d.agency_id, null::int as place_id,"
            f" jsonb_build_object('by', %s::text) as data {_OF_COPIES}",
            by,
        )  # fmt: skip
    elif business == exchange_rules.CORRECT:
        events.record_many(
            act, "documents.copy_corrected", LABEL,
            "select d.id as object_id, d.agency_id, null::int as place_id,"
            f" jsonb_build_object('by', %s::text) as data {_OF_COPIES}",
            by,
        )  # fmt: skip
    else:
        events.record_many(
            act, "documents.recall_asked", LABEL,
            "select d.id as object_id, d.agency_id, null::int as place_id,"
            f" jsonb_build_object('reason', %s::text) as data {_OF_COPIES}",
            [why.get("reason", ""), ids],
        )  # fmt: skip


def _ask_desks(act: Act, copies: list[tuple[int, int]]) -> None:
    """The clerk of each agency has the recall to answer."""
    desks = posts.desk_positions([agency for _id, agency in copies], clock.local(act.at).date())
    work.give_many(
        act,
        "documents.answer_recall",
        LABEL,
        "select k.position_id, d.agency_id, d.subject as title, d.code, d.issuer_name as source,"
        " d.urgency, %s::timestamptz as due_at, d.id as object_id from documents_document d join"
        " (select unnest(%s::bigint[]) as agency_id, unnest(%s::bigint[]) as position_id) k"
        " on k.agency_id = d.agency_id where d.id = any(%s)",
        [
            deadlines.working_days_after(act.at, ANSWER_DAYS),
            list(desks.keys()), list(desks.values()), [document_id for document_id, _a in copies],
        ],
    )  # fmt: skip


def _tell_desks(
    act: Act, copies: list[tuple[int, int]], business: str, why: dict[str, str]
) -> None:
    desks = posts.desk_positions([agency for _id, agency in copies], clock.local(act.at).date())
    words = {
        exchange_rules.REPLACE: _("{issuer} thay văn bản {code} bằng {by}"),
        exchange_rules.CORRECT: _("{issuer} đính chính văn bản {code} bằng {by}"),
    }[business]
    for copy in Document.objects.filter(id__in=[document_id for document_id, _a in copies]):
        if copy.agency_id in desks:
            work.tell(
                act,
                position_id=desks[copy.agency_id],
                text=words.format(issuer=copy.issuer_name, code=copy.code, by=why.get("by", "")),
                obj=copy,
            )


@action
def agree_recall(act: Act, *, document_id: int) -> None:
    """The clerk drops the agency's copy: its file, its words and who could read it are gone here;
    a tombstone with number, issuer and the recall itself stays (Decree 30/2020, app. VI III.8.b).
    """
    document = locked(act, document_id)
    document.state = rules.check_step(act, facts(document), "agree_recall")
    document.subject = _("(văn bản nơi gửi đã thu hồi)")
    document.signer_name = document.signer_title = document.file_sha256 = ""
    document.file_size = document.file_pages = 0
    document.due_at = document.reply_due_at = document.in_reply_to_id = None
    packet_id, document.packet_id = document.packet_id, None  # with it go the files beside it
    document.save()
    document.assignments.exclude(state="done").update(state="withdrawn", done_at=act.at)
    kept = (KeyKind.DESK, KeyKind.CONTROL)
    keys = [reader_key(kind, document.agency_id) for kind in kept]
    Reader.objects.filter(document_id=document.id).exclude(key__in=keys).delete()
    work.done(act, document)
    indexing.let_go(document, packet_id)

    events.record(
        act,
        "documents.recall_agreed",
        document,
        code=document.code,
        issuer=document.issuer_name,
        packet_id=packet_id,
    )


@action
def decline_recall(act: Act, *, document_id: int, reason: str) -> None:
    """The clerk keeps the copy, and says why: the sender reads it on its board."""
    document = locked(act, document_id)
    document.state = rules.check_step(act, facts(document), "decline_recall")
    reason = _reason(reason, _("Lý do không đồng ý"))
    document.recall_asked_at = None
    document.save(update_fields=["state", "recall_asked_at"])
    work.done(act, document, kind="documents.answer_recall")

    events.record(
        act,
        "documents.recall_declined",
        document,
        code=document.code,
        reason=reason,
    )
