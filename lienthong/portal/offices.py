"""Where this citizen may file: the offices, the one of the place where he lives first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lienthong.directory.models import Citizen
from lienthong.services.packages.package import Package
from lienthong.services.queries.offices import Office, offices_of


@dataclass(frozen=True)
class Offices:
    """`home` is the one of the citizen's own place; `groups` all of them by the place around."""

    home: Office | None
    groups: Sequence[tuple[str, Sequence[Office]]]
    known: dict[int, Office]


def of_citizen(package: Package, day: date, citizen: Citizen) -> Offices:
    """At most as many as the province has places."""
    found = offices_of(package, day)
    home = next((one for one in found if _lives_there(one, citizen.residence)), None)
    if home is None and len(found) == 1:
        home = found[0]
    by_parent = groupby(found, key=lambda one: one.parent_name)
    groups = [(parent, list(inside)) for parent, inside in by_parent]
    return Offices(home, groups, {one.agency_id: one for one in found})


def _lives_there(one: Office, residence: str) -> bool:
    told = residence.casefold()
    names = [name.casefold() for name in (one.place_name, one.parent_name) if name]
    return len(names) > 1 and all(name in told for name in names)
