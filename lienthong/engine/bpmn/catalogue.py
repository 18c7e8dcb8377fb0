"""What comes ready: activities that processes call, and whole patterns to start from.

Both are BPMN files (library/, patterns/) that any BPMN editor opens. The facts that their gates ask
for, their lanes and their services are these, the same in every procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lienthong.engine.bpmn.diagram import Diagram, read
from lienthong.engine.bpmn.process import Definition, define
from lienthong.engine.expressions.names import Kind, Names, Rows

HERE = Path(__file__).parent
OUTCOMES: Mapping[str, Kind] = {
    "reception": Kind.TEXT,  # accepted | refused | supplement
    "appraisal": Kind.TEXT,  # approved | rejected | supplement
    "signing": Kind.TEXT,  # signed | returned
    "fee": Kind.WHOLE,  # đồng, 0 when nothing is due
    "opinion_needed": Kind.YES_NO,
}
"""What steps of the library answer, and gates ask."""
LANES = ("Người nộp", "Một cửa", "Thụ lý", "Lãnh đạo", "Cơ quan phối hợp")
SERVICES = (
    "compute_fee", "issue_receipt", "remind", "notify", "allot_number", "open_children",
    "await_children",
)  # fmt: skip
"""What the host does when such a step waits, and then completes it."""


@cache
def library() -> Mapping[str, Diagram]:
    """Called activities by their id."""
    diagrams = [read(path.read_bytes()) for path in sorted((HERE / "library").glob("*.bpmn"))]
    return {diagram.id: diagram for diagram in diagrams}


def patterns() -> Mapping[str, bytes]:
    """Ready processes by their id, to copy into a procedure."""
    return {path.stem: path.read_bytes() for path in sorted((HERE / "patterns").glob("*.bpmn"))}


def of_procedure(content: bytes, facts: Mapping[str, Kind | Rows] | None = None) -> Definition:
    """A procedure's process over the library; `facts` are what its own gates may ask (the form)."""
    names = Names({**(facts or {}), **OUTCOMES}, place="hồ sơ")
    return define(content, names=names, lanes=LANES, services=SERVICES, library=library())
