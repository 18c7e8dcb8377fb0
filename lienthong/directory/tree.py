"""The province as it was on a day: places and agencies, their counts, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from lienthong.directory.posts import IN_FORCE


@dataclass
class PlaceLine:
    """A territory on a day, with what lies under it."""

    id: int
    key: str
    code: str
    name: str
    level: str
    parent_id: int | None
    children: list[PlaceLine] = field(default_factory=list)
    agencies: list[AgencyLine] = field(default_factory=list)


@dataclass(frozen=True)
class AgencyLine:
    """An agency on a day, as a line of the tree."""

    id: int
    branch: str
    kind: str
    level: str
    name: str
    short_name: str
    code: str
    place_id: int


@dataclass(frozen=True)
class Tree:
    """Everything on a day. `counts` are by level; `agencies` counts by branch."""

    day: date
    roots: list[PlaceLine]
    counts: dict[str, int]
    branches: dict[str, int]


_PLACES = f"""
select p.id, p.key, v.code, v.name, v.level, v.parent_id
from directory_place_version v join directory_place p on p.id = v.place_id
where {IN_FORCE.format("v")} order by v.code, v.name, p.id
"""
_AGENCIES = f"""
select a.id, a.branch, v.kind, v.level, v.name, v.short_name,
  coalesce(nullif(v.code_2020, ''), v.code_2016), v.place_id
from directory_agency_version v join directory_agency a on a.id = v.agency_id
where {IN_FORCE.format("v")}
order by array_position(array['state', 'party', 'front'], a.branch),
  coalesce(nullif(v.code_2020, ''), v.code_2016), a.id
"""


def tree_on(day: date) -> Tree:
    """Places and agencies in force on a day, in two queries (some 700 rows)."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"day": day})
        places = {row[0]: PlaceLine(*row) for row in cursor.fetchall()}
        cursor.execute(_AGENCIES, {"day": day})
        agencies = [AgencyLine(*row) for row in cursor.fetchall()]
    counts: dict[str, int] = defaultdict(int)
    branches: dict[str, int] = defaultdict(int)
    roots = []
    for place in places.values():
        counts[place.level] += 1
        parent = places.get(place.parent_id) if place.parent_id is not None else None
        if parent is None:
            roots.append(place)
        else:
            parent.children.append(place)
    for agency in agencies:
        branches[agency.branch] += 1
        if agency.place_id in places:
            places[agency.place_id].agencies.append(agency)
    return Tree(day, roots, dict(counts), dict(branches))


_TURNING_DAYS = """
select distinct effective_on from (
  select effective_on from directory_place_lineage
  union all select effective_on from directory_agency_lineage) turns
order by effective_on limit 12
"""


def turning_days() -> list[date]:
    """The days on which places or agencies became others, the first ones: what is worth seeing."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNING_DAYS)
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Version:
    """A name a place or an agency bore, while it did."""

    name: str
    code: str
    valid_from: date
    valid_to: date | None
    legal_basis: str


@dataclass(frozen=True)
class Turn:
    """A merge, split, rename, transfer or end: with which other, from when, by which text.

    `forwards` is true for what became of the thing, false for what it came from.
    """

    kind: str
    forwards: bool
    other_id: int | None
    other_name: str
    effective_on: date
    legal_basis: str


_VERSIONS = {
    "place": """
select name, code, valid_from, valid_to, legal_basis from directory_place_version
where place_id = %s order by valid_from""",
    "agency": """
select name, coalesce(nullif(code_2020, ''), code_2016), valid_from, valid_to, legal_basis
from directory_agency_version where agency_id = %s order by valid_from""",
}

# The other's name is the one nearest to the day of the turn: an heir's after, an origin's before.
_TURNS = """
select l.kind, l.from_{noun}_id = %(id)s, o.id, coalesce((
    select v.name from directory_{noun}_version v where v.{noun}_id = o.id
    order by case when l.from_{noun}_id = %(id)s
      then v.valid_to is null or v.valid_to > l.effective_on
      else v.valid_from < l.effective_on end desc, v.valid_from desc limit 1), ''),
  l.effective_on, l.legal_basis
from directory_{noun}_lineage l left join directory_{noun} o
  on o.id = case when l.from_{noun}_id = %(id)s then l.to_{noun}_id else l.from_{noun}_id end
where l.from_{noun}_id = %(id)s or l.to_{noun}_id = %(id)s
order by l.effective_on, l.id limit 200
"""


def versions_of(noun: str, thing_id: int) -> list[Version]:
    """Every version of a "place" or an "agency", oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS[noun], [thing_id])
        return [Version(*row) for row in cursor.fetchall()]


def turns_of(noun: str, thing_id: int) -> list[Turn]:
    """What a "place" or an "agency" came from and what became of it, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS.format(noun=noun), {"id": thing_id})
        return [Turn(*row) for row in cursor.fetchall()]
