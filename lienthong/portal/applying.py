"""A draft against its procedure: what is shown, what is lacking, what it will cost and take.

Read-only: the pages of filing ask here, `services.actions` decide once more at submission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from lienthong.directory.models import Citizen
from lienthong.directory.openid import providers
from lienthong.engine.expressions.language import Unfilled
from lienthong.engine.forms import answers as form_answers
from lienthong.engine.forms import drawing, posts
from lienthong.engine.forms.answers import Seen
from lienthong.engine.forms.drawing import PageView
from lienthong.engine.forms.fields import Field, FieldKind, FieldProblem, PagePlan
from lienthong.kernel import clock, deadlines
from lienthong.kernel.acts import Act
from lienthong.portal import showing
from lienthong.services.actions.submitting import must_hand_in
from lienthong.services.models import Application, Draft, DraftPaper, Paper
from lienthong.services.models.applications import ONLINE
from lienthong.services.packages.components import Component
from lienthong.services.packages.deadlines import due_at
from lienthong.services.packages.fees import Fee
from lienthong.services.packages.package import Case, Package
from lienthong.services.packages.wordings import Texts
from lienthong.services.shelf import package_of

APPLICANT = "applicant"
"""The shared group of forms: who fills in, known from signing in."""
LOCKED = ("full_name", "born_on", "id_number")
REUSED_MOST = 5


@dataclass(frozen=True)
class Row:
    """A line of the summary."""

    label: str
    value: str


@dataclass(frozen=True)
class Section:
    """A page of the form as its summary shows it; `number` leads back to it."""

    title: str
    number: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class PaperAsked:
    """A component of this application, with the files that are there."""

    component: Component
    name: str
    note: str
    whence: str
    must: bool
    takes_files: bool
    files: Sequence[DraftPaper]
    earlier: Sequence[Paper]

    @property
    def lacking(self) -> bool:
        """Must be handed in, and is not."""
        return self.must and not self.files


class Writing:
    """One draft while a page looks at it."""

    def __init__(self, act: Act, draft: Draft, citizen: Citizen) -> None:
        self.act = act
        self.draft = draft
        self.citizen = citizen
        self.package: Package = package_of(draft.version)
        self.texts: Texts = showing.texts_of(self.package)
        self.answers: dict[str, Any] = with_identity(self.package, draft.answers, citizen)

    @property
    def day(self) -> date:
        """The province's day."""
        return clock.local(self.act.at).date()

    @property
    def facts(self) -> dict[str, Any]:
        """What conditions know beside the answers."""
        return {"channel": ONLINE, "filed_on": self.day}

    def see(self, answers: Mapping[str, Any]) -> Seen:
        """What these answers show, and everything wrong in them."""
        return form_answers.check(
            self.package.form, dict(answers), known=self.facts,
            working_days=deadlines.current().working_days_between,
        )  # fmt: skip

    @cached_property
    def seen(self) -> Seen:
        """The draft's own answers, looked at."""
        return self.see(self.answers)

    @property
    def pages(self) -> list[int]:
        """Numbers (from 1) of the pages that are shown."""
        return [number for number, shown in enumerate(self.seen.pages, 1) if shown]

    def page(self, number: int) -> PagePlan:
        """That page of the form; IndexError when there is none."""
        return self.package.form.pages[number - 1]

    def problems_on(self, number: int, seen: Seen) -> list[FieldProblem]:
        """What is wrong on one page."""
        names = [one.key for one in self.page(number).fields]
        return [one for one in seen.problems if one.name.partition(".")[0] in names]

    @cached_property
    def first_wrong(self) -> int | None:
        """The first shown page that is not complete."""
        return next((one for one in self.pages if self.problems_on(one, self.seen)), None)

    @cached_property
    def unmet(self) -> list[str]:
        """Why this procedure is not for this applicant."""
        calendar = deadlines.current()
        return self.package.not_met(
            self.seen.answer, self.facts, working_days=calendar.working_days_between
        )

    @cached_property
    def case(self) -> Case:
        """Which variant of the procedure it is."""
        return self.package.case_of(
            self.seen.answer, self.facts, working_days=deadlines.current().working_days_between
        )

    @cached_property
    def papers(self) -> list[PaperAsked]:
        """Every paper of this case: what must come first."""
        have: dict[str, list[DraftPaper]] = {}
        for one in self.draft.papers.select_related("attachment").order_by("id"):
            have.setdefault(one.component, []).append(one)
        needed = self.package.needed(
            self.case, self.seen.answer, self.facts,
            working_days=deadlines.current().working_days_between,
        )  # fmt: skip
        earlier = self._earlier([one.code for one in needed])
        said = self.texts.of
        found = [
            PaperAsked(
                component=one,
                name=said(one.name),
                note=said(one.note),
                whence=showing.whence(one),
                must=must_hand_in(one, ONLINE),
                takes_files=takes_files(one),
                files=have.get(one.code, ()),
                earlier=earlier.get(one.code, ()),
            )
            for one in needed
        ]
        return sorted(found, key=lambda one: (not one.must, not one.takes_files))

    def _earlier(self, codes: Sequence[str]) -> dict[str, list[Paper]]:
        """Files that this citizen handed in before for the same components: the e-data store."""
        rows = (
            Paper.objects.filter(
                application__in=Application.objects.visible_to(self.act),
                component__in=codes,
                attachment__verdict="clean",
            )
            .select_related("application", "attachment")
            .order_by("-id")[: REUSED_MOST * 4]
        )
        found: dict[str, list[Paper]] = {}
        for one in rows:
            kept = found.setdefault(one.component, [])
            if len(kept) < REUSED_MOST and one.attachment_id not in {p.attachment_id for p in kept}:
                kept.append(one)
        return found

    @cached_property
    def fees(self) -> list[Fee] | None:
        """What it costs; None while an answer is missing."""
        try:
            return self.package.fees(
                self.case, self.seen.answer, self.facts,
                working_days=deadlines.current().working_days_between,
            )  # fmt: skip
        except Unfilled:
            return None

    @property
    def total(self) -> int | None:
        """The sum of the fees."""
        return None if self.fees is None else sum(one.amount for one in self.fees)

    @property
    def due(self) -> datetime:
        """When it would be due, were it received now."""
        deadline = self.package.deadline(self.case, ONLINE)
        return due_at(deadline, self.act.at, deadlines.current())

    @cached_property
    def summary(self) -> list[Section]:
        """The answers as they will be filed."""
        return sections(self.package, self.seen, self.texts)


