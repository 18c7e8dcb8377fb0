"""Text cut into syllables, and the lexemes it is found by. Pure: no database.

A syllable is a run of letters or a run of digits, NFC, small letters; folded, it has no marks and
đ is d. `15/QĐ-UBND` is 15, qd, ubnd. Numbers lose their leading zeros, so `05` is `5`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

MOST = 40_000
"""Syllables of one text that are indexed; what lies behind is not found."""
LONGEST = 40
"""Letters of one syllable that count: longer runs are no words."""

_RUN = re.compile(r"\d+|(?:[^\W\d_]+[\u0300-\u036f\u17b4-\u17d3\u17dd]*)+")
BREAK = "|"
"""Stands between two fields of a folded text: no phrase goes across."""


class Syllable(NamedTuple):
    """One syllable as it was written (small letters) and folded, and where it stands."""

    exact: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Without marks, đ as d; a number without leading zeros."""
    if word.isascii():
        return (word.lstrip("0") or "0") if word.isdecimal() else word
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not _is_mark(sign))
    return bare.replace("đ", "d")


def _is_mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"


def syllables(text: str) -> Iterator[Syllable]:
    """The syllables of a text that is NFC already (`normal`), with their places in it."""
    for found in _RUN.finditer(text):
        exact = found.group().lower()[:LONGEST]
        yield Syllable(exact, fold(exact), *found.span())


def normal(text: str) -> str:
    """NFC: two ways of writing one letter become one."""
    return unicodedata.normalize("NFC", text)


class Words(NamedTuple):
    """What is kept of a text: `lexemes` find it, `exact` ranks it, `folded` proves a phrase."""

    lexemes: list[str]
    exact: list[str]
    folded: str


def words_of(fields: Iterable[str], most: int = MOST) -> Words:
    """The words of several fields; pairs are neighbours inside one field."""
    lexemes: set[str] = set()
    exact: set[str] = set()
    parts: list[str] = []
    for field in fields:
        written = [run[:LONGEST] for run in _RUN.findall(normal(field).lower())]
        written = written[: max(0, most - len(parts))]
        folded = [fold(word) for word in written]
        exact.update(written)
        lexemes.update(folded)
        lexemes.update(pair(*two) for two in pairwise(folded))
        parts += [*folded, BREAK]
    return Words(sorted(lexemes), sorted(exact), f" {' '.join(parts)} ")


def pair(first: str, second: str) -> str:
    """The lexeme of two neighbours; no syllable contains its sign."""
    return f"={first} {second}"


def of_agency(agency_id: int) -> str:
    """Scope: an agency holds the text."""
    return f"@a{agency_id}"


def of_issuer(agency_id: int) -> str:
    """Scope: the agency that made it."""
    return f"@f{agency_id}"


def of_unit(unit_id: int) -> str:
    """Scope: the unit that made it."""
    return f"@u{unit_id}"


def of_type(code: str) -> str:
    """Scope: the type of document, by its abbreviation; a letter without one is CV."""
    return f"@t{(code or 'CV').lower()}"


def of_year(year: int) -> str:
    """Scope: the year of its day."""
    return f"@y{year}"


def of_month(year: int, month: int) -> str:
    """Scope: the month of its day."""
    return f"@m{year}{month:02d}"


def of_day(day: date) -> list[str]:
    """The scopes of a day."""
    return [of_year(day.year), of_month(day.year, day.month)]
