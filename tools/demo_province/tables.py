"""Rows in, rows out, and the only source of variety: a hash of a row's key."""

import csv
import hashlib
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, str]

OPENED = "2020-01-01"
REFORM = "2025-07-01"
AGENCY_COLUMNS = (
    "key", "branch", "kind", "name", "short_name", "symbol", "code_2020", "code_2016",
    "level", "place_key", "superior_key", "valid_from", "valid_to", "legal_basis",
)  # fmt: skip


def pick(options: Sequence[str], *salt: str) -> str:
    """One of the options, decided by the salt alone."""
    return options[number(len(options), *salt)]


def number(below: int, *salt: str) -> int:
    """A whole number in [0, below), decided by the salt alone."""
    digest = hashlib.sha256("\x1f".join(salt).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def fold(text: str) -> str:
    """Lower-case ASCII letters and digits of a Vietnamese text."""
    flat = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return re.sub(r"[^a-z0-9]", "", flat.lower())


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: unicodedata.normalize("NFC", row[key]) for key in columns})


def interval_of(rows: Iterable[Row]) -> tuple[str, str]:
    """The whole life of something told by its dated versions: first day, last end ("" = open)."""
    listed = list(rows)
    ends = [row["valid_to"] for row in listed]
    return min(row["valid_from"] for row in listed), "" if "" in ends else max(ends)


@dataclass(frozen=True)
class Post:
    """One position with what decides who holds it."""

    key: str
    agency_key: str
    path: str  # unit/position inside the agency
    unit_key: str
    title: str
    roles: str
    rank: int
    valid_from: str
    valid_to: str
    same: str  # key of the post whose holder also holds this one, or ""
    was: tuple[str, ...]  # paths in the agencies that this one follows


@dataclass
class Province:
    """Everything read and everything made, in the order in which it is written."""

    source: Path
    places: list[Row]
    lineage: list[Row]
    staffing: dict[str, Any]
    names: dict[str, Any]
    personas: list[Row]
    agencies: list[Row] = field(default_factory=list)
    agency_lineage: list[Row] = field(default_factory=list)
    staffed: list[tuple[str, str, str, str]] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)  # person -> agency of the first post

    def versions(self) -> dict[str, list[Row]]:
        """Versions of each place by key, oldest first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.places, key=lambda place: place["valid_from"]):
            found[row["key"]].append(row)
        return found


def load(province: Path) -> Province:
    def toml(name: str) -> dict[str, Any]:
        return tomllib.loads((province / "source" / name).read_text(encoding="utf-8"))

    return Province(
        source=province / "source",
        places=read_csv(province / "places.csv"),
        lineage=read_csv(province / "place_lineage.csv"),
        staffing=toml("staffing.toml"),
        names=toml("names.toml"),
        personas=toml("personas.toml")["person"],
    )
