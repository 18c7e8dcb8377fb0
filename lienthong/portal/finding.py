"""From everyday words to procedures: "làm khai sinh cho con", "lam khai sinh", "mở quán cà phê".

A word weighs the more the fewer procedures hold it, so that "cho" and "con" decide nothing; the
words in a procedure's name count once more by how much of the name they are, and so do words that
stand together. Marks are optional. Rows of a province are few (some 2,000): they are read whole and
ranked here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from django.db.models import Count

from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.search.tokens import normal, syllables
from lienthong.portal.showing import Card, card
from lienthong.services.models import Application, Version
from lienthong.services.packages.package import Package
from lienthong.services.shelf import package_of

SHOWN = 40
QUERY_MOST = 200
ENOUGH = 0.5
"""Of the weight of what was typed: a procedure that holds less is no answer."""
RECENT = timedelta(days=30)
FILLERS = frozenset({
    "toi", "minh", "chung", "ta", "cua", "va", "la", "o", "di", "thi", "bi", "duoc", "can", "muon",
    "giup", "hoi", "ve", "moi", "the", "nao", "dau", "gi",
})  # fmt: skip
"""Folded words that say nothing of the matter: unknown, they do not count against a procedure."""


@dataclass(frozen=True)
class Line:
    """A published procedure, by what search looks through."""

    version_id: int
    code: str
    name: str
    field: str
    level: str
    online: str
    words: str
    events: Sequence[str]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by; "" for everything."""

    query: str = ""
    event: str = ""
    field: str = ""
    level: str = ""


@dataclass(frozen=True)
class Answer:
    """The first `SHOWN` of `count` procedures."""

    cards: Sequence[Card]
    count: int


def lines(day: date) -> list[Line]:
    """Every procedure that can be filed on that day, by name."""
    rows = Version.objects.on(day).order_by("name", "id")
    columns = ("id", "procedure__code", "name", "field", "level", "online", "folded", "life_events")
    return [Line(*row) for row in rows.values_list(*columns)]


def find(wanted: Wanted, day: date) -> Answer:
    """Procedures that fit, the best first."""
    fitting = [one for one in lines(day) if _fits(one, wanted)]
    if wanted.query.strip():
        fitting = rank(wanted.query, fitting)
    shown = fitting[:SHOWN]
    packages = packages_of(one.version_id for one in shown)
    return Answer([card(packages[one.version_id]) for one in shown], len(fitting))


def _fits(one: Line, wanted: Wanted) -> bool:
    return (
        wanted.field in ("", one.field)
        and wanted.level in ("", one.level)
        and (not wanted.event or wanted.event in one.events)
    )


def packages_of(version_ids: Iterable[int]) -> dict[int, Package]:
    """The packages of these versions; read once a process."""
    rows = Version.objects.defer("files", "folded").filter(id__in=list(version_ids))
    return {one.id: package_of(one) for one in rows}


def folded(text: str) -> list[str]:
    """The syllables of a text without marks."""
    return [one.folded for one in syllables(normal(text[:QUERY_MOST]))]


def rank(query: str, found: Sequence[Line]) -> list[Line]:
    """The lines that answer a query, the best first; of equals by name."""
    asked = list(dict.fromkeys(folded(query)))
    if query.strip() in {one.code for one in found}:
        return [one for one in found if one.code == query.strip()]
    held = [(one, _syllables(one.words), folded(one.name)) for one in found]
    many = Counter(word for _one, words, _name in held for word in set(words))
    weights = {word: math.log(1 + len(found) / many[word]) for word in asked if many[word]}
    unknown = math.log(1 + len(found)) * sum(
        1 for word in asked if not many[word] and word not in FILLERS
    )
    whole = sum(weights.values()) + unknown / 2
    if not weights:
        return []
    scored = []
    for one, words, name in held:
        has = set(words)
        part = sum(weight for word, weight in weights.items() if word in has)
        if part < ENOUGH * whole:
            continue
        in_name = sum(weight for word, weight in weights.items() if word in name)
        in_name *= sum(word in weights for word in name) / len(name)  # the rest is about more
        score = part + in_name + _together(asked, words, weights)
        scored.append((-score, len(name), one.name, one))
    return [row[-1] for row in sorted(scored, key=lambda row: row[:3])]


@lru_cache(maxsize=4_096)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(one.folded for one in syllables(normal(text)))


def _together(asked: Sequence[str], words: Sequence[str], weights: Mapping[str, float]) -> float:
    """The weight of neighbours in the query that are neighbours in the procedure's words too."""
    pairs = set(pairwise(words))
    typed = pairwise(asked)
    return sum(
        (weights.get(one, 0) + weights.get(two, 0)) / 2 for one, two in typed if (one, two) in pairs
    )


def most_filed(act: Act, most: int) -> list[Card]:
    """What was filed most in the last thirty days, then what is there, fully online first."""
    day = clock.local(act.at).date()
    order = _counted(day, clock.local(act.at).hour)
    found = sorted(
        lines(day), key=lambda one: (-order.get(one.code, 0), one.online != "full", one.name)
    )[:most]
    packages = packages_of(one.version_id for one in found)
    return [card(packages[one.version_id]) for one in found]


@lru_cache(maxsize=2)
def _counted(day: date, _hour: int) -> Mapping[str, int]:
    """Code -> applications; counted once an hour in a process: a front page adds up nothing."""
    since = datetime.combine(day - RECENT, time(), clock.zone())
    rows = Application.objects.filter(submitted_at__gte=since, parent=None)
    grouped = rows.values_list("version__procedure__code").annotate(Count("id"))
    return dict(grouped.order_by())