def without_problems(seen: Seen) -> Seen:
    """The same, before anybody has sent the page."""
    return replace(seen, problems=())


def takes_files(one: Component) -> bool:
    """May the applicant add files to it?"""
    return one.source == "upload" or bool({"upload", "data_store"} & set(one.also_from))


def with_identity(package: Package, answers: Mapping[str, Any], citizen: Citizen) -> dict[str, Any]:
    """The answers with who fills them in, as the provider said it: never as typed."""
    filled = deepcopy(dict(answers))
    group = next((one for one in package.form.fields if one.key == APPLICANT), None)
    if group is None or group.kind is not FieldKind.GROUP:
        return filled
    known = {
        "full_name": citizen.full_name,
        "born_on": citizen.born_on.isoformat() if citizen.born_on else None,
        "id_number": citizen.personal_number,
        "phone": citizen.phone or None,
        "email": citizen.email or None,
    }
    typed = filled.get(APPLICANT)
    inside = dict(typed) if isinstance(typed, dict) else {}
    for one in group.fields:
        value = known.get(one.key)
        if value is not None and (one.key in LOCKED or not inside.get(one.key)):
            inside[one.key] = value
    filled[APPLICANT] = inside
    return filled


def source_of(citizen: Citizen) -> str:
    """Who said who fills in, in words."""
    provider = providers.provider()
    if provider is not None and provider.method == citizen.verified_by:
        return provider.name
    return _("hồ sơ định danh của bạn")


def locked_names(package: Package, citizen: Citizen) -> frozenset[str]:
    """Addresses of the fields that the identity fills."""
    filled = with_identity(package, {}, citizen).get(APPLICANT, {})
    return frozenset(f"{APPLICANT}.{key}" for key in LOCKED if key in filled)


def sections(package: Package, seen: Seen, texts: Texts) -> list[Section]:
    """The form's pages as lists of label and value, the empty left out."""
    found = []
    for number, page in enumerate(package.form.pages, 1):
        if not seen.pages[number - 1]:
            continue
        rows = [row for one in page.fields for row in _rows(one, seen.answer.get(one.key), texts)]
        found.append(Section(texts.of(page.title), number, rows))
    return found


def _rows(field: Field, value: Any, texts: Texts) -> list[Row]:
    if value in (None, "", [], {}):
        return []
    if field.kind is FieldKind.GROUP:
        group = value if isinstance(value, dict) else {}
        return [row for one in field.fields for row in _rows(one, group.get(one.key), texts)]
    if field.kind is FieldKind.ROWS:
        found: list[Row] = []
        for number, each in enumerate(value, 1):
            for one in field.fields:
                rows = _rows(one, each.get(one.key), texts)
                found += [Row(f"{number}. {row.label}", row.value) for row in rows]
        return found
    return [Row(texts.of(field.label), _shown(field, value, texts))]


def _shown(field: Field, value: Any, texts: Texts) -> str:
    labels = dict(field.options)
    if field.kind is FieldKind.YES_NO:
        return texts.of("Có") if value else texts.of("Không")
    if field.kind is FieldKind.CHOICE:
        return texts.of(labels.get(value, str(value)))
    if field.kind is FieldKind.CHOICES:
        return ", ".join(texts.of(labels.get(one, str(one))) for one in value)
    unit = f" {texts.of(field.unit)}" if field.unit else ""
    return f"{posts.shown(field, value)}{unit}"


def seen_of(package: Package, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> Seen:
    """Answers that were filed, as they show."""
    return form_answers.see(
        package.form, dict(answers), known=facts,
        working_days=deadlines.current().working_days_between,
    )  # fmt: skip


def drawn(package: Package, seen: Seen) -> list[PageView]:
    """The whole form, every shown page, to change what was filed."""
    return [one for one in drawing.draw(package.form, seen) if one.shown]
