"""Where a procedure can be filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from lienthong.directory.posts import IN_FORCE
from lienthong.services.packages.package import Package


@dataclass(frozen=True)
class Office:
    """An agency that handles a procedure; `place_path` names it and the places around it."""

    agency_id: int
    name: str
    place_id: int
    place_name: str
    parent_name: str
    home: bool


_OFFICES = f"""
select v.agency_id, v.name, v.place_id, coalesce(pv.name, ''), coalesce(up.name, ''),
  coalesce(pl.key = %(near)s or parent.key = %(near)s, false)
from directory_agency_version v
join directory_agency a on a.id = v.agency_id
join directory_place pl on pl.id = v.place_id
left join directory_place_version pv on pv.place_id = v.place_id and {IN_FORCE.format("pv")}
left join directory_place parent on parent.id = pv.parent_id
left join directory_place_version up on up.place_id = pv.parent_id and {IN_FORCE.format("up")}
where {IN_FORCE.format("v")} and (
  a.key = any(%(keys)s)
  or (cardinality(%(keys)s::text[]) = 0 and v.kind = any(%(kinds)s) and v.level = any(%(levels)s)))
  and exists (
    select from directory_position p where p.agency_id = v.agency_id
    and 'one_stop_officer' = any(p.roles) and {IN_FORCE.format("p")})
order by 6 desc, up.name, v.name
"""


def offices_of(package: Package, day: date, *, near: str = "") -> list[Office]:
    """The agencies where this procedure can be filed on a day and somebody receives; those of the
    place `near` (its key) first. At most as many as the province has places (some 120).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OFFICES,
            {
                "day": day, "near": near, "keys": list(package.agencies),
                "kinds": list(package.agency_kinds), "levels": list(package.levels),
            },
        )  # fmt: skip
        return [Office(*row) for row in cursor.fetchall()]


_PARTNERS = f"""
select v.agency_id, v.short_name
from directory_agency_version v
join directory_agency a on a.id = v.agency_id and a.branch = 'state'
where {IN_FORCE.format("v")} and v.agency_id <> %(own)s and exists (
  select from directory_position p where p.agency_id = v.agency_id
  and 'specialist' = any(p.roles) and {IN_FORCE.format("p")})
order by array_position(array['province', 'district', 'commune'], v.level), v.short_name
"""


def partners(own_id: int, day: date) -> list[tuple[int, str]]:
    """The agencies that can be asked for an opinion, (id, name), the province's first."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTNERS, {"day": day, "own": own_id})
        return [(int(key), str(name)) for key, name in cursor.fetchall()]
