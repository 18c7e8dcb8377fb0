"""The engine behind the whitelist: SpiffWorkflow, fed with what we wrote and nothing else.

Its own expressions are Python's eval, its timers read the clock, its ids are random and its state
carries the definition. So: an arrow's condition is a key into our compiled expressions, a timer is
a message that only `strike` sends, ids are numbered in the order they came, and only the tree of
tasks is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, ValidationException
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, WorkflowConverter
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from lienthong.engine.bpmn.diagram import BPMN, Diagram, Node
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression
from lienthong.engine.problems import Wrong, wrong

ENGINE = f"SpiffWorkflow {version('SpiffWorkflow')}"
STEPS_MOST = 200  # of gates and ends between two that wait
NUMBERED = 1 << 40  # ids below are ours; a random one is never so small


def key(process: str, part: str) -> str:
    """One name for a part of a process among all that run together."""
    return f"{process}.{part}"


@dataclass(frozen=True)
class Standing:
    """A node that waits in one run."""

    id: str
    node: Node
    process: str


class _Conditions(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates our expressions by key; executes nothing."""

    def __init__(
        self,
        conditions: Mapping[str, Expression],
        facts: Mapping[str, Any],
        working_days: WorkingDays | None,
    ) -> None:
        super().__init__()
        self.conditions = conditions
        self.facts = facts
        self.working_days = working_days

    def evaluate(self, _task: Any, expression: str, external_context: Any = None) -> bool:  # noqa: ARG002
        """Whether an arrow is taken; what it asks must have been answered."""
        condition = self.conditions[expression]
        try:
            return bool(condition.value(self.facts, working_days=self.working_days))
        except Wrong as error:
            raise error.at(f"điều kiện “{condition.text[:80]}”") from None

    def execute(self, *_args: Any, **_kwargs: Any) -> None:
        """Never."""
        raise wrong("Quy trình không chạy mã lệnh.")

    def call_service(self, *_args: Any, **_kwargs: Any) -> None:
        """Never: the host performs a service and completes its step."""
        raise wrong("Quy trình không tự gọi dịch vụ.")


class _ParallelGateway(ParallelGateway):  # type: ignore[misc]
    """Waits for each incoming arrow once a round.

    The library's own counts branches of earlier rounds too, so that a join inside a loop goes on
    too early. A round begins where this gateway went on last.
    """

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        begun = my_task.parent
        while begun is not None and begun.task_spec is not self:
            begun = begun.parent
        missing = set(self.inputs)
        for task in my_task.workflow.get_tasks(spec_name=self.name):
            if begun is not None and not task.is_descendant_of(begun):
                continue
            if task.is_descendant_of(my_task):  # comes only after this gateway, by an arrow back
                while task is not None and task.task_spec not in missing:
                    task = task.parent  # noqa: PLW2901 - climbs to the arrow it comes by
                missing -= {task.task_spec} if task is not None else set()
            elif not my_task.is_descendant_of(task) and task.parent.state == TaskState.COMPLETED:
                missing.discard(task.parent.task_spec)
        return not missing


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("parallelGateway"): (GatewayParser, _ParallelGateway)}


