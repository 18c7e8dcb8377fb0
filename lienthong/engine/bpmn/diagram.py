"""Read a diagram: only what the whitelist knows; all else refused by name and place.

Nothing of the file itself is handed to the engine: process.py writes it anew from `Diagram`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from lienthong.engine.bpmn import foreign
from lienthong.engine.problems import Problem, refuse, wrong

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
BYTES_MOST = 1_000_000
NODES_MOST = 150  # the engine goes from node to node by recursion
ELEMENTS_MOST = 20_000
DEEP_MOST = 3
NAME_MOST = 200

TASKS = {"userTask", "manualTask", "serviceTask"}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway"}
CHOOSING = {"exclusiveGateway", "inclusiveGateway"}
HOLDERS = {"callActivity", "subProcess"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"}
KINDS = TASKS | GATEWAYS | HOLDERS | EVENTS
DRAWN = {"documentation", "extensionElements", "incoming", "outgoing", "laneSet", "textAnnotation",
         "association", "group", "category"}  # fmt: skip
ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
SERVICE = re.compile(r"[a-z][a-z0-9_.\-]{0,79}")
DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,3})W)?(?:([0-9]{1,4})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,4})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})S)?)?"
)


@dataclass(frozen=True)
class Node:
    """`scope` is the process or the sub-process it stands in; `timer` an ISO 8601 duration."""

    id: str
    kind: str
    name: str
    line: int
    scope: str
    lane: str = ""
    attached_to: str = ""
    interrupting: bool = True
    timer: str = ""
    called: str = ""
    service: str = ""
    default: str = ""

    @property
    def where(self) -> str:
        """How sentences point to it."""
        return f"“{self.name}” ({self.id})" if self.name else f"({self.id})"

    def problem(self, sentence: str) -> Problem:
        """Something wrong with this node."""
        return Problem(sentence, self.line, 1, self.where)


@dataclass(frozen=True)
class Flow:
    """An arrow; `condition` is an expression, "" where there is none."""

    id: str
    source: str
    target: str
    condition: str
    line: int
    scope: str


@dataclass(frozen=True)
class Diagram:
    """One executable process. `notes` are things in the file that do nothing here."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Sequence[Flow]
    lanes: Sequence[str]
    notes: Sequence[Problem] = ()

    def outgoing(self, node: str) -> list[Flow]:
        """Arrows that leave a node."""
        return [flow for flow in self.flows if flow.source == node]

    def inside(self, scope: str) -> list[Node]:
        """Nodes that stand directly in a process or sub-process."""
        return [node for node in self.nodes.values() if node.scope == scope]


def read(content: bytes) -> Diagram:
    """Raises `Wrong` with everything that the whitelist refuses."""
    root = _parse(content)
    if _tag(root) != "definitions":
        raise wrong("Tệp không phải sơ đồ BPMN 2.0 (phần tử ngoài cùng phải là definitions).")
    found = [one for one in root if _tag(one) == "process"]
    runs = [one for one in found if len(found) == 1 or one.get("isExecutable") == "true"]
    if len(runs) != 1:
        raise wrong("Sơ đồ phải có đúng một quy trình chạy được (process isExecutable).")
    reader = _Reader(runs[0])
    for other in root:
        reader.beside(other)
    reader.process()
    refuse(reader.problems)
    return Diagram(
        id=reader.id,
        name=_name(runs[0]),
        nodes=reader.nodes,
        flows=reader.flows,
        lanes=list(dict.fromkeys(reader.lane_of.values())),
        notes=tuple(dict.fromkeys(reader.notes)),
    )


