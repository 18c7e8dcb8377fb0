"""Whom a document can be sent to, as the recipient picker shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from lienthong.directory import posts
from lienthong.directory.models import RecipientGroup


@dataclass(frozen=True)
class Choosable:
    """An agency in force on the day; `group` is the key of the group it belongs to, "" for none."""

    agency_id: int
    name: str
    code: str
    branch: str
    level: str
    district: str
    group: str


_CHOOSABLE = f"""
select v.agency_id, v.name, coalesce(nullif(v.code_2020, ''), v.code_2016), a.branch, v.level,
  case when v.level = 'commune' then coalesce(up.name, '') else '' end, coalesce(g.key, '')
from directory_agency_version v
join directory_agency a on a.id = v.agency_id
left join directory_recipient_group g
  on g.branch = a.branch and g.kind = v.kind and g.level = v.level
left join directory_place_version p on p.place_id = v.place_id and {posts.IN_FORCE.format("p")}
left join directory_place_version up on up.place_id = p.parent_id and {posts.IN_FORCE.format("up")}
where {posts.IN_FORCE.format("v")} and v.agency_id <> %(own)s
order by a.branch, v.level, up.name nulls first, v.name, v.agency_id limit 2000
"""


def choosable(own_id: int, day: date) -> list[Choosable]:
    """Every other agency in force on the day, communes under their districts; at most 2,000."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSABLE, {"own": own_id, "day": day})
        return [Choosable(*row) for row in cursor.fetchall()]


def groups() -> list[tuple[str, str]]:
    """The groups of recipients as (key, name), the smallest key first."""
    return list(RecipientGroup.objects.order_by("id").values_list("key", "name"))


def names(agency_ids: Sequence[int], day: date) -> list[str]:
    """The names of these agencies on the day, in order; unknown ids are left out."""
    if not agency_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.name from directory_agency_version v where v.agency_id = any(%(ids)s) and "
            + posts.IN_FORCE.format("v")
            + " order by v.name, v.agency_id",
            {"ids": list(agency_ids), "day": day},
        )
        return [row[0] for row in cursor.fetchall()]
