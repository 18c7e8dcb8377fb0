"""The numbers behind the registers: which belong to a period, and what explains each missing one
(Decree 30/2020, art. 15, 22).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.documents.registers.shapes import Asked
from lienthong.kernel import clock

FROM = """
from kernel_number_entry e
join kernel_series_year y on y.id = e.series_year_id
join kernel_series s on s.id = y.series_id
"""
WHERE = """
s.owner_id = %(agency)s and s.direction = %(direction)s
  and e.taken_at >= %(since)s and e.taken_at < %(until)s
  and (%(after)s::bigint is null or e.id > %(after)s)
"""

_SERIES = f"""
select s.name, y.year, y.last, count(*),
  count(*) filter (where e.state = 'void'),
  string_agg(lpad(e.ordinal::text, 2, '0') || ' (' || e.reason || ')', '; ' order by e.ordinal)
    filter (where e.state = 'void')
{FROM}
where s.owner_id = %(agency)s and s.direction = %(direction)s
  and y.year between %(first_year)s and %(last_year)s
group by s.id, s.name, y.year, y.last order by y.year, s.name
"""


def moments(asked: Asked) -> tuple[datetime, datetime]:
    """The instants at which the period begins and has ended."""
    zone = clock.local(asked.at).tzinfo
    begin = datetime.combine(asked.first, time(), tzinfo=zone)
    return begin, datetime.combine(asked.last + timedelta(days=1), time(), tzinfo=zone)


def values(asked: Asked, direction: str) -> dict[str, Any]:
    """What FROM and WHERE want; one row more than asked tells whether more follow."""
    since, until = moments(asked)
    return {
        "agency": asked.agency_id, "direction": direction, "since": since, "until": until,
        "after": asked.after, "limit": asked.limit + 1, "last": asked.last,
    }  # fmt: skip


def notes(asked: Asked, direction: str) -> tuple[str, ...]:
    """For each series and year: how many numbers, that none is missing, and why some are void."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SERIES,
            {"agency": asked.agency_id, "direction": direction,
             "first_year": asked.first.year, "last_year": asked.last.year},
        )  # fmt: skip
        rows = cursor.fetchall()
    return tuple(_note(row) for row in rows)


def _note(row: tuple[Any, ...]) -> str:
    name, year, last, taken, void, reasons = row
    text = _("{name} năm {year}: {last} số.").format(name=name, year=year, last=last)
    if taken == last:
        text += " " + _("Không số nào bị bỏ trống.")
    else:
        text += " " + _("Thiếu {n} số, kiểm tra sổ sự kiện.").format(n=last - taken)
    if void:
        text += " " + _("{n} số đã hủy: {reasons}.").format(n=void, reasons=reasons)
    return text
