"""What an expression may be made of: a small part of the language, bounded before it runs.

Time and memory are bounded by shape: no loop inside a loop, no text joined inside a loop, patterns
written out, few nodes; inputs are bounded by names.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lienthong.engine.expressions import functions, patterns
from lienthong.engine.expressions.names import Kind, Names, Rows
from lienthong.engine.expressions.tree import RESULT, Node
from lienthong.engine.expressions.wording import NO_NULL

NODES_MOST = 300
JOINS_MOST = 20
COMPARING = {"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"}
OPERATORS = COMPARING | {
    "_&&_", "_||_", "!_", "_?_:_", "_+_", "_-_", "_*_", "_/_", "_%_", "-_", "_[_]", "@in",
    "@not_strictly_false",
}  # fmt: skip
BUILT_IN = {"size", "contains", "startsWith", "endsWith", "matches", "string", "int"}
ALLOWED = OPERATORS | BUILT_IN | functions.BY_NAME.keys()
LITERALS = {"int": Kind.WHOLE, "string": Kind.TEXT, "bool": Kind.YES_NO}
REFUSED_LITERALS = {
    "double": "Không dùng số thập phân: tiền là số đồng nguyên, tỷ lệ viết share(số, phần, mẫu).",
    "null": NO_NULL,
    "uint": "Số viết không có chữ u.",
    "bytes": "Không dùng chuỗi byte: viết chữ trong dấu nháy.",
}
NO_HAS = "has(…) chỉ hỏi trường của một dòng; ở ngoài viết filled.tên_trường."
ITEM = 0  # the part of a loop that it runs over; the rest is what is done with each
Loops = Mapping[str, Rows | Kind | None]
Found = tuple[int, str]


def problems(root: Node, names: Names, text: str) -> list[Found]:
    """Offsets and sentences of all that is refused."""
    found = list(_allowed(root))
    found += _asked_by_has(root, text)
    found += _bounded(root)
    found += _Kinds(names).problems(root)
    return sorted(set(found))


def _allowed(root: Node) -> Iterator[Found]:
    for node in root.walk():
        if node.kind == "const" and node.text not in LITERALS:
            yield node.at, REFUSED_LITERALS.get(node.text, "Không dùng được giá trị viết kiểu này.")
        if node.kind == "struct":
            yield node.at, "Không dùng được cấu trúc {…} trong biểu thức."
        if node.kind == "call" and node.text not in ALLOWED:
            yield node.at, f"Không có hàm “{node.text}” trong biểu thức của hệ thống."
        if node.kind == "call" and node.text == "matches":
            yield from _pattern(node)


def _asked_by_has(root: Node, text: str) -> Iterator[Found]:
    """The library reads has(a.b) as a.b where `a.b` is one name; its place is then a bracket."""
    for node in root.walk():
        if node.kind == "name" and "." in node.text and text[node.at : node.at + 1] == "(":
            yield node.at, NO_HAS


def _pattern(node: Node) -> Iterator[Found]:
    last = node.parts[-1]
    if last.kind != "const" or last.text != "string":
        yield node.at, "Mẫu của matches phải viết thẳng trong dấu nháy, không lấy từ trường."
    elif problem := patterns.problem(last.value):
        yield last.at, problem


def _bounded(root: Node) -> Iterator[Found]:
    if sum(1 for _node in root.walk()) > NODES_MOST:
        yield 0, "Biểu thức có quá nhiều phép tính: tách thành nhiều biểu thức hoặc dùng bảng."
    joins = [node for node in root.walk() if _joins(node)]
    if len(joins) > JOINS_MOST:
        yield joins[JOINS_MOST].at, f"Nối chữ hoặc danh sách quá {JOINS_MOST} lần."
    for loop in root.walk():
        if loop.kind != "loop":
            continue
        for part in loop.parts[1:]:
            for node in part.walk():
                if node.kind == "loop":
                    yield node.at, "Không dùng được vòng lặp trong vòng lặp."
                if _joins(node):
                    yield node.at, "Không nối chữ hoặc danh sách bên trong vòng lặp."


def _joins(node: Node) -> bool:
    """A + that makes a longer text or list, the loops' own gathering aside."""
    if node.kind != "call" or node.text != "_+_":
        return False
    gathers = node.parts[0].kind == "name" and node.parts[0].text == RESULT
    return not gathers and any(
        over.endswith(("string", "bytes", "list")) for over in node.overloads
    )


class _Kinds:
    """Follows kinds into rows, where the library knows only "anything"."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.found: list[Found] = []

    def problems(self, root: Node) -> list[Found]:
        self.kind(root, {})
        return self.found

    def say(self, node: Node, sentence: str) -> None:
        self.found.append((node.at, sentence))

    def kind(self, node: Node, loops: Loops) -> Rows | Kind | None:
        """What a node gives, None where only running can tell."""
        following: dict[str, Callable[[Node, Loops], Rows | Kind | None]] = {
            "name": self._name,
            "field": self._field,
            "has": self._field,
            "call": self._call,
            "loop": self._loop,
        }
        if node.kind == "const":
            return LITERALS.get(node.text)
        if node.kind in following:
            return following[node.kind](node, loops)
        for part in node.parts:
            self.kind(part, loops)
        return None

    def _name(self, node: Node, loops: Loops) -> Rows | Kind | None:
        if node.text in loops:
            return loops[node.text]
        return self.names.declared.get(node.text.removeprefix("."))

    def _field(self, node: Node, loops: Loops) -> Kind | None:
        of = self.kind(node.parts[0], loops)
        if node.kind == "has" and not isinstance(of, Rows):
            self.say(node, NO_HAS)
        if isinstance(of, Rows):
            if node.text not in of.fields:
                self.say(
                    node, f"Không có trường “{node.text}” trong dòng này của {self.names.place}."
                )
            elif node.kind == "field":
                return of.fields[node.text]
        return None

    def _call(self, node: Node, loops: Loops) -> Rows | Kind | None:
        kinds = [self.kind(part, loops) for part in node.parts]
        if node.text == "_[_]":
            return kinds[0] if isinstance(kinds[0], Rows) else None
        if node.text in COMPARING and None not in kinds and kinds[0] != kinds[1]:
            first, second = (_word(kind) for kind in kinds)
            self.say(node, f"So sánh {first} với {second}: hai vế phải cùng loại.")
        elif node.text in OPERATORS and Kind.DATE in kinds:
            for part, kind in zip(node.parts, kinds, strict=True):
                if kind is Kind.DATE and part.kind == "field":
                    self.say(part, f"Ngày trong một dòng viết date(… .{part.text}) khi tính.")
        return None

    def _loop(self, node: Node, loops: Loops) -> None:
        over = self.kind(node.parts[ITEM], loops)
        if any(name.partition(".")[0] == node.text for name in self.names.declared):
            self.say(node, f"Tên “{node.text}” của vòng lặp trùng với một trường: đặt tên khác.")
        item = Kind.TEXT if over is Kind.TEXTS else over if isinstance(over, Rows) else None
        for part in node.parts[1:]:
            self.kind(part, {**loops, node.text: item})


def _word(kind: Rows | Kind | None) -> str:
    return kind.value if isinstance(kind, Kind) else "nhóm lặp"
