"""A definition as SQL over the log: one statement gives every figure of every agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lienthong.indicators.facts import (
    AGENCY,
    AS_OF,
    OBJECT,
    All,
    Condition,
    Derived,
    Either,
    Reckoning,
    Subject,
    Taken,
)

Query = tuple[str, list[Any]]
CASTS = {"time": "timestamptz", "number": "numeric", "yes_no": "boolean", "text": "text"}


def facts(subject: Subject, as_of: datetime, agency_id: int | None = None) -> Query:
    """`with …` whose last CTE `fact` has a row an object; names are checked when read, values are
    parameters.
    """
    opened = "select object_id, min(agency_id) as agency_id from kernel_event where kind = %s"
    values: list[Any] = [subject.opened_by]
    if agency_id is not None:
        opened, values = f"{opened} and agency_id = %s", [*values, agency_id]
    columns, of_columns = zip(*(_taken(one) for one in subject.taken), strict=True)
    text = (
        f"with opened as ({opened} and occurred_at < %s group by object_id),"
        f" f0 as (select e.object_id, opened.agency_id, %s::timestamptz as {AS_OF},"
        f" {', '.join(columns)} from kernel_event e join opened using (object_id)"
        " where e.object_type = %s and e.kind = any(%s) and e.occurred_at < %s"
        " group by e.object_id, opened.agency_id)"
    )
    values += [as_of, as_of, *(one for some in of_columns for one in some)]
    values += [subject.object_type, list(subject.kinds), as_of]
    for number, derived in enumerate(subject.derived, 1):
        column, of_column = _derived(derived)
        text += f", f{number} as (select *, {column} from f{number - 1})"
        values += of_column
    return f"{text}, fact as (select * from f{len(subject.derived)})", values


def _taken(one: Taken) -> Query:
    asked = "e.kind = any(%s)"
    values: list[Any] = [list(one.kinds)]
    for key, text in one.where:
        asked, values = f"{asked} and e.data ->> %s = %s", [*values, key, text]
    if one.take == "count":
        return f"count(*) filter (where {asked}) as {one.name}", values
    if one.take == "at":
        edge = "max" if one.last else "min"
        return f"{edge}(e.occurred_at) filter (where {asked}) as {one.name}", values
    order = "desc" if one.last else "asc"
    text = (
        f"((array_agg(e.data ->> %s order by e.occurred_at {order}, e.id {order})"
        f" filter (where {asked} and e.data ->> %s is not null))[1])::{CASTS[one.type]}"
        f" as {one.name}"
    )
    return text, [one.take, *values, one.take]


def _derived(one: Derived) -> Query:
    first = f"coalesce({', '.join(one.names)})"
    if not one.when:
        return f"{first} as {one.name}", []
    asked, values = condition(one.when)
    return f"case when {asked} then {first} end as {one.name}", values


def condition(conditions: All) -> Query:
    """True or false, never unknown."""
    parts = [_one(one) for one in conditions]
    text = " and ".join(part for part, _values in parts) or "true"
    return text, [value for _part, values in parts for value in values]


def _one(one: Condition | Either) -> Query:
    if isinstance(one, Either):
        ways = [condition(way) for way in one.ways]
        text = " or ".join(f"({way})" for way, _values in ways)
        return f"({text})", [value for _way, values in ways for value in values]
    if one.operator in {"known", "unknown"}:
        return f"{one.fact} is {'not ' if one.operator == 'known' else ''}null", []
    if one.other:
        return f"coalesce({one.fact} {one.operator} {one.other}, false)", []
    if one.operator == "in":
        return f"coalesce({one.fact} = any(%s), false)", [list(one.values)]
    operator = "<>" if one.operator == "!=" else one.operator
    return f"coalesce({one.fact} {operator} %s, false)", [one.values[0]]


def _asked(one: Reckoning, since: datetime) -> tuple[Query, Query]:
    whole, of_whole = condition(one.over)
    counted, of_counted = condition(one.counted)
    whole = f"{one.within} >= %s and {one.by} is not null and {whole}"
    of_whole = [since, *of_whole]
    return (f"{whole} and {counted}", [*of_whole, *of_counted]), (whole, of_whole)


def figures(
    subject: Subject, reckonings: Mapping[str, Reckoning], *, since: datetime, as_of: datetime,
    agency_id: int | None = None,
) -> Query:  # fmt: skip
    """agency_id, then n and d of each reckoning, in their order."""
    text, values = facts(subject, as_of, agency_id)
    columns = []
    for one in reckonings.values():
        for asked, of_asked in _asked(one, since):
            columns.append(f"count(distinct {one.by}) filter (where {asked})")
            values += of_asked
    return f"{text} select {AGENCY}, {', '.join(columns)} from fact group by {AGENCY}", values


def rows(
    subject: Subject, one: Reckoning, shown: Sequence[str], *, since: datetime, as_of: datetime,
    agency_id: int, limit: int, before: int | None = None,
) -> Query:  # fmt: skip
    """The objects over which a figure counts but that it does not count: who lost the points. By
    object the newest first, below `before`; `shown` are facts.
    """
    text, values = facts(subject, as_of, agency_id)
    _counted, (whole, of_whole) = _asked(one, since)
    counted, of_counted = condition(one.counted)
    columns = ", ".join((OBJECT, *shown))
    text += (
        f" select {columns} from fact where {whole} and not ({counted})"
        f" and (%s::bigint is null or {OBJECT} < %s)"
        f" order by {OBJECT} desc limit %s"
    )
    return text, [*values, *of_whole, *of_counted, before, before, limit]
