"""What happened: one append-only table for the whole system, and who is told inside the
database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from lienthong.kernel import actions, clock
from lienthong.kernel.acts import Act

Subscriber = Callable[[Sequence[int]], None]
Value = str | int | bool | float | None | date | datetime | time | Decimal | UUID | list[Any]


@dataclass(frozen=True)
class Kind:
    """A kind of event: its code and the sentence that tells it ("… vào sổ văn bản đến số
    {number}").
    """

    code: str
    sentence: str


class Obj(Protocol):
    """Anything an event can be about: a model instance with an id."""

    pk: Any


KINDS: dict[str, Kind] = {}
HANDLERS: dict[str, Subscriber] = {}
SUBSCRIBERS: dict[str, tuple[str, ...]] = {}

_COLUMNS = (
    "occurred_at, kind, object_type, object_id, agency_id, place_id, by_person_id, by_account_id, "
    "by_position_id, by_unit_id, by_agency_id, on_behalf_of, by_name, by_title, door, request_id, "
    "data"
)


def register(kinds: Mapping[str, str]) -> None:
    """A room declares its kinds of event, each with the Vietnamese sentence that tells it."""
    for code, sentence in kinds.items():
        if code in KINDS and KINDS[code].sentence != sentence:
            raise ValueError(f"{code} is declared twice")
        KINDS[code] = Kind(code, sentence)


def wire(wiring: Mapping[str, Iterable[Subscriber]]) -> None:
    """Fill the registry from `config/wiring.py`, once, at start."""
    SUBSCRIBERS.clear()
    HANDLERS.clear()
    for kind, functions in wiring.items():
        if kind not in KINDS:
            raise ValueError(f"config/wiring.py names {kind}, which no room declares")
        names = []
        for function in functions:
            name = actions.name_of(function)
            HANDLERS[name] = function
            names.append(name)
        SUBSCRIBERS[kind] = tuple(names)


def object_type(obj: Obj | type[Obj]) -> str:
    """`documents.document`: the label of the model an event is about."""
    return str(obj._meta.label_lower)  # type: ignore[union-attr]  # noqa: SLF001


def as_json(data: Mapping[str, Value]) -> str:
    """The text of `data`, times in ISO 8601, letters kept as they are."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def _by(act: Act) -> list[Any]:
    return [
        act.person_id, act.account_id, act.position_id, act.unit_id, act.agency_id,
        act.on_behalf_of, act.by_name, act.by_title, act.door, act.request_id,
    ]  # fmt: skip


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"event kind {kind} is not declared in any events.py")
    if not actions.in_action():
        raise RuntimeError(f"{kind} recorded outside an action")


def record(
    act: Act,
    kind: str,
    obj: Obj,
    *,
    agency_id: int | None = None,
    place_id: int | None = None,
    **data: Value,
) -> int:
    """Append one event about `obj` and, in the same statement, one outbox row per subscriber.

    `agency_id` and `place_id` say whose figures the event counts in (the actor's by default).
    Returns the event's id. Only inside an action.
    """
    _check(kind)
    values = [
        act.at, kind, object_type(obj), obj.pk,
        agency_id if agency_id is not None else act.agency_id,
        place_id if place_id is not None else act.place_id,
        *_by(act), as_json(data),
    ]  # fmt: skip
    row = f"insert into kernel_event ({_COLUMNS}) values ({', '.join(['%s'] * 17)}) returning id"
    names = SUBSCRIBERS.get(kind, ())
    with connection.cursor() as cursor:
        if names:
            cursor.execute(
                f"with e as ({row}), o as (insert into kernel_outbox (subscriber, event_ids)"
                " select s, array[e.id] from e, unnest(%s::text[]) s) select id from e",
                [*values, list(names)],
            )
        else:
            cursor.execute(row, values)
        event_id = int(cursor.fetchone()[0])
    actions.note_recorded()
    return event_id


Clause = tuple[str, list[Any]]
"""CTEs of one room for another's statement, and their parameters."""


@dataclass(frozen=True)
class Part:
    """An event that is written with others in a bigger statement; made by `part`."""

    kind: str
    text: str
    values: list[Any]


def part(kind: str, object_label: str, source: str, *, data_sql: str = "", **data: Value) -> Part:
    """An event about the `id` of the CTE `source`, a CTE of at most one row.

    `data_sql` is a jsonb expression over that row, added to `data`. Written by `clause`.
    """
    _check(kind)
    said = [as_json(data)] if data or not data_sql else []
    json_sql = " || ".join(["%s::jsonb"] * len(said) + [data_sql] * bool(data_sql))
    text = (
        "select %s::text as kind, %s::text as object_type, id as object_id,"
        f" {json_sql} as data from {source}"
    )
    return Part(kind, text, [kind, object_label, *said])


