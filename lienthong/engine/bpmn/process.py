"""Run a process: start, what waits for whom, complete a step, timers due. Plain values in and out.

A `State` is data to keep; the `Definition` it belongs to is shared and found again by its digest.
Nothing here looks at a clock: whoever acts says when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from lienthong.engine.bpmn import lint
from lienthong.engine.bpmn.diagram import DURATION, Diagram, read
from lienthong.engine.bpmn.running import ENGINE, Machine, Run, key
from lienthong.engine.expressions.functions import WorkingDays, add_months
from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Names
from lienthong.engine.problems import Problem, refuse, wrong

FORMAT = 1
DATA_MOST = 300_000


@dataclass(frozen=True)
class Step:
    """What waits: a person of a lane, or a service of ours by name. `id` holds within one state."""

    id: str
    node: str
    name: str
    kind: str
    lane: str
    service: str
    process: str


@dataclass(frozen=True)
class Timer:
    """A clock that runs; `node` is its event, `at` when it is due."""

    id: str
    node: str
    name: str
    at: datetime
    interrupting: bool


@dataclass(frozen=True)
class State:
    """Where a process stands: JSON data, apart from its definition."""

    body: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Which definition it belongs to."""
        return str(self.body["digest"])

    @property
    def ended(self) -> bool:
        """Has it come to its end?"""
        return bool(self.body["ended"])

    @property
    def facts(self) -> dict[str, Any]:
        """What the process knows: the facts it began with and those of each step, the last wins."""
        return dict(self.body["facts"])

    def as_json(self) -> str:
        """To keep in a column."""
        return json.dumps(self.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> State:
        """From the column. Raises `Wrong` for what was never a state."""
        try:
            body = json.loads(text)
            known = body["format"] == FORMAT and {"digest", "ended", "facts"} <= body.keys()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            known = False
        if not known:
            raise wrong("Đây không phải trạng thái quy trình của phiên bản này.")
        return State(body)


@dataclass(frozen=True, eq=False)
class Definition:
    """A checked process with all it calls; immutable, shared between states and threads."""

    process: str
    diagrams: Mapping[str, Diagram]
    conditions: Mapping[str, Expression]
    machine: Machine
    notes: Sequence[Problem] = ()

    @cached_property
    def digest(self) -> str:
        """Changes with anything that changes how it runs or what people read."""
        plain = {
            name: [[asdict(replace(one, line=0)) for one in parts] for parts in _parts(diagram)]
            for name, diagram in sorted(self.diagrams.items())
        }
        text = json.dumps([self.process, plain], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def start(
        self, facts: Mapping[str, Any], at: datetime, *, working_days: WorkingDays | None = None
    ) -> State:
        """Begin, and run until somebody is waited for."""
        run = self.machine.begin(_data(facts), working_days)
        return self._kept_as_state(run, {}, at)

    def waiting(self, state: State) -> list[Step]:
        """Steps that wait, in the order they came."""
        return [
            Step(
                id=one.id,
                node=one.node.id,
                name=one.node.name,
                kind=one.node.kind,
                lane=one.node.lane,
                service=one.node.service,
                process=one.process,
            )
            for one in self._resumed(state, None).steps()
        ]

    def complete(
        self,
        state: State,
        step: str,
        data: Mapping[str, Any],
        at: datetime,
        *,
        working_days: WorkingDays | None = None,
    ) -> State:
        """A step is done with these facts; run on. Raises `Wrong`, and the old state stays good."""
        run = self._resumed(state, working_days)
        run.complete(step, _data(data))
        return self._kept_as_state(run, state.body["timers"], at)

    def timers(self, state: State) -> list[Timer]:
        """Clocks that run, the earliest first."""
        due = state.body["timers"]
        return sorted(
            (
                Timer(
                    one.id,
                    one.node.id,
                    one.node.name,
                    datetime.fromisoformat(due[one.id]),
                    one.node.interrupting,
                )
                for one in self._resumed(state, None).clocks()
            ),
            key=lambda one: (one.at, int(one.id)),
        )

    def fire(self, state: State, at: datetime, *, working_days: WorkingDays | None = None) -> State:
        """Let every clock strike that is due at or before `at`, in order, each at its own time."""
        for _strike in range(1_000):
            due = [one for one in self.timers(state) if one.at <= at]
            if not due:
                return state
            run = self._resumed(state, working_days)
            run.strike(due[0].id)
            state = self._kept_as_state(run, state.body["timers"], due[0].at)
        raise wrong("Đồng hồ của quy trình này cứ chạy lại mãi: xem lại sơ đồ.")

    def _resumed(self, state: State, working_days: WorkingDays | None) -> Run:
        if state.digest != self.digest:
            raise wrong(
                "Trạng thái này thuộc phiên bản khác của quy trình: hồ sơ đang chạy giữ phiên bản"
                " cũ của nó."
            )
        return self.machine.resume(state.body["tree"], state.facts, working_days)

    def _kept_as_state(self, run: Run, timers: Mapping[str, str], at: datetime) -> State:
        if at.tzinfo is None:
            raise ValueError("an instant without a time zone")
        tree = run.kept()
        clocks = {
            one.id: timers.get(one.id) or after(at, one.node.timer).isoformat()
            for one in run.clocks()
        }
        return State(
            {
                "format": FORMAT,
                "engine": ENGINE,
                "process": self.process,
                "digest": self.digest,
                "ended": run.ended,
                "facts": run.facts,
                "timers": clocks,
                "tree": tree,
            }
        )


def _parts(diagram: Diagram) -> tuple[Sequence[Any], Sequence[Any]]:
    return list(diagram.nodes.values()), diagram.flows


def _data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Plain JSON, apart from whoever gave it. Raises `Wrong`."""
    try:
        text = json.dumps(data, allow_nan=False)
        plain = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        raise wrong("Dữ liệu của bước này không phải JSON.") from None
    if len(text) > DATA_MOST or not isinstance(plain, dict):
        raise wrong(f"Dữ liệu của bước này dài quá {DATA_MOST // 1000} kB.")
    return plain


def after(at: datetime, duration: str) -> datetime:
    """An instant later by an ISO 8601 duration, months by the calendar."""
    match = DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(duration)
    years, months, weeks, days, hours, minutes, seconds = (int(one or 0) for one in match.groups())
    day = add_months(at.date(), 12 * years + months)
    later = datetime.combine(day, at.timetz())
    return later + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def define(
    content: bytes,
    *,
    names: Names,
    lanes: Collection[str],
    services: Collection[str],
    library: Mapping[str, Diagram],
) -> Definition:
    """A definition from a diagram and the library of activities it may call.

    Raises `Wrong` with all that the whitelist and the lint find.
    """
    main = read(content)
    if main.id in library:
        raise wrong(f"Quy trình không được mang id “{main.id}” của một bước trong thư viện.")
    diagrams, waiting = {main.id: main}, [main]
    while waiting:
        for node in waiting.pop().nodes.values():
            if node.called in library and node.called not in diagrams:
                diagrams[node.called] = library[node.called]
                waiting.append(library[node.called])
    problems: list[Problem] = list(lint.call_circles(diagrams))
    conditions: dict[str, Expression] = {}
    for name, one in diagrams.items():
        found = list(lint.lint(one, lanes=lanes, services=services, called=library.keys()))
        made, wrong_ones = lint.compiled(one, names)
        where = "" if name == main.id else f"bước thư viện “{name}”"
        problems += [p.at(where) if where else p for p in (*found, *wrong_ones)]
        conditions |= {key(name, flow): expression for flow, expression in made.items()}
    refuse(problems)
    return Definition(
        main.id, diagrams, conditions, Machine(main.id, diagrams, conditions), main.notes
    )
