"""Two versions of a draft beside each other: which paragraphs and words went, came or stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "gone", "new"]

LINES_MATCHED = 1500
WORDS_MATCHED = 400
"""Beyond these the middle that differs is shown as gone and come, not matched: matching costs the
square of its length.
"""
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of text that is only in the old version, only in the new one, or in both."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """One paragraph; of a changed one the words that went and came stand in their order."""

    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(old: str, new: str) -> list[Line]:
    """The paragraphs of both versions, in the order of the new one."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    for kind, gone, come in _runs(before, after, LINES_MATCHED):
        if kind == "equal":
            found += [Line((Piece("same", line),)) for line in gone]
        elif len(gone) + len(come) > LINES_MATCHED:
            found += _apart(gone, come)
        else:
            for was, now in zip_longest(gone, come):
                if was is None or now is None or not (len(gone) == len(come) or _alike(was, now)):
                    found += _apart([was], [now])
                else:
                    found.append(_words(was, now))
    return found


def _apart(gone: Sequence[str | None], come: Sequence[str | None]) -> list[Line]:
    went = [Line((Piece("gone", line),)) for line in gone if line is not None]
    return went + [Line((Piece("new", line),)) for line in come if line is not None]


def _alike(was: str, now: str) -> bool:
    """Is one the other reworded? Rather words in common than letters."""
    before, after = set(was.split()), set(now.split())
    return 2 * len(before & after) >= max(len(before), len(after), 1)


def _words(was: str, now: str) -> Line:
    pieces: list[Piece] = []
    for kind, gone, come in _runs(_WORD.findall(was), _WORD.findall(now), WORDS_MATCHED):
        if kind == "equal":
            pieces.append(Piece("same", "".join(gone)))
            continue
        if gone:
            pieces.append(Piece("gone", "".join(gone)))
        if come:
            pieces.append(Piece("new", "".join(come)))
    return Line(tuple(pieces))


def _runs(
    before: Sequence[str], after: Sequence[str], longest: int
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """(kind, of the old, of the new) in order; the common ends are taken off first."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if start:
        yield "equal", before[:start], after[:start]
    if len(old) + len(new) > longest:
        yield "replace", old, new
    else:
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield kind, old[i:j], new[k:m]
    if end:
        yield "equal", before[len(before) - end :], after[len(after) - end :]
