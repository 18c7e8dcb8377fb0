"""Where a process dies. Nothing of this is in the product: a process that is about to die wraps
the product's functions in itself, after it was forked.
"""

from __future__ import annotations

import inspect
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any, Literal

from django.db.backends.base.base import BaseDatabaseWrapper

Moment = Literal["before", "after", "before commit", "after commit"]


@dataclass(frozen=True)
class Point:
    """Die `moment` a call of `at` ("module:name" or "module:Class.name").

    "before" and "after" are the call's own; "before commit" and "after commit" those of the
    transaction that it is part of. `kind`: only a statement that records this kind of event;
    `task`: only a call that has to do with this job; `turn`: the how manieth such call.
    """

    at: str
    moment: Moment
    kind: str = ""
    task: str = ""
    turn: int = 1

    def __str__(self) -> str:
        what = self.kind or self.task or self.at.rpartition(":")[2]
        return f"{self.moment} {what}"


def recording(kind: str, moment: Moment) -> Point:
    """Around the commit of the transaction that records this kind of event."""
    return Point("django.db.backends.utils:CursorWrapper.execute", moment, kind=kind)


def at_commit_of(kind: str) -> tuple[Point, Point]:
    """Both sides of that commit."""
    return recording(kind, "before commit"), recording(kind, "after commit")


def die() -> None:
    """As a machine that loses its power: nothing is closed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)
    while True:
        time.sleep(60)


def install(point: Point, deadly: Callable[[], None] = die) -> None:
    """Make this process die at the point, or make happen what is given instead."""
    trap = _Trap(point, deadly)
    replace(point.at, trap.wrap)
    replace(f"{BaseDatabaseWrapper.__module__}:BaseDatabaseWrapper._commit", trap.wrap_commit)


class _Trap:
    """Knows the call it waits for; armed in the thread where that call's transaction is open."""

    def __init__(self, point: Point, deadly: Callable[[], None]) -> None:
        self.point = point
        self.deadly = deadly
        self.turns = 0
        self.armed_in = 0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, deadly at the point."""

        @wraps(function)
        def quick(*arguments: Any, **keywords: Any) -> Any:
            if not self._is_it(arguments, keywords):
                return function(*arguments, **keywords)
            self._begins()
            result = function(*arguments, **keywords)
            self._ends()
            return result

        @wraps(function)
        async def slow(*arguments: Any, **keywords: Any) -> Any:
            if not self._is_it(arguments, keywords):
                return await function(*arguments, **keywords)
            self._begins()
            result = await function(*arguments, **keywords)
            self._ends()
            return result

        return slow if inspect.iscoroutinefunction(function) else quick

    def wrap_commit(self, commit: Callable[[Any], None]) -> Callable[[Any], None]:
        """Django's commit, deadly while armed."""

        def committing(connection: Any) -> None:
            armed = self.armed_in == threading.get_ident()
            if armed:
                self.armed_in = 0
            if armed and self.point.moment == "before commit":
                self.deadly()
            commit(connection)
            if armed and self.point.moment == "after commit":
                self.deadly()

        return committing

    def _is_it(self, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
        named = [*arguments, *keywords.values()]
        if self.point.kind and not _records(self.point.kind, *arguments):
            return False
        if self.point.task and not any(_task_of(one) == self.point.task for one in named):
            return False
        self.turns += 1
        return self.turns == self.point.turn

    def _begins(self) -> None:
        if self.point.moment == "before":
            self.deadly()

    def _ends(self) -> None:
        if self.point.moment == "after":
            self.deadly()
        self.armed_in = threading.get_ident()


def replace(at: str, wrapped: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put a wrapped function in place of the one named "module:name"."""
    module, _colon, names = at.partition(":")
    owner: Any = import_module(module)
    *outer, name = names.split(".")
    for step in outer:
        owner = getattr(owner, step)
    setattr(owner, name, wrapped(getattr(owner, name)))


def _records(kind: str, _cursor: object, statement: str = "", values: Any = ()) -> bool:
    """Whether a statement appends an event of this kind."""
    return "insert into kernel_event" in statement and kind in (values or ())


def _task_of(thing: Any) -> str:
    """The task of a job that is passed around, or the name itself."""
    return thing if isinstance(thing, str) else str(getattr(thing, "task_name", ""))
