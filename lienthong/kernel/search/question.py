"""What a person typed, understood: words all of which must occur, phrases, numbers. Pure.

Marks are optional: a question finds with and without. Quotes make a phrase; what is written
together (`15/QĐ-UBND`) is one too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from lienthong.kernel.search.tokens import normal, pair, syllables

LONGEST = 200
"""Letters of a question that are read."""
MOST = 16
"""Syllables of a question that count."""

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class Term:
    """One word, or several syllables that must stand side by side."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """As it stands in a folded text; "" when one lexeme proves it."""
        return f" {' '.join(self.folded)} " if len(self.folded) > 2 else ""  # noqa: PLR2004


@dataclass(frozen=True)
class Question:
    """The terms of a question; `cut` when more was typed than counts."""

    terms: tuple[Term, ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def syllables(self) -> tuple[str, ...]:
        """Every folded syllable in order."""
        return tuple(one for term in self.terms for one in term.folded)

    @property
    def phrases(self) -> list[str]:
        """What a folded text must contain beyond the lexemes."""
        return [term.phrase for term in self.terms if term.phrase]

    @property
    def marked(self) -> bool:
        """Did the person type marks? Only then is a hit with the same marks a better one."""
        return any(term.exact != term.folded for term in self.terms)

    def lexemes(self) -> list[str]:
        """The lexemes all of which a text must have."""
        found: dict[str, None] = {}
        for term in self.terms:
            if len(term.folded) == 1:
                found[term.folded[0]] = None
            for first, second in pairwise(term.folded):
                found[pair(first, second)] = None
        return list(found)

    def neighbours(self) -> list[str]:
        """The pairs of all syllables as typed: a text that has them is the better hit."""
        typed = self.syllables
        return [pair(*two) for two in pairwise(typed)]

    def exact(self) -> list[str]:
        """The syllables with their marks."""
        return [one for term in self.terms for one in term.exact]


def read(typed: str) -> Question:
    """Understand what was typed; an unclosed quote is no quote."""
    text = normal(typed[:LONGEST]).translate(_QUOTES)
    if text.count('"') % 2:
        text = text.replace('"', " ")
    terms: list[Term] = []
    count, cut = 0, len(typed) > LONGEST
    for quoted, word in _PIECE.findall(text):
        found = list(syllables(quoted or word))
        if count + len(found) > MOST:
            found, cut = found[: MOST - count], True
        if found:
            count += len(found)
            folded = tuple(one.folded for one in found)
            terms.append(Term(folded, tuple(one.exact for one in found)))
    return Question(tuple(terms), cut)
