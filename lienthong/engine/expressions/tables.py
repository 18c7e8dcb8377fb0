"""Decision tables: YAML whose cells are expressions. No DMN (docs/decisions, "Expressions").

    hit: first            # the first row that holds; or `collect`: all rows that hold
    gives: số nguyên      # what `then` is: chữ, số nguyên, có/không or ngày
    rows:
      - when: area <= 50 && online
        then: "25000"
      - else: "50000"     # when no row above holds

A cell that only compares names with literals can be tried out: every row is run with values on,
below and above each literal, so a row that never wins and a gap that nobody covers are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

from lienthong.engine import yaml_files
from lienthong.engine.expressions.checking import COMPARING
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression, compile_text
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.expressions.tree import Node
from lienthong.engine.problems import Problem, Wrong, refuse, wrong
from lienthong.engine.yaml_files import Part

ROWS_MOST = 200
TRIES_MOST = 2_000
FIRST, COLLECT = "first", "collect"
KINDS = {kind.value: kind for kind in Kind if kind is not Kind.TEXTS}
Facts = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """`when` is None in the row `else`."""

    when: Expression | None
    then: Expression
    line: int
    column: int


@dataclass(frozen=True)
class Table:
    """A checked table."""

    hit: str
    gives: Kind
    rows: Sequence[Row]

    def value(self, facts: Mapping[str, Any], *, working_days: WorkingDays | None = None) -> Any:
        """The value of the first row that holds; under `collect` the list of all.

        A condition that can't be decided yet raises `Unfilled`: a fee is never guessed.
        """
        found: list[Any] = []
        for row in self.rows:
            if row.when is None:
                holds = not found
            else:
                holds = row.when.value(facts, working_days=working_days)
            if holds:
                value = row.then.value(facts, working_days=working_days)
                if self.hit == FIRST:
                    return value
                found.append(value)
        if self.hit == FIRST:
            raise wrong("Không dòng nào của bảng khớp với dữ liệu này.")
        return found


def read(content: bytes, names: Names) -> Table:
    """A table from its YAML, with everything that can be checked checked. Raises `Wrong`."""
    part = yaml_files.read(content)
    top = _mapping(part, {"hit", "gives", "rows"}, {"rows"})
    hit = _choice(top.get("hit"), {FIRST: FIRST, COLLECT: COLLECT}, FIRST)
    gives = _choice(top.get("gives"), KINDS, Kind.TEXT)
    listed = top["rows"]
    if not isinstance(listed.value, list) or not 0 < len(listed.value) <= ROWS_MOST:
        raise listed.wrong(f"“rows” là danh sách có từ 1 đến {ROWS_MOST} dòng.")
    problems: list[Problem] = []
    rows = [row for one in listed.value for row in _row(one, gives, names, problems)]
    refuse(problems)
    table = Table(hit, gives, rows)
    refuse(_lint(table))
    return table


def _choice(part: Part | None, choices: Mapping[str, Any], default: Any) -> Any:
    if part is None:
        return default
    if part.value not in choices:
        raise part.wrong(f"Chọn một trong: {', '.join(choices)}.")
    return choices[part.value]


def _mapping(part: Part, known: set[str], needed: set[str]) -> dict[str, Part]:
    if not isinstance(part.value, dict):
        raise part.wrong("Chỗ này phải có các mục dạng “tên: giá trị”.")
    for name, value in part.value.items():
        if name not in known:
            raise value.wrong(f"Không có mục “{name[:60]}”; có: {', '.join(sorted(known))}.")
    if missing := sorted(needed - part.value.keys()):
        raise part.wrong(f"Thiếu mục “{missing[0]}”.")
    return part.value


def _row(part: Part, gives: Kind, names: Names, problems: list[Problem]) -> Iterator[Row]:
    try:
        cells = _mapping(part, {"when", "then", "else"}, set())
        if set(cells) not in ({"when", "then"}, {"else"}):
            raise part.wrong("Một dòng có “when” và “then”, dòng cuối chỉ có “else”.")
        then = _cell(cells.get("then") or cells["else"], gives, names)
        when = _cell(cells["when"], Kind.YES_NO, names) if "when" in cells else None
        yield Row(when, then, part.line, part.column)
    except Wrong as error:
        problems.extend(error.problems)


def _cell(part: Part, kind: Kind, names: Names) -> Expression:
    value = part.value
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, int):
        value = str(value)
    if not isinstance(value, str):
        raise part.wrong("Ô này phải là một biểu thức.")
    try:
        return compile_text(value, names, wants=kind)
    except Wrong as error:
        raise error.at(f"ô ở dòng {part.line}") from None


def _lint(table: Table) -> Iterator[Problem]:
    """Rows that can never be reached, and what no row covers."""
    for row in table.rows[:-1]:
        if row.when is None:
            yield Problem("“else” phải là dòng cuối.", row.line, row.column)
            return
    has_else = table.rows[-1].when is None
    conditions = [row for row in table.rows if row.when is not None]
    tries = trials([row.when for row in conditions if row.when])
    if tries is None:
        yield from _same_text(conditions)
        if not has_else and table.hit == FIRST:
            yield Problem("Thiếu dòng “else” cho trường hợp không dòng nào khớp.")
        return
    won, gap = _tried(table, conditions, tries)
    for number, row in enumerate(conditions):
        if number not in won:
            yield Problem(
                "Dòng này không bao giờ được dùng: các dòng trên đã gồm hết.", row.line, row.column
            )
    if gap is not None and not has_else and table.hit == FIRST:
        yield Problem(f"Thiếu dòng “else”: không dòng nào khớp khi {_said(gap)}.")
    if gap is None and has_else:
        yield Problem(
            "Dòng “else” không bao giờ được dùng.", table.rows[-1].line, table.rows[-1].column
        )


def _tried(
    table: Table, rows: Sequence[Row], tries: Sequence[Facts]
) -> tuple[set[int], Facts | None]:
    """Which rows win at least once, and facts that no row holds for."""
    won: set[int] = set()
    gap = None
    for facts in tries:
        holding = [number for number, row in enumerate(rows) if row.when and row.when.holds(facts)]
        won.update(holding[:1] if table.hit == FIRST else holding)
        if not holding and gap is None:
            gap = facts
    return won, gap


def _same_text(rows: Sequence[Row]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        text = " ".join(row.when.text.split()) if row.when else ""
        if text in seen:
            yield Problem(f"Dòng này trùng điều kiện với dòng {seen[text]}.", row.line, row.column)
        seen.setdefault(text, row.line)


def _said(facts: Facts) -> str:
    words = {True: "có", False: "không"}
    return ", ".join(
        f"{name} = {words[value] if isinstance(value, bool) else value or '“”'}"
        for name, value in sorted(facts.items())
    )


def trials(conditions: Sequence[Expression]) -> list[Facts] | None:
    """Facts that show every way the conditions can turn out; None when they can't be tried so."""
    literals: dict[str, set[Any]] = {}
    for one in conditions:
        if not _gather(one.tree, one.names, literals):
            return None
    names = conditions[0].names.declared if conditions else {}
    spread = {name: _around(names[name], values) for name, values in literals.items()}
    ways = product(*spread.values())
    facts = [dict(zip(spread, way, strict=True)) for way in islice(ways, TRIES_MOST + 1)]
    return facts if len(facts) <= TRIES_MOST else None


