"""The register of copies: one row a number of their own series (Decree 30/2020, art. 25)."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.documents.registers import numbers
from lienthong.documents.registers.shapes import Asked, Line, Reading
from lienthong.documents.rules_copies import FORMS
from lienthong.kernel import clock
from lienthong.ui import words

_ROWS = f"""
select e.id, e.ordinal, e.state = 'void', e.reason, e.taken_at, d.id, d.code, d.issued_on, d.type,
  d.subject, d.signer_title, d.signer_name, d.issued_at,
  (select string_agg(name, '; ' order by rank, name) from (
    select 1 as rank, g.name from documents_recipient r
      join directory_recipient_group g on g.key = r."group" where r.document_id = d.id
      group by g.name
    union all
    select 2, v.short_name from documents_recipient r
      join directory_agency_version v on v.agency_id = r.agency_id
        and v.valid_from <= coalesce(d.issued_on, %(last)s)
        and (v.valid_to is null or v.valid_to > coalesce(d.issued_on, %(last)s))
      where r.document_id = d.id and r."group" = ''
  ) named),
  (select count(*) from exchange_delivery x where x.packet_id = d.packet_id)
{numbers.FROM}
left join documents_document d on d.id = e.object_id and e.object_type = 'documents.document'
where {numbers.WHERE}
order by e.id limit %(limit)s
"""


def register(asked: Asked) -> Reading:
    """Every number of the series of copies taken in those days, in the order they were taken."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, numbers.values(asked, "copies"))
        rows = cursor.fetchall()
    shown = rows[: asked.limit]
    return Reading(
        tuple(_line(row) for row in shown),
        numbers.notes(asked, "copies"),
        shown[-1][0] if len(rows) > asked.limit else None,
    )


def _line(row: tuple[Any, ...]) -> Line:
    (
        _id, ordinal, void, reason, taken_at, document_id, code, issued_on, form, subject, title,
        signer, issued_at, recipients, sent,
    ) = row  # fmt: skip
    if void:
        told = _("Số đã hủy: {reason}").format(reason=reason)
        day = words.day(clock.local(taken_at).date())
        cells = (f"{ordinal:02d}", day, "", subject or "", "", "", "", "", told)
        return Line(cells, document_id, void=True)
    return Line(
        (
            code or f"{ordinal:02d}",
            words.day(issued_on),
            str(FORMS.get(form, form or "")),
            subject or "",
            ", ".join(part for part in (title, signer) if part),
            recipients or "",
            str(sent or ""),
            words.day(issued_at),
            "" if issued_at else _("Chưa phát hành"),
        ),
        document_id,
    )
