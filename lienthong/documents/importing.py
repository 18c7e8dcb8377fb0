"""The text of a DOCX as a drafter would have typed it (docs/how-to/write-a-document.md).

Plain bytes in, text and remarks out; the file has passed the examination of every upload before
(`kernel.attachments`), which turns macros and outside links away. What the page prints itself, and
what can't be typed (pictures, objects, footnotes), stays out, and the remarks say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from docx.table import Table
from docx.text.paragraph import Paragraph

from lienthong.documents import docx_text
from lienthong.documents.rendering.body import APPENDIX, ARTICLE, GROUP, MARK, ROMAN

PRINTED = re.compile(
    r"(CỘNG HÒA XÃ HỘI CHỦ NGHĨA|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]"
    r"|Số\s*:|Kính gửi\s*:|Nơi nhận\s*:|V/v\s|.{2,40}, ngày .{0,12}tháng .{0,8}năm)"
)
"""Lines and tables with one of these are the head or the foot, which the page prints itself."""
RULE = re.compile(r"[\s_*\-–—=.]+")
HEADING = re.compile(r"Heading (\d)")
LEVELS = ("roman", "number", "letter")
LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read: the lines of the body, and remarks on what was changed or left out."""

    text: str
    remarks: list[str]


@dataclass
class _Numbers:
    """The counters of automatic numbering: by list and level, and of headings without numbers."""

    lists: dict[tuple[str, int], int] = field(default_factory=dict)
    headings: list[int] = field(default_factory=lambda: [0, 0, 0])
    added: bool = False

    def of_list(self, key: tuple[str, int]) -> int:
        for other in [one for one in self.lists if one[0] == key[0] and one[1] > key[1]]:
            del self.lists[other]
        self.lists[key] = self.lists.get(key, 0) + 1
        return self.lists[key]

    def of_heading(self, level: int) -> int:
        self.headings[level] += 1
        self.headings[level + 1 :] = [0] * (len(self.headings) - level - 1)
        self.added = True
        return self.headings[level]


def text_of_docx(content: bytes) -> Imported:
    """The body of a DOCX as typed lines; Refused when it can't be read."""
    document = docx_text.opened(content)
    numbers = _Numbers()
    left_out = 0
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = [[_cell(cell) for cell in row] for row in docx_text.rows_of(block)]
            if any(PRINTED.match(cell) for row in rows for cell in row):
                left_out += 1
            else:
                lines += [f"| {' | '.join(row)} |" for row in rows]
            continue
        for line in _lines(block, numbers):
            if PRINTED.match(line) or RULE.fullmatch(line):
                left_out += 1
            else:
                lines.append(line)
    return Imported("\n".join(lines), _remarks(document, left_out, numbers))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _lines(paragraph: Paragraph, numbers: _Numbers) -> Iterator[str]:
    typed = [" ".join(one.split()) for one in docx_text.text_of(paragraph).split("\n")]
    typed = [one for one in typed if one]
    if not typed:
        return
    yield _mark(paragraph, typed[0], numbers) + typed[0]
    yield from typed[1:]


def _mark(paragraph: Paragraph, line: str, numbers: _Numbers) -> str:
    """The number or dash that Word draws by itself, typed out; "" where one is typed already."""
    if any(sign.match(line) for sign in (MARK, ROMAN, ARTICLE, GROUP, APPENDIX)):
        return ""
    name = str(getattr(paragraph.style, "name", "") or "")
    if found := HEADING.fullmatch(name):
        level = min(int(found[1]), len(LEVELS)) - 1
        return f"{_figure(LEVELS[level], numbers.of_heading(level))} "
    kind, key = _list_of(paragraph, name)
    if kind == "bullet":
        return "- "
    return f"{_figure(kind, numbers.of_list(key))} " if kind else ""


def _figure(kind: str, count: int) -> str:
    if kind == "roman":
        tens, ones = divmod(count, 10)
        return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones] + "."
    if kind == "letter":
        return f"{LETTERS[(count - 1) % len(LETTERS)]})"
    return f"{count}."


def _list_of(paragraph: Paragraph, style: str) -> tuple[str, tuple[str, int]]:
    """The kind of list a paragraph is in ("" for none), and which list and level."""
    properties: Any = paragraph._p.pPr  # noqa: SLF001 - numbering has no public name in python-docx
    numbered = properties.numPr if properties is not None else None
    if numbered is not None and numbered.numId is not None:
        level = numbered.ilvl.val if numbered.ilvl is not None else 0
        key = (str(numbered.numId.val), int(level))
        return _format(paragraph, *key), key
    if style.startswith("List Bullet"):
        return "bullet", (style, 0)
    if style.startswith("List Number"):
        return "number", (style, 0)
    return "", ("", 0)


FORMATS = {"bullet": "bullet", "lowerLetter": "letter", "upperRoman": "roman", "none": ""}


def _format(paragraph: Paragraph, number: str, level: int) -> str:
    """How Word draws that list on that level: by its definition in numbering.xml."""
    parts: Any = paragraph.part.rels.values()
    numbering = [one.target_part for one in parts if one.reltype.endswith("/numbering")]
    if not numbering:
        return "number"
    root: Any = numbering[0].element
    abstract = root.xpath(f"./w:num[@w:numId='{number}']/w:abstractNumId/@w:val")
    if not abstract:
        return "number"
    levels = f"./w:abstractNum[@w:abstractNumId='{abstract[0]}']/w:lvl[@w:ilvl='{level}']"
    found = root.xpath(f"{levels}/w:numFmt/@w:val")
    return FORMATS.get(found[0], "number") if found else "number"


def _remarks(document: Any, left_out: int, numbers: _Numbers) -> list[str]:
    body = document.element.body
    told: list[str] = []
    changes = body.xpath("count(.//w:ins | .//w:del | .//w:moveTo | .//w:moveFrom)")
    pictures = body.xpath("count(.//w:drawing | .//w:object | .//w:pict)")
    notes = body.xpath("count(.//w:footnoteReference | .//w:endnoteReference)")
    comments = body.xpath("count(.//w:commentReference)")
    if changes:
        told.append(
            _("Tệp còn {n} chỗ sửa chưa chấp nhận: đã lấy nội dung như đã chấp nhận hết.").format(
                n=int(changes)
            )
        )
    if pictures:
        told.append(
            _("Không đưa vào {n} hình, hộp chữ hoặc đối tượng nhúng: kèm theo ở tệp riêng.").format(
                n=int(pictures)
            )
        )
    if notes:
        told.append(_("Không đưa vào {n} chú thích cuối trang.").format(n=int(notes)))
    if comments:
        told.append(_("Không đưa vào {n} ghi chú bên lề.").format(n=int(comments)))
    if left_out:
        told.append(
            _("Bỏ {n} phần đầu hoặc cuối văn bản vì hệ thống tự in theo thể thức.").format(
                n=left_out
            )
        )
    if numbers.added:
        told.append(_("Đề mục chưa đánh số được đánh số I., 1., a). Xem lại thứ tự."))
    return told
