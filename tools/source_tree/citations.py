"""Which law says so: citations in comments and docstrings, in one exact form.

`Decree 30/2020, art. 22` · `Decree 30/2020, art. 12, 13` · `Decree 30/2020, app. I` ·
`Law 29/2018/QH14, art. 13` · `Civil Code 2015, art. 147`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LAWS = (
    r"Decree \d+/\d{4}"
    r"|Law \d+/\d{4}/QH\d+"
    r"|(?:Decision|Circular) \d+/\d{4}"
    r"|(?:Civil|Labour) Code \d{4}"
)
_APPENDIX = r"app\. [IVX]+(?:,? (?:part )?[IVX]+(?:\.[\w.]*\w)?)?"
PLACE = (
    r"art\. \d+[a-z]?(?:-\d+)?(?:(?:, | and )\d+[a-z]?(?:-\d+)?(?![\d/.]))*"
    rf"(?: and {_APPENDIX})?|{_APPENDIX}"
)
CITATION = re.compile(rf"({LAWS}), ({PLACE})")
_BY_NUMBER = re.compile(r"\b(?:Decree|Decision|Circular|Law) (?:No\. ?)?\d[\w/-]*")
_WHOLE = re.compile(rf"(?:{LAWS})(?![\w/-])(?!,?\s+(?:article|art|app|clause|chapter)\b)")
_PLACE = re.compile(r"\b(?:art|app)\. (?=[\dIVX])")
_VIETNAMESE = re.compile(r"\bNĐ 30/2020|Nghị định (?:số )?30/2020|Điều \d+ ")


@dataclass(frozen=True, order=True)
class Citation:
    """A place in a law and the place in the code that obeys it."""

    law: str
    place: str
    path: str
    line: int


def in_text(text: str, path: str, line: int = 1) -> list[Citation]:
    """The citations of a text that begins at a line of a file; a line break counts as a space."""
    flat = re.sub(r"\s*\n\s*(?:#\s*)?", lambda gap: " " * len(gap.group()), text)
    flat = _squeezed(flat)
    return [
        Citation(match[1], match[2], path, line + text[: _origin(text, match[0])].count("\n"))
        for match in CITATION.finditer(flat)
    ]


def places(place: str) -> list[str]:
    """Each article alone: `art. 5, 13-15` -> `art. 5`, `art. 13-15`; an appendix stays whole."""
    articles, _and, appendix = place.partition(" and app. ")
    found = [f"app. {appendix}"] if appendix else []
    if not articles.startswith("art. "):
        return [articles, *found]
    numbers = re.split(r", | and ", articles.removeprefix("art. "))
    return [*(f"art. {number}" for number in numbers), *found]


def _squeezed(text: str) -> str:
    return re.sub(r" {2,}", " ", text)


def _origin(text: str, citation: str) -> int:
    """Where a citation begins in the text as it stands."""
    pattern = r"\s+(?:#\s*)?".join(re.escape(word) for word in citation.split(" "))
    found = re.search(pattern, text)
    return found.start() if found else 0


def misspelt(text: str) -> Iterator[str]:
    """What looks like a citation and is not in the exact form."""
    flat = _squeezed(re.sub(r"\s*\n\s*(?:#\s*)?", " ", text))
    right = [match.span() for match in CITATION.finditer(flat)]

    def inside(at: int) -> bool:
        return any(start <= at < end for start, end in right)

    for match in _PLACE.finditer(flat):
        if not inside(match.start()):
            yield flat[max(0, match.start() - 25) : match.end() + 10]
    for match in _BY_NUMBER.finditer(flat):
        if not inside(match.start()) and not _WHOLE.match(flat, match.start()):
            yield flat[match.start() : match.end() + 15]
