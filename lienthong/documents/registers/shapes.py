"""What a sheet asks for and what it is given: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class Head:
    """A column: its words, and its share of the page's width."""

    label: Promise | str
    width: int


@dataclass(frozen=True)
class Line:
    """A row: its cells, the document behind it (None when there is none any more), struck out?"""

    cells: tuple[str, ...]
    document_id: int | None = None
    void: bool = False


@dataclass(frozen=True)
class Asked:
    """Whose sheet, which days (both inside), as of which moment, from which row, how many rows.

    `after` is the number entry of the last row shown.
    """

    agency_id: int
    first: date
    last: date
    at: datetime
    after: int | None = None
    limit: int = 100


@dataclass(frozen=True)
class Reading:
    """The rows of a sheet, what is to be said under it, and whether more follows."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    next_after: int | None = None
