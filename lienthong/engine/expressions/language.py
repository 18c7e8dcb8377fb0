"""Compile an expression once against declared names; evaluate it many times, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cel_expr_python import cel

from lienthong.engine.expressions import checking, functions, tree, wording
from lienthong.engine.expressions.names import FILLED, Kind, Names
from lienthong.engine.problems import Problem, Wrong, refuse, wrong

TEXT_MOST = 2_000
WANTED = {
    Kind.TEXT: cel.Type.STRING,
    Kind.WHOLE: cel.Type.INT,
    Kind.YES_NO: cel.Type.BOOL,
    Kind.DATE: cel.Type.TIMESTAMP,
}


class Unfilled(Wrong):
    """A name was asked for that nobody has answered yet."""


@dataclass(frozen=True, eq=False)
class Expression:
    """A checked expression; safe to keep and to share between threads."""

    text: str
    names: Names
    wants: Kind
    _compiled: cel.Expression
    _tree: tree.Node

    @cached_property
    def uses(self) -> frozenset[str]:
        """The declared names it reads."""
        used = {node.text.removeprefix(".") for node in self._tree.walk() if node.kind == "name"}
        used |= {name.removeprefix(f"{FILLED}.") for name in used}
        return frozenset(used & self.names.declared.keys())

    @property
    def tree(self) -> tree.Node:
        """For those who look at how it is made (tables.py)."""
        return self._tree

    def value(
        self, facts: Mapping[str, Any], *, working_days: functions.WorkingDays | None = None
    ) -> Any:
        """bool, int, str or date, as `wants` said. `Unfilled` when an answer is still missing,
        `Wrong` when it can't be computed.
        """
        data = self.names.values(facts, self.uses)
        with functions.calendar(working_days):
            try:
                answer = self._compiled.eval(data=data)
                given, kind = answer.value(), answer.type()
            except RuntimeError as error:
                raise self._failed(str(error)) from None
        if kind != WANTED[self.wants]:
            raise self._failed(str(given) if kind == cel.Type.ERROR else "")
        return given.date() if isinstance(given, datetime) else given

    def holds(
        self, facts: Mapping[str, Any], *, working_days: functions.WorkingDays | None = None
    ) -> bool:
        """A condition; one that asks for what nobody has answered yet does not hold."""
        try:
            return self.value(facts, working_days=working_days) is True
        except Unfilled:
            return False

    def _failed(self, message: str) -> Wrong:
        if match := wording.MISSING.search(message):
            name = match["name"] or match["key"]
            found = [n for n in self._tree.walk() if n.text in (name, f".{name}")]
            sentence = f"Chưa điền “{name}” trong {self.names.place}."
            return Unfilled(self._problem(found[0].at if found else None, sentence))
        sentence, calls = wording.of_running(message)
        found = [node for node in self._tree.walk() if node.kind == "call" and node.text in calls]
        return Wrong(self._problem(found[0].at if found else None, sentence))

    def _problem(self, at: int | None, sentence: str) -> Problem:
        return Problem(sentence, *(place(self.text, at) if at is not None else (0, 0)))


def place(text: str, at: int) -> tuple[int, int]:
    """Offset -> line and column, from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def compile_text(text: str, names: Names, *, wants: Kind = Kind.YES_NO) -> Expression:
    """Check everything that can be checked before running. Raises `Wrong` with all problems."""
    if len(text) > TEXT_MOST:
        raise wrong(f"Biểu thức dài quá {TEXT_MOST} ký tự.")
    if not text.strip():
        raise wrong("Biểu thức để trống.")
    if "\0" in text or not text.isascii():
        refuse(_letters(text))
    try:
        compiled = names.env.compile(text)
    except RuntimeError as error:
        told = dict.fromkeys(wording.of_compiling(str(error), text, names))
        raise Wrong(*(Problem(sentence, line, column) for line, column, sentence in told)) from None
    root = tree.read(compiled.serialize())
    refuse(Problem(said, *place(text, at)) for at, said in checking.problems(root, names, text))
    given = compiled.return_type()
    if given not in (WANTED[wants], cel.Type.DYN):
        raise wrong(f"Biểu thức phải cho ra {wants.value}.", line=1, column=1)
    return Expression(text, names, wants, compiled, root)


def _letters(text: str) -> list[Problem]:
    """Signs that no text of ours holds and that the library stumbles over."""
    return [
        Problem("Có ký tự không đọc được.", *place(text, at))
        for at, sign in enumerate(text)
        if sign == "\0" or "\ud800" <= sign <= "\udfff"
    ]
