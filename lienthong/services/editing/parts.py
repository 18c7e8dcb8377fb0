"""Which parts a package has in the editor, and which of them mends a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.engine.bpmn import catalogue
from lienthong.engine.problems import Problem
from lienthong.services.editing import form_fields
from lienthong.services.editing.charges import COMPONENTS, FEES
from lienthong.services.editing.draft import Draft
from lienthong.services.editing.facts import CASES, FACTS, RESULT
from lienthong.services.editing.fields_page import PAGES, kind_name
from lienthong.services.editing.sheets import Sheet
from lienthong.services.editing.terms import DEADLINES, PROCESS
from lienthong.services.packages.processes import OWN
from lienthong.services.packages.reading import FORM, PROCEDURE

FIELDS, FILES = "to-khai", "tep"
SHEETS: dict[str, Sheet] = {
    one.key: one for one in (FACTS, CASES, RESULT, PAGES, DEADLINES, PROCESS)
}
LISTS: dict[str, Sheet] = {one.key: one for one in (COMPONENTS, FEES)}
TITLES: dict[str, str | Promise] = {
    FACTS.key: FACTS.title,
    CASES.key: CASES.title,
    FIELDS: _("Tờ khai: các trường"),
    PAGES.key: PAGES.title,
    COMPONENTS.key: COMPONENTS.title,
    FEES.key: FEES.title,
    DEADLINES.key: DEADLINES.title,
    PROCESS.key: PROCESS.title,
    RESULT.key: RESULT.title,
    FILES: _("Kiểm thử, bản dịch và tệp khác"),
}
"""In the order in which one fills them."""
OF_ENTRY = {"cases": CASES.key, "result": RESULT.key, "process": PROCESS.key, "children": FILES}
OF_FILE = {"deadlines.yaml": DEADLINES.key, OWN: PROCESS.key, "status-map.yaml": FILES}


@dataclass(frozen=True)
class Row:
    """A line of a list part. `number` counts from 1."""

    number: int
    title: str
    code: str
    note: str
    deep: int = 0
    page: str = ""


def rows_of(draft: Draft, key: str) -> list[Row]:
    """The rows of a list part."""
    if key == FIELDS:
        return list(_field_rows(draft))
    if key == FILES:
        return [
            Row(number, name, "", _now("{n} dòng").format(n=draft.files[name].count(b"\n")))
            for number, name in enumerate(sorted(draft.files), 1)
        ]
    sheet = LISTS[key]
    found = draft.value(sheet.file, sheet.path)
    rows = found if isinstance(found, list) else []
    notes = ("asked", "required") if key == COMPONENTS.key else ("when", "amount", "table")
    return [
        Row(
            number,
            str(one.get("name", "")),
            str(one.get("code", "")),
            "; ".join(str(one[name]) for name in notes if one.get(name) is not None),
        )
        for number, one in enumerate(rows, 1)
        if isinstance(one, dict)
    ]


def _field_rows(draft: Draft) -> Iterator[Row]:
    schema = draft.value(FORM)
    pages = form_fields.pages_of(schema)
    for number, spot in enumerate(form_fields.spots(schema), 1):
        page = pages[spot.page] if 0 <= spot.page < len(pages) else {}
        yield Row(
            number,
            str(spot.schema.get("title", "")),
            ".".join(spot.way),
            kind_name(form_fields.kind_of(spot.schema)),
            len(spot.way) - 1,
            str(page.get("title") or _now("Trang {n}").format(n=spot.page + 1)),
        )


def mended_at(draft: Draft, problem: Problem) -> tuple[str, int]:
    """(part, number of the row or 0) where a problem is mended."""
    file, _comma, place = problem.where.partition(", ")
    if file == FORM:
        return FIELDS, _field_number(draft, place.partition(",")[0])
    for sheet in LISTS.values():
        if file == sheet.file:
            return sheet.key, _row_number(draft, sheet, problem.line)
    if file in OF_FILE:
        return OF_FILE[file], 0
    if file == PROCEDURE:
        return OF_ENTRY.get(_entry(draft, problem), FACTS.key), 0
    if file in catalogue.patterns() or file in catalogue.library():
        return PROCESS.key, 0
    names = sorted(draft.files)
    return FILES, names.index(file) + 1 if file in draft.files else 0


def _entry(draft: Draft, problem: Problem) -> str:
    """The entry of procedure.yaml in which a line stands."""
    lines = draft.files.get(PROCEDURE, b"").decode("utf-8", "replace").splitlines()
    for line in reversed(lines[: problem.line]):
        if match := re.match(r"([a-z_]+):", line):
            return match[1]
    for name in ("cases", "children"):
        if name in problem.where or f"“{name}”" in problem.sentence:
            return name
    return "process" if "Quy trình" in problem.sentence else ""


def _row_number(draft: Draft, sheet: Sheet, line: int) -> int:
    try:
        root: Any = yaml.compose(draft.files[sheet.file].decode(), Loader=yaml.SafeLoader)
        rows = next(node for key, node in root.value if key.value == sheet.path[0]).value
        starts = [one.start_mark.line + 1 for one in rows]
    except (yaml.YAMLError, KeyError, AttributeError, TypeError, StopIteration):
        return 0
    return sum(start <= line for start in starts) if line else 0


def _field_number(draft: Draft, name: str) -> int:
    rows = [one for one in _field_rows(draft) if one.code == name] if name else []
    return rows[0].number if rows else 0
