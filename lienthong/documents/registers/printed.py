"""A sheet on paper and in a workbook."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.utils.translation import gettext as _

from lienthong.documents.registers.sheets import Sheet
from lienthong.documents.rendering import fonts, lines
from lienthong.documents.rendering.render import DEMO_WORDS, TEMPLATES
from lienthong.kernel.errors import Refused
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


def foot(sheet: Sheet) -> str:
    """Who printed it when, and the log's checkpoint that covers it (Decree 30/2020, app. VI
    III.6.k).
    """
    text = _("In từ hệ thống lúc {at}, {by}.").format(
        at=words.instant(sheet.at), by=sheet.printed_by
    )
    return f"{text} {sheet.checkpoint}".strip()


def pdf(sheet: Sheet) -> bytes:
    """A4 across the page, ready to be bound. Refused for more than ROWS_MAX rows or a letter that
    no font of ours can show.
    """
    check_length(sheet)
    folder = fonts.folder()
    data = json.dumps(
        {
            "title": str(sheet.kind.title),
            "agency": sheet.agency,
            "superior": [sheet.superior] if sheet.superior else [],
            "period": sheet.period,
            "columns": [head.width for head in sheet.heads],
            "heads": [str(head.label) for head in sheet.heads],
            "rows": [
                {"cells": [lines.clean(cell) for cell in line.cells], "void": line.void}
                for line in sheet.reading.lines
            ],
            "empty": _("Không có văn bản nào trong khoảng ngày này."),
            "notes": [lines.clean(note) for note in sheet.reading.notes],
            "foot": foot(sheet),
            "demo": DEMO_WORDS if sheet.demo else None,
        },
        ensure_ascii=False,
    )
    fonts.check_characters(data, folder)
    with _lock:
        made = _compiler(folder).compile(
            input=TEMPLATES / "sheet.typ", format="pdf", sys_inputs={"sheet": data}
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PDF bytes")
    return made


def workbook(sheet: Sheet) -> io.BytesIO:
    """The same as a workbook: every cell plain text, so nothing in a name is ever a formula."""
    import xlsxwriter

    check_length(sheet)
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
    for column, one in enumerate(sheet.heads):
        page.set_column(column, column, one.width / 1.8)
    page.write_string(0, 0, sheet.agency, bold)
    page.write_string(1, 0, str(sheet.kind.title), bold)
    page.write_string(2, 0, sheet.period)
    for column, one in enumerate(sheet.heads):
        page.write_string(4, column, str(one.label), head)
    for row, line in enumerate(sheet.reading.lines, start=5):
        for column, text in enumerate(line.cells):
            page.write_string(row, column, text, struck if line.void else cell)
    below = 6 + len(sheet.reading.lines)
    for row, text in enumerate((*sheet.reading.notes, foot(sheet)), start=below):
        page.write_string(row, 0, text)
    page.freeze_panes(5, 0)
    page.repeat_rows(4)
    book.close()
    out.seek(0)
    return out