def _parse(content: bytes) -> etree._Element:
    if len(content) > BYTES_MOST:
        raise wrong(f"Sơ đồ lớn quá {BYTES_MOST // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong("Sơ đồ không phải văn bản UTF-8.") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise wrong("Sơ đồ có DOCTYPE hoặc ENTITY: không nhận.")
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the file claims: we looked at it as UTF-8
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise wrong("XML viết sai ở đây.", line=line, column=column) from None
    except (etree.LxmlError, ValueError):
        raise wrong("Tệp không phải XML.") from None
    if sum(1 for _one in root.iter()) > ELEMENTS_MOST:
        raise wrong("Sơ đồ có quá nhiều phần tử.")
    return root


def _tag(element: etree._Element) -> str:
    """The local name of a BPMN element, "" for any other."""
    tag = element.tag
    return tag.removeprefix(f"{{{BPMN}}}") if isinstance(tag, str) and BPMN in tag else ""


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _name(element: etree._Element) -> str:
    return " ".join((element.get("name") or "").split())[:NAME_MOST]


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


@dataclass
class _Reader:
    top: etree._Element
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    lane_of: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return self.top.get("id") or ""

    def where(self, element: etree._Element) -> str:
        name, known = _name(element), (element.get("id") or "")[:100]
        return f"“{name}” ({known})" if name else f"({known or _local(element)})"

    def say(self, element: etree._Element, sentence: str) -> None:
        self.problems.append(Problem(sentence, _line(element), 1, self.where(element)))

    def note(self, element: etree._Element, sentence: str) -> None:
        self.notes.append(Problem(sentence, _line(element), 1, self.where(element)))

    def process(self) -> None:
        self.identified(self.top)
        for lane in self.top.iter(f"{{{BPMN}}}lane"):
            if not _name(lane):
                self.say(lane, "Làn chưa có tên.")
            for reference in lane.iterchildren(f"{{{BPMN}}}flowNodeRef"):
                self.lane_of[(reference.text or "").strip()] = _name(lane)
        self.scope(self.top, self.id, "", deep=0)

    def beside(self, element: etree._Element) -> None:
        """What stands beside the process: other pools are drawing, nothing there runs."""
        tag = _tag(element)
        if tag == "process" and element is not self.top:
            self.note(element, "Quy trình này không chạy: chỉ quy trình isExecutable chạy.")
        if tag == "collaboration":
            for flow in element.iterchildren(f"{{{BPMN}}}messageFlow"):
                self.note(flow, "Luồng thông điệp chỉ để nhìn: không gửi gì.")

    def scope(self, holder: etree._Element, scope: str, lane: str, *, deep: int) -> None:
        if deep > DEEP_MOST:
            self.say(holder, f"Quy trình con lồng quá {DEEP_MOST} cấp.")
            return
        for element in holder:
            tag = _tag(element)
            if tag == "sequenceFlow":
                self.flow(element, scope)
            elif tag in KINDS:
                self.node(element, tag, scope, lane, deep=deep)
            elif tag in DRAWN:
                self.drawn(element, tag)
            elif not tag or tag in foreign.HARMLESS:
                self.note(element, foreign.ignored(tag or _local(element)))
            else:
                self.say(element, foreign.refused(tag))

    def identified(self, element: etree._Element) -> str:
        """The id, told when it is missing, doubled or odd."""
        known = element.get("id") or ""
        if not ID.fullmatch(known):
            self.say(element, "Thiếu id, hoặc id có ký tự lạ.")
        elif known in self.seen:
            self.say(element, f"id “{known}” dùng hai lần.")
        self.seen.add(known)
        return known

    def node(self, element: etree._Element, tag: str, scope: str, lane: str, *, deep: int) -> None:
        known = self.identified(element)
        lane = self.lane_of.get(known, lane)
        if len(self.nodes) >= NODES_MOST:
            raise wrong(f"Sơ đồ có hơn {NODES_MOST} bước.")
        self.nodes[known] = Node(
            id=known,
            kind=tag,
            name=_name(element),
            line=_line(element),
            scope=scope,
            lane=lane,
            attached_to=element.get("attachedToRef") or "",
            interrupting=element.get("cancelActivity") != "false",
            timer=self.timer(element) if tag in EVENTS else "",
            called=self.called(element) if tag == "callActivity" else "",
            service=self.service(element) if tag == "serviceTask" else "",
            default=element.get("default") or "",
        )
        if tag in TASKS and not _name(element):
            self.say(element, "Bước này chưa có tên: người làm phải đọc được việc gì.")
        for attribute in element.attrib:
            sentence = foreign.attribute(str(attribute), tag)
            if sentence:
                self.note(element, sentence)
        if tag == "subProcess":
            if element.get("triggeredByEvent") == "true":
                self.say(element, foreign.EVENT_SUBPROCESS)
            loops = [one for one in element if foreign.is_loop(_tag(one))]
            for one in loops:
                self.say(element, foreign.refused(_tag(one)))
                element.remove(one)
            self.scope(element, known, lane, deep=deep + 1)
        else:
            self.parts(element, tag)

    def parts(self, element: etree._Element, tag: str) -> None:
        """What stands inside a task, gateway or event."""
        for part in element:
            inner = _tag(part)
            if inner in DRAWN:
                self.drawn(part, inner)
            elif inner == "timerEventDefinition" and tag in EVENTS:
                continue
            elif inner in foreign.HARMLESS or not inner:
                self.note(element, foreign.ignored(inner or _local(part)))
            else:
                self.say(element, foreign.refused(inner))

    def drawn(self, element: etree._Element, tag: str) -> None:
        if tag != "extensionElements":
            return
        parent = element.getparent()
        holder = element if parent is None else parent
        for one in element.iter():
            sentence = foreign.extension(_local(one))
            if sentence:
                self.say(holder, sentence)

    def timer(self, element: etree._Element) -> str:
        """The duration of a timer event; other kinds of events are told by `parts`."""
        tag = _tag(element)
        timers = [one for one in element if _tag(one) == "timerEventDefinition"]
        others = [one for one in element if _tag(one).endswith("EventDefinition")]
        if tag in {"startEvent", "endEvent"}:
            for _one in timers:
                self.say(element, "Quy trình không tự bắt đầu hay kết thúc theo giờ: bỏ đồng hồ.")
            return ""
        if not others:
            self.say(element, "Sự kiện giữa chừng phải là đồng hồ chờ (timer).")
            return ""
        texts = [
            (_tag(one), " ".join("".join(str(text) for text in one.itertext()).split()))
            for timer in timers
            for one in timer
        ]
        if not timers:
            return ""
        if len(texts) != 1 or texts[0][0] != "timeDuration" or not DURATION.fullmatch(texts[0][1]):
            self.say(
                element,
                "Đồng hồ phải là khoảng thời gian ISO 8601 viết thẳng (PT8H, P2D); không nhận"
                " ngày cố định, chu kỳ hay biểu thức.",
            )
            return ""
        return texts[0][1]

    def called(self, element: etree._Element) -> str:
        called = element.get("calledElement") or ""
        if not called:
            self.say(element, "Chưa nói gọi bước nào của thư viện (calledElement).")
        return called

    def service(self, element: etree._Element) -> str:
        name = element.get("implementation") or element.get(f"{{{CAMUNDA}}}topic") or ""
        if name in {"", "##WebService", "##unspecified"} or not SERVICE.fullmatch(name):
            self.say(
                element,
                "Bước tự động phải nêu tên dịch vụ của hệ thống (implementation); không chạy lớp"
                " Java, biểu thức hay địa chỉ mạng.",
            )
        return name

    def flow(self, element: etree._Element, scope: str) -> None:
        known = self.identified(element)
        condition = ""
        for part in element:
            tag = _tag(part)
            if tag == "conditionExpression":
                condition = "".join(str(text) for text in part.itertext()).strip()
                language = part.get("language") or ""
                if len(part) or foreign.is_script(language):
                    self.say(element, f"Điều kiện viết bằng “{language[:40]}”: viết lại bằng CEL.")
                elif condition.startswith(("${", "#{", "=")):
                    self.say(element, foreign.CONDITION)
            elif tag in DRAWN:
                self.drawn(part, tag)
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        self.flows.append(Flow(known, source, target, condition, _line(element), scope))
