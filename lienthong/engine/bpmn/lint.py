"""What would go wrong when a diagram runs: told before it is published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from lienthong.engine.bpmn.diagram import CHOOSING, GATEWAYS, TASKS, Diagram, Flow, Node
from lienthong.engine.expressions.language import Expression, compile_text
from lienthong.engine.expressions.names import Names
from lienthong.engine.problems import Problem, Wrong

Graph = Mapping[str, Collection[str]]


def lint(
    diagram: Diagram,
    *,
    lanes: Collection[str],
    services: Collection[str],
    called: Collection[str],
) -> Iterator[Problem]:
    """Everything that can be said from the drawing alone."""
    yield from _arrows(diagram)
    for scope in [diagram.id, *(n.id for n in diagram.nodes.values() if n.kind == "subProcess")]:
        yield from _scope(diagram, scope)
    for node in diagram.nodes.values():
        yield from _gateway(diagram, node)
        yield from _names(node, lanes, services, called)
    yield from _restless(diagram)
    yield from _joins_in_rings(diagram)


def compiled(diagram: Diagram, names: Names) -> tuple[dict[str, Expression], list[Problem]]:
    """The conditions by the id of their arrow, and what is wrong with them."""
    found: dict[str, Expression] = {}
    problems: list[Problem] = []
    for flow in diagram.flows:
        if flow.condition:
            try:
                found[flow.id] = compile_text(flow.condition, names)
            except Wrong as error:
                where = f"điều kiện của {_said(diagram, flow)} (dòng {flow.line} của sơ đồ)"
                problems.extend(error.at(where).problems)
    return found, problems


def _said(diagram: Diagram, flow: Flow) -> str:
    ends = [diagram.nodes.get(one) for one in (flow.source, flow.target)]
    first, second = (node.name or node.id if node else "?" for node in ends)
    return f"mũi tên “{first}” → “{second}”"


def _arrows(diagram: Diagram) -> Iterator[Problem]:
    for flow in diagram.flows:
        source, target = diagram.nodes.get(flow.source), diagram.nodes.get(flow.target)
        if source is None or target is None:
            yield Problem("Mũi tên không nối hai bước.", flow.line, 1, f"({flow.id})")
        elif source.scope != target.scope or source.scope != flow.scope:
            yield Problem(
                "Mũi tên đi qua biên quy trình con: không được.", flow.line, 1, f"({flow.id})"
            )
        elif flow.condition and source.kind not in CHOOSING:
            yield source.problem("Điều kiện chỉ đặt trên mũi tên đi ra từ cổng rẽ.")
    for node in diagram.nodes.values():
        if node.kind == "boundaryEvent":
            holder = diagram.nodes.get(node.attached_to)
            if holder is None or holder.kind not in {*TASKS, "callActivity", "subProcess"}:
                yield node.problem("Đồng hồ ở viền phải gắn vào một bước.")


def _scope(diagram: Diagram, scope: str) -> Iterator[Problem]:
    nodes = diagram.inside(scope)
    holder = diagram.nodes.get(scope)
    where = holder.where if holder else "quy trình"
    starts = [node for node in nodes if node.kind == "startEvent"]
    ends = [node for node in nodes if node.kind == "endEvent"]
    if len(starts) != 1:
        yield Problem(f"Phải có đúng một điểm bắt đầu; đang có {len(starts)}.", where=where)
    if not ends:
        yield Problem("Phải có ít nhất một điểm kết thúc.", where=where)
    if len(starts) == 1 and ends:
        yield from _ways(diagram, nodes, starts[0], ends)


def _ways(
    diagram: Diagram, nodes: Iterable[Node], start: Node, ends: Iterable[Node]
) -> Iterator[Problem]:
    """Every node lies on a way from the start to an end."""
    follows: dict[str, set[str]] = {node.id: set() for node in nodes}
    before: dict[str, set[str]] = {node.id: set() for node in nodes}
    links = [(flow.source, flow.target) for flow in diagram.flows]
    links += [(node.attached_to, node.id) for node in nodes if node.kind == "boundaryEvent"]
    for source, target in links:
        if source in follows and target in follows:
            follows[source].add(target)
            before[target].add(source)
    reached = _reach([start.id], follows)
    ending = _reach([node.id for node in ends], before)
    for node in nodes:
        if node.kind == "endEvent" and follows[node.id]:
            yield node.problem("Điểm kết thúc không có mũi tên đi ra.")
        if node.kind == "startEvent" and before[node.id]:
            yield node.problem("Điểm bắt đầu không có mũi tên đi vào.")
        if node.id not in reached:
            yield node.problem("Không có đường nào đi tới bước này.")
        elif node.id not in ending:
            yield node.problem("Từ bước này không có đường tới điểm kết thúc.")


def _reach(start: Iterable[str], graph: Graph) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(graph.get(one, ()))
    return seen


def _gateway(diagram: Diagram, node: Node) -> Iterator[Problem]:
    flows = diagram.outgoing(node.id)
    if node.kind not in GATEWAYS:
        if len(flows) > 1:
            yield node.problem("Một bước chỉ có một mũi tên đi ra: đặt cổng rẽ ở giữa.")
        return
    if node.kind not in CHOOSING or not flows[1:]:  # a gate with one way is a meeting point
        return
    default = [flow for flow in flows if flow.id == node.default]
    if not default:
        yield node.problem("Cổng rẽ chưa có mũi tên mặc định khi không điều kiện nào đúng.")
    for flow in flows:
        if flow in default and flow.condition:
            yield node.problem("Mũi tên mặc định không có điều kiện.")
        elif flow not in default and not flow.condition:
            said = _said(diagram, flow)
            yield node.problem(f"{said[0].upper()}{said[1:]} chưa có điều kiện.")


def _names(
    node: Node, lanes: Collection[str], services: Collection[str], called: Collection[str]
) -> Iterator[Problem]:
    if node.kind in {"userTask", "manualTask"} and node.lane not in lanes:
        if node.lane:
            yield node.problem(f"Làn “{node.lane}” chưa gắn với vai trò; có: {_listed(lanes)}.")
        else:
            yield node.problem("Bước của người phải nằm trong một làn: ai làm việc này?")
    if node.service and node.service not in services:
        yield node.problem(f"Không có dịch vụ “{node.service}”; có: {_listed(services)}.")
    if node.called and node.called not in called:
        yield node.problem(f"Thư viện không có bước “{node.called}”; có: {_listed(called)}.")


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "chưa có gì"


def _restless(diagram: Diagram) -> Iterator[Problem]:
    """A ring of arrows on which nobody is waited for would run for ever."""
    passing = {
        node.id: {flow.target for flow in diagram.outgoing(node.id)}
        for node in diagram.nodes.values()
        if node.kind in GATEWAYS
    }
    for gateway, first in passing.items():
        if gateway in _reach(first, passing):
            yield diagram.nodes[gateway].problem("Vòng lặp qua cổng này không có bước nào chờ.")


def _joins_in_rings(diagram: Diagram) -> Iterator[Problem]:
    """The engine joins an inclusive gateway rightly only once in a run."""
    follows: dict[str, set[str]] = {}
    for flow in diagram.flows:
        follows.setdefault(flow.source, set()).add(flow.target)
    for node in diagram.nodes.values():
        if node.kind == "inclusiveGateway" and node.id in _reach(follows.get(node.id, ()), follows):
            yield node.problem(
                "Cổng bao gồm không đặt trong một vòng quay lại: dùng cổng song song, mỗi nhánh có"
                " cổng loại trừ riêng."
            )


def call_circles(diagrams: Mapping[str, Diagram]) -> Iterator[Problem]:
    """Called activities that call themselves in the end, or too deep."""
    calls = {
        name: {node.called for node in one.nodes.values() if node.called}
        for name, one in diagrams.items()
    }
    for name, first in calls.items():
        if name in _reach(first, calls):
            yield Problem("Quy trình này gọi vòng về chính nó.", where=f"({name})")
