"""Pages, groups and fields as a template draws them, with or without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lienthong.engine.forms import posts
from lienthong.engine.forms.answers import Seen
from lienthong.engine.forms.fields import Field, FieldKind, FieldProblem, Form, PagePlan


@dataclass(frozen=True)
class Option:
    """One of the choices of a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FieldView:
    """A field to draw. `name` is its address in the form and `id` the same without dots; `value`
    stands in the input, as typed where there was an error.

    `depends_here`: its condition reads a field of the same page, so without scripts it is drawn
    whether shown or not, and the server drops what does not apply.
    """

    kind: str
    name: str
    id: str
    label: str
    hint: str
    unit: str
    value: str
    checked: bool
    options: Sequence[Option]
    required: bool
    shown: bool
    depends_here: bool
    errors: Sequence[str]


@dataclass(frozen=True)
class GroupView:
    """Fields under one heading; in a repeated group one row of it (`row` from 0, else None)."""

    title: str
    hint: str
    name: str
    row: int | None
    shown: bool
    fields: Sequence[FieldView]
    errors: Sequence[str] = ()


@dataclass(frozen=True)
class PageView:
    """One matter of the form; `number` from 1."""

    number: int
    title: str
    intro: str
    shown: bool
    groups: Sequence[GroupView]
    errors: int


def draw(
    form: Form,
    seen: Seen,
    *,
    texts: Mapping[str, str] | None = None,
    problems: Sequence[FieldProblem] = (),
    blank_rows: int = 0,
) -> list[PageView]:
    """The whole form. `texts` are values as typed (posts.Typed); `blank_rows` more empty rows are
    drawn under each repeated group, one at least where it has none.
    """
    unread = {one.name for one in problems}  # typed, so not "missing" too
    found = [one for one in seen.problems if one.name not in unread]
    drawing = _Drawing(seen, texts or {}, [*problems, *found], blank_rows)
    return [
        drawing.page(number, page, seen.pages[number - 1])
        for number, page in enumerate(form.pages, 1)
    ]


class _Drawing:
    def __init__(
        self, seen: Seen, texts: Mapping[str, str], problems: Sequence[FieldProblem], blank: int
    ) -> None:
        self.seen = seen
        self.texts = texts
        self.blank = blank
        self.errors: dict[str, list[str]] = {}
        for one in dict.fromkeys(problems):
            self.errors.setdefault(one.name, []).append(one.sentence)
        self.here: frozenset[str] = frozenset()

    def page(self, number: int, page: PagePlan, shown: bool) -> PageView:
        self.here = frozenset(one.name for field in page.fields for one in field.walk())
        groups = list(self.groups(page.fields, "", self.seen.answer, "", ""))
        errors = sum(len(group.errors) for group in groups)
        errors += sum(len(field.errors) for group in groups for field in group.fields)
        return PageView(number, page.title, page.intro, shown, groups, errors)

    def groups(
        self, fields: Sequence[Field], prefix: str, answer: Mapping[str, Any], title: str, hint: str
    ) -> Iterator[GroupView]:
        """Single fields that stand together make a group; groups keep their order."""
        name = prefix.removesuffix(".")
        single: list[FieldView] = []
        for field in fields:
            if field.kind not in {FieldKind.GROUP, FieldKind.ROWS}:
                single.append(self.field(field, f"{prefix}{field.key}", answer.get(field.key)))
                continue
            if single:
                yield self._group(title, hint, name, single)
                single = []
            value = answer.get(field.key)
            if field.kind is FieldKind.GROUP:
                inner = value if isinstance(value, dict) else {}
                yield from self.groups(
                    field.fields, f"{prefix}{field.key}.", inner, field.label, field.hint
                )
            else:
                yield from self.rows(field, f"{prefix}{field.key}", value)
        if single:
            yield self._group(title, hint, name, single)

    def _group(self, title: str, hint: str, name: str, fields: list[FieldView]) -> GroupView:
        shown = any(field.shown for field in fields)
        return GroupView(title, hint, name, None, shown, fields, self.errors.get(name, ()))

    def rows(self, field: Field, name: str, value: Any) -> Iterator[GroupView]:
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        count = len(rows) + (self.blank or not rows)
        for number in range(count):
            row = rows[number] if number < len(rows) else {}
            fields = [
                self.field(one, f"{name}.{number}.{one.key}", row.get(one.key), blank=not row)
                for one in field.fields
            ]
            errors = self.errors.get(name, []) if number == 0 else []
            errors = [*errors, *self.errors.get(f"{name}.{number}", [])]
            shown = name in self.seen.shown
            yield GroupView(field.label, field.hint, name, number, shown, fields, errors)

    def field(self, field: Field, name: str, value: Any, *, blank: bool = False) -> FieldView:
        chosen = value if isinstance(value, list) else [value]
        typed = self.texts.get(name)
        reads = field.show_when.uses if field.show_when else frozenset()
        return FieldView(
            kind=field.kind.value,
            name=name,
            id=name.replace(".", "-"),
            label=field.label,
            hint=field.hint,
            unit=field.unit,
            value=posts.shown(field, value) if typed is None else typed,
            checked=value is True,
            options=[Option(one, label, one in chosen) for one, label in field.options],
            required=name in self.seen.required or (blank and field.required),
            shown=name in self.seen.shown or (blank and not field.show_when),
            depends_here=bool(reads & self.here) or any(one.startswith("row.") for one in reads),
            errors=self.errors.get(name, ()),
        )
