"""The procedure's form as the officials' pages draw it: to read, and to type for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lienthong.engine.forms import answers as form_answers
from lienthong.engine.forms import drawing, posts
from lienthong.engine.forms.drawing import FieldView, PageView
from lienthong.engine.forms.fields import FieldKind, Form
from lienthong.kernel import deadlines
from lienthong.services.actions.common import facts_of
from lienthong.services.models import Application
from lienthong.services.packages.package import Package
from lienthong.ui.shapes import Fact


@dataclass(frozen=True)
class Section:
    """One matter of the form with what was answered."""

    title: str
    facts: Sequence[Fact]


def sections(package: Package, application: Application) -> list[Section]:
    """The answers as people read them, without what nobody filled in."""
    seen = form_answers.see(
        package.form, application.answers, known=facts_of(application),
        working_days=deadlines.current().working_days_between,
    )  # fmt: skip
    found = []
    for page in drawing.draw(package.form, seen):
        for group in page.groups:
            facts = [
                Fact(one.label, shown(one)) for one in group.fields if one.shown and shown(one)
            ]
            if facts:
                row = f" {group.row + 1}" if group.row is not None else ""
                found.append(Section(f"{group.title or page.title}{row}", facts))
    return found


def shown(field: FieldView) -> str:
    """A field's value in words."""
    if field.kind == FieldKind.YES_NO:
        return "Có" if field.checked else "Không"
    if field.options:
        return ", ".join(one.label for one in field.options if one.chosen)
    unit = f" {field.unit}" if field.unit and field.value else ""
    return f"{field.value}{unit}"


def labels(form: Form) -> dict[str, str]:
    """What each field is called, by its dotted name, with the group it stands in."""
    found: dict[str, str] = {}
    for top in form.fields:
        for one in top.walk():
            within = f"{top.label}: " if one is not top and top.label else ""
            found[one.name] = f"{within}{one.label}"
    return found


@dataclass(frozen=True)
class Typed:
    """A form that was typed, or is to be: its pages to draw, its answer, how many mistakes."""

    pages: Sequence[PageView]
    answer: dict[str, Any]
    problems: Sequence[str]


def typed(
    form: Form, post: posts.Post | None, known: Mapping[str, Any], answer: Mapping[str, Any]
) -> Typed:
    """What was posted, checked; without a post the `answer` to begin with, unchecked."""
    working_days = deadlines.current().working_days_between
    if post is None:
        seen = form_answers.see(form, dict(answer), known=known, working_days=working_days)
        return Typed(drawing.draw(form, seen), seen.answer, ())
    read = posts.read(list(form.fields), post)
    seen = form_answers.check(form, read.answer, known=known, working_days=working_days)
    pages = drawing.draw(form, seen, texts=read.texts, problems=read.problems)
    problems = [one.sentence for one in (*read.problems, *seen.problems)]
    return Typed(pages, seen.answer, problems)
