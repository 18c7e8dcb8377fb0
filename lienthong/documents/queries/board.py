"""The sender's live board: what became of an issued document at each of its recipients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from lienthong.directory import posts
from lienthong.documents.queries.words import folded_pattern
from lienthong.exchange import rules as exchange_rules
from lienthong.kernel import clock, deadlines

BOARD_LIMIT = 200

LEVELS = ("province", "district", "commune")
"""The order in which a board lists its recipients."""

REGISTERED_FROM = (
    exchange_rules.REGISTERED,
    exchange_rules.ASSIGNED,
    exchange_rules.IN_PROGRESS,
    exchange_rules.FINISHED,
)
ASSIGNED_FROM = REGISTERED_FROM[1:]
WAITING = ("", exchange_rules.ARRIVED)


@dataclass(frozen=True)
class BoardRow:
    """One recipient of an issued document; `late_*` hold at the asked moment.

    `agency_name` is the short name, with its district: the province has three Phường 1.
    """

    delivery_id: int
    agency_id: int
    agency_name: str
    level: str
    status: str
    status_at: datetime | None
    status_by: str
    registered_at: datetime | None
    reply_id: int | None
    reply_code: str
    reply_at: datetime | None
    reply_visible: bool
    late_register: bool
    late_answer: bool
    level_rank: int
    recall_status: str
    chased_at: datetime | None
    chased_by: str
    chased_times: int

    @property
    def owes(self) -> bool:
        """Still to be reminded: late, and neither returned nor done late."""
        waits = self.late_register and self.registered_at is None
        waits = waits or (self.late_answer and self.reply_id is None)
        return waits and self.status != exchange_rules.TURNED_BACK

    @property
    def late(self) -> bool:
        """Late in either duty: to register, to answer."""
        return self.late_register or self.late_answer


@dataclass(frozen=True)
class BoardFilter:
    """What is asked of a board; empty means all. `after`: the last row's (rank, name, agency)."""

    level: str = ""
    status: str = ""
    late: bool = False
    unanswered: bool = False
    words: str = ""
    after: tuple[int, str, int] | None = None


_BASE = f"""
with document as materialized (
  select d.id, d.agency_id, d.packet_id, d.reply_due_at, p.sent_at,
    (select max(q.id) from exchange_packet q
      where q.about_id = p.id and q.business = 'recall') as recall_id
  from documents_document d join exchange_packet p on p.id = d.packet_id
  where d.id = %(document)s and d.direction = 'outgoing'
), reply as materialized (
  select distinct on (r.issuer_id) r.issuer_id, r.id, r.code, r.created_at
  from documents_document r, document d
  where r.in_reply_to_id = d.id and r.direction = 'incoming' and r.agency_id = d.agency_id
  order by r.issuer_id, r.created_at, r.id
), reminder as materialized (
  select q.id, q.sent_at, convert_from(q.manifest, 'UTF8')::jsonb ->> 'by' as by_name
  from exchange_packet q, document d where q.about_id = d.packet_id and q.business = %(chase)s
), chased as materialized (
  select distinct on (c.agency_id) c.agency_id, reminder.sent_at, reminder.by_name,
    count(*) over (partition by c.agency_id) as times
  from reminder join exchange_delivery c on c.packet_id = reminder.id
  order by c.agency_id, reminder.id desc
), line as (
  select e.id as delivery_id, e.agency_id, coalesce(v.short_name, '') as agency_name,
    concat_ws(' ', v.name, v.short_name) as names,
    coalesce(v.level, 'province') as level,
    coalesce(array_position(%(levels)s::text[], v.level), 9) as level_rank,
    e.status, e.status_at, e.status_by,
    (select min(c.at) from exchange_receipt c
      where c.delivery_id = e.id and c.code = %(registered)s) as registered_at,
    r.id as reply_id, coalesce(r.code, '') as reply_code, r.created_at as reply_at,
    d.reply_due_at, coalesce(x.status, '') as recall_status,
    chased.sent_at as chased_at, coalesce(chased.by_name, '') as chased_by,
    coalesce(chased.times, 0) as chased_times
  from document d
  join exchange_delivery e on e.packet_id = d.packet_id
  left join directory_agency_version v on v.agency_id = e.agency_id and {posts.IN_FORCE.format("v")}
  left join reply r on r.issuer_id = e.agency_id
  left join chased on chased.agency_id = e.agency_id
  left join exchange_delivery x on x.agency_id = e.agency_id and x.packet_id = d.recall_id
), board as (
  select line.*,
    coalesce(registered_at, %(at)s) > %(register_due)s
      and (registered_at is not null or status = any(%(waiting)s)) as late_register,
    coalesce(coalesce(reply_at, %(at)s) > reply_due_at, false) as late_answer
  from line
)
"""

