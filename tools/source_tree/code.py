"""One Python file, read once: what it imports, defines, calls and says, each with its function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from . import files

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class At:
    """Something found: the node, and the qualified name of the function around it ("" outside)."""

    node: ast.AST
    inside: str

    @property
    def line(self) -> int:
        return int(getattr(self.node, "lineno", 0))


@dataclass(slots=True)
class Code:
    """What one file says. `name` is its dotted name; `texts` are strings, not docstrings."""

    path: str
    name: str
    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    calls: list[At] = field(default_factory=list)
    names: list[At] = field(default_factory=list)
    texts: list[tuple[str, At]] = field(default_factory=list)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    docstrings: list[tuple[str, int]] = field(default_factory=list)

    def dotted(self, node: ast.AST) -> str:
        """`events.record` -> `lienthong.kernel.events.record`, by the file's imports; or ""."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        first = self.imports.get(node.id)
        if first is None:
            first = f"{self.name}.{node.id}" if node.id in self._own() else node.id
        return ".".join([first, *reversed(parts)])

    def _own(self) -> set[str]:
        return self.functions.keys() | self.assigned.keys() | self.classes.keys()

    def references(self) -> set[str]:
        """Every dotted name the file uses or imports."""
        used = {self.dotted(one.node) for one in self.names}
        return used | set(self.imports.values())

    def decorated(self, decorator: str) -> dict[str, Function]:
        """Functions under a decorator, given by its full dotted name."""
        return {
            name: function
            for name, function in self.functions.items()
            if any(self.dotted(_called(one)) == decorator for one in function.decorator_list)
        }


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def module_name(path: str) -> str:
    """`lienthong/kernel/__init__.py` -> `lienthong.kernel`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def parse(path: str, source: str) -> Code:
    """Read a file's text; `path` only names it."""
    code = Code(path, module_name(path))
    stack: list[tuple[ast.AST, str]] = [(ast.parse(source, path), "")]
    while stack:
        node, inside = stack.pop()
        note = _NOTES.get(type(node))
        inner = note(code, node, inside) if note else inside
        stack.extend((child, inner) for child in _children(node))
    return code


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):  # its texts are noted as one
        return iter([one for one in node.values if isinstance(one, ast.FormattedValue)])
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return iter(())
    if isinstance(node, ast.Name | ast.Constant):
        return iter(())
    if isinstance(node, ast.Attribute):
        return iter((node.value,))
    return ast.iter_child_nodes(node)


def _function(code: Code, node: Any, inside: str) -> str:
    name = f"{inside}.{node.name}" if inside else str(node.name)
    code.functions[name] = node
    return name


def _class(code: Code, node: Any, inside: str) -> str:
    name = f"{inside}.{node.name}" if inside else str(node.name)
    code.classes[name] = node
    return name


def _import(code: Code, node: Any, inside: str) -> str:
    for alias in node.names:
        first = alias.name.split(".")[0]
        code.imports[alias.asname or first] = alias.name if alias.asname else first
    return inside


def _import_from(code: Code, node: Any, inside: str) -> str:
    source = _from(code, node)
    for alias in node.names:
        code.imports[alias.asname or alias.name] = f"{source}.{alias.name}"
    return inside


def _call(code: Code, node: Any, inside: str) -> str:
    code.calls.append(At(node, inside))
    return inside


def _name(code: Code, node: Any, inside: str) -> str:
    code.names.append(At(node, inside))
    return inside


def _assign(code: Code, node: Any, inside: str) -> str:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not inside and len(targets) == 1 and isinstance(targets[0], ast.Name) and node.value:
        code.assigned[targets[0].id] = node.value
    return inside


def _joined(code: Code, node: Any, inside: str) -> str:
    parts = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values]
    code.texts.append(("".join(parts), At(node, inside)))
    return inside


def _alone(code: Code, node: Any, inside: str) -> str:
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        code.docstrings.append((node.value.value, node.lineno))
    return inside


def _text(code: Code, node: Any, inside: str) -> str:
    if isinstance(node.value, str):
        code.texts.append((node.value, At(node, inside)))
    return inside


_NOTES: dict[type[ast.AST], Callable[[Code, Any, str], str]] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Call: _call,
    ast.Attribute: _name,
    ast.Name: _name,
    ast.Assign: _assign,
    ast.AnnAssign: _assign,
    ast.JoinedStr: _joined,
    ast.Expr: _alone,
    ast.Constant: _text,
}
"""Keep what a node says; each gives the function its children are in."""


def _from(code: Code, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    base = code.name.split(".")
    keep = len(base) - node.level + (1 if code.path.endswith("__init__.py") else 0)
    return ".".join([*base[:keep], *((node.module or "").split(".") if node.module else [])])


@cache
def read(path: str) -> Code:
    """One of our files."""
    return parse(path, files.text(path))


@cache
def product() -> tuple[Code, ...]:
    """The product's own code: no tests, no migrations."""
    paths = files.with_suffix(".py", under="lienthong/")
    return tuple(
        read(path) for path in paths if not files.is_test(path) and not files.is_migration(path)
    )


@cache
def of_tests() -> tuple[Code, ...]:
    """All tests and what they share."""
    return tuple(read(path) for path in files.with_suffix(".py") if files.is_test(path))


@cache
def named_by_tests() -> frozenset[str]:
    """Dotted names that some test uses."""
    return frozenset().union(*(code.references() for code in of_tests()))


@cache
def said_by_tests() -> frozenset[str]:
    """Texts that some test says."""
    return frozenset(text for code in of_tests() for text, _at in code.texts)