def clause(
    act: Act, *parts: Part, agency_id: int | None = None, place_id: int | None = None
) -> Clause:
    """The CTEs that append these events, in their order, and tell their subscribers, inside a
    bigger WITH: for a hot action that counts its statements. `agency_id` and `place_id` as in
    `record`. Only inside an action.
    """
    union = " union all ".join(one.text for one in parts)
    text = (
        f"event as (insert into kernel_event ({_COLUMNS})"
        " select %s::timestamptz, kind, object_type, object_id, %s::int, %s::int, %s::bigint,"
        " %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::text, %s::text,"
        f" %s::text, %s::uuid, data from ({union}) part returning id, kind)"
    )
    values: list[Any] = [
        act.at,
        agency_id if agency_id is not None else act.agency_id,
        place_id if place_id is not None else act.place_id,
        *_by(act),
    ]
    for one in parts:
        values += one.values
    pairs = [(one.kind, name) for one in parts for name in SUBSCRIBERS.get(one.kind, ())]
    if pairs:
        rows = ", ".join(["(%s::text, %s::text)"] * len(pairs))
        text += (
            ", told as (insert into kernel_outbox (subscriber, event_ids)"
            f" select s.name, array[event.id] from event join (values {rows}) as s (kind, name)"
            " on s.kind = event.kind)"
        )
        values += [value for pair in pairs for value in pair]
    actions.note_recorded(len(parts))
    return text, values


def record_many(
    act: Act,
    kind: str,
    object_label: str,
    select: str,
    params: Sequence[Any] = (),
    *,
    at_column: bool = False,
) -> int:
    """Append one event per row of `select`, and one outbox row per subscriber for the whole set.

    `select` gives the columns (object_id, agency_id, place_id, data jsonb) and, when `at_column`,
    also `occurred_at`; it must not write. Returns the number of events; none counts as silence.
    """
    _check(kind)
    at = "src.occurred_at" if at_column else "%s::timestamptz"
    insert = (
        f"with src as ({select}), e as (insert into kernel_event ({_COLUMNS}) select {at}, %s, %s,"
        " src.object_id, src.agency_id, src.place_id, %s::bigint, %s::bigint, %s::bigint,"
        " %s::bigint, %s::bigint, %s::bigint, %s, %s, %s, %s::uuid, src.data"
        " from src returning id),"
        " o as (insert into kernel_outbox (subscriber, event_ids) select s, ids from"
        " (select array_agg(id order by id) ids from e) a, unnest(%s::text[]) s"
        " where ids is not null)"
        " select count(*) from e"
    )
    values: list[Any] = [*params]
    if not at_column:
        values.append(act.at)
    values += [kind, object_label, *_by(act), list(SUBSCRIBERS.get(kind, ()))]
    with connection.cursor() as cursor:
        cursor.execute(insert, values)
        count = int(cursor.fetchone()[0])
    if count:
        actions.note_recorded(count)
    return count


def nothing(act: Act, why: str) -> None:
    """A repeated delivery changed nothing: say so instead of recording; `why` is for the reader of
    the code.
    """
    if not why or not act.by_name:
        raise ValueError("say why nothing is recorded")
    actions.note_recorded()


def sentence(kind: str, data: Mapping[str, Any]) -> str:
    """The event told in Vietnamese; a missing fact shows as an ellipsis rather than
    failing a page.
    """
    known = KINDS.get(kind)
    if known is None:
        return kind
    return str(known.sentence).format_map(_Facts(data))


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


AT_ONCE = timedelta(minutes=1)


def _by_now(occurred_at: datetime, recorded_at: datetime) -> datetime:
    return occurred_at + max(datetime.now(UTC) - recorded_at, timedelta(0))


def carried_on(event_ids: Sequence[int]) -> list[tuple[datetime, list[int]]]:
    """The objects of these events for a reaction that carries them on: (moment, object ids), in
    order, one for each of the province's days.

    What follows at once happens at the moment of what happened. What waited longer, because
    nobody was there to do it, happens when it is done: over midnight that is another day, and
    perhaps one that an agency did not live to see. Of a day's events the latest moment stands.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select occurred_at, recorded_at, object_id from kernel_event where id = any(%s)"
            " order by id",
            [list(event_ids)],
        )
        rows = cursor.fetchall()
    found = [
        (by_now if (by_now := _by_now(at, recorded)) - at > AT_ONCE else at, number)
        for at, recorded, number in rows
    ]
    days: dict[date, list[tuple[datetime, int]]] = {}
    for at, number in found:
        days.setdefault(clock.local(at).date(), []).append((at, number))
    return [
        (max(at for at, _number in same), [number for _at, number in same])
        for _day, same in sorted(days.items())
    ]


def continued(event: Any) -> Act:
    """The act of a recorded event carried on by a job: the same people and post, door "task".

    Its moment is the event's plus the real time since it was recorded, so a story told at once
    keeps its dates and a job that waited past midnight knows it.
    """
    return Act(
        at=_by_now(event.occurred_at, event.recorded_at),
        door="task",
        by_name=event.by_name,
        by_title=event.by_title,
        request_id=event.request_id,
        person_id=event.by_person_id,
        account_id=event.by_account_id,
        position_id=event.by_position_id,
        unit_id=event.by_unit_id,
        agency_id=event.by_agency_id,
        place_id=event.place_id,
        on_behalf_of=event.on_behalf_of,
    )
