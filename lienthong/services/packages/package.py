"""A procedure package once it is read: immutable, shared between threads, asked by everybody.

`answers` are what an applicant filled in (engine.forms), `facts` what is known beside them:
`channel` (direct | online | post), `filed_on` (a date), and what steps of the process added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from lienthong.engine.bpmn.process import Definition
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression, Unfilled
from lienthong.engine.expressions.names import Kind
from lienthong.engine.forms.fields import FieldKind, Form
from lienthong.engine.problems import Wrong, wrong
from lienthong.services.packages import processes, values
from lienthong.services.packages.children import Child
from lienthong.services.packages.components import Component, Components
from lienthong.services.packages.deadlines import Deadline, Deadlines
from lienthong.services.packages.fees import Fee, Fees
from lienthong.services.packages.processes import Ask, Lane, Process
from lienthong.services.packages.values import Value
from lienthong.services.packages.wordings import Texts

Files = Mapping[str, bytes]
Answers = Mapping[str, Any]
Facts = Mapping[str, Any]
KNOWN_FACTS: Mapping[str, Kind] = {"channel": Kind.TEXT, "filed_on": Kind.DATE}
"""What every expression of a package may read beside the form."""
CASE = "case"
"""What expressions may read once the case is decided: papers, fees, process, children."""


@dataclass(frozen=True)
class Basis:
    """A text that a procedure rests on; `on` its date; `confirmed` once somebody read it."""

    text: str
    on: date | None
    confirmed: bool = True


@dataclass(frozen=True)
class Source:
    """Where a figure of the package comes from; `of` names the figure."""

    text: str
    on: date | None
    of: str = ""


@dataclass(frozen=True)
class Condition:
    """What must hold; `otherwise` is read by whom it doesn't."""

    when: Expression
    otherwise: str


@dataclass(frozen=True)
class Line:
    """A line of the result: what it is called and where its value comes from."""

    label: str
    value: Value


@dataclass(frozen=True)
class Result:
    """What the applicant gets. `template` is a file of the package, "" the general one;
    `at_delivery` what whoever hands it over sees to.
    """

    code: str
    name: str
    kind: str
    paper_returned: bool
    template: str
    lines: tuple[Line, ...]
    valid_months: int = 0
    at_delivery: str = ""


@dataclass(frozen=True)
class Case:
    """A variant (trường hợp); `when` is None in the last, which takes what is left."""

    code: str
    name: str
    when: Expression | None


