"""The two reports on handling (Decree 30/2020, app. VI part V): by unit, with a sum that is the sum
of its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.documents.registers import numbers
from lienthong.documents.registers.shapes import Asked, Line, Reading
from lienthong.kernel import deadlines
from lienthong.ui import words

_INCOMING = """
with arrived as (
  select d.id, coalesce(u.name, pu.name, %(nobody)s) as who, d.resolved_at,
    coalesce(d.due_at, d.reply_due_at) as due,
    exists (select from documents_document r where r.in_reply_to_id = d.id
      and r.direction = 'outgoing' and r.issued_at is not null) as answered
  from documents_document d
  left join lateral (
    select a.unit_id, a.position_id from documents_assignment a
    where a.document_id = d.id and a.role = 'lead' and a.state <> 'withdrawn'
    order by a.parent_id nulls first, a.id desc limit 1
  ) lead on true
  left join directory_unit u on u.id = lead.unit_id
  left join directory_position p on p.id = lead.position_id
  left join directory_unit pu on pu.id = p.unit_id
  where d.agency_id = %(agency)s and d.direction = 'incoming'
    and d.registered_at >= %(since)s and d.registered_at < %(until)s
)
select who, count(*),
  count(*) filter (where resolved_at is not null and (due is null or resolved_at <= due)),
  count(*) filter (where resolved_at > due),
  count(*) filter (where resolved_at is null and (due is null or due >= %(at)s)),
  count(*) filter (where resolved_at is null and due < %(at)s),
  count(*) filter (where answered)
from arrived group by who order by who = %(nobody)s, who
"""

_OUTGOING = """
select coalesce(u.name, %(nobody)s) as who, d.issued_on, d.issued_at is not null,
  (d.issued_at at time zone %(zone)s)::date as issued_day, count(*), sum(x.sent), sum(x.registered)
from documents_document d
left join directory_unit u on u.id = d.unit_id
cross join lateral (
  select count(*) as sent, count(*) filter (where x.status not in ('', '01', '02')) as registered
  from exchange_delivery x where x.packet_id = d.packet_id
) x
where d.agency_id = %(agency)s and d.direction = 'outgoing'
  and d.created_at >= %(since)s and d.created_at < %(until)s
group by 1, 2, 3, 4 order by 1
"""


def incoming(asked: Asked) -> Reading:
    """How what was registered in those days has been dealt with, by the unit in the lead."""
    rows = _counted(_INCOMING, asked, _("Chưa phân công"))
    return Reading(summed([_incoming(row) for row in rows], rows, _incoming))


def _incoming(row: tuple[Any, ...]) -> Line:
    who, total, in_time, late, open_, overdue, answered = row
    ended = in_time + late
    share = f"{words.number(100 * in_time / ended, 1)}%" if ended else ""
    figures = (total, in_time, late, open_, overdue)
    return Line((who, *map(words.number, figures), share, words.number(answered)))


def outgoing(asked: Asked) -> Reading:
    """What was drafted in those days and how far it came, by the drafting unit.

    In time is the day of signing or the next working day (Decree 30/2020, art. 18).
    """
    calendar = deadlines.current()
    units: dict[str, list[int]] = {}
    for who, signed_on, issued, issued_on, count, sent, registered in _counted(
        _OUTGOING, asked, _("Không rõ đơn vị")
    ):
        late = issued and issued_on > max(signed_on, calendar.next_working_day(signed_on))
        sums = units.setdefault(who, [0] * 7)
        figures = (
            count,
            count * issued,
            count * (issued and not late),
            count * late,
            count * (not issued),
            int(sent),
            int(registered),
        )
        units[who] = [sum(pair) for pair in zip(sums, figures, strict=True)]
    rows = [(who, *figures) for who, figures in units.items()]
    return Reading(summed([_outgoing(row) for row in rows], rows, _outgoing))


def _outgoing(row: tuple[Any, ...]) -> Line:
    who, *figures = row
    return Line((who, *map(words.number, figures)))


def _counted(sql: str, asked: Asked, nobody: str) -> list[tuple[Any, ...]]:
    since, until = numbers.moments(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {"agency": asked.agency_id, "since": since, "until": until, "at": asked.at,
             "nobody": nobody, "zone": settings.TIME_ZONE},
        )  # fmt: skip
        return list(cursor.fetchall())


def summed(
    lines: list[Line], rows: list[tuple[Any, ...]], line: Callable[[tuple[Any, ...]], Line]
) -> tuple[Line, ...]:
    """The lines and their sum: `rows` are the name and the figures that `line` wrote them from."""
    if len(rows) < 2:  # noqa: PLR2004 - the sum of one row is that row
        return tuple(lines)
    sums = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
    return (*lines, line((_("Cộng"), *sums)))
