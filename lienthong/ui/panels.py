"""What a higher room hangs on a lower room's page: filled at start from `config/wiring.py`.

The page of an object asks `panels_of`; it knows nothing of who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lienthong.ui.shapes import Link


@dataclass(frozen=True)
class Panel:
    """A section of the rail: lines that lead on, and steps that open over the page (`sheets`)."""

    title: str
    lines: tuple[Link, ...] = ()
    sheets: tuple[Link, ...] = ()


Maker = Callable[[Any, int], Panel | None]
"""(act, id of the object) -> a panel, or None when there is nothing to show this post."""

_PANELS: dict[str, tuple[Maker, ...]] = {}


def hang(wiring: Mapping[str, Sequence[Maker]]) -> None:
    """Take the panels of every kind of page, once, at start."""
    _PANELS.clear()
    _PANELS.update({kind: tuple(makers) for kind, makers in wiring.items()})


def panels_of(kind: str, act: object, object_id: int) -> list[Panel]:
    """The panels on the page of an object ("documents.document" 7), in the order of the wiring."""
    found = [make(act, object_id) for make in _PANELS.get(kind, ())]
    return [panel for panel in found if panel is not None]
