"""A package's own tests: given data -> case, papers, fee, term, path. Run before it is published.

base:                          # answers that every test begins with
  child: {full_name: ...}
tests:
  - name: đúng hạn, cha mẹ có đăng ký kết hôn
    answers: {...}             # over the base, group by group
    channel: online
    filed_on: 2022-11-21
    case: in_time
    required: [TK, GCS]        # exactly these papers are required
    optional: [DKKH]           # exactly these are asked and not required
    fees: {LP-KS: 0}
    received_at: 2022-11-21 15:01
    holidays: [2022-11-22]     # beside Saturdays and Sundays
    due: 2022-11-23 17:00
    steps: [{tiep-nhan.check: {reception: accepted}}, trinh-ky.draft, ...]
    statuses: [1, 2, 4, 9]
    not_met: 0                 # how many conditions don't hold
    problems: [child.born_on]  # addresses of fields that the form finds wrong
    children: ["1.004222"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from lienthong.engine.bpmn.process import State
from lienthong.engine.forms import answers as form_answers
from lienthong.engine.problems import Problem, Wrong
from lienthong.engine.sheets import Sheet, plain
from lienthong.engine.yaml_files import Part
from lienthong.kernel.deadlines import Calendar
from lienthong.services.packages.codes import CHANNELS
from lienthong.services.packages.deadlines import due_at
from lienthong.services.packages.package import Case, Package

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = ((time(7), time(11)), (time(13), time(17)))
TESTS_MOST = 60
STEPS_MOST = 60
KNOWN = {
    "name", "answers", "channel", "filed_on", "facts", "case", "required", "optional", "fees",
    "received_at", "holidays", "due", "steps", "statuses", "not_met", "problems", "children",
    "lines",
}  # fmt: skip
BEFORE = {1, 2}
"""Moments of fees that a process collects; what is due at the return is taken there."""


@dataclass(frozen=True)
class Given:
    """One test as it was written."""

    part: Part
    name: str
    expected: Mapping[str, Any]
    answers: Mapping[str, Any]
    facts: Mapping[str, Any]


def tests_of(package: Package, problems: list[Problem]) -> Iterator[tuple[Sheet, Given]]:
    """All tests of a package; what can't be read is told."""
    for name in sorted(one for one in package.files if one.startswith("tests/")):
        sheet = Sheet(name, problems)
        top = sheet.top(package.files[name], {"base", "tests"}, ("tests",))
        base = plain(top["base"]) if "base" in top else {}
        for row in sheet.rows(top.get("tests"), most=TESTS_MOST):
            one = sheet.entries(row, KNOWN, ("name",))
            if not one or not isinstance(base, dict):
                continue
            expected = {key: plain(part) for key, part in one.items()}
            for key in {"answers", "facts"} & one.keys():
                sheet.entries(one[key], ())
            own = expected.get("answers")
            given = merged(base, own) if isinstance(own, dict) else base
            filed = sheet.day(one.get("filed_on")) or date(2022, 11, 21)
            channel = sheet.choice(one.get("channel"), CHANNELS, "direct")
            facts = {"channel": channel, "filed_on": filed, **_more(expected)}
            yield sheet, Given(row, sheet.text(one.get("name")), expected, given, facts)


def _more(expected: Mapping[str, Any]) -> dict[str, Any]:
    more = expected.get("facts")
    return dict(more) if isinstance(more, dict) else {}


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Answers over others, group by group; nothing (null) takes a field away."""
    found = dict(base)
    for key, value in own.items():
        before = found.get(key)
        if value is None:
            found.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(before, Mapping):
            found[key] = merged(before, value)
        else:
            found[key] = value
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of one test; no problems: as written."""

    file: str
    name: str
    problems: tuple[Problem, ...]


def run(package: Package) -> tuple[int, list[Problem]]:
    """How many tests ran, and everything that came out otherwise than written."""
    tried, unread = outcomes(package)
    return len(tried), [*unread, *(one for each in tried for one in each.problems)]


def outcomes(package: Package) -> tuple[list[Outcome], list[Problem]]:
    """Every test with what came out otherwise, and what can't be read as a test at all."""
    unread: list[Problem] = []
    tried = []
    for sheet, given in tests_of(package, unread):
        own = Sheet(sheet.name)
        try:
            for difference in _differences(package, given):
                own.say(given.part, f"Kiểm thử “{given.name}”: {difference}")
        except Wrong as error:
            said = error.problems[0].sentence
            own.say(given.part, f"Kiểm thử “{given.name}” không chạy được: {said}")
        tried.append(Outcome(sheet.name, given.name, tuple(own.problems)))
    return tried, unread


def children_wrong(package: Package, others: Mapping[str, Package]) -> list[tuple[str, str]]:
    """What the children's own forms find wrong in the answers they would get, test by test."""
    found: dict[tuple[str, str], None] = {}
    for _sheet, given in tests_of(package, []):
        seen = form_answers.check(package.form, given.answers, known=given.facts)
        if seen.problems:
            continue
        try:
            case = package.case_of(seen.answer, given.facts)
            opened = package.children_of(case, seen.answer, given.facts)
        except Wrong:
            continue  # told by the test itself
        for child, answers in opened:
            if child.code in others:
                theirs = form_answers.check(others[child.code].form, answers, known=given.facts)
                found |= {(child.code, f"{p.name}: {p.sentence}"): None for p in theirs.problems}
    return list(found)


