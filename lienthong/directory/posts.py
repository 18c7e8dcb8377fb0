"""Who holds which post where: the small questions the rooms above ask on every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

IN_FORCE = "{0}.valid_from <= %(day)s and ({0}.valid_to is null or {0}.valid_to > %(day)s)"


@dataclass(frozen=True)
class Post:
    """A post and whoever holds it on that day (`name` is empty when nobody does)."""

    position_id: int
    title: str
    unit_id: int
    unit_name: str
    unit_code: str
    agency_id: int
    name: str


@dataclass(frozen=True)
class AgencyFacts:
    """An agency as it was on a day."""

    agency_id: int
    branch: str
    kind: str
    level: str
    name: str
    short_name: str
    symbol: str
    code: str
    place_id: int
    place_name: str
    superior_id: int | None
    key: str = ""


_POSTS = f"""
select p.id, p.title, u.id, u.name, u.code, p.agency_id, coalesce(pe.full_name, '')
from directory_position p join directory_unit u on u.id = p.unit_id
left join directory_appointment a on a.position_id = p.id and {IN_FORCE.format("a")}
left join directory_person pe on pe.id = a.person_id
where {IN_FORCE.format("p")} and {{where}} order by {{order}} p.rank, p.id
"""


def _posts(
    where: str, values: dict[str, int | str | date | list[int]], order: str = ""
) -> list[Post]:
    with connection.cursor() as cursor:
        cursor.execute(_POSTS.format(where=where, order=order), values)
        return [Post(*row) for row in cursor.fetchall()]


def posts_with_role(agency_id: int, role: str, day: date) -> list[Post]:
    """The posts of an agency that carry a role on a day: held ones before empty, then by rank."""
    return _posts(
        "p.agency_id = %(agency)s and %(role)s = any(p.roles)",
        {"agency": agency_id, "role": role, "day": day},
        "pe.id is null,",
    )


def post_with_role(agency_id: int, role: str, day: date, *, what: str) -> Post:
    """The first such post; refused in words (`what` names it) when the agency has none."""
    found = posts_with_role(agency_id, role, day)
    if not found:
        words = _("Cơ quan chưa có {what}. Nhờ quản trị xếp chức vụ này rồi làm lại.")
        raise Refused("directory.no_post", words.format(what=what))
    return found[0]


def unit_head(unit_id: int, day: date) -> Post | None:
    """The head of a unit on a day, None when it has no such post."""
    found = _posts(
        "p.unit_id = %(unit)s and 'unit_head' = any(p.roles)",
        {"unit": unit_id, "day": day},
        "pe.id is null,",
    )
    return found[0] if found else None


def post(position_id: int, day: date) -> Post | None:
    """One post as of a day, None when it is not in force."""
    found = _posts("p.id = %(position)s", {"position": position_id, "day": day})
    return found[0] if found else None


def posts_named(position_ids: Sequence[int], day: date) -> dict[int, Post]:
    """Several posts as of a day by their ids; those not in force are left out."""
    found = _posts("p.id = any(%(positions)s)", {"positions": list(position_ids), "day": day})
    return {one.position_id: one for one in found}


def posts_of_agency(agency_id: int, day: date) -> list[Post]:
    """Every post of an agency on a day, highest first (an agency has tens of them)."""
    return _posts("p.agency_id = %(agency)s", {"agency": agency_id, "day": day})


def desk_positions(agency_ids: Sequence[int], day: date) -> dict[int, int]:
    """The clerk's post of each agency (agency id -> position id), a held one before an empty one;
    without any, left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (p.agency_id) p.agency_id, p.id from directory_position p"
            " left join directory_appointment a on a.position_id = p.id and "
            + IN_FORCE.format("a")
            + " where p.agency_id = any(%(agencies)s) and 'clerk' = any(p.roles) and "
            + IN_FORCE.format("p")
            + " order by p.agency_id, a.id is null, p.rank, p.id",
            {"agencies": list(agency_ids), "day": day},
        )
        return dict(cursor.fetchall())


def agency_on(agency_id: int, day: date) -> AgencyFacts:
    """An agency's name, symbol, code and place on a day; LookupError when it did not exist then."""
    found = agencies_on([agency_id], day)
    if not found:
        raise LookupError(f"agency {agency_id} is not in force on {day}")
    return found[agency_id]


def agencies_on(agency_ids: Sequence[int], day: date) -> dict[int, AgencyFacts]:
    """The same for several agencies; those not in force that day are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.agency_id, a.branch, v.kind, v.level, v.name, v.short_name, v.symbol,"
            " coalesce(nullif(v.code_2020, ''), v.code_2016), v.place_id, coalesce(pv.name, ''),"
            " v.superior_id, a.key"
            " from directory_agency_version v join directory_agency a on a.id = v.agency_id"
            " left join directory_place_version pv on pv.place_id = v.place_id and "
            + IN_FORCE.format("pv")
            + " where v.agency_id = any(%(agencies)s) and "
            + IN_FORCE.format("v"),
            {"agencies": list(agency_ids), "day": day},
        )
        return {row[0]: AgencyFacts(*row) for row in cursor.fetchall()}


_NEAR = f"""
with recursive up(place_id, height) as (
  select %(place)s::bigint, 0
  union all
  select v.parent_id, up.height + 1 from up
  join directory_place_version v on v.place_id = up.place_id and {IN_FORCE.format("v")}
  where v.parent_id is not null and up.height < 5
)
select v.agency_id from up join directory_agency_version v on v.place_id = up.place_id
where v.kind = %(kind)s and v.level = %(level)s and {IN_FORCE.format("v")}
order by up.height, v.agency_id limit 1
"""


def agency_near(place_id: int, *, kind: str, level: str, day: date) -> int | None:
    """The agency of a kind and level that serves a place: its own, or the one of a place around it;
    None when there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"place": place_id, "kind": kind, "level": level, "day": day})
        row = cursor.fetchone()
    return int(row[0]) if row else None


RECIPIENTS_OF_GROUPS = f"""
select distinct v.agency_id, min(g.key) over (partition by v.agency_id) as "group"
from directory_recipient_group g
join directory_agency_version v on v.kind = g.kind and v.level = g.level and {IN_FORCE.format("v")}
join directory_agency a on a.id = v.agency_id and a.branch = g.branch
where g.key = any(%(groups)s)
"""
"""Agencies in force on %(day)s that the groups %(groups)s name, each once."""
