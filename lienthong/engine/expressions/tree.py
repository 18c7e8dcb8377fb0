"""The checked tree of an expression, read from what the library serialises.

The binding has no call that shows the tree, but `serialize()` gives it whole as the published
message cel.expr.CheckedExpr; these few lines read the fields that checking.py asks for.
Numbers below are the message's field numbers (cel-spec, proto/cel/expr/{checked,syntax}.proto).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

VARINT, FIXED64 = 0, 1  # wire types; any other here is a length and its bytes
LOW_BITS = 127
RESULT = "@result"  # the library's own name for what a loop gathers


@dataclass
class Node:
    """`kind`: const, name, field, call, list, struct, loop.

    `text` is the name, field or function; for a const its literal kind (int, string, …) with
    `value`. A loop's parts are, in order: what it runs over, start, condition, step, result.
    """

    kind: str
    at: int
    text: str = ""
    value: Any = None
    parts: list[Node] = field(default_factory=list)
    overloads: tuple[str, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.parts))


CONSTS = {
    1: "null", 2: "bool", 3: "int", 4: "uint", 5: "double", 6: "string", 7: "bytes",
}  # fmt: skip
MESSAGE = 2  # of the envelope google.protobuf.Any
REFERENCES, ROOT, SOURCE = 2, 4, 5  # of CheckedExpr
OVERLOADS = 3  # of Reference
PLACES = 4  # of SourceInfo
KEY, VALUE = 1, 2  # of an entry of a map
ID, CONST, NAME, SELECT, CALL, LIST, STRUCT, LOOP = 2, 3, 4, 5, 6, 7, 8, 9  # of Expr
OPERAND, FIELD, TEST_ONLY = 1, 2, 3  # of Expr.Select
TARGET, FUNCTION, ARGUMENT = 1, 2, 3  # of Expr.Call
FIRST = 1  # of Expr.Ident, Expr.CreateList and Expr.Comprehension
LOOP_PARTS = (2, 4, 5, 6, 7)  # of Expr.Comprehension
SIGN_BIT = 1 << 63


def read(serialized: bytes) -> Node:
    """The whole tree, with the place (offset in the text) of every node."""
    checked = _fields(dict(_fields(serialized))[MESSAGE])
    references = [dict(_fields(value)) for number, value in checked if number == REFERENCES]
    chosen = {pair[KEY]: _overloads(pair.get(VALUE, b"")) for pair in references}
    parts = dict(checked)
    entries = [dict(_fields(one)) for key, one in _fields(parts[SOURCE]) if key == PLACES]
    places = {pair[KEY]: pair.get(VALUE, 0) for pair in entries}
    return _Reader(places, chosen).node(parts[ROOT])


def _overloads(message: bytes) -> tuple[str, ...]:
    return tuple(str(name, "utf-8") for key, name in _fields(message) if key == OVERLOADS)


class _Reader:
    def __init__(self, places: dict[int, int], chosen: dict[int, tuple[str, ...]]) -> None:
        self.places = places
        self.chosen = chosen
        self.kinds: dict[int, Callable[[int, bytes], Node]] = {
            NAME: self._name,
            SELECT: self._select,
            CALL: self._call,
            LIST: self._list,
            LOOP: self._loop,
        }

    def node(self, message: bytes) -> Node:
        parts = dict(_fields(message))
        number = parts.get(ID, 0)
        at = self.places.get(number, 0)
        if CONST in parts:
            return _const(parts[CONST], at)
        for kind, reading in self.kinds.items():
            if kind in parts:
                return reading(number, parts[kind])
        return Node("struct", at)

    def _name(self, number: int, message: bytes) -> Node:
        return Node("name", self.places.get(number, 0), _text(dict(_fields(message)), FIRST))

    def _select(self, number: int, message: bytes) -> Node:
        select = dict(_fields(message))
        kind = "has" if select.get(TEST_ONLY) else "field"
        at = self.places.get(number, 0)
        return Node(kind, at, _text(select, FIELD), parts=[self.node(select[OPERAND])])

    def _list(self, number: int, message: bytes) -> Node:
        items = [self.node(one) for key, one in _fields(message) if key == FIRST]
        return Node("list", self.places.get(number, 0), parts=items)

    def _loop(self, number: int, message: bytes) -> Node:
        loop = dict(_fields(message))
        parts = [self.node(loop[part]) for part in LOOP_PARTS]
        return Node("loop", self.places.get(number, 0), _text(loop, FIRST), parts=parts)

    def _call(self, number: int, message: bytes) -> Node:
        fields = _fields(message)
        target = [self.node(one) for key, one in fields if key == TARGET]
        args = [self.node(one) for key, one in fields if key == ARGUMENT]
        return Node(
            "call",
            self.places.get(number, 0),
            _text(dict(fields), FUNCTION),
            parts=target + args,
            overloads=self.chosen.get(number, ()),
        )


def _const(message: bytes, at: int) -> Node:
    ((number, value),) = _fields(message) or [(1, None)]
    kind = CONSTS.get(number, "other")
    if kind == "string":
        value = str(value, "utf-8", "replace")
    elif kind == "bool":
        value = bool(value)
    elif kind == "int" and value >= SIGN_BIT:
        value -= 2 * SIGN_BIT
    return Node("const", at, kind, value)


def _text(parts: dict[int, Any], number: int) -> str:
    return str(parts.get(number, b""), "utf-8", "replace")


def _fields(message: bytes) -> list[tuple[int, Any]]:
    """Field numbers and values: numbers as int, everything longer as bytes."""
    found: list[tuple[int, Any]] = []
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == VARINT:
            value, at = _varint(message, at)
            found.append((number, value))
        else:
            size, at = (8, at) if wire == FIXED64 else _varint(message, at)
            found.append((number, message[at : at + size]))
            at += size
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & LOW_BITS) << shift
        if byte <= LOW_BITS:
            return value, at
        shift += 7
