"""Which kinds of event are declared, and who records them with which facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .code import At, Code

RECORD = "lienthong.kernel.events.record"
RECORD_MANY = "lienthong.kernel.events.record_many"
PART = "lienthong.kernel.events.part"
NOTHING = "lienthong.kernel.events.nothing"
ACTION = "lienthong.kernel.actions.action"
BOOKKEEPING = "lienthong.kernel.actions.bookkeeping"
NOT_FACTS = {"agency_id", "place_id", "data_sql"}  # not part of an event's data by themselves
PLACEHOLDER = re.compile(r"{(\w+)}")
JSON_KEY = re.compile(r"'(\w+)'\s*,")


@dataclass(frozen=True)
class Declared:
    """A kind of event and the sentence that tells it."""

    kind: str
    sentence: str
    path: str

    @property
    def facts(self) -> set[str]:
        """What the sentence needs to know."""
        return set(PLACEHOLDER.findall(self.sentence))


@dataclass(frozen=True)
class Recorded:
    """A place where an event is recorded. `facts` is None when they can't be read from the code."""

    kind: str
    function: str
    path: str
    line: int
    facts: frozenset[str] | None


def _literal(node: ast.expr) -> str:
    """The text of `"…"` or `_("…")`, else ""."""
    if isinstance(node, ast.Call) and node.args:
        return _literal(node.args[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def declared(codes: Iterable[Code]) -> list[Declared]:
    """Kinds of every `KINDS = {kind: sentence}` of an events.py (the kernel: event_kinds.py)."""
    found = []
    for code in codes:
        table = code.assigned.get("KINDS")
        if code.path.endswith(("/events.py", "/event_kinds.py")) and isinstance(table, ast.Dict):
            found += [
                Declared(_literal(key), _literal(sentence), code.path)
                for key, sentence in zip(table.keys, table.values, strict=True)
                if key is not None
            ]
    return found


def recorded(codes: Iterable[Code]) -> list[Recorded]:
    """Every call that records an event; its kind is "" when it is not written out there."""
    return [
        Recorded(kind, f"{code.name}.{at.inside}", code.path, at.line, _facts(at.node, how))
        for code in codes
        if code.name != "lienthong.kernel.events"
        for at, how in _calls(code)
        for kind in _kinds(at.node, how)
    ]


def _calls(code: Code) -> list[tuple[At, str]]:
    found = []
    for at in code.calls:
        assert isinstance(at.node, ast.Call)  # noqa: S101
        name = code.dotted(at.node.func)
        if name in {RECORD, RECORD_MANY, PART}:
            found.append((at, name))
    return found


def _kinds(node: ast.AST, how: str) -> list[str]:
    assert isinstance(node, ast.Call)  # noqa: S101
    place = 0 if how == PART else 1  # the others are told who acts first
    kind = node.args[place] if len(node.args) > place else None
    if isinstance(kind, ast.IfExp):
        return [_literal(kind.body), _literal(kind.orelse)]
    return [_literal(kind)] if kind is not None else [""]


def _facts(node: ast.AST, how: str) -> frozenset[str] | None:
    assert isinstance(node, ast.Call)  # noqa: S101
    texts = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
    said = " ".join(part.value for part in texts if isinstance(part.value, str))
    built = frozenset(JSON_KEY.findall(said))
    if how == RECORD_MANY:
        return built if "jsonb_build_object" in said else None
    if any(word.arg is None for word in node.keywords):
        return None
    named = frozenset(word.arg for word in node.keywords if word.arg) - NOT_FACTS
    return named | built if how == PART else named


def speaks(code: Code, function: str) -> bool:
    """Does a function record something, or say that there is nothing, itself or through helpers of
    its own file?
    """
    seen: set[str] = set()
    todo = [function]
    while todo:
        name = todo.pop()
        seen.add(name)
        for at in code.calls:
            if at.inside != name and not at.inside.startswith(f"{name}."):
                continue
            assert isinstance(at.node, ast.Call)  # noqa: S101
            called = code.dotted(at.node.func)
            if called in {RECORD, RECORD_MANY, PART, NOTHING}:
                return True
            own = called.removeprefix(f"{code.name}.")
            if own in code.functions and own not in seen:
                todo.append(own)
    return False