@dataclass(frozen=True, eq=False)
class Package:
    """Everything that one procedure is. Made by reading.read."""

    code: str
    code_confirmed: bool
    name: str
    short_name: str
    summary: str
    field_code: str
    field: str
    levels: tuple[str, ...]
    agency_kinds: tuple[str, ...]
    agencies: tuple[str, ...]
    rule_set: str
    online: str
    channels: tuple[str, ...]
    applicants: tuple[str, ...]
    who_may_apply: str
    steps_told: tuple[str, ...]
    result: Result
    legal_basis: tuple[Basis, ...]
    sources: tuple[Source, ...]
    samples: tuple[str, ...]
    eligibility: tuple[Condition, ...]
    life_events: tuple[str, ...]
    keywords: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    cases: tuple[Case, ...]
    form: Form
    components: Components
    fee_rules: Fees
    deadlines: Deadlines
    process: Process
    children: tuple[Child, ...]
    languages: Mapping[str, Texts]
    files: Files
    digest: str

    @property
    def level(self) -> str:
        """The level that receives first."""
        return self.levels[0]

    @property
    def definition(self) -> Definition:
        """The process, ready to run."""
        return self.process.definition

    @property
    def process_xml(self) -> bytes:
        """The diagram as BPMN, to draw."""
        return self.process.xml

    @cached_property
    def fields(self) -> frozenset[str]:
        """Dotted names of all fields of the form."""
        return frozenset(one.name for field in self.form.fields for one in field.walk())

    def texts(self, language: str) -> Texts:
        """Sentences of the package in a language."""
        return self.languages[language]

    def not_met(
        self, answers: Answers, facts: Facts, *, working_days: WorkingDays | None = None
    ) -> list[str]:
        """Why this applicant can't apply; conditions that can't be told yet say nothing.

        Answers that make no sense together (a birth after the day of filing) are told here too, so
        that the case, the papers and the fees can be asked for afterwards.
        """
        known, found = self.told(answers, facts), []
        for one in self.eligibility:
            try:
                if not one.when.value(known, working_days=working_days):
                    found.append(one.otherwise)
            except Unfilled:
                continue
            except Wrong as error:
                found.append(_senseless(error))
        try:
            case = self.case_of(answers, facts, working_days=working_days)
            self.needed(case, answers, facts, working_days=working_days)
            self.fees(case, answers, facts, working_days=working_days)
        except Unfilled:
            pass
        except Wrong as error:
            found.append(_senseless(error))
        return list(dict.fromkeys(found))

    def case_of(
        self, answers: Answers, facts: Facts, *, working_days: WorkingDays | None = None
    ) -> Case:
        """The first case that holds; while an answer is missing, its condition does not."""
        known = self.told(answers, facts)
        for one in self.cases:
            if one.when is None or one.when.holds(known, working_days=working_days):
                return one
        raise wrong("Không trường hợp nào của thủ tục khớp với tờ khai này.")

    def needed(
        self,
        case: Case,
        answers: Answers,
        facts: Facts,
        *,
        working_days: WorkingDays | None = None,
    ) -> list[Component]:
        """The papers asked of this application, each with `required` as it is for it."""
        known = self.known(case, answers, facts)
        found = [one.for_application(known, working_days) for one in self.components.all]
        return [one for one in found if one is not None]

    def fees(
        self,
        case: Case,
        answers: Answers,
        facts: Facts,
        *,
        working_days: WorkingDays | None = None,
    ) -> list[Fee]:
        """What it costs, exempt fees with 0. Raises `Unfilled`: an amount is never guessed."""
        known = self.known(case, answers, facts)
        found = [one.of(known, working_days) for one in self.fee_rules.all]
        return [one for one in found if one is not None]

    def deadline(self, case: Case, channel: str) -> Deadline:
        """What its clock goes by."""
        return self.deadlines.of(case.code, channel)

    def status_of(self, process: str, node: str) -> int:
        """1..10 while that step waits; 0 where the application keeps the status it has."""
        return self.process.statuses.get(f"{process}.{node}", processes.KEEP)

    def asks(self, process: str, node: str) -> tuple[Ask, ...]:
        """What that step's officer fills in beside its outcome."""
        return self.process.asks.get(f"{process}.{node}", ())

    def lane(self, name: str) -> Lane:
        """Who works in that lane."""
        return self.process.lanes[name]

    def decided(
        self,
        case: Case,
        answers: Answers,
        facts: Facts,
        *,
        working_days: WorkingDays | None = None,
    ) -> dict[str, Any]:
        """Outcomes that nobody is asked for, because the package decides them."""
        return processes.decided(self.process, self.known(case, answers, facts), working_days)

    def result_lines(self, case: Case, answers: Answers, facts: Facts) -> list[tuple[str, str]]:
        """What the result says: label and value as people read them, the empty left out."""
        known = self.known(case, answers, facts)
        lines = [(one.label, one.value.shown(answers, known)) for one in self.result.lines]
        return [(label, value) for label, value in lines if value]

    def children_of(
        self,
        case: Case,
        answers: Answers,
        facts: Facts,
        *,
        working_days: WorkingDays | None = None,
    ) -> list[tuple[Child, dict[str, Any]]]:
        """The applications that this one opens, each with its own answers."""
        known = self.known(case, answers, facts)
        return [
            (one, one.answers_of(answers, known))
            for one in self.children
            if one.when is None or one.when.holds(known, working_days=working_days)
        ]

    def told(self, answers: Answers, facts: Facts) -> dict[str, Any]:
        """Answers and facts; a box that nobody ticked is a no."""
        no = {name: False for name in self._boxes if values.found(answers, name) is None}
        return {**answers, **no, **facts}

    def known(self, case: Case, answers: Answers, facts: Facts) -> dict[str, Any]:
        """All that expressions read once the case is decided, and a process begins with."""
        return {**self.told(answers, facts), CASE: case.code}

    @cached_property
    def _boxes(self) -> tuple[str, ...]:
        groups = [self.form.fields]
        found: list[str] = []
        while groups:
            for one in groups.pop():
                if one.kind is FieldKind.GROUP:
                    groups.append(iter(one.fields))
                elif one.kind is FieldKind.YES_NO:
                    found.append(one.name)
        return tuple(found)


def _senseless(error: Wrong) -> str:
    """What could not be computed, for whoever filled it in; the function's name is none of his."""
    said = error.problems[0].sentence.rpartition(": ")[2]
    return f"Xem lại các ngày và số đã điền: {said}"
