"""A table of results as a file: a workbook, a PDF, a text document. Plain texts only."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

TEMPLATE = Path(__file__).with_name("typst") / "results.typ"
WIDTH = 28


@dataclass(frozen=True)
class Sheet:
    """What is exported: `mark` says that it was printed from the system, by whom and when."""

    title: str
    asked: str
    mark: str
    heads: list[str]
    rows: list[list[str]]


Made = tuple[io.BytesIO, str]


def xlsx(sheet: Sheet) -> Made:
    """A workbook: every cell plain text, so nothing in a name is ever a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True})
    page.write_string(0, 0, f"{sheet.title}: {sheet.asked}", bold)
    page.write_string(1, 0, sheet.mark)
    for column, head in enumerate(sheet.heads):
        page.write_string(3, column, head, bold)
    for number, row in enumerate(sheet.rows, start=4):
        for column, text in enumerate(row):
            page.write_string(number, column, text)
    page.set_column(0, len(sheet.heads) - 1, WIDTH)
    page.freeze_panes(4, 1)
    page.set_footer(f"&L{sheet.mark.replace('&', '&&')}&R&P/&N")
    book.close()
    out.seek(0)
    return out, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def docx(sheet: Sheet) -> Made:
    """A text document with one table."""
    import docx as library
    from docx.enum.section import WD_ORIENT

    document = library.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(f"{_clean(sheet.title)}: {_clean(sheet.asked)}", level=1)
    document.add_paragraph(_clean(sheet.mark))
    table = document.add_table(rows=1, cols=len(sheet.heads), style="Table Grid")
    for row in (sheet.heads, *sheet.rows):
        cells = table.rows[0].cells if row is sheet.heads else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = _clean(text)
    section.footer.paragraphs[0].text = _clean(sheet.mark)
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _clean(text: str) -> str:
    """XML has no control characters."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def pdf(sheet: Sheet) -> Made:
    """A page after another, A4 across, the mark under each."""
    import typst

    made = typst.compile(
        TEMPLATE,
        font_paths=[settings.FONTS_DIR],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
    )
    return io.BytesIO(made or b""), "application/pdf"


FORMS: Mapping[str, Callable[[Sheet], Made]] = {"xlsx": xlsx, "docx": docx, "pdf": pdf}
