"""From a file's text to rows of plain values; what cannot be read is a rejection with its line."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from lienthong.directory.loading.report import Report
from lienthong.kernel import permissions

Value = str | int | float | bool | list[str] | None
Parse = Callable[[str], Value]

YEARS = range(1900, 2200)
LONGEST = 2000  # characters of one cell: the longest legal basis has some 300


class BadCellError(Exception):
    """A cell that cannot be read; its text is the reason."""


@dataclass(frozen=True)
class Column:
    """A column we need: how to read its cells, and whether a cell may be empty."""

    name: str
    parse: Parse
    empty: bool = False


@dataclass(frozen=True)
class Row:
    """One row of one file, read. `values` are JSON values, dates as ISO text."""

    file: str
    line: int
    values: dict[str, Any]

    def key(self, columns: tuple[str, ...]) -> str:
        """Its identity inside the file, as text."""
        return "|".join(str(self.values[column]) for column in columns)

    def digest(self) -> str:
        """Tells whether the row has changed since it was taken in."""
        text = repr(sorted(self.values.items()))
        return blake2b(text.encode(), digest_size=16).hexdigest()


def words(cell: str) -> str:
    """Any text."""
    return cell


def day(cell: str) -> str:
    """A date, year-month-day, of a year that people alive may meet."""
    try:
        read = date.fromisoformat(cell)
    except ValueError:
        read = date.min
    if read.year not in YEARS:
        raise BadCellError(
            _("ngày “{cell}” không đọc được, ghi dạng năm-tháng-ngày").format(cell=cell)
        )
    return read.isoformat()


def whole(cell: str) -> int:
    """A whole number that fits a small column."""
    if not re.fullmatch(r"-?\d{1,4}", cell):
        raise BadCellError(_("“{cell}” không phải số nguyên nhỏ hơn 10.000").format(cell=cell))
    return int(cell)


def decimal(cell: str) -> float:
    """A number with a point."""
    if not re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", cell):
        raise BadCellError(_("“{cell}” không phải số").format(cell=cell))
    return float(cell)


def personal_number(cell: str) -> str:
    """The 12 digits of a citizen's card."""
    if not re.fullmatch(r"\d{12}", cell, re.ASCII):
        raise BadCellError(_("“{cell}” không phải số định danh 12 số").format(cell=cell))
    return cell


def flag(cell: str) -> bool:
    """1 or 0."""
    if cell not in {"0", "1", "true", "false"}:
        raise BadCellError(_("“{cell}” phải là 1 hoặc 0").format(cell=cell))
    return cell in {"1", "true"}


def one_of(*choices: str) -> Parse:
    """One word of a short list."""

    def parse(cell: str) -> str:
        if cell not in choices:
            raise BadCellError(
                _("“{cell}” không có trong danh mục: {choices}").format(
                    cell=cell, choices=", ".join(choices)
                )
            )
        return cell

    return parse


def several(cell: str) -> list[str]:
    """Words apart by spaces."""
    return cell.split()


def roles(cell: str) -> list[str]:
    """Roles apart by spaces, all known to `kernel.permissions`."""
    named = cell.split()
    unknown = [role for role in named if role not in permissions.ROLES]
    if unknown:
        raise BadCellError(_("không có vai trò “{role}”").format(role=unknown[0]))
    return named


def read_csv(path: Path, columns: tuple[Column, ...], report: Report) -> list[Row]:
    """The readable rows of a CSV file with a heading line; unknown columns are left alone."""
    name = path.name
    try:
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
    except OSError:
        report.read[name] += 1
        report.reject(name, 1, _("Không đọc được tệp. Xem lại quyền và ổ đĩa rồi nạp lại."))
        return []
    except UnicodeDecodeError as error:
        report.read[name] += 1
        report.reject(
            name,
            1,
            _("Tệp không phải UTF-8 (byte thứ {at}). Lưu lại ở dạng UTF-8.").format(at=error.start),
        )
        return []
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading = next(_lines(table, name, report), None)
    header = [cell.strip() for cell in heading[1]] if heading else []
    lacking = [column.name for column in columns if column.name not in header]
    if lacking:
        report.read[name] += 1
        report.reject(name, 1, _("Thiếu cột: {columns}.").format(columns=", ".join(lacking)))
        return []
    wanted = [(header.index(column.name), column) for column in columns]
    rows = []
    for line, cells in _lines(table, name, report):
        if not any(cells):
            continue
        report.read[name] += 1
        try:
            rows.append(Row(name, line, _values(len(header), cells, wanted)))
        except BadCellError as error:
            report.reject(name, line, str(error))
    return rows


def _lines(table: Any, name: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a fault of the format ends the file with a rejection."""
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            report.read[name] += 1
            report.reject(
                name,
                line,
                _("Dòng sai định dạng CSV ({error}); các dòng sau không đọc.").format(error=error),
            )
            return
        yield line, cells


def _values(width: int, cells: list[str], wanted: list[tuple[int, Column]]) -> dict[str, Value]:
    if len(cells) != width:
        raise BadCellError(_("Dòng có {n} ô, cần {m} ô.").format(n=len(cells), m=width))
    values: dict[str, Value] = {}
    for at, column in wanted:
        try:
            values[column.name] = _cell(cells[at].strip(), column)
        except BadCellError as error:
            words = _("Cột {column}: {why}.").format(column=column.name, why=error)
            raise BadCellError(words) from None
    return values


def _cell(cell: str, column: Column) -> Value:
    if len(cell) > LONGEST:
        raise BadCellError(_("dài quá {n} ký tự").format(n=LONGEST))
    if "\x00" in cell:
        raise BadCellError(_("có ký tự NUL"))
    if cell:
        return column.parse(cell)
    if not column.empty:
        raise BadCellError(_("đang để trống"))
    return "" if column.parse is words else [] if column.parse in {several, roles} else None


def read_settings(path: Path, report: Report) -> list[Row]:
    """province.toml: one row for each top-level table or value."""
    name = path.name
    try:
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
        tables = tomllib.loads(text)
    except OSError:
        report.read[name] += 1
        report.reject(name, 1, _("Không đọc được tệp. Xem lại quyền và ổ đĩa rồi nạp lại."))
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        report.read[name] += 1
        report.reject(
            name,
            int(found[1]) if found else 1,
            _("Tệp không đọc được: {error}.").format(error=error),
        )
        return []
    rows = []
    for key, value in tables.items():
        found = re.search(rf"(?m)^\s*(\[+\s*{re.escape(key)}\b|{re.escape(key)}\s*=)", text)
        line = text.count("\n", 0, found.start(1)) + 1 if found else 1
        plain = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
        rows.append(Row(name, line, {"name": key, "value": plain}))
    report.read[name] += len(rows)
    return rows
