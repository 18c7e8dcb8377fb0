"""What can be searched: each higher room declares its own at start, like its kinds of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from lienthong.kernel.acts import Act
from lienthong.kernel.search.finding import Found, Place
from lienthong.kernel.search.question import Question
from lienthong.kernel.search.snippets import Part
from lienthong.ui.shapes import Tag

Choice = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """A search as the page asks it: `kind` is one of the source's kinds."""

    question: Question
    kind: str
    type: str = ""
    issuer_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    state: str = ""
    newest: bool = False
    after: Place | None = None
    limit: int = 20
    prefix: bool = False


@dataclass(frozen=True)
class Result:
    """One hit as a row: `title` and `snippet` in parts, the hit marked; `cells` by column."""

    url: str
    icon: str
    code: str
    sender: str
    day: date
    title: Sequence[Part]
    snippet: Sequence[Part]
    tags: tuple[Tag, ...]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    types: Sequence[Choice]
    states: Sequence[Choice]
    issuers: Sequence[Choice]


@dataclass(frozen=True)
class Source:
    """One sort of thing that is found: its kinds (the tabs) and columns with their words."""

    kinds: Mapping[str, Promise]
    columns: Mapping[str, Promise]
    choices: Callable[[Act], Choices]
    find: Callable[[Act, Asked], tuple[Found, list[Result]]]


SOURCES: dict[str, Source] = {}
"""By kind."""


def register(source: Source) -> None:
    """A room declares what is found in it."""
    SOURCES.update(dict.fromkeys(source.kinds, source))


def source_of(kind: str) -> tuple[str, Source]:
    """The kind that was asked for and its source; the first one for a strange kind."""
    chosen = kind if kind in SOURCES else next(iter(SOURCES))
    return chosen, SOURCES[chosen]
