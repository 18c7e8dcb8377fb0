"""The same document twice: from paper and from the system, or from paper twice."""

from __future__ import annotations

from django.db import connection

from lienthong.documents.models import Document
from lienthong.documents.queries.words import fold

SHOWN = 5

_SAME = """
select d.id from documents_document d
where d.agency_id = %(agency)s and d.direction = 'incoming' and d.delivery_id is null
  and d.number = %(number)s and d.symbol = %(symbol)s and d.id <> %(own)s
  and (d.issuer_id = %(issuer)s or vn_fold(d.issuer_name) = %(issuer_name)s)
  and extract(year from d.issued_on) = %(year)s and d.state not in ('returned', 'voided')
union all
select d.id from documents_document o
join exchange_delivery e on e.packet_id = o.packet_id and e.agency_id = %(agency)s
join documents_document d on d.delivery_id = e.id and d.direction = 'incoming'
where %(own)s = 0 and o.agency_id = %(issuer)s and o.direction = 'outgoing'
  and o.number = %(number)s and o.symbol = %(symbol)s
  and extract(year from o.issued_on) = %(year)s and o.code <> '' and o.code = %(code)s
  and d.state not in ('returned', 'voided')
order by 1 limit %(limit)s
"""


def same(
    agency_id: int,
    *,
    number: int | None,
    symbol: str,
    code: str,
    issuer_id: int | None,
    issuer_name: str,
    year: int,
    own_id: int = 0,
) -> list[Document]:
    """What the agency holds under the same number, symbol and issuer of that year, oldest first
    (Decree 30/2020, app. VI III.1.h).

    `own_id` is the document itself, one that came through the system: it is compared with paper
    only, as the system delivers nothing twice.
    """
    if number is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _SAME,
            {
                "agency": agency_id,
                "number": number,
                "symbol": symbol,
                "code": code,
                "issuer": issuer_id or 0,
                "issuer_name": fold(issuer_name),
                "year": year,
                "own": own_id,
                "limit": SHOWN,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(Document.objects.filter(id__in=ids).order_by("id"))
