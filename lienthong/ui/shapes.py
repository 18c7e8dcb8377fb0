"""The plain values that parts are drawn from: what a page prepares, a part shows.

A tone is "" (neutral), "ok", "act", "vio", "warn" or "bad". An icon is a name in tools/icons.txt.
Templates read attributes, so a model or a dict with the same names serves as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Link:
    """A tab, a segment, a crumb, a chip. `count` is text; `hot` makes it red."""

    label: str
    url: str = ""
    current: bool = False
    count: str = ""
    hot: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Tag:
    """A state in words: never colour alone."""

    label: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """One line of an inbox."""

    url: str
    code: str  # số ký hiệu
    sender: str
    subject: str
    at: datetime | None = None
    at_text: str = ""  # instead of `at`
    tags: tuple[Tag, ...] = ()
    due_at: datetime | None = None
    days: int | None = None  # working days left; None when nothing is due
    note: str = ""
    unread: bool = False
    current: bool = False


@dataclass(frozen=True)
class Fact:
    """A name and its value; `note` is small under it, `url` makes the value a link."""

    label: str
    value: object
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a flow. `state` is "done", "now", "late" or "todo"."""

    title: str
    state: str
    icon: str = ""
    by: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """An event of a trail."""

    at: datetime
    sentence: str
    by: str = ""
    note: str = ""
    proof_url: str = ""
    seq: int | None = None  # its place in the ledger, None while not sealed


@dataclass(frozen=True)
class Column:
    """A head of a table; `sorted` is "", "ascending" or "descending"."""

    label: str
    sort_url: str = ""
    sorted: str = ""
    numeric: bool = False
    hidden: bool = False  # the words are for a screen reader only
    phone: bool = True  # whether a phone shows it


@dataclass(frozen=True)
class Share:
    """A part of a whole, for the bar of shares."""

    label: str
    value: int
    tone: str = ""


@dataclass(frozen=True)
class Tile:
    """A place of the tile map; `step` 1..5 is its class, 0 without a figure."""

    name: str
    figure: str
    sentence: str
    url: str
    col: float
    row: float
    step: int


@dataclass(frozen=True)
class Option:
    """A line to pick. `search` holds further words the filter finds (a code)."""

    value: str
    label: str
    note: str = ""
    search: str = ""
    checked: bool = False


@dataclass(frozen=True)
class OptionGroup:
    """Options under one heading; `value` is what "the whole group" sends, "" when it has none."""

    label: str
    options: tuple[Option, ...]
    value: str = ""
    checked: bool = False
    open: bool = False

    @property
    def picked(self) -> int:
        """How many of its options are checked now."""
        return sum(option.checked for option in self.options)


@dataclass(frozen=True)
class File:
    """A file to read or fetch."""

    name: str
    url: str
    size: int | None = None
    note: str = ""
    icon: str = "file-text"


@dataclass(frozen=True)
class Node:
    """A line of a tree."""

    label: str
    url: str = ""
    icon: str = ""
    note: str = ""
    open: bool = False
    current: bool = False
    children: tuple[Node, ...] = field(default=())


@dataclass(frozen=True)
class Remark:
    """A leader's instruction on a document."""

    by: str
    text: str
    at: datetime | date | None = None
