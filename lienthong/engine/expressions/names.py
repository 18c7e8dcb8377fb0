"""The names that an expression may use, with what kind of value each holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Any

from cel_expr_python import cel

from lienthong.engine.expressions import functions
from lienthong.engine.problems import Problem, Wrong, wrong


class Kind(StrEnum):
    """What a value is. There are no decimals: money is whole đồng, a rate is a share of whole
    numbers.
    """

    TEXT = "chữ"
    WHOLE = "số nguyên"
    YES_NO = "có/không"
    DATE = "ngày"
    TEXTS = "danh sách chữ"


@dataclass(frozen=True)
class Rows:
    """A group that repeats: each row has these fields. Rows don't nest."""

    fields: Mapping[str, Kind]


SHAPES = {
    Kind.TEXT: cel.Type.STRING,
    Kind.WHOLE: cel.Type.INT,
    Kind.YES_NO: cel.Type.BOOL,
    Kind.DATE: cel.Type.TIMESTAMP,
    Kind.TEXTS: cel.Type.List(cel.Type.STRING),
}
ROWS = cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN))
FILLED = "filled"  # `filled.age` asks whether `age` was answered
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}(?:\.[a-z][a-z0-9_]{0,63}){0,3}")
RESERVED = frozenset(
    {
        *("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for"),
        *("function", "if", "import", "let", "loop", "package", "namespace", "return", "var"),
        *("void", "while", "has", "all", "exists", "exists_one", "map", "filter"),
    }
)
TEXT_MOST = 10_000
ALL_TEXT_MOST = 100_000
ROWS_MOST = 200
WHOLE_MOST = 10**15  # more than the province's money, less than what JSON carries exactly


class Unfit(Wrong):
    """A fact is not of the kind that was declared, or too large."""


def _unfit(sentence: str) -> Unfit:
    return Unfit(Problem(sentence))


@dataclass(frozen=True, eq=False)
class Names:
    """`declared` maps dotted names to kinds; `place` is said in sentences ("mẫu đơn")."""

    declared: Mapping[str, Kind | Rows]
    place: str = "mẫu đơn"
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in self.declared:
            if problem := bad_name(name):
                raise wrong(problem)
        roots = {name.partition(".")[0] for name in self.declared if "." in name}
        if both := sorted(roots & self.declared.keys()):
            raise wrong(f"“{both[0]}” vừa là một trường vừa là một nhóm trường.")

    @cached_property
    def env(self) -> cel.Env:
        """What the library checks an expression against. Costs some milliseconds, once."""
        variables = {
            name: ROWS if isinstance(kind, Rows) else SHAPES[kind]
            for name, kind in self.declared.items()
        }
        variables |= {f"{FILLED}.{name}": cel.Type.BOOL for name in self.declared}
        return cel.NewEnv(variables=variables, functions=functions.declarations())

    def like(self, name: str) -> str:
        """A declared name that was perhaps meant, or ""."""
        near = get_close_matches(name, list(self.declared), n=1, cutoff=0.6)
        return near[0] if near else ""

    def values(self, facts: Mapping[str, Any], used: Collection[str]) -> dict[str, Any]:
        """The used facts (nested or dotted) as the library takes them; what has no value is left
        out. Raises `Unfit`.
        """
        room = [ALL_TEXT_MOST]
        found: dict[str, Any] = {}
        for name in used:
            kind, value = self.declared[name], _find(facts, name)
            if isinstance(kind, Rows):
                found[name] = _rows(name, kind, value, room)
            elif kind is Kind.TEXTS and value is None:
                found[name] = []
            elif value is not None:
                found[name] = _plain(name, kind, value, room)
            found[f"{FILLED}.{name}"] = value not in (None, "", [])
        return found


def bad_name(name: str) -> str:
    """Why an expression could not use this name, or ""."""
    parts = name.split(".")
    if not NAME.fullmatch(name):
        return (
            f"Tên trường “{name[:80]}” không dùng được: chữ thường không dấu, số và gạch dưới, "
            "bắt đầu bằng chữ, sâu nhất bốn cấp."
        )
    if parts[0] == FILLED or RESERVED & set(parts):
        return f"Tên trường “{name}” trùng với từ của biểu thức: đặt tên khác."
    return ""


def _find(facts: Mapping[str, Any], name: str) -> Any:
    if name in facts:
        return facts[name]
    value: Any = facts
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _plain(name: str, kind: Kind, value: Any, room: list[int]) -> Any:
    """One value checked; a date as the library's instant at midnight UTC."""
    if kind is Kind.TEXT and isinstance(value, str):
        return _text(name, value, room)
    if kind is Kind.WHOLE and isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > WHOLE_MOST:
            raise _unfit(f"Số ở “{name}” quá lớn.")
        return value
    if kind is Kind.YES_NO and isinstance(value, bool):
        return value
    if kind is Kind.DATE and (day := _day(value)) is not None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if kind is Kind.TEXTS and isinstance(value, list | tuple) and len(value) <= ROWS_MOST:
        return [_plain(name, Kind.TEXT, one, room) for one in value]
    raise _unfit(f"Giá trị của “{name}” không phải {kind.value}.")


def _text(name: str, value: str, room: list[int]) -> str:
    room[0] -= len(value)
    if len(value) > TEXT_MOST or room[0] < 0:
        raise _unfit(f"Chữ ở “{name}” dài quá mức tính được.")
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def _day(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def _rows(name: str, kind: Rows, value: Any, room: list[int]) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > ROWS_MOST:
        raise _unfit(f"“{name}” không phải danh sách dòng, hoặc có hơn {ROWS_MOST} dòng.")
    return [dict(_row(name, kind, one, room)) for one in value]


def _row(name: str, kind: Rows, row: Any, room: list[int]) -> Iterator[tuple[str, Any]]:
    """A row's dates stay ISO text: the library takes no date inside a row (functions.py does)."""
    if not isinstance(row, Mapping):
        raise _unfit(f"“{name}” có một dòng không đọc được.")
    for key, one in kind.fields.items():
        if row.get(key) is None:
            continue
        value = _plain(f"{name}.{key}", one, row[key], room)
        yield key, value.date().isoformat() if one is Kind.DATE else value
