"""How often the system was used: signed in to, looked at, printed, taken away from
(Decree 30/2020, app. VI III.6.b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

ROWS_MAX = 400
WAYS = ("day", "person", "object")
FOLDED_LATER = timedelta(days=1)
"""Notes of who looked become an event some minutes after: a look before midnight may stand in one
of the next day.
"""


@dataclass(frozen=True)
class Counted:
    """The accesses of one day, person or kind of object; `label` is empty for all together."""

    label: str
    sign_ins: int
    views: int
    prints: int
    downloads: int
    people: int


_KEYS = {
    "day": "to_char(at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')",
    "person": "name || case when title = '' then '' else ', ' || title end",
    "object": "object_type",
}
_COUNT = """
with span as (
  select (%(first)s::date)::timestamp at time zone 'Asia/Ho_Chi_Minh' as since,
    (%(last)s::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as until
), used as (
  select (r ->> 'at')::timestamptz as at, r ->> 'what' as what, r ->> 'account_id' as account,
    r ->> 'name' as name, coalesce(r ->> 'title', '') as title, e.object_type
  from span, kernel_event e, jsonb_array_elements(e.data -> 'readers') r
  where e.agency_id = %(agency)s and e.kind = 'kernel.viewed'
    and e.occurred_at >= since and e.occurred_at < until + %(later)s
  union all
  select occurred_at, 'sign_in', by_account_id::text, by_name, by_title, object_type
  from span, kernel_event e
  where e.agency_id = %(agency)s and e.kind = 'directory.signed_in'
    and e.occurred_at >= since and e.occurred_at < until
), keyed as (
  select {key} as key, what, account from used, span where at >= since and at < until
)
select coalesce(key, ''), count(*) filter (where what = 'sign_in'),
  count(*) filter (where what = 'view'), count(*) filter (where what = 'print'),
  count(*) filter (where what in ('download', 'export')), count(distinct account)
from keyed group by grouping sets ((), (key))
order by grouping(key) desc, {order}, key limit {limit}
"""


def counted(agency_id: int, first: date, last: date, way: str) -> tuple[Counted, list[Counted]]:
    """All together, then by "day" (newest first), "person" or "object" (the busiest first), of the
    days first to last, both inside; at most ROWS_MAX rows.
    """
    order = "key desc" if way == "day" else "count(*) desc"
    asked: dict[str, Any] = {
        "agency": agency_id,
        "first": first,
        "last": last,
        "later": FOLDED_LATER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(key=_KEYS[way], order=order, limit=ROWS_MAX + 1), asked)
        together, *rows = [Counted(*row) for row in cursor.fetchall()]
    return together, rows
