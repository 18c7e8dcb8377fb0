"""The process of a package: a ready pattern or its own diagram, who works in its lanes, which
status (1..10) an application has while a step waits, what a step asks beside its outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lienthong.engine.bpmn import catalogue
from lienthong.engine.bpmn.process import Definition
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression, Unfilled
from lienthong.engine.expressions.names import Kind, Names, Rows
from lienthong.engine.problems import Problem, Wrong
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages.codes import WORD

OWN = "process.bpmn"
KEEP = 0
"""The status stays what it was: a step inside reception and inside appraisal alike."""
SETTLED = 10
STATUSES: Mapping[str, int] = {
    "tiep-nhan.check": 1,
    "yeu-cau-bo-sung.ask": KEEP,
    "yeu-cau-bo-sung.answer": 5,
    "yeu-cau-bo-sung.remind": KEEP,
    "thu-phi.compute": 2,
    "thu-phi.pay": 6,
    "thu-phi.receipt": KEEP,
    "thu-phi.remind": KEEP,
    "tham-dinh.appraise": 4,
    "xin-y-kien.ask": 4,
    "xin-y-kien.answer": 4,
    "xin-y-kien.gather": 4,
    "xin-y-kien.remind": KEEP,
    "trinh-ky.draft": 4,
    "trinh-ky.sign": 4,
    "trinh-ky.number": 4,
    "tra-ket-qua.notify": 9,
    "tra-ket-qua.deliver": 9,
    "trong-ngay.refuse": 1,
    "tham-dinh-truoc.refuse": 1,
    "tham-dinh-truoc.reject": 4,
    "tham-dinh-xin-y-kien.refuse": 1,
    "tham-dinh-xin-y-kien.reject": 4,
    "nhieu-co-quan.refuse": 1,
    "nhieu-co-quan.reject": 4,
    "nhieu-co-quan.open": 4,
    "nhieu-co-quan.children": 4,
    "noi-tiep.refuse": 1,
    "noi-tiep.open": 9,
    "noi-tiep.children": KEEP,
}
"""Of the library and the patterns; a package's status-map.yaml wins."""

OWN_AGENCY, SUPERIOR = "own", "superior"
PARTNER = "Cơ quan phối hợp"
LANES: Mapping[str, tuple[str, str]] = {
    "Người nộp": ("applicant", OWN_AGENCY),
    "Một cửa": ("one_stop_officer", OWN_AGENCY),
    "Thụ lý": ("specialist", OWN_AGENCY),
    "Lãnh đạo": ("leader", OWN_AGENCY),
    PARTNER: ("specialist", SUPERIOR),
}
ROLES = ("one_stop_officer", "specialist", "unit_head", "leader", "clerk")
ASKED = {
    kind.value: kind for kind in (Kind.TEXT, Kind.WHOLE, Kind.YES_NO, Kind.DATE)
}  # fmt: skip
PEOPLE_DO = {
    "check", "ask", "answer", "pay", "appraise", "gather", "draft", "sign", "deliver", "refuse",
    "reject",
}  # fmt: skip
"""Steps that people have a page for; a diagram of its own adds arrows and gates, no other work."""
KNOWN = {"pattern", "lanes", "outcomes", "asks"}


@dataclass(frozen=True)
class Lane:
    """Who works there: a role in the receiving agency (`own`). Only the partner's lane lies in
    another: the one above (`superior`), a kind of the same place, or one named by its key.

    `unit` is a unit's code ("TP") where the agency has one such, "" any.
    """

    name: str
    role: str
    agency: str
    unit: str = ""


@dataclass(frozen=True)
class Ask:
    """What a step's officer fills in beside its outcome; expressions know it by `name`."""

    name: str
    label: str
    kind: Kind


@dataclass(frozen=True, eq=False)
class Process:
    """`outcomes` are facts that the package itself decides when the process begins."""

    definition: Definition
    pattern: str
    xml: bytes
    lanes: Mapping[str, Lane]
    outcomes: Mapping[str, Expression]
    asks: Mapping[str, tuple[Ask, ...]]
    statuses: Mapping[str, int]

    def nodes(self) -> list[str]:
        """`process.node` of every step that waits for somebody or a service."""
        return [
            f"{name}.{node.id}"
            for name, diagram in self.definition.diagrams.items()
            for node in diagram.nodes.values()
            if node.kind in {"userTask", "manualTask", "serviceTask"}
        ]


@dataclass(frozen=True)
class Plan:
    """`process:` of procedure.yaml, read before the expressions that may use what steps ask."""

    pattern: str
    lanes: Mapping[str, Lane]
    asks: Mapping[str, tuple[Ask, ...]]
    asked_at: Mapping[str, Part]
    outcomes: Mapping[str, Part]

    def names(self) -> dict[str, Kind | Rows]:
        """Facts that steps add."""
        return {one.name: one.kind for asks in self.asks.values() for one in asks}