_ROWS = """
select delivery_id, agency_id, agency_name, level, status, status_at, status_by, registered_at,
  reply_id, reply_code, reply_at,
  exists (select 1 from documents_reader k
    where k.document_id = reply_id and k.key = any(%(keys)s)),
  late_register, late_answer, level_rank, recall_status, chased_at, chased_by, chased_times
from board
where (%(level)s = '' or level = %(level)s) and (%(status)s = '' or status = %(code)s)
  and (not %(late)s or late_register or late_answer) and (not %(unanswered)s or reply_id is null)
  and (%(words)s = '' or vn_fold(names) like %(words)s)
  and (%(rank)s::bigint is null
    or (level_rank, agency_name, agency_id)
      > (%(rank)s::bigint, %(name)s::text, %(agency)s::bigint))
order by level_rank, agency_name, agency_id limit %(limit)s
"""

_COUNTS = """
select level, count(*) as sent,
  count(*) filter (where status <> '') as arrived,
  count(*) filter (where status = any(%(registered_from)s)) as registered,
  count(*) filter (where status = any(%(assigned_from)s)) as assigned,
  count(reply_id) as answered,
  count(*) filter (where late_register or late_answer) as late
from board group by level, level_rank order by level_rank
"""

SENDING = "sending"
"""The filter's word for the empty status: sent, not yet arrived."""


_FACTS = """
select p.sent_at, d.urgency,
  (select max(e.status_at) from exchange_delivery e where e.packet_id = p.id)
from documents_document d join exchange_packet p on p.id = d.packet_id
where d.id = %s and d.direction = 'outgoing'
"""


def _values(document_id: int, at: datetime | None) -> dict[str, Any] | None:
    """What both statements need; None when the document has not been issued."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [document_id])
        facts = cursor.fetchone()
    if facts is None:
        return None
    sent_at, urgency, last_at = facts
    at = at or last_at or sent_at
    day: date = clock.local(sent_at).date()
    return {
        "document": document_id,
        "at": at,
        "day": day,
        "levels": list(LEVELS),
        "registered": exchange_rules.REGISTERED,
        "chase": exchange_rules.CHASE,
        "waiting": list(WAITING),
        "register_due": deadlines.current().register_due(sent_at, urgent=urgency > 0),
    }


def board_rows(
    document_id: int,
    *,
    at: datetime,
    keys: list[int],
    chosen: BoardFilter | None = None,
    limit: int = BOARD_LIMIT,
) -> list[BoardRow]:
    """Each recipient of an issued document: state, who and when, answered, late.

    At most `limit` rows, by level, name and id; names as of the day of sending. `keys` are the
    reader keys of who looks: a reply is linked only when it may be seen. Late to register: past the
    clock of registration (Decree 30/2020, art. 22). Late to answer: the sender's own deadline has
    passed without a reply, or the reply came after it. Whether the document itself may be seen is
    the caller's question. Not issued: no rows.
    """
    values = _values(document_id, at)
    if values is None:
        return []
    chosen = chosen or BoardFilter()
    rank, name, agency = chosen.after or (None, None, None)
    values |= {
        "keys": keys,
        "level": chosen.level,
        "status": chosen.status,
        "code": "" if chosen.status == SENDING else chosen.status,
        "late": chosen.late,
        "unanswered": chosen.unanswered,
        "words": folded_pattern(chosen.words),
        "rank": rank,
        "name": name,
        "agency": agency,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BASE + _ROWS, values)
        return [BoardRow(*row) for row in cursor.fetchall()]


def board_counts(document_id: int, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """Each level with its sent, arrived, registered, assigned, answered and late, as a dict.

    In the order of `LEVELS`. `at` decides what is late: without it, the last reported moment. Not
    issued: an empty list.
    """
    values = _values(document_id, at)
    if values is None:
        return []
    values |= {"registered_from": list(REGISTERED_FROM), "assigned_from": list(ASSIGNED_FROM)}
    with connection.cursor() as cursor:
        cursor.execute(_BASE + _COUNTS, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
