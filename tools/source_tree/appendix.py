"""The rows of Decree 30/2020, app. VI, and the tests that carry their ids
(`@pytest.mark.appendix_vi("III.1.h")`).
"""

from __future__ import annotations

import ast
import csv
from dataclasses import dataclass
from pathlib import Path

from source_tree import files

ROWS = Path(__file__).with_name("appendix_vi.csv")
MARK = "appendix_vi"


@dataclass(frozen=True)
class Row:
    """What an electronic document system must do, in our words; `id` as the decree letters it."""

    id: str
    what: str


@dataclass(frozen=True)
class Shown:
    """A test that shows a row."""

    id: str
    path: str
    test: str

    @property
    def node(self) -> str:
        """The name pytest knows it by, parameters apart."""
        return f"{self.path}::{self.test}"


def rows() -> list[Row]:
    """The 68 rows in the decree's order."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return [Row(row["id"], row["what"]) for row in csv.DictReader(file)]


def shown() -> list[Shown]:
    """Every mark of every test, in order of path."""
    found: list[Shown] = []
    for path in files.with_suffix(".py"):
        text = files.text(path)
        if f"mark.{MARK}(" not in text:
            continue
        for one in ast.walk(ast.parse(text)):
            if isinstance(one, ast.FunctionDef):
                found += [
                    Shown(row, path, one.name) for mark in one.decorator_list for row in _ids(mark)
                ]
    return sorted(found, key=lambda one: (one.path, one.test, one.id))


def _ids(mark: ast.expr) -> list[str]:
    if not (
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr == MARK
    ):
        return []
    return [str(one.value) for one in mark.args if isinstance(one, ast.Constant)]
