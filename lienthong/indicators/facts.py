"""What a definition folds events into, and what it asks of the facts: plain data, used twice.

compiling.py makes SQL of it; folding.py walks the events. A comparison with something unknown does
not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

Fact = datetime | Decimal | bool | str | int | None
TYPES = {"time": "mốc thời gian", "number": "số", "text": "chữ", "yes_no": "có/không"}
AS_OF, OBJECT, AGENCY = "as_of", "object_id", "agency_id"
BUILT_IN = {AS_OF: "time", OBJECT: "number", AGENCY: "number"}
"""Facts that every object has: the moment of the figure, its number, its agency."""
OPERATORS = ("<=", ">=", "!=", "=", "<", ">", "in", "known", "unknown")


@dataclass(frozen=True)
class Taken:
    """A fact out of events of these kinds: when (`at`), how often (`count`), or what the first or
    last one that says it says under `key`. `where` narrows the events: key -> text.
    """

    name: str
    kinds: tuple[str, ...]
    take: str
    type: str
    last: bool = False
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Condition:
    """`fact operator value`; `other` names a fact to compare with, else `values` are literals."""

    fact: str
    operator: str
    values: tuple[Fact, ...] = ()
    other: str = ""


@dataclass(frozen=True)
class Either:
    """At least one of these lists of conditions holds."""

    ways: tuple[tuple[Condition, ...], ...]


All = tuple[Condition | Either, ...]


@dataclass(frozen=True)
class Derived:
    """The first known of `names`, if `when` holds."""

    name: str
    type: str
    names: tuple[str, ...]
    when: All = ()


@dataclass(frozen=True)
class Subject:
    """Objects of one type, and the facts that their events come to."""

    object_type: str
    opened_by: str
    taken: tuple[Taken, ...]
    derived: tuple[Derived, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of event that matters."""
        kinds = {kind for one in self.taken for kind in one.kinds}
        return tuple(sorted({self.opened_by, *kinds}))

    @property
    def types(self) -> Mapping[str, str]:
        """Fact -> its type."""
        taken = {one.name: one.type for one in self.taken}
        return {**BUILT_IN, **taken, **{one.name: one.type for one in self.derived}}


@dataclass(frozen=True)
class Reckoning:
    """What is counted over what: of the objects whose `within` lies in the period and that are
    `over`, those that are `counted`; each once `by` this fact.
    """

    within: str
    over: All
    counted: All
    by: str = OBJECT
