"""The text of a document: what a drafter typed, line by line, into the blocks of its page.

One paragraph a line; the beginning of a line says what it is (docs/how-to/write-a-document.md):

- `Căn cứ …;` first of all, then `Theo đề nghị của …`: the legal bases, in italics.
- `QUYẾT ĐỊNH:` alone: the deciding word, in the middle.
- `Phần I`, `Chương II`, `Mục 1`, the title behind it or on the next line: in the middle.
- `I. …`: a heading in bold. `Điều 1. …`: its number in bold, all of it when it is only a title.
- `1.`, `a)`, `-`: keep to the word behind them; a short `1. …` with no stop, and text under it, is
  a title.
- `| a | b |`: a row of a table, the first one its head.
- `Phụ lục I` alone: an appendix on a page of its own behind the signature, its title on the next
  line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NO_BREAK = "\u00a0"
LONGEST_TITLE = 160
OPEN_ENDS = tuple(".;:,/")

GROUP = re.compile(r"(Phần|Chương|Mục|Tiểu mục)\s+(thứ\s+\S+|[IVXLC]+|\d+)\s*[.:]?\s*(.*)")
ROMAN = re.compile(r"[IVX]{1,5}[.-]\s")
ARTICLE = re.compile(r"(Điều\s+\d{1,3})\.\s*(.*)")
MARK = re.compile(r"(\d{1,2}(?:\.\d{1,2})*[.)-]|[a-zđ]\)|[-+•–])\s+")
NUMBERED = re.compile(r"\d{1,2}[.-]\s")
BASIS = re.compile(r"(Căn cứ|Theo đề nghị|Xét đề nghị|Xét)\s")
DECISION = re.compile(r"(QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ)\s*:?")
APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)(?:\s+([IVX]{1,5}|\d{1,2}))?\s*[.:]?")
CARRIED = re.compile(r"\((Kèm theo|Ban hành kèm theo)\s.*\)", re.IGNORECASE)
RULE = re.compile(r"[\s|:-]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block. `kind`: text, basis, decision, group, group_title, heading, title, table,
    appendix, appendix_title, appendix_note. `lead` is set in bold before the text ("Điều 1.");
    `rows` are the cells of a table, its head first.
    """

    text: str
    kind: str = "text"
    lead: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def heading(self) -> bool:
        """Does it stay with what follows?"""
        return self.kind in HEADINGS


HEADINGS = frozenset(
    ("decision", "group", "group_title", "heading", "title", "appendix", "appendix_title")
)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The blocks of what a drafter typed; empty lines are dropped."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bases = _leading_bases(lines)
    found = [_basis(line, last=place == bases - 1) for place, line in enumerate(lines[:bases])]
    at = bases
    while at < len(lines):
        taken, blocks = _next(lines, at)
        found += blocks
        at += taken
    return tuple(found)


def _leading_bases(lines: Sequence[str]) -> int:
    """How many lines at the head are legal bases: each ends as one of a list does."""
    count = 0
    while count < len(lines) and BASIS.match(lines[count]) and lines[count][-1] in ";.,":
        count += 1
    return count if count and lines[0].startswith("Căn cứ") else 0


def _basis(line: str, *, last: bool) -> Paragraph:
    """Each ends with a semicolon, the last with a full stop (Decree 30/2020, app. I)."""
    return Paragraph(line.rstrip(";.,") + ("." if last else ";"), "basis")


def _next(lines: Sequence[str], at: int) -> tuple[int, list[Paragraph]]:
    """How many lines the next blocks take, and the blocks."""
    line = lines[at]
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if line.startswith("|"):
        return _table(lines, at)
    if found := APPENDIX.fullmatch(line):
        return _appendix(found, lines, at)
    if found := GROUP.fullmatch(line):
        return _group(found, below)
    return 1, [_single(line, below)]


def _single(line: str, below: str) -> Paragraph:
    """A block of one line."""
    if found := DECISION.fullmatch(line):
        return Paragraph(found.group(1) + ":", "decision")
    if found := ARTICLE.match(line):
        label = f"{found.group(1)}."
        if _titles(line, below):
            return Paragraph(f"{label} {found.group(2)}", "heading")
        return Paragraph(found.group(2), lead=label)
    if len(line) <= LONGEST_TITLE and ROMAN.match(line):
        return Paragraph(line, "heading")
    return _plain(line, below)


def _plain(line: str, below: str) -> Paragraph:
    titled = NUMBERED.match(line) and _titles(line, below) and not NUMBERED.match(below)
    mark = MARK.match(line)
    if mark:
        line = mark.group(1) + NO_BREAK + line[mark.end() :]
    return Paragraph(line, "title" if titled else "text")


def _titles(line: str, below: str) -> bool:
    """Is it a title of what stands below: short, without a stop, and not the last of its list?"""
    if not below or len(line) > LONGEST_TITLE or line.endswith(OPEN_ENDS):
        return False
    return not any(sign.match(below) for sign in (ROMAN, ARTICLE, GROUP, APPENDIX))


def _is_title(line: str) -> bool:
    starts = (ROMAN, ARTICLE, GROUP, APPENDIX, MARK)
    plain = not line.startswith(("|", "(")) and not any(sign.match(line) for sign in starts)
    return bool(line) and plain and len(line) <= LONGEST_TITLE and not line.endswith(OPEN_ENDS)


def _group(found: re.Match[str], below: str) -> tuple[int, list[Paragraph]]:
    label = Paragraph(f"{found.group(1)} {found.group(2)}", "group")
    if found.group(3):
        return 1, [label, Paragraph(found.group(3).upper(), "group_title")]
    if _is_title(below):
        return 2, [label, Paragraph(below.upper(), "group_title")]
    return 1, [label]


def _appendix(found: re.Match[str], lines: Sequence[str], at: int) -> tuple[int, list[Paragraph]]:
    number = found.group(1)
    blocks = [Paragraph(f"Phụ lục {number}" if number else "Phụ lục", "appendix")]
    taken = 1
    if at + taken < len(lines) and _is_title(lines[at + taken]):
        blocks.append(Paragraph(lines[at + taken].upper(), "appendix_title"))
        taken += 1
    if at + taken < len(lines) and CARRIED.fullmatch(lines[at + taken]):
        blocks.append(Paragraph(lines[at + taken], "appendix_note"))
        taken += 1
    return taken, blocks


def _table(lines: Sequence[str], at: int) -> tuple[int, list[Paragraph]]:
    taken = 0
    rows: list[tuple[str, ...]] = []
    while at + taken < len(lines) and lines[at + taken].startswith("|"):
        line = lines[at + taken]
        taken += 1
        if not RULE.fullmatch(line):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    width = max((len(row) for row in rows), default=0)
    whole = tuple(row + ("",) * (width - len(row)) for row in rows)
    return taken, [Paragraph("", "table", rows=whole)] if whole else []