def _differences(package: Package, given: Given) -> Iterator[str]:
    expected = given.expected
    seen = form_answers.check(package.form, given.answers, known=given.facts)
    wrong = sorted({one.name for one in seen.problems})
    if wrong != sorted(expected.get("problems") or []):
        said = "; ".join(f"{one.name}: {one.sentence}" for one in seen.problems[:3])
        yield f"chỗ sai của tờ khai là {wrong or 'không có'} {said}".rstrip()
    if wrong:
        return
    answers, facts = seen.answer, given.facts
    case = package.case_of(answers, facts)
    yield from _compared(package, given, case, answers)
    if "due" in expected:
        yield from _due(package, given, case)
    if "steps" in expected or "statuses" in expected:
        yield from _path(package, given, case, answers)


def _compared(
    package: Package, given: Given, case: Case, answers: Mapping[str, Any]
) -> Iterator[str]:
    facts = given.facts
    needed = package.needed(case, answers, facts)
    found: dict[str, Any] = {
        "case": case.code,
        "required": sorted(one.code for one in needed if one.required),
        "optional": sorted(one.code for one in needed if not one.required),
        "not_met": len(package.not_met(answers, facts)),
        "children": [one.code for one, _own in package.children_of(case, answers, facts)],
    }
    if "fees" in given.expected:
        found["fees"] = {one.code: one.amount for one in package.fees(case, answers, facts)}
    if "lines" in given.expected:
        found["lines"] = dict(package.result_lines(case, answers, facts))
    for key, value in found.items():
        wanted = given.expected.get(key, value)
        if key in {"required", "optional"} and isinstance(wanted, list):
            wanted = sorted(str(one) for one in wanted)
        if value != wanted:
            yield f"{key} là {value}, kiểm thử viết {wanted}."


def moment(text: object) -> datetime:
    """`2022-11-21 15:01` in the province's zone. Raises ValueError."""
    at = datetime.fromisoformat(str(text))
    return at.replace(tzinfo=ZONE) if at.tzinfo is None else at


@lru_cache(maxsize=32)
def calendar(days: frozenset[date]) -> Calendar:
    """Monday to Friday without these days."""
    return Calendar(frozenset(range(1, 6)), HOURS, 4, ZONE, days)


def _due(package: Package, given: Given, case: Case) -> Iterator[str]:
    expected = given.expected
    deadline = package.deadline(case, given.facts["channel"])
    try:
        at = moment(expected.get("received_at", "2022-11-21 08:00"))
        days = frozenset(date.fromisoformat(str(one)) for one in expected.get("holidays") or [])
        due = due_at(deadline, at, calendar(days))
        wanted = moment(expected["due"])
    except (ValueError, TypeError):
        yield "giờ viết dạng 2022-11-21 15:01, trong những năm lịch có."
        return
    if due != wanted:
        yield f"hẹn trả lúc {due:%Y-%m-%d %H:%M}, kiểm thử viết {wanted:%Y-%m-%d %H:%M}."


def _path(package: Package, given: Given, case: Case, answers: Mapping[str, Any]) -> Iterator[str]:
    """Walk the process with the outcomes that the test gives, and compare who was waited for."""
    walk = _Walk(package, given, case, answers)
    wanted = given.expected.get("steps") or []
    walk.through(wanted if isinstance(wanted, list) else [])
    if "steps" in given.expected:
        names = [name for name, _data in walk.wanted]
        if walk.seen != names:
            yield f"các bước là {walk.seen}, kiểm thử viết {names}."
    statuses = given.expected.get("statuses")
    if statuses is not None and walk.statuses != statuses:
        yield f"các trạng thái là {walk.statuses}, kiểm thử viết {statuses}."


class _Walk:
    def __init__(
        self, package: Package, given: Given, case: Case, answers: Mapping[str, Any]
    ) -> None:
        self.package = package
        self.given = given
        self.case = case
        self.answers = answers
        self.facts = dict(given.facts)
        self.seen: list[str] = []
        self.statuses: list[int] = []
        self.wanted: list[tuple[str, dict[str, Any]]] = []

    def through(self, steps: Sequence[Any]) -> None:
        """People's steps in the order written; what the system does happens by itself."""
        package, at = self.package, datetime(2022, 11, 21, 1, tzinfo=UTC)
        self.wanted = [_step(one) for one in steps]
        left = list(self.wanted)
        known = package.known(self.case, self.answers, self.facts)
        known |= package.decided(self.case, self.answers, self.facts)
        state = package.definition.start(_plain(known), at)
        for _step_number in range(STEPS_MOST):
            waiting = package.definition.waiting(state)
            if state.ended or not waiting:
                return
            service = [one for one in waiting if one.service]
            names = [name for name, _data in left[:1]]
            step = next(
                (one for one in waiting if f"{one.process}.{one.node}" in names),
                service[0] if service else waiting[0],
            )
            step = service[0] if service else step
            self._told(step.process, step.node)
            data: dict[str, Any] = {}
            if step.service:
                data = self._served(step.service)
            else:
                self.seen.append(f"{step.process}.{step.node}")
                if not left or left[0][0] != self.seen[-1]:
                    return
                data = left.pop(0)[1]
            self.facts |= data
            state = self._done(state, step.id, data, at)

    def _done(self, state: State, step: str, data: dict[str, Any], at: datetime) -> State:
        return self.package.definition.complete(state, step, _plain(data), at)

    def _told(self, process: str, node: str) -> None:
        status = self.package.status_of(process, node)
        if status and self.statuses[-1:] != [status]:
            self.statuses.append(status)

    def _served(self, service: str) -> dict[str, Any]:
        if service != "compute_fee":
            return {}
        fees = self.package.fees(self.case, self.answers, self.facts)
        return {"fee": sum(one.amount for one in fees if one.moment in BEFORE)}


def _step(written: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(written, dict) and len(written) == 1:
        name, data = next(iter(written.items()))
        return str(name), dict(data) if isinstance(data, dict) else {}
    return str(written), {}


def _plain(known: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one.isoformat() if isinstance(one, date) else one for key, one in known.items()}
