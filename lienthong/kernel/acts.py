"""Who does something, in which post, when, and through which door."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Literal

Door = Literal["page", "api", "task", "packet", "cli"]

KEY_SHIFT = 40  # a reader key is kind * 2^40 + id: room for a million million ids of each kind


class KeyKind(IntEnum):
    """Kinds of holder in `documents.Reader`: whom a right to see belongs to."""

    AGENCY = 1  # everybody in the agency
    DESK = 2  # the agency's clerks and leaders: what has arrived and is not yet registered
    UNIT = 3  # head and clerk of a unit
    POSITION = 4
    CONTROL = 5  # inspectors and archivists of the agency


def reader_key(kind: KeyKind, holder_id: int) -> int:
    """Kind and id packed in one bigint, the shape stored in reader tables."""
    return (int(kind) << KEY_SHIFT) + holder_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The first argument of every action: audit, permission and deadlines come from it.

    Names and titles are those of the day of the act. `at` is an aware datetime and the only time an
    action may use. A packet or a cron task has no person: the ids are None and `by_name` says what
    it is.
    """

    at: datetime
    door: Door
    by_name: str
    by_title: str = ""
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    person_id: int | None = None
    account_id: int | None = None
    position_id: int | None = None
    unit_id: int | None = None
    agency_id: int | None = None
    place_id: int | None = None
    on_behalf_of: int | None = None
    roles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("Act.at needs a time zone")

    def keys(self) -> list[int]:
        """The few reader keys this act holds: at most six numbers."""
        held: list[int] = []
        if self.position_id is not None:
            held.append(reader_key(KeyKind.POSITION, self.position_id))
        if self.unit_id is not None and self.roles & {"unit_head", "clerk"}:
            held.append(reader_key(KeyKind.UNIT, self.unit_id))
        if self.agency_id is not None:
            held.append(reader_key(KeyKind.AGENCY, self.agency_id))
            if self.roles & {"clerk", "leader"}:
                held.append(reader_key(KeyKind.DESK, self.agency_id))
            if self.roles & {"inspector", "archivist"}:
                held.append(reader_key(KeyKind.CONTROL, self.agency_id))
        return held

    def later(self, at: datetime) -> Act:
        """The same actor at another moment, as a request of its own."""
        return replace(self, at=at, request_id=uuid.uuid4())


def system_act(at: datetime, name: str, *, door: Door = "task") -> Act:
    """An act with nobody behind it: the sealer, the reaper, an arriving packet."""
    return Act(at=at, door=door, by_name=name)
