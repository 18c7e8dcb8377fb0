"""Which layout a type of document has: `layouts.toml`, read once."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LETTER = "CV"
STATE, PARTY = "state", "party"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a type is laid out; the words are those of `layouts.toml`."""

    template: str
    addressed: bool
    decides: str
    skeleton: str


def layout_of(branch: str, document_type: str) -> Layout:
    """The layout of a type ("" for an official letter); the Front writes as the State does."""
    system = PARTY if branch == PARTY else STATE
    return _layouts(system)[document_type or LETTER]


class _Layouts(dict[str, Layout]):
    """By type; what has no section of its own is laid out as its system says."""

    def __init__(self, usual: Layout) -> None:
        super().__init__()
        self.usual = usual

    def __missing__(self, key: str) -> Layout:
        return self.usual


@lru_cache(maxsize=2)
def _layouts(system: str) -> _Layouts:
    with Path(__file__).with_name("layouts.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)[system]
    own = {name: value for name, value in table.items() if not isinstance(value, dict)}
    found = _Layouts(_layout(own))
    for name, value in table.items():
        if isinstance(value, dict):
            found[name] = _layout(own | value)
    return found


def _layout(values: dict[str, Any]) -> Layout:
    return Layout(
        template=values["template"],
        addressed=values["addressed"],
        decides=values.get("decides", ""),
        skeleton=values["skeleton"].strip(),
    )
