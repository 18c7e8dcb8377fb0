"""What a form is made of once its schema is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Kind, Rows

ROW = "row"  # inside a repeated group, `row.age` is the field of the same row


class FieldKind(StrEnum):
    """How a field is drawn and typed."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WHOLE = "whole"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    GROUP = "group"
    ROWS = "rows"


KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.LONG_TEXT: Kind.TEXT,
    FieldKind.WHOLE: Kind.WHOLE,
    FieldKind.DATE: Kind.DATE,
    FieldKind.YES_NO: Kind.YES_NO,
    FieldKind.CHOICE: Kind.TEXT,
    FieldKind.CHOICES: Kind.TEXTS,
}


@dataclass(frozen=True)
class Field:
    """`key` is the name in its group; `name` is dotted from the top, without row numbers.

    `schema` is what a value is validated against; `options` are values with their labels.
    """

    key: str
    name: str
    kind: FieldKind
    label: str
    hint: str
    required: bool
    schema: Mapping[str, Any]
    options: Sequence[tuple[str, str]] = ()
    fields: Sequence[Field] = ()
    unit: str = ""
    show_when: Expression | None = None
    required_when: Expression | None = None

    def walk(self) -> Iterator[Field]:
        """This field and those inside it."""
        yield self
        for one in self.fields:
            yield from one.walk()


@dataclass(frozen=True)
class PagePlan:
    """One matter of the form."""

    title: str
    intro: str
    fields: Sequence[Field]
    show_when: Expression | None = None


@dataclass(frozen=True)
class Form:
    """A checked form; safe to keep and to share."""

    title: str
    pages: Sequence[PagePlan]

    @property
    def fields(self) -> Iterator[Field]:
        """The top fields of all pages."""
        return (field for page in self.pages for field in page.fields)


@dataclass(frozen=True)
class FieldProblem:
    """`name` is the address of a field with row numbers: `children.0.born_on`; "" is the form."""

    name: str
    sentence: str


def names_of(fields: Sequence[Field]) -> dict[str, Kind | Rows]:
    """What expressions may call the fields."""
    found: dict[str, Kind | Rows] = {}
    for field in fields:
        if field.kind is FieldKind.GROUP:
            found |= names_of(field.fields)
        elif field.kind is FieldKind.ROWS:
            found[field.name] = Rows(
                {one.key: KINDS[one.kind] for one in field.fields if one.kind in KINDS}
            )
        else:
            found[field.name] = KINDS[field.kind]
    return found
