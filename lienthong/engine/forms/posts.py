"""From what people type in an HTML form to an answer, and back. What can't be read stays as typed.

A field's address is its name in the HTML form: `applicant.name`, `children.0.born_on`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienthong.engine.expressions.names import TEXT_MOST, WHOLE_MOST
from lienthong.engine.forms.answers import thousands
from lienthong.engine.forms.fields import Field, FieldKind, FieldProblem
from lienthong.engine.forms.schema import ROWS_MOST
from lienthong.engine.problems import wrong

Post = Mapping[str, Sequence[str]]
INPUTS_MOST = 2_000
DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
GROUPED = re.compile(r"-?\d{1,3}(?:([. \u00a0\u202f])\d{3})(?:\1\d{3})*")
PLAIN = re.compile(r"-?\d{1,18}")
ROW_NUMBER = re.compile(r"[0-9]{1,4}")
ON = {"on", "true", "1", "yes", "co"}


@dataclass(frozen=True)
class Typed:
    """`answer` holds what could be read, `texts` every value as typed, by address."""

    answer: dict[str, Any]
    texts: Mapping[str, str]
    problems: tuple[FieldProblem, ...]


def read(fields: Sequence[Field], post: Post) -> Typed:
    """Read the given top fields (a page's) of a post; other inputs are none of ours.

    Raises `Wrong` only for a post that no page of ours can have sent.
    """
    if len(post) > INPUTS_MOST or sum(len(values) for values in post.values()) > INPUTS_MOST:
        raise wrong(f"Biểu mẫu gửi lên có hơn {INPUTS_MOST} ô: mở lại trang rồi điền tiếp.")
    reading = _Reading(post)
    answer = reading.group(fields, "")
    return Typed(answer, reading.texts, tuple(reading.problems))


class _Reading:
    def __init__(self, post: Post) -> None:
        self.post = post
        self.texts: dict[str, str] = {}
        self.problems: list[FieldProblem] = []

    def group(self, fields: Sequence[Field], prefix: str, source: str = "") -> dict[str, Any]:
        """`source` is the address in the post where it differs from ours: rows close up."""
        found = {}
        for field in fields:
            name = f"{prefix}{field.key}"
            value = self.value(field, name, f"{source or prefix}{field.key}")
            if value is not None:
                found[field.key] = value
        return found

    def value(self, field: Field, name: str, source: str) -> Any:
        if field.kind is FieldKind.GROUP:
            return self.group(field.fields, f"{name}.", f"{source}.") or None
        if field.kind is FieldKind.ROWS:
            return self.rows(field, name, source)
        if field.kind is FieldKind.CHOICES:
            return [_clean(one) for one in self.post.get(source, ()) if one]
        values = self.post.get(source, ())
        text = _clean(values[-1]) if values else ""
        if field.kind is FieldKind.YES_NO:
            return text.lower() in ON
        self.texts[name] = text
        if len(text) > TEXT_MOST:
            self.texts[name] = text[:TEXT_MOST]
            self.problems.append(FieldProblem(name, f"Dài quá {thousands(TEXT_MOST)} ký tự."))
            return None
        return self.single(field, name, text.strip())

    def single(self, field: Field, name: str, text: str) -> Any:
        if not text:
            return None
        if field.kind is FieldKind.DATE:
            day = day_of(text)
            if day is None:
                self.problems.append(FieldProblem(name, "Ngày viết dạng 21/11/2022."))
            return day
        if field.kind is FieldKind.WHOLE:
            number = whole_of(text)
            if number is None:
                told = "Viết số nguyên, chỉ có chữ số và dấu chấm: 1.500.000."
                self.problems.append(FieldProblem(name, told))
            return number
        return text

    def rows(self, field: Field, name: str, source: str) -> list[Any]:
        numbers = sorted(set(_row_numbers(self.post, source)))
        if len(numbers) > ROWS_MOST:
            self.problems.append(FieldProblem(name, f"Nhiều nhất {ROWS_MOST} dòng."))
        found: list[Any] = []
        for number in numbers[:ROWS_MOST]:
            before = (dict(self.texts), len(self.problems))
            row = self.group(field.fields, f"{name}.{len(found)}.", f"{source}.{number}.")
            if any(value not in (False, []) for value in row.values()) or (
                len(self.problems) > before[1]
            ):
                found.append(row)
            else:  # a row that nobody filled in
                self.texts = before[0]
        return found


def _row_numbers(post: Post, source: str) -> Iterator[int]:
    start = f"{source}."
    for name in post:
        if name.startswith(start):
            number = name[len(start) :].partition(".")[0]
            if ROW_NUMBER.fullmatch(number):
                yield int(number)


def _clean(text: str) -> str:
    """As people's keyboards and the database agree: no NUL, no lone surrogates, plain line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode()


def day_of(text: str) -> str | None:
    """`21/11/2022`, `1-2-2022`, `2022-11-21` -> ISO text."""
    if match := DAY.fullmatch(text):
        day, month, year = match.groups()
    elif match := ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


WRITTEN_MOST = 40
"""Signs of a number as people write it: no whole number that we keep takes more."""


def whole_of(text: str) -> int | None:
    """`1.500.000`, `1 500 000`, `1500000`; `1.5` and `1,5` are no whole numbers."""
    if len(text) > WRITTEN_MOST:
        return None
    if not text.isascii():
        text = text.replace("\u00a0", " ").replace("\u202f", " ")
    if not text.isascii() or not (PLAIN.fullmatch(text) or GROUPED.fullmatch(text)):
        return None
    number = int(re.sub(r"[. ]", "", text))
    return number if abs(number) <= WHOLE_MOST else None


def shown(field: Field, value: Any) -> str:
    """A value as it stands in an input: the way people write it here."""
    if value is None or field.kind in {FieldKind.YES_NO, FieldKind.CHOICES}:
        return ""
    if field.kind is FieldKind.DATE and isinstance(value, str) and ISO.fullmatch(value):
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if field.kind is FieldKind.WHOLE:
        return thousands(value)
    return str(value)