def _gather(node: Node, names: Names, literals: dict[str, set[Any]]) -> bool:
    """Collect the literals that each name is compared with; False where anything else is done."""
    if node.kind == "name":
        literals.setdefault(node.text, set())
        return names.declared.get(node.text) is Kind.YES_NO
    if node.text in {"_&&_", "_||_", "!_"}:
        gathered = [_gather(part, names, literals) for part in node.parts]
        return all(gathered)
    if node.text in COMPARING | {"@in"}:
        return _gather_compared(node, names, literals)
    return node.kind == "const"


def _gather_compared(node: Node, names: Names, literals: dict[str, set[Any]]) -> bool:
    first, second = node.parts
    if first.kind != "name":
        first, second = second, first
    values = second.parts if node.text == "@in" and second.kind == "list" else [second]
    known = [_literal(one) for one in values]
    if first.kind != "name" or first.text not in names.declared or None in known:
        return False
    literals.setdefault(first.text, set()).update(known)
    return True


def _literal(node: Node) -> Any:
    if node.kind == "const":
        return node.value
    if node.kind == "call" and node.text == "date" and node.parts[0].kind == "const":
        try:
            return date.fromisoformat(node.parts[0].value)
        except ValueError:
            return None
    return None


def _around(kind: object, values: set[Any]) -> list[Any]:
    """On, below and above each literal."""
    if kind is Kind.YES_NO:
        return [True, False]
    if kind is Kind.WHOLE:
        return sorted({near for one in values for near in (one - 1, one, one + 1)})
    if kind is Kind.DATE:
        day = timedelta(days=1)
        return sorted({near for one in values for near in (one - day, one, one + day)})
    return sorted({*values, "", *(f"{one}~" for one in values)})
