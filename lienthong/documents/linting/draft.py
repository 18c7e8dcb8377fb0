"""What a text that is being written still lacks, before anybody signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lienthong.documents.linting import words
from lienthong.documents.linting.findings import Finding, finding
from lienthong.documents.rendering import lines
from lienthong.documents.rendering.body import Paragraph
from lienthong.documents.rendering.letter import Letter

PRINTED = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", "Kính gửi:")
"""Parts that the page adds itself."""
BLANK = re.compile(r"(?<!v\.v)(?:…|\.{3,})")
INVITATION = "Giấy mời"
INVITED = (
    ("thời gian", re.compile(r"thời gian|\bngày\b|\bgiờ\b", re.IGNORECASE), "Thời gian: …"),
    (
        "địa điểm",
        re.compile(r"địa điểm|hội trường|phòng họp|\btại\b", re.IGNORECASE),
        "Địa điểm: …",
    ),
    ("thành phần", re.compile(r"thành phần|kính mời|đại diện", re.IGNORECASE), "Thành phần: …"),
)
CARRIED = re.compile(
    r"phụ lục|kèm theo (?:văn bản|công văn|quyết định|kế hoạch|báo cáo) này", re.IGNORECASE
)
ORDERED = (
    re.compile(r"Điều\s+(\d+)\."),
    re.compile(r"([IVX]+)[.-]\s"),
)
ROMAN = {"I": 1, "V": 5, "X": 10}
SHOWN = 60


def of_letter(letter: Letter, *, type_code: str = "", files: int = 0) -> list[Finding]:
    """Every finding on a draft, in the order of the decree's parts.

    `type_code` is the abbreviation of its type, "" for a letter; `files` how many further files it
    has.
    """
    kind = letter.type_name or "Công văn"
    return [
        *_head(letter, type_code, kind),
        *_text(letter, kind, files),
        *_foot(letter),
    ]


def _head(letter: Letter, type_code: str, kind: str) -> list[Finding]:
    found: list[Finding] = []
    if not any(letter.agency):
        found.append(finding("agency"))
    found += words.number_line(
        lines.number_line("10", letter.symbol, party=letter.party), party=letter.party
    )
    if type_code and not re.match(rf"{re.escape(type_code)}[-/]", letter.symbol):
        found.append(finding("symbol", symbol=letter.symbol, type=kind.lower(), expected=type_code))
    if not letter.place_name:
        found.append(finding("place"))
    return found + words.subject(letter.subject)


def _text(letter: Letter, kind: str, files: int) -> list[Finding]:
    blocks = letter.paragraphs
    if not blocks:
        return [finding("body")]
    texts = [_whole(block) for block in blocks]
    found = [finding("unfinished", line=_short(one)) for one in texts if BLANK.search(one)]
    found += [
        finding("repeated", line=_short(one)) for one in texts if one.strip().startswith(PRINTED)
    ]
    if letter.decides:
        if not any(block.kind == "basis" for block in blocks):
            found.append(finding("basis", type=kind))
        if not any(one.startswith("Điều ") for one in texts):
            found.append(finding("articles", type=kind, decides=letter.decides))
    found += _order(texts)
    whole = "\n".join(texts)
    if kind == INVITATION:
        found += [
            finding("invitation", missing=missing, example=example)
            for missing, sign, example in INVITED
            if not sign.search(whole)
        ]
    carries = files or any(block.kind == "appendix" for block in blocks)
    if CARRIED.search(whole) and not carries:
        found.append(finding("appendix"))
    return found


def _whole(block: Paragraph) -> str:
    rows = " ".join(cell for row in block.rows for cell in row)
    return " ".join(one for one in (block.lead, block.text, rows) if one)


def _short(line: str) -> str:
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rstrip()} …"


def _order(texts: Sequence[str]) -> list[Finding]:
    """Articles, and headings in Roman figures, follow each other; each chapter may begin anew."""
    found: list[Finding] = []
    for sign in ORDERED:
        marks = [(one[0], _value(one[1])) for text in texts if (one := sign.match(text))]
        for (before, low), (after, high) in pairwise(marks):
            if high not in {low + 1, 1}:
                found.append(finding("order", before=before.strip(), after=after.strip()))
    return found


def _value(figures: str) -> int:
    if figures.isdecimal():
        return int(figures)
    values = [ROMAN[sign] for sign in figures]
    return sum(
        -one if following > one else one
        for one, following in zip(values, [*values[1:], 0], strict=True)
    )


def _foot(letter: Letter) -> list[Finding]:
    found: list[Finding] = []
    if not letter.signer_title or not letter.signer_name:
        found.append(finding("signer"))
    found += words.authority([*letter.authority, letter.signer_title], party=letter.party)
    if not letter.to and not letter.recipients:
        found.append(finding("recipients"))
    return found
