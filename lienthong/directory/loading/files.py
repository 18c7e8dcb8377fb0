"""What each file of a province holds: columns, identity, what it names and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.directory.loading.reading import (
    Column,
    day,
    decimal,
    flag,
    one_of,
    personal_number,
    roles,
    several,
    whole,
    words,
)
from lienthong.directory.models.agencies import BRANCHES
from lienthong.directory.models.citizens import GENDERS
from lienthong.directory.models.places import LEVELS, LINEAGE_KINDS

GROUP_BRANCHES = ("state", "front")
SYSTEMS = ("state", "party")
DIRECTIONS = ("outgoing", "incoming", "copies", "secret", "results")


@dataclass(frozen=True)
class File:
    """One CSV file.

    `identity`: the columns that stay when the rest of a row changes. `gives`: the noun whose keys
    its column `key` declares. `refers`: (column, noun) that must exist. `holder`: the column whose
    rows may not overlap in time. `above`: the column that names what stands above its own key.
    `optional`: nothing is said when it is not there.
    """

    name: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    gives: str = ""
    refers: tuple[tuple[str, str], ...] = ()
    holder: str = ""
    above: str = ""
    optional: bool = False


def _dates() -> tuple[Column, ...]:
    return Column("valid_from", day), Column("valid_to", day, empty=True)


_BASIS = Column("legal_basis", words, empty=True)
_LINEAGE = (
    Column("kind", one_of(*LINEAGE_KINDS)),
    Column("from_key", words),
    Column("to_key", words, empty=True),
    Column("effective_on", day),
    _BASIS,
)
_LINEAGE_IDENTITY = ("from_key", "to_key", "effective_on")

FILES = (
    File(
        "places.csv",
        (
            Column("key", words),
            Column("code", words, empty=True),
            Column("name", words),
            Column("type", words),
            Column("level", one_of(*LEVELS)),
            Column("parent_key", words, empty=True),
            Column("tile_col", decimal, empty=True),
            Column("tile_row", decimal, empty=True),
            *_dates(),
            _BASIS,
        ),
        ("key", "valid_from"),
        gives="place",
        refers=(("parent_key", "place"),),
        holder="key",
        above="parent_key",
    ),
    File(
        "place_lineage.csv",
        _LINEAGE,
        _LINEAGE_IDENTITY,
        refers=(("from_key", "place"), ("to_key", "place")),
    ),
    File(
        "agencies.csv",
        (
            Column("key", words),
            Column("branch", one_of(*BRANCHES)),
            Column("kind", words),
            Column("name", words),
            Column("short_name", words),
            Column("symbol", words),
            Column("code_2020", words, empty=True),
            Column("code_2016", words, empty=True),
            Column("level", one_of(*LEVELS)),
            Column("place_key", words),
            Column("superior_key", words, empty=True),
            *_dates(),
            _BASIS,
        ),
        ("key", "valid_from"),
        gives="agency",
        refers=(("place_key", "place"), ("superior_key", "agency")),
        holder="key",
        above="superior_key",
    ),
    File(
        "agency_lineage.csv",
        _LINEAGE,
        _LINEAGE_IDENTITY,
        refers=(("from_key", "agency"), ("to_key", "agency")),
    ),
    File(
        "units.csv",
        (
            Column("key", words),
            Column("agency_key", words),
            Column("name", words),
            Column("code", words, empty=True),
            *_dates(),
        ),
        ("key",),
        gives="unit",
        refers=(("agency_key", "agency"),),
    ),
    File(
        "positions.csv",
        (
            Column("key", words),
            Column("unit_key", words),
            Column("title", words),
            Column("roles", roles, empty=True),
            Column("rank", whole),
            *_dates(),
        ),
        ("key",),
        gives="position",
        refers=(("unit_key", "unit"),),
    ),
    File(
        "people.csv",
        (Column("key", words), Column("full_name", words), Column("demo", flag, empty=True)),
        ("key",),
        gives="person",
    ),
    File(
        "appointments.csv",
        (Column("person_key", words), Column("position_key", words), *_dates()),
        ("person_key", "position_key", "valid_from"),
        refers=(("person_key", "person"), ("position_key", "position")),
        holder="position_key",
    ),
    File(
        "accounts.csv",
        (
            Column("person_key", words),
            Column("username", words),
            Column("demo_persona", words, empty=True),
        ),
        ("username",),
        refers=(("person_key", "person"),),
    ),
    File(
        "citizens.csv",
        (
            Column("person_key", words, empty=True),
            Column("personal_number", personal_number),
            Column("full_name", words),
            Column("born_on", day, empty=True),
            Column("gender", one_of(*GENDERS), empty=True),
            Column("residence", words, empty=True),
            Column("phone", words, empty=True),
            Column("email", words, empty=True),
            Column("level", whole),
        ),
        ("personal_number",),
        refers=(("person_key", "person"),),
        optional=True,
    ),
    File(
        "groups.csv",
        (
            Column("key", words),
            Column("name", words),
            Column("branch", one_of(*GROUP_BRANCHES)),
            Column("kind", words),
            Column("level", one_of(*LEVELS)),
        ),
        ("key",),
    ),
    File(
        "document_types.csv",
        (
            Column("abbreviation", words),
            Column("name", words),
            Column("system", one_of(*SYSTEMS)),
            Column("has_symbol", flag),
            Column("is_copy", flag),
            Column("ordinal", whole),
            _BASIS,
        ),
        ("system", "abbreviation"),
    ),
    File(
        "series.csv",
        (
            Column("agency_key", words, empty=True),
            Column("branch", one_of(*BRANCHES), empty=True),
            Column("kind", words, empty=True),
            Column("level", one_of(*LEVELS), empty=True),
            Column("code", words),
            Column("name", words),
            Column("direction", one_of(*DIRECTIONS)),
            Column("types", several),
        ),
        ("agency_key", "branch", "kind", "level", "code"),
        refers=(("agency_key", "agency"),),
    ),
    File(
        "calendar.csv",
        (
            Column("date", words, empty=True),
            Column("kind", words, empty=True),
            Column("name", words, empty=True),
            _BASIS,
        ),
        ("date",),
    ),
)
SETTINGS_FILE = "province.toml"
