"""What a DOCX says, part by part, as it reads once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from lienthong.kernel.errors import Refused

BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}
_WORDS = (
    "./descendant::*[self::w:t or self::w:tab or self::w:br or self::w:cr]"
    "[not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent or ancestor::w:pPr)]"
)


def opened(content: bytes) -> Any:
    """The document; Refused when it is none."""
    try:
        return docx.Document(BytesIO(content))
    except Exception as error:  # a foreign parser meets whatever people send
        raise Refused(
            "documents.docx_unreadable",
            "Không đọc được tệp DOCX này: tệp hỏng hoặc không phải văn bản Word."
            " Mở bằng Word, lưu lại dạng .docx rồi tải lên.",
            reason="input",
        ) from error


def text_of(paragraph: Paragraph) -> str:
    """The words of a paragraph, inserted ones with them, deleted ones not; breaks as line ends."""
    out: list[str] = []
    for part in paragraph._p.xpath(_WORDS):  # noqa: SLF001 - `text` leaves out insertions
        name = part.tag.rpartition("}")[2]
        out.append(BREAKS.get(name) or part.text or "")
    return "".join(out)


def rows_of(table: Table) -> list[list[str]]:
    """The cells of a table; one that spans columns stands in the first of them."""
    found: list[list[str]] = []
    for row in table.rows:
        before: Any = None
        cells: list[str] = []
        for cell in row.cells:
            same = cell._tc is before  # noqa: SLF001 - python-docx repeats a cell that spans
            cells.append("" if same else "\n".join(text_of(one) for one in cell.paragraphs))
            before = cell._tc  # noqa: SLF001
        found.append(cells)
    return found


def lines_of(document: Any) -> Iterator[str]:
    """Every line of the document in order, cells of tables one by one."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            texts = [cell for row in rows_of(block) for cell in row]
        else:
            texts = [text_of(block)]
        for text in texts:
            for line in text.split("\n"):
                if words := " ".join(line.split()):
                    yield words