def plan(sheet: Sheet, part: Part | None, has_own: bool) -> Plan:
    """A pattern by its name, or `pattern`, `lanes`, `outcomes`, `asks`."""
    entries: Mapping[str, Part] = {}
    if part is not None and isinstance(part.value, str):
        entries = {"pattern": part}
    elif part is not None:
        entries = sheet.entries(part, KNOWN)
    pattern = sheet.choice(entries.get("pattern"), catalogue.patterns())
    if bool(pattern) == has_own and not sheet.problems:
        at = part or Part(None, 1, 1)
        told = f"Có cả mẫu quy trình và {OWN}" if has_own else f"Thiếu mẫu quy trình hoặc {OWN}"
        sheet.say(at, f"{told}: chọn đúng một.")
    given = entries.get("outcomes")
    outcomes = sheet.entries(given, catalogue.OUTCOMES) if given else {}
    asked_at = sheet.entries(entries["asks"], ()) if "asks" in entries else {}
    asks = {step: _asks(sheet, one) for step, one in asked_at.items()}
    return Plan(pattern, _lanes(sheet, entries), asks, asked_at, outcomes)


def _lanes(sheet: Sheet, entries: Mapping[str, Part]) -> dict[str, Lane]:
    found = {name: Lane(name, *who) for name, who in LANES.items()}
    given = sheet.entries(entries["lanes"], LANES) if "lanes" in entries else {}
    for name, part in given.items():
        one = sheet.entries(part, {"role", "agency", "unit"})
        if name in found:
            role, agency = found[name].role, found[name].agency
            if "agency" in one and name != PARTNER:
                sheet.say(one["agency"], f"Chỉ làn “{PARTNER}” thuộc cơ quan khác.")
            found[name] = Lane(
                name,
                sheet.choice(one.get("role"), ROLES, role),
                sheet.text(one.get("agency"), most=80) or agency,
                sheet.text(one.get("unit"), most=40),
            )
    return found


def _asks(sheet: Sheet, part: Part) -> tuple[Ask, ...]:
    asks = []
    for row in sheet.rows(part):
        one = sheet.entries(row, {"name", "label", "kind"}, ("name", "label", "kind"))
        name = sheet.text(one.get("name"), most=40)
        if name and (not WORD.fullmatch(name) or name in catalogue.OUTCOMES):
            sheet.say(one["name"], f"Tên “{name}” không dùng được ở đây.")
            continue
        kind = sheet.choice(one.get("kind"), ASKED, Kind.TEXT.value)
        asks.append(Ask(name, sheet.text(one.get("label")), ASKED[kind]))
    return tuple(asks)


def build(
    sheet: Sheet, planned: Plan, files: Mapping[str, bytes], facts: Mapping[str, Kind | Rows]
) -> Process | None:
    """The definition over the library; None when it can't run, with the reasons told."""
    xml = files.get(OWN) or catalogue.patterns().get(planned.pattern, b"")
    if not xml:
        return None
    names = Names(dict(facts), place="thủ tục")
    outcomes: dict[str, Expression] = {}
    for name, part in planned.outcomes.items():
        kind = catalogue.OUTCOMES.get(name, Kind.TEXT)
        found = sheet.expression(part, names, kind if isinstance(kind, Kind) else Kind.TEXT)
        if found is not None:
            outcomes[name] = found
    try:
        definition = catalogue.of_procedure(xml, facts)
    except Wrong as error:
        sheet.problems.extend(error.at(OWN if OWN in files else planned.pattern).problems)
        return None
    statuses, placed = _statuses(sheet, files.get("status-map.yaml"))
    process = Process(
        definition,
        planned.pattern,
        xml,
        planned.lanes,
        outcomes,
        planned.asks,
        {**STATUSES, **statuses},
    )
    nodes = process.nodes()
    for node in nodes:
        if node not in process.statuses:
            told = f"Bước “{node}” chưa có trạng thái 1..10."
            sheet.problems.append(Problem(told, where="status-map.yaml"))
    sheet.problems += _without_page(definition)
    there(Sheet("status-map.yaml", sheet.problems), placed, nodes)
    there(sheet, planned.asked_at, nodes)
    return process


def _statuses(sheet: Sheet, content: bytes | None) -> tuple[Mapping[str, int], Mapping[str, Part]]:
    own = Sheet("status-map.yaml", sheet.problems)
    placed = own.top(content, ())
    found = {
        name: KEEP if part.value == "keep" else own.whole(part, 1, SETTLED, KEEP)
        for name, part in placed.items()
    }
    return found, placed


def _without_page(definition: Definition) -> list[Problem]:
    """Steps of people that the system has no page for."""
    return [
        node.problem(
            "Hệ thống không có trang để làm bước này: gọi một bước của thư viện, hoặc đặt id là"
            " refuse (từ chối), reject (không giải quyết)."
        ).at(OWN)
        for node in definition.diagrams[definition.process].nodes.values()
        if node.kind in {"userTask", "manualTask"} and node.id not in PEOPLE_DO
    ]


def there(sheet: Sheet, placed: Mapping[str, Part], nodes: Collection[str]) -> None:
    """What is said of steps is said of steps that are there."""
    for node, part in placed.items():
        if node not in nodes:
            listed = ", ".join(sorted(nodes))
            sheet.say(part, f"Quy trình không có bước “{node[:80]}”; có: {listed}.")


def decided(
    process: Process, known: Mapping[str, Any], working_days: WorkingDays | None = None
) -> dict[str, Any]:
    """Outcomes that follow from the application alone; what can't be told yet is left out."""
    found = {}
    for name, one in process.outcomes.items():
        try:
            found[name] = one.value(known, working_days=working_days)
        except Unfilled:
            continue
    return found
