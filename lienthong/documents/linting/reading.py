"""What stands on the pages of a file, line by line, with where and how, as far as the file says."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from lienthong.documents import docx_text
from lienthong.kernel.errors import Refused

MM = 72 / 25.4
EMU_A_MM = 36_000  # Word counts in English Metric Units
COLUMN_GAP = 6 * MM  # wider than any space between words: another column begins
PAGES_READ = 40
LETTERS_READ = 12_000  # of a page: far more than a page of print holds


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand together on a page: edges in mm from its top left corner, size in points.

    From a file that only flows (DOCX) all edges are 0 and `Sheet.placed` is false.
    """

    text: str
    page: int = 1
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    size: float = 0
    bold: bool = False
    italic: bool = False
    face: str = ""

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file: its lines in reading order, the size of its first page in mm.

    `margins` are top, bottom, left, right where the file states them (DOCX).
    """

    lines: list[Line]
    width: float
    height: float
    placed: bool
    margins: tuple[float, float, float, float] | None = None
    pages: int = 1


@dataclass
class _Run:
    """Letters of one line while they are read."""

    letters: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    first: int = -1


def of_pdf(content: bytes) -> Sheet:
    """The lines of a PDF's first pages; Refused when it can't be read."""
    try:
        document = pypdfium2.PdfDocument(BytesIO(content))
    except pypdfium2.PdfiumError as error:
        raise unreadable() from error
    try:
        lines: list[Line] = []
        for number in range(min(len(document), PAGES_READ)):
            lines += _page(document[number], number + 1)
        width, height = document[0].get_size()
        return Sheet(lines, width / MM, height / MM, placed=True, pages=len(document))
    except pypdfium2.PdfiumError as error:
        raise unreadable() from error
    finally:
        document.close()


def unreadable() -> Refused:
    """The one refusal of a file that is no document."""
    return Refused(
        "documents.lint_unreadable",
        "Không đọc được tệp này: tệp hỏng, có mật khẩu, hoặc không phải PDF, DOCX.",
        reason="input",
    )


def _page(page: Any, number: int) -> list[Line]:
    text = page.get_textpage()
    height = page.get_height()
    found = [_line(text, run, number, height) for run in _runs(text)]
    return sorted(found, key=lambda line: (round(line.top), line.left))


def _runs(text: Any) -> Iterator[_Run]:
    """Letters that stand side by side on one height."""
    run = _Run()
    for index in range(min(text.count_chars(), LETTERS_READ)):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if sign in "\r\n":
            if run.boxes:
                yield run
            run = _Run()
            continue
        box = text.get_charbox(index)
        if sign.isspace() or box[2] <= box[0]:
            if run.letters:
                run.letters.append(" ")
            continue
        if run.boxes and _apart(run.boxes[-1], box):
            yield run
            run = _Run()
        if run.first < 0:
            run.first = index
        run.letters.append(sign)
        run.boxes.append(box)
    if run.boxes:
        yield run


def _apart(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    tall = max(before[3] - before[1], after[3] - after[1])
    return after[0] - before[2] > COLUMN_GAP or (
        abs(before[1] - after[1]) > max(tall, 6) and abs(before[3] - after[3]) > max(tall, 6)
    )


def _line(text: Any, run: _Run, number: int, height: float) -> Line:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text.raw, run.first, name, 128, None)
    face = name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode(
        "utf-8", "replace"
    )
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text.raw, run.first, matrix)
    return Line(
        text=" ".join("".join(run.letters).replace("\u00a0", " ").split()),
        page=number,
        left=min(box[0] for box in run.boxes) / MM,
        top=(height - max(box[3] for box in run.boxes)) / MM,
        right=max(box[2] for box in run.boxes) / MM,
        bottom=(height - min(box[1] for box in run.boxes)) / MM,
        size=round(pdfium.FPDFText_GetFontSize(text.raw, run.first) * abs(matrix.d or matrix.a), 1),
        bold="bold" in face.lower(),
        italic="italic" in face.lower() or "oblique" in face.lower(),
        face=face,
    )


def of_docx(content: bytes) -> Sheet:
    """The lines of a DOCX in order, tables cell by cell; Refused when it can't be read."""
    document = docx_text.opened(content)
    section = document.sections[0]
    width, height, *margins = (
        (one or 0) / EMU_A_MM
        for one in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin,
            section.left_margin, section.right_margin,
        )
    )  # fmt: skip
    top, bottom, left, right = margins
    lines = [Line(one) for one in docx_text.lines_of(document)]
    return Sheet(lines, width, height, placed=False, margins=(top, bottom, left, right))
