"""One transaction, and no change without its event."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from lienthong.kernel.acts import Act

P = ParamSpec("P")
R = TypeVar("R")


class _State(threading.local):
    """What is open in this thread: is there a unit, and how many events each open action
    recorded.
    """

    def __init__(self) -> None:
        self.units = 0
        self.recorded: list[int] = []


_state = _State()

ACTIONS: dict[str, Callable[..., object]] = {}
BOOKKEEPING: dict[str, Callable[..., object]] = {}


class SilentActionError(AssertionError):
    """An action ended without an event: a bug of ours, so the transaction is rolled back."""


@contextmanager
def unit() -> Iterator[None]:
    """One durable transaction; inside another unit it joins, without a savepoint."""
    if _state.units:
        yield
        return
    with transaction.atomic(durable=True):
        _state.units += 1
        try:
            yield
        finally:
            _state.units -= 1


def note_recorded(count: int = 1) -> None:
    """Called by `events`: the innermost open action has recorded something."""
    if _state.recorded:
        _state.recorded[-1] += count


def in_action() -> bool:
    """True inside an action: events are recorded only there."""
    return bool(_state.recorded)


def name_of(function: Callable[..., object]) -> str:
    """`documents.actions.issue`: stable text for outbox rows and tests, file moves inside a room
    apart.
    """
    return f"{function.__module__.removeprefix('lienthong.')}.{function.__qualname__}"


def action(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Act, P], R]:
    """Make `function(act, ...)` one transaction that rolls back if it recorded no event.

    An action inside an action, or inside the outbox drain, joins the open unit and must still
    record an event of its own. A repeated delivery that changes nothing says `events.nothing(act,
    why)`.
    """

    @wraps(function)
    def run(act: Act, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with unit():
            _state.recorded.append(0)
            try:
                result = function(act, *args, **kwargs)
                if not _state.recorded[-1]:
                    raise SilentActionError(f"{name_of(function)} recorded no event")
            finally:
                _state.recorded.pop()
            return result

    ACTIONS[name_of(function)] = run
    return run


def bookkeeping(function: Callable[P, R]) -> Callable[P, R]:
    """A write that is not an act (a session, a lease, an autosave): one transaction, no event,
    counted.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit():
            return function(*args, **kwargs)

    BOOKKEEPING[name_of(function)] = run
    return run
