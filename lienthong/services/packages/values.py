"""A value taken from an application: a field as it was answered, or what an expression gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lienthong.engine.expressions.language import Expression, Unfilled, compile_text
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.forms import posts
from lienthong.engine.forms.fields import Field, FieldKind
from lienthong.engine.problems import Wrong
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part

Values = Mapping[str, Any]
COMPUTED = (Kind.TEXT, Kind.WHOLE, Kind.YES_NO, Kind.DATE)


@dataclass(frozen=True)
class Value:
    """Either `field` (a group or rows too) or `expression`."""

    field: Field | None = None
    expression: Expression | None = None

    def of(self, answers: Values, facts: Values) -> Any:
        """Plain JSON data; None where it is not answered."""
        if self.field is not None:
            return found(answers, self.field.name)
        if self.expression is None:
            return None
        try:
            value = self.expression.value({**answers, **facts})
        except Unfilled:
            return None
        return value if isinstance(value, str | int) else value.isoformat()

    def shown(self, answers: Values, facts: Values) -> str:
        """As people read it: labels of choices, days and numbers as they are written here."""
        value = self.of(answers, facts)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "Có" if value else "Không"
        if self.field is None:
            return (posts.day_of(str(value)) and _day(str(value))) or str(value)
        if self.field.kind is FieldKind.GROUP:
            return joined(self.field, value)
        if self.field.options:
            labels = dict(self.field.options)
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(str(one), str(one)) for one in chosen)
        return posts.shown(self.field, value)


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}"


def joined(group: Field, value: Any) -> str:
    """A group on one line: a person's name, an address from its smallest part."""
    if not isinstance(value, Mapping):
        return ""
    if "full_name" in value:
        return str(value["full_name"])
    parts = [
        Value(field=one).shown({one.name: value[one.key]}, {})
        for one in reversed(group.fields)
        if value.get(one.key) not in (None, "")
    ]
    return ", ".join(part for part in parts if part)


def found(answers: Values, name: str) -> Any:
    """A dotted name in nested answers, or None."""
    if name in answers:
        return answers[name]
    value: Any = answers
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def put(answers: dict[str, Any], name: str, value: Any) -> None:
    """Set a dotted name in nested answers."""
    *groups, last = name.split(".")
    for group in groups:
        answers = answers.setdefault(group, {})
    answers[last] = value


def every(fields: Iterator[Field]) -> Mapping[str, Field]:
    """All fields of a form by their dotted name."""
    return {one.name: one for field in fields for one in field.walk()}


def read(sheet: Sheet, part: Part, fields: Mapping[str, Field], names: Names) -> Value:
    """A field's name, or an expression of any kind."""
    text = str(part.value) if not isinstance(part.value, list | dict) else ""
    if isinstance(part.value, bool):
        text = text.lower()
    if text in fields:
        return Value(field=fields[text])
    problem: Wrong | None = None
    for kind in COMPUTED:
        try:
            return Value(expression=compile_text(text, names, wants=kind))
        except Wrong as error:
            problem = problem or error
    told = problem.problems[0].sentence if problem else ""
    sheet.say(part, f"“{text[:80]}” không phải tên trường, cũng không phải biểu thức: {told}")
    return Value()
