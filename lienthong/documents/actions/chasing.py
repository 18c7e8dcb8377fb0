"""The sender reminds receivers that are late, through the exchange; their clerks are told
(Decree 30/2020, app. VI III.1.m).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions.common import facts, locked
from lienthong.documents.queries.board import BoardFilter, board_rows
from lienthong.exchange import actions as exchange
from lienthong.exchange import rules as exchange_rules
from lienthong.exchange.models import Packet
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

LABEL = "documents.document"
CHASED_MAX = 5_000


@action
def chase_receivers(
    act: Act, *, document_id: int, agency_ids: Sequence[int] | None = None, words: str = ""
) -> int:
    """Remind the receivers that are late to register or to answer: all of them, or those named.

    Nobody is reminded twice in one working day; who has done it meanwhile is left out. Returns how
    many were reminded.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "chase")
    late = board_rows(
        document_id, at=act.at, keys=[], chosen=BoardFilter(late=True), limit=CHASED_MAX
    )
    named = {one.agency_id for one in late} if agency_ids is None else set(agency_ids)
    owing = [one for one in late if one.owes and one.agency_id in named]
    if not owing:
        raise Refused(
            "documents.nobody_late",
            _("Không nơi nào được chọn còn trễ hạn. Tải lại bảng theo dõi."),
        )
    calendar, today = deadlines.current(), clock.local(act.at).date()
    due = [
        one.agency_id
        for one in owing
        if rules.may_chase(_day(one.chased_at), today, calendar.working_days_between)
    ]
    if not due:
        raise Refused(
            "documents.chased_today",
            _("Các nơi này đã được đôn đốc trong ngày làm việc này. Đôn đốc lại từ ngày sau."),
        )
    words = words.strip()[: rules.REASON_MAX]
    exchange.ask(
        act,
        about_id=document.packet_id or 0,
        business=exchange_rules.CHASE,
        manifest={
            "sender": {"agency_id": act.agency_id, "name": document.issuer_name},
            "document": {"code": document.code},
            "by": act.by_name,
            "reason": words,
        },
        agency_ids=due,
    )
    events.record(
        act, "documents.receivers_chased", document, count=len(due), agency_ids=due, words=words
    )
    return len(due)


def _day(at: datetime | None) -> date | None:
    return None if at is None else clock.local(at).date()


# At the receivers

_MARK = """
update documents_document d set chased_at = %(at)s
from exchange_delivery was, exchange_delivery reminder
where d.direction = 'incoming' and d.state not in ('returned', 'recalled')
  and d.delivery_id = was.id and was.packet_id = %(about)s
  and reminder.packet_id = %(reminder)s and reminder.agency_id = was.agency_id
returning d.id, d.agency_id
"""


@action
def take_reminder(act: Act, *, packet_id: int, why: dict[str, str]) -> int:
    """The copies that a reminder is about bear it, and each receiver's clerk is told. Returns the
    copies.
    """
    packet = Packet.objects.get(id=packet_id)
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"at": act.at, "about": packet.about_id, "reminder": packet_id})
        copies: list[tuple[int, int]] = cursor.fetchall()
    if not copies:
        events.nothing(act, "no receiver holds a copy of it any more")
        return 0
    ids = [document_id for document_id, _agency in copies]
    desks = posts.desk_positions([agency for _id, agency in copies], clock.local(act.at).date())
    work.tell_many(
        act,
        LABEL,
        "select k.position_id, d.id as object_id,"
        " replace(replace(%s, '{issuer}', d.issuer_name), '{code}', d.code) as text"
        " from documents_document d join (select unnest(%s::bigint[]) as agency_id,"
        " unnest(%s::bigint[]) as position_id) k on k.agency_id = d.agency_id"
        " where d.id = any(%s)",
        [_("{issuer} đôn đốc văn bản {code}"), list(desks.keys()), list(desks.values()), ids],
    )
    events.record_many(
        act,
        "documents.copy_chased",
        LABEL,
        "select d.id as object_id, d.agency_id, null::int as place_id,"
        " jsonb_build_object('issuer', d.issuer_name, 'by', %s::text, 'words', %s::text) as data"
        " from documents_document d where d.id = any(%s)",
        [why.get("by", ""), why.get("reason", ""), ids],
    )
    return len(ids)
