"""The register of outgoing documents: one row a number, taken or void (Decree 30/2020, art. 15)."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory.document_types import Types, types_of
from lienthong.documents.registers import numbers
from lienthong.documents.registers.shapes import Asked, Line, Reading
from lienthong.kernel import clock
from lienthong.ui import words

_ROWS = f"""
select e.id, e.ordinal, e.state = 'void', e.reason, e.taken_at, d.id, d.code, d.issued_on, d.type,
  d.subject, d.signer_title, d.signer_name, d.branch, d.issued_at, coalesce(u.name, ''),
  (select string_agg(name, '; ' order by rank, name) from (
    select 1 as rank, g.name from documents_recipient r
      join directory_recipient_group g on g.key = r."group" where r.document_id = d.id
      group by g.name
    union all
    select * from (
      select 2 as rank, v.short_name as name from documents_recipient r
        join directory_agency_version v on v.agency_id = r.agency_id
          and v.valid_from <= coalesce(d.issued_on, %(last)s)
          and (v.valid_to is null or v.valid_to > coalesce(d.issued_on, %(last)s))
        where r.document_id = d.id and r."group" = '' order by v.short_name limit 4
    ) picked
  ) named),
  (select count(*) from documents_recipient r where r.document_id = d.id and r."group" = ''),
  (select count(*) from exchange_delivery x where x.packet_id = d.packet_id),
  (select count(*) from exchange_delivery x where x.packet_id = d.packet_id
    and x.status <> '' and x.status <> '02'),
  (select count(*) from exchange_delivery x where x.packet_id = d.packet_id and x.status = '02')
{numbers.FROM}
left join documents_document d on d.id = e.object_id and e.object_type = 'documents.document'
left join directory_unit u on u.id = d.unit_id
where {numbers.WHERE}
order by e.id limit %(limit)s
"""
NAMED = 4


def register(asked: Asked) -> Reading:
    """Every number of the outgoing series taken in those days, in the order they were taken."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, numbers.values(asked, "outgoing"))
        rows = cursor.fetchall()
    shown = rows[: asked.limit]
    types = {branch: types_of(branch) for branch in {row[12] for row in shown if row[12]}}
    return Reading(
        tuple(_line(row, types) for row in shown),
        numbers.notes(asked, "outgoing"),
        shown[-1][0] if len(rows) > asked.limit else None,
    )


def _line(row: tuple[Any, ...], types: dict[str, Types]) -> Line:
    (
        _id, ordinal, void, reason, taken_at, document_id, code, issued_on, kind, subject, title,
        signer, branch, issued_at, unit, recipients, singles, sent, arrived, returned,
    ) = row  # fmt: skip
    if void:
        return Line(
            (
                f"{ordinal:02d}", words.day(clock.local(taken_at).date()),
                subject or "", "", "", "", "", "", "",
                _("Số đã hủy: {reason}").format(reason=reason),
            ),
            document_id,
            void=True,
        )  # fmt: skip
    name = types[branch].name(kind) if branch in types else kind
    more = _("; {n} nơi khác").format(n=singles - NAMED) if singles > NAMED else ""
    notes = [_("Bị trả lại {n}").format(n=returned)] if returned else []
    if not issued_at:
        notes.append(_("Chưa phát hành"))
    return Line(
        (
            code or f"{ordinal:02d}",
            words.day(issued_on),
            f"{name}: {subject}",
            ", ".join(part for part in (title, signer) if part),
            f"{recipients or ''}{more}",
            _("VT; {unit}").format(unit=unit) if unit else _("VT"),
            str(sent or ""),
            words.day(issued_at),
            _("{n}/{all} nơi").format(n=arrived, all=sent) if sent else "",
            "; ".join(notes),
        ),
        document_id,
    )