class Machine:
    """The engine's specs of one definition; shared, never changed by a run."""

    def __init__(
        self, process: str, diagrams: Mapping[str, Diagram], conditions: Mapping[str, Expression]
    ) -> None:
        self.conditions = conditions
        self.nodes = {
            key(name, node.id): (name, node)
            for name, diagram in diagrams.items()
            for node in diagram.nodes.values()
        }
        parser = _Parser()
        try:
            parser.add_bpmn_xml(_written(diagrams))
            self.spec = parser.get_spec(process)
            self.called = parser.get_subprocess_specs(process)
        except (ValidationException, SpiffWorkflowException, RecursionError):
            raise wrong("Máy chạy quy trình không nhận sơ đồ này: xem lại các mũi tên.") from None
        self.serializer = BpmnWorkflowSerializer(
            BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnWorkflow: self._converter()})
        )

    def begin(self, facts: dict[str, Any], working_days: WorkingDays | None) -> Run:
        """A run from its start event to the first that waits."""
        run = Run(self, BpmnWorkflow(self.spec, self.called), facts, working_days)
        run.on()
        return run

    def resume(
        self, tree: Mapping[str, Any], facts: dict[str, Any], working_days: WorkingDays | None
    ) -> Run:
        """A run as it was kept."""
        workflow = self.serializer.from_dict(_with_ids(tree, _long))
        return Run(self, workflow, facts, working_days)

    def _converter(self) -> type[BpmnWorkflowConverter]:
        spec, called = self.spec, self.called

        class StateOnly(BpmnWorkflowConverter):  # type: ignore[misc]
            """The tree of tasks without the definition, which every state shares."""

            def to_dict(self, workflow: Any) -> dict[str, Any]:
                kept: dict[str, Any] = WorkflowConverter.to_dict(self, workflow)
                kept["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
                return kept

            def from_dict(self, dct: dict[str, Any]) -> Any:
                workflow = self.target_class(spec, called, deserializing=True)
                workflow.tasks = self.mapping_from_dict(dct["tasks"], UUID, workflow=workflow)
                workflow.task_tree = workflow.tasks[UUID(dct["root"])]
                self.set_default_attributes(workflow, dct)
                self.subprocesses_from_dict(dct["subprocesses"], workflow)
                return workflow

        return StateOnly


class Run:
    """One workflow in memory, between two states. What it knows (`facts`) is one for all branches:
    the library's own data go with each branch, and where two meet the later overwrites the other.
    """

    def __init__(
        self,
        machine: Machine,
        workflow: Any,
        facts: dict[str, Any],
        working_days: WorkingDays | None,
    ) -> None:
        self.machine = machine
        self.workflow = workflow
        self.facts = facts
        workflow.script_engine = _Conditions(machine.conditions, facts, working_days)

    @property
    def ended(self) -> bool:
        """Has it come to its end?"""
        return bool(self.workflow.completed)

    def steps(self) -> list[Standing]:
        """People and services that are waited for."""
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        return sorted(self._standing(ready), key=lambda one: int(one.id))

    def clocks(self) -> list[Standing]:
        """Timer events that wait."""
        waiting = self.workflow.get_tasks(state=TaskState.WAITING)
        return [one for one in self._standing(waiting) if one.node.timer]

    def complete(self, step: str, data: dict[str, Any]) -> None:
        """Finish a step and run on."""
        if step not in {one.id for one in self.steps()}:
            raise wrong("Bước này không còn chờ: có người đã làm, hoặc quy trình đã đi tiếp.")
        task = self.workflow.get_task_from_id(UUID(_long(step)))
        self.facts.update(data)
        task.run()
        self.on()

    def strike(self, clock: str) -> None:
        """A timer event happens, and the run goes on."""
        task = self.workflow.get_task_from_id(UUID(_long(clock)))
        task.task_spec.catch(task, BpmnEvent(task.task_spec.event_definition, {}))
        task.task_spec._update(task)  # noqa: SLF001 - as the library's own event manager does
        self.on()

    def on(self) -> None:
        """Run until somebody is waited for. Raises `Wrong` when nobody ever would be."""
        left = [STEPS_MOST]

        def count(_task: Any) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise wrong("Quy trình chạy mãi không tới bước nào chờ: xem lại các vòng lặp.")

        try:
            self.workflow.do_engine_steps(will_complete_task=count)
        except SpiffWorkflowException:
            raise wrong("Quy trình không đi tiếp được từ bước này: xem lại các cổng rẽ.") from None
        self._number()
        if not self.ended and not self.steps() and not self.clocks():
            raise wrong("Quy trình dừng giữa chừng: một cổng chờ nhánh không bao giờ tới.")

    def kept(self) -> dict[str, Any]:
        """The tree as JSON data with short ids; the same run gives the same data."""
        return _with_ids(self.machine.serializer.to_dict(self.workflow), _short)

    def _standing(self, tasks: Any) -> Iterator[Standing]:
        for task in tasks:
            found = self.machine.nodes.get(task.task_spec.name)
            if found is not None:
                process, node = found
                yield Standing(_short(str(task.id)), node, process)

    def _number(self) -> None:
        """Give new tasks the next numbers instead of random ids."""
        trees = [self.workflow, *self.workflow.subprocesses.values()]
        known = [task for tree in trees for task in tree.tasks.values()]
        top = max((one.id.int for one in known if one.id.int < NUMBERED), default=0)
        fresh = [one for one in known if one.id.int >= NUMBERED]
        new = {one.id: UUID(int=top + at) for at, one in enumerate(fresh, 1)}

        def named(old: Any) -> Any:
            return new.get(old, old)

        for task in known:
            task.id = named(task.id)
            task._parent = named(task._parent)  # noqa: SLF001 - the library has no door for it
            task._children = [named(one) for one in task._children]  # noqa: SLF001
            task.last_state_change = 0
        for tree in trees:
            tree.tasks = {named(one): task for one, task in tree.tasks.items()}
            if tree is not self.workflow:
                tree.parent_task_id = named(tree.parent_task_id)
        workflow = self.workflow
        workflow.subprocesses = {named(one): sub for one, sub in workflow.subprocesses.items()}
        events = workflow.event_manager
        events.tasks = {named(one): task for one, task in events.tasks.items()}


def _short(text: str) -> str:
    return str(UUID(text).int)


def _long(text: str) -> str:
    return str(UUID(int=int(text)))


def _with_ids(tree: Mapping[str, Any], change: Any) -> dict[str, Any]:
    """The same tree with every id changed; data are left alone."""
    changed = dict(tree)
    for name in ("last_task", "root", "parent_task_id"):
        if changed.get(name) is not None:
            changed[name] = change(changed[name])
    changed["tasks"] = {
        change(one): {
            **task,
            "id": change(task["id"]),
            "parent": None if task["parent"] is None else change(task["parent"]),
            "children": [change(child) for child in task["children"]],
        }
        for one, task in _parents_first(tree)
    }
    if "subprocesses" in tree:
        changed["subprocesses"] = {
            change(one): _with_ids(sub, change)
            for one, sub in sorted(tree["subprocesses"].items(), key=lambda pair: _number(pair[0]))
        }
    return changed


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else UUID(text).int


def _parents_first(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each task after its parent, whatever order a database gave them back in."""
    waiting = [tree["root"]]
    while waiting:
        one = waiting.pop()
        task = tree["tasks"][one]
        yield one, task
        waiting.extend(reversed(task["children"]))


def _written(diagrams: Mapping[str, Diagram]) -> etree._Element:
    """The whole as BPMN for the engine: our nodes and arrows, conditions as keys, nobody's text."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap={"bpmn": BPMN})
    for name, diagram in diagrams.items():
        process = etree.SubElement(root, f"{{{BPMN}}}process", id=name, isExecutable="true")
        _write_scope(root, process, name, diagram, diagram.id)
    return root


def _write_scope(
    root: etree._Element, holder: etree._Element, name: str, diagram: Diagram, scope: str
) -> None:
    for node in diagram.inside(scope):
        tag = "userTask" if node.kind == "serviceTask" else node.kind
        element = etree.SubElement(holder, f"{{{BPMN}}}{tag}", id=key(name, node.id))
        if node.default:
            element.set("default", key(name, node.default))
        if node.called:
            element.set("calledElement", node.called)
        if node.attached_to:
            element.set("attachedToRef", key(name, node.attached_to))
            element.set("cancelActivity", "true" if node.interrupting else "false")
        if node.timer:
            message = f"{key(name, node.id)}.message"
            etree.SubElement(root, f"{{{BPMN}}}message", id=message, name=message)
            etree.SubElement(element, f"{{{BPMN}}}messageEventDefinition", messageRef=message)
        if node.kind == "subProcess":
            _write_scope(root, element, name, diagram, node.id)
    for flow in (one for one in diagram.flows if one.scope == scope):
        arrow = etree.SubElement(
            holder,
            f"{{{BPMN}}}sequenceFlow",
            id=key(name, flow.id),
            sourceRef=key(name, flow.source),
            targetRef=key(name, flow.target),
        )
        if flow.condition:
            condition = etree.SubElement(arrow, f"{{{BPMN}}}conditionExpression")
            condition.text = key(name, flow.id)
