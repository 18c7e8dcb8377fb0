"""What is wrong with something an official wrote: a sentence and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST = 50  # problems told of one file: more help nobody


@dataclass(frozen=True)
class Problem:
    """`line` and `column` count from 1; 0 is "not known". `where` names the file, field or step."""

    sentence: str
    line: int = 0
    column: int = 0
    where: str = ""

    def at(self, where: str) -> Problem:
        """The same, found inside something larger."""
        return replace(self, where=f"{where}, {self.where}" if self.where else where)

    def as_json(self) -> dict[str, str | int]:
        """For `--json`."""
        return {
            "where": self.where,
            "line": self.line,
            "column": self.column,
            "sentence": self.sentence,
        }

    def __str__(self) -> str:
        place = [self.where] if self.where else []
        if self.line:
            place.append(f"dòng {self.line}, cột {self.column}")
        return f"{', '.join(place)}: {self.sentence}" if place else self.sentence


class Wrong(Exception):  # noqa: N818 - like Refused: an answer, not an error
    """What was written can't be used; every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems[:MOST]
        super().__init__("\n".join(str(one) for one in self.problems))

    def at(self, where: str) -> Wrong:
        """The same, found inside something larger."""
        return type(self)(*(one.at(where) for one in self.problems))


def wrong(sentence: str, *, line: int = 0, column: int = 0, where: str = "") -> Wrong:
    """One problem as an exception."""
    return Wrong(Problem(sentence, line, column, where))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise if there is any problem."""
    found = tuple(problems)
    if found:
        raise Wrong(*found)
