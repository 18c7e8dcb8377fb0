"""Figures by walking the events: the way that trusts no SQL. Slow, plain, and the judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from lienthong.indicators.facts import (
    AGENCY,
    AS_OF,
    OBJECT,
    All,
    Condition,
    Either,
    Fact,
    Reckoning,
    Subject,
    Taken,
)

Facts = dict[str, Fact]


class Told(Protocol):
    """What the fold reads of an event."""

    object_id: int
    occurred_at: datetime
    kind: str
    agency_id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """n of d."""

    n: int
    d: int


def fold(subject: Subject, events: Iterable[Told], as_of: datetime) -> list[Facts]:
    """The facts of each object at that moment; `events` in the order in which they happened."""
    found: dict[int, Facts] = {}
    for event in events:
        if event.occurred_at >= as_of:
            continue
        if event.kind == subject.opened_by:
            known = found.setdefault(event.object_id, {OBJECT: event.object_id, AS_OF: as_of})
            known.setdefault(AGENCY, event.agency_id)
        facts = found.setdefault(event.object_id, {OBJECT: event.object_id, AS_OF: as_of})
        for one in subject.taken:
            _take(one, event, facts)
    rows = [facts for facts in found.values() if facts.get(AGENCY) is not None]
    for facts in rows:
        for counted in (one.name for one in subject.taken if one.take == "count"):
            facts.setdefault(counted, 0)
        for derived in subject.derived:
            values = (facts.get(name) for name in derived.names)
            first = next((value for value in values if value is not None), None)
            facts[derived.name] = first if holds(derived.when, facts) else None
    return rows


def _take(one: Taken, event: Told, facts: Facts) -> None:
    if event.kind not in one.kinds:
        return
    if any(str(event.data.get(key)) != text for key, text in one.where):
        return
    if one.take == "count":
        before = facts.get(one.name)
        facts[one.name] = (before if isinstance(before, int) else 0) + 1
        return
    value = event.occurred_at if one.take == "at" else _typed(event.data.get(one.take), one.type)
    if value is not None and (one.last or one.name not in facts):
        facts[one.name] = value


def _typed(value: Any, type_: str) -> Fact:
    if value is None:
        return None
    match type_:
        case "time":
            return datetime.fromisoformat(str(value))
        case "number":
            return Decimal(str(value))
        case "yes_no":
            return bool(value)
        case _:
            return str(value)


def holds(conditions: All, facts: Mapping[str, Fact]) -> bool:
    """Do all of these hold?"""
    return all(_holds(one, facts) for one in conditions)


def _holds(one: Condition | Either, facts: Mapping[str, Fact]) -> bool:
    if isinstance(one, Either):
        return any(holds(way, facts) for way in one.ways)
    value: Any = facts.get(one.fact)
    if one.operator in {"known", "unknown"}:
        return (value is not None) is (one.operator == "known")
    against: tuple[Any, ...] = (facts.get(one.other),) if one.other else one.values
    if value is None or None in against:
        return False
    return _compared(value, one.operator, against)


def _compared(value: Any, operator: str, against: tuple[Any, ...]) -> bool:
    match operator:
        case "=" | "in":
            return value in against
        case "!=":
            return bool(value != against[0])
        case "<=":
            return bool(value <= against[0])
        case "<":
            return bool(value < against[0])
        case ">=":
            return bool(value >= against[0])
        case _:
            return bool(value > against[0])


def over(reckoning: Reckoning, rows: Iterable[Facts], since: datetime) -> list[Facts]:
    """The objects over which it counts."""
    return [
        facts
        for facts in rows
        if isinstance(at := facts.get(reckoning.within), datetime)
        and since <= at
        and holds(reckoning.over, facts)
        and facts.get(reckoning.by) is not None
    ]


def figure(reckoning: Reckoning, rows: Iterable[Facts], since: datetime) -> Figure:
    """N and d of these objects."""
    whole = over(reckoning, rows, since)
    counted = [facts for facts in whole if holds(reckoning.counted, facts)]
    n, d = ({facts[reckoning.by] for facts in some} for some in (counted, whole))
    return Figure(len(n), len(d))
