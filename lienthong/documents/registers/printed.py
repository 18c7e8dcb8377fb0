"""A table of the decree on paper and in a workbook: registers, reports, lists of files."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.utils.translation import gettext as _

from lienthong.documents.registers.shapes import Head, Line
from lienthong.documents.registers.sheets import Sheet
from lienthong.documents.rendering import fonts, lines
from lienthong.documents.rendering.render import DEMO_WORDS, TEMPLATES
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import queries as ledger
from lienthong.ui import words

ROWS_MAX = 5000
"""What one print or workbook holds: a year of a large commune; more is asked for in parts."""
_lock = Lock()


@lru_cache(maxsize=2)
def _compiler(folder: Path) -> Any:
    return typst.Compiler(root=TEMPLATES, font_paths=[folder], ignore_system_fonts=True)


def check_length(sheet: Sheet) -> None:
    """Nothing is cut off in silence: a sheet that goes on is printed in parts."""
    if sheet.reading.next_after is not None:
        raise Refused(
            "documents.register_too_long",
            _("Sổ trong khoảng ngày này có hơn {n} dòng. Chọn khoảng ngày ngắn hơn.").format(
                n=words.number(ROWS_MAX)
            ),
            reason="limit",
        )


def foot(at: datetime, by: str, checkpoint: str) -> str:
    """Who printed it when, and the log's checkpoint that covers it (Decree 30/2020, app. VI
    III.6.k).
    """
    text = _("In từ hệ thống lúc {at}, {by}.").format(at=words.instant(at), by=by)
    return f"{text} {checkpoint}".strip()


def covered() -> str:
    """How far the log is sealed now, in words for the foot of a print; empty before the first."""
    newest = ledger.latest_checkpoint()
    if newest is None:
        return ""
    return _("Sổ sự kiện đã niêm đến {size}, gốc {root}.").format(
        size=newest.size, root=newest.root.hex()
    )


@dataclass(frozen=True)
class Table:
    """What is printed, all plain texts: `period` stands under the title, `foot` on every page."""

    title: str
    agency: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    period: str = ""
    superior: str = ""
    notes: tuple[str, ...] = ()
    empty: str = ""
    foot: str = ""
    demo: bool = False


def table(sheet: Sheet) -> Table:
    """A register or a report as it is printed; refused for more than ROWS_MAX rows."""
    check_length(sheet)
    return Table(
        title=str(sheet.kind.title),
        agency=sheet.agency,
        heads=sheet.heads,
        lines=sheet.reading.lines,
        period=sheet.period,
        superior=sheet.superior,
        notes=sheet.reading.notes,
        empty=_("Không có văn bản nào trong khoảng ngày này."),
        foot=foot(sheet.at, sheet.printed_by, sheet.checkpoint),
        demo=sheet.demo,
    )


def pdf(table: Table) -> bytes:
    """A4 across the page, ready to be bound. Refused for a letter that no font of ours can show."""
    data = json.dumps(
        {
            "title": table.title,
            "agency": table.agency,
            "superior": [table.superior] if table.superior else [],
            "period": lines.clean(table.period),
            "columns": [head.width for head in table.heads],
            "heads": [str(head.label) for head in table.heads],
            "rows": [
                {"cells": [lines.clean(cell) for cell in line.cells], "void": line.void}
                for line in table.lines
            ],
            "empty": table.empty,
            "notes": [lines.clean(note) for note in table.notes],
            "foot": table.foot,
            "demo": DEMO_WORDS if table.demo else None,
        },
        ensure_ascii=False,
    )
    return typeset("sheet.typ", data)


def typeset(template: str, data: str) -> bytes:
    """A PDF of a template of ours that reads `data`, JSON, as `sys.inputs.sheet`."""
    folder = fonts.folder()
    fonts.check_characters(data, folder)
    with _lock:
        made = _compiler(folder).compile(
            input=TEMPLATES / template, format="pdf", sys_inputs={"sheet": data}
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF bytes")
    return made


def workbook(table: Table) -> io.BytesIO:
    """The same as a workbook: every cell plain text, so nothing in a name is ever a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(_("Sổ"))
    page.set_landscape()
    page.set_paper(9)  # A4
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    struck = book.add_format(
        {"border": 1, "text_wrap": True, "valign": "top", "font_strikeout": True}
    )
    for column, one in enumerate(table.heads):
        page.set_column(column, column, one.width / 1.8)
    page.write_string(0, 0, table.agency, bold)
    page.write_string(1, 0, table.title, bold)
    page.write_string(2, 0, table.period)
    for column, one in enumerate(table.heads):
        page.write_string(4, column, str(one.label), head)
    for row, line in enumerate(table.lines, start=5):
        for column, text in enumerate(line.cells):
            page.write_string(row, column, text, struck if line.void else cell)
    below = 6 + len(table.lines)
    for row, text in enumerate((*table.notes, table.foot), start=below):
        page.write_string(row, 0, text)
    page.freeze_panes(5, 0)
    page.repeat_rows(4)
    book.close()
    out.seek(0)
    return out
