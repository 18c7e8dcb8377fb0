"""What is shown of a hit: the words around it, the hit marked; parts that a template draws."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lienthong.kernel.search.question import Question
from lienthong.kernel.search.tokens import Syllable, normal, syllables

LONGEST = 220
"""Letters of a snippet."""
BEFORE = 60
AROUND = 4000
"""Letters looked at closely in a long text, around the first place of its rarest-looking word."""


@dataclass(frozen=True)
class Part:
    """A piece of a text; `hit` when it is what was looked for."""

    text: str
    hit: bool = False


def marked(text: str, question: Question) -> list[Part]:
    """The whole text in parts; letters with marks win over those without when both were meant."""
    return _parts(normal(text), question, 0, len(text) + LONGEST)


def snippet(text: str, question: Question) -> list[Part]:
    """The place of the text where most of what was looked for stands close together."""
    text = _around(normal(text), question)
    start = max(0, _best(text, question) - BEFORE)
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LONGEST // 2)
    parts = _parts(text, question, start, end)
    if start and parts:
        parts[0] = Part("… " + parts[0].text, parts[0].hit) if not parts[0].hit else parts[0]
    if end < len(text):
        parts.append(Part(" …"))
    return parts


def _around(text: str, question: Question) -> str:
    if len(text) <= AROUND:
        return text
    for term in sorted(question.terms, key=lambda one: -len("".join(one.folded))):
        apart = r"[\W_]+".join(_LETTERS.sub(_spelt, re.escape(word)) for word in term.folded)
        found = re.search(rf"(?<![^\W\d_])0*{apart}(?![^\W\d_])", text, re.IGNORECASE)
        if found:
            begin = max(0, found.start() - AROUND // 4)
            return text[begin : begin + AROUND]
    return text[:AROUND]


_MARKS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "d": "dđ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
}
_LETTERS = re.compile(f"[{''.join(_MARKS)}]")


def _spelt(letter: re.Match[str]) -> str:
    return f"[{_MARKS[letter.group()]}]"


def _hits(text: str, question: Question) -> list[Syllable]:
    """The syllables of the text that stand for a term; of a phrase only where it is whole."""
    words = list(syllables(text))
    found: set[int] = set()
    for term in question.terms:
        size = len(term.folded)
        for at in range(len(words) - size + 1):
            if all(words[at + n].folded == term.folded[n] for n in range(size)):
                found.update(range(at, at + size))
    return [words[at] for at in sorted(found)]


def _best(text: str, question: Question) -> int:
    """Where a window begins in which the most different words of the question stand."""
    hits = _hits(text, question)
    best, best_at = 0, 0
    for number, hit in enumerate(hits):
        window = set()
        for other in hits[number:]:
            if other.end - hit.start > LONGEST - BEFORE:
                break
            window.add(other.exact)
        if len(window) > best:
            best, best_at = len(window), hit.start
    return best_at


def _parts(text: str, question: Question, start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    at = start
    for hit in _hits(text[start:end], question):
        begin, finish = hit.start + start, hit.end + start
        if begin > at:
            parts.append(Part(text[at:begin]))
        parts.append(Part(text[begin:finish], hit=True))
        at = finish
    if at < min(end, len(text)):
        parts.append(Part(text[at:end]))
    return parts
