"""Small diagrams for the tests."""

from __future__ import annotations

from itertools import pairwise

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f'<definitions xmlns="{BPMN}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'


def flow(number: int, source: str, target: str, condition: str = "") -> str:
    """An arrow."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="f{number}" {ends}>{inner}</sequenceFlow>'


def chain(*nodes: str) -> str:
    """Arrows from each to the next."""
    pairs = enumerate(pairwise(nodes), 1)
    return "".join(flow(number, *pair) for number, pair in pairs)


def user(name: str) -> str:
    """A step of a person."""
    return f'<userTask id="{name}" name="Bước {name}"/>'


def lane(*nodes: str, name: str = "Thụ lý") -> str:
    """All these in one lane."""
    refs = "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in nodes)
    return f'<laneSet id="set"><lane id="lane" name="{name}">{refs}</lane></laneSet>'


def diagram(*parts: str, beside: str = "") -> bytes:
    """A file with one executable process."""
    inner = "".join(parts)
    process = f'<process id="p" isExecutable="true">{inner}</process>'
    return f"{HEAD}{beside}{process}</definitions>".encode()


STEP = lane("a", "b") + '<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>'


def with_middle(part: str, name: str = "x") -> bytes:
    """start, a step, the given part, end."""
    return diagram(STEP, part, chain("s", "a", name, "e"))
