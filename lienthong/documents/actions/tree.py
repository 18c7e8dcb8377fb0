"""The assignments of one document, or of another source, as the tree they are: locked, read once.

What the actions share; none of them is a person's act by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents import rules_assignments as work_rules
from lienthong.documents.actions.common import locked, share
from lienthong.documents.models import Assignment, Document
from lienthong.documents.rules_assignments import BEGUN, LIVE, Work
from lienthong.kernel import clock
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

SHOWN = 200
ORDER = {"lead": 0, "support": 1, "for_information": 2}
HANDLE = {
    "lead": "documents.handle",
    "support": "documents.support",
    "for_information": "documents.for_information",
}
"""What waits for the receiver of each part."""


@dataclass(frozen=True)
class Receiver:
    """Whom an assignment goes to: a unit or a position of the agency, and its part in the work."""

    role: str
    unit_id: int | None = None
    position_id: int | None = None


@dataclass(frozen=True)
class Order:
    """What a giver says to all receivers at once."""

    directive: str = ""
    due_at: datetime | None = None
    report_back: bool = False


@dataclass
class Tree:
    """Every assignment that has not been withdrawn; `document` is None for another source."""

    document: Document | None
    nodes: list[Assignment]
    by_id: dict[int, Assignment] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {node.id: node for node in self.nodes}

    def children(self, parent_id: int | None) -> list[Assignment]:
        """The parts at one level, the lead first."""
        found = [node for node in self.nodes if node.parent_id == parent_id]
        return sorted(found, key=lambda node: (ORDER[node.role], node.id))

    def open_children(self, parent_id: int | None) -> list[Assignment]:
        """Those somebody still has to work on; who is only told has nothing to do."""
        return [
            node
            for node in self.children(parent_id)
            if node.state in LIVE and node.role != "for_information"
        ]

    def under(self, node: Assignment) -> Iterator[Assignment]:
        """What was handed on from it, at every level, the lowest first."""
        for child in self.children(node.id):
            yield from self.under(child)
            yield child

    def parent(self, node: Assignment) -> Assignment | None:
        return self.by_id.get(node.parent_id or 0)

    def leads(self) -> list[Assignment]:
        """The chain of those who answer for it, from the top down."""
        found: list[Assignment] = []
        level: int | None = None
        while lead := next((one for one in self.children(level) if one.role == "lead"), None):
            found.append(lead)
            level = lead.id
        return found

    def own_lead(self, act: Act) -> Assignment | None:
        """The lowest link of that chain which this post, or its unit, holds."""
        return next((one for one in reversed(self.leads()) if holds(act, one)), None)


def holds(act: Act, node: Assignment | None) -> bool:
    """Does this post, or its unit, hold the part?"""
    return node is not None and (
        node.position_id == act.position_id
        or (node.unit_id is not None and node.unit_id == act.unit_id)
    )


def gave(act: Act, node: Assignment) -> bool:
    """Did this post give it, or does it direct the agency?"""
    leads = rules.directs(act) and node.agency_id == act.agency_id
    return node.giver_id == act.position_id or leads


def of_document(document: Document) -> Tree:
    """The tree under a document that the caller has locked."""
    rows = Assignment.objects.select_for_update().filter(document=document)
    return Tree(document, list(rows.exclude(state=Work.WITHDRAWN).order_by("id")))


def stands_on(document: Document) -> Tree:
    """The tree of a document for a page: nothing is locked."""
    rows = Assignment.objects.filter(document=document).exclude(state=Work.WITHDRAWN)
    return Tree(document, list(rows.order_by("id")[:SHOWN]))


def locked_tree(act: Act, assignment_id: int) -> tuple[Tree, Assignment]:
    """The tree an assignment stands in, locked from the document down, and the assignment itself;
    Assignment.DoesNotExist (a 404) when this post may not see it.
    """
    seen = Assignment.objects.visible_to(act).get(id=assignment_id)
    if seen.document_id is not None:
        tree = of_document(locked(act, seen.document_id))
    else:
        rows = Assignment.objects.select_for_update().filter(
            document=None, source=seen.source, agency_id=seen.agency_id
        )
        tree = Tree(None, list(rows.exclude(state=Work.WITHDRAWN).order_by("id")))
    return tree, tree.by_id.get(assignment_id, seen)


def day_of(act: Act) -> date:
    """The province's day of an act."""
    return clock.local(act.at).date()


def about(tree: Tree, node: Assignment) -> Document | Assignment:
    """What an event of this part is told on: the document, or the part itself."""
    return tree.document or node


def close(act: Act, tree: Tree, node: Assignment, state: str) -> None:
    """A part ends; nobody has to do anything about it any more."""
    node.state, node.done_at = state, act.at
    node.save(update_fields=["state", "done_at"])
    rest(act, tree, node)


def rest(act: Act, tree: Tree, node: Assignment) -> None:
    """Its receiver waits: the part leaves his list of work."""
    holder = holder_of(node, day_of(act))
    if holder is not None:
        work.done(act, about(tree, node), kind=HANDLE[node.role], position_id=holder)
    reported = [one for one in tree.nodes if one.state == Work.REPORTED and one is not node]
    if not any(one.giver_id == node.giver_id for one in reported):
        work.done(act, about(tree, node), kind="documents.conclude", position_id=node.giver_id)


def holder_of(node: Assignment, day: date) -> int | None:
    """The post where the work of a part waits: the person, or the head of the unit."""
    if node.position_id is not None:
        return node.position_id
    head = posts.unit_head(node.unit_id or 0, day)
    return head.position_id if head else None


def call(act: Act, tree: Tree, node: Assignment, *, kind: str, position_id: int | None) -> None:
    """Something about a part waits for a post from now on."""
    if position_id is None:
        return
    document = tree.document
    work.give(
        act,
        about(tree, node),
        position_id=position_id,
        agency_id=node.agency_id,
        kind=kind,
        title=document.subject if document else node.title,
        code=document.code if document else "",
        source=document.issuer_name if document else node.giver_name,
        urgency=document.urgency if document else 0,
        due_at=node.due_at,
    )


def place(
    act: Act,
    tree: Tree,
    receiver: Receiver,
    order: Order,
    *,
    parent: Assignment | None = None,
    source: str = "",
    title: str = "",
) -> Assignment:
    """Give a part to a receiver: it may see the document, and the work waits for it."""
    post = _receiving_post(act, receiver, day_of(act), inside=parent is not None)
    document = tree.document
    node = Assignment.objects.create(
        document=document,
        source=source,
        title=title,
        parent=parent,
        agency_id=post.agency_id,
        giver_id=act.position_id or 0,
        giver_name=act.by_name,
        unit_id=receiver.unit_id,
        position_id=receiver.position_id,
        receiver_name=post.unit_name if receiver.unit_id else f"{post.name}, {post.title}",
        role=receiver.role,
        directive=order.directive,
        due_at=order.due_at,
        report_back=order.report_back and receiver.role == "lead",
        given_at=act.at,
    )
    if document is not None:
        share(
            document,
            [(KeyKind.POSITION, post.position_id), (KeyKind.UNIT, receiver.unit_id)],
            "assignment",
        )
    tree.nodes.append(node)
    tree.by_id[node.id] = node
    call(act, tree, node, kind=HANDLE[node.role], position_id=post.position_id)
    return node


def _receiving_post(act: Act, receiver: Receiver, day: date, *, inside: bool) -> posts.Post:
    """Who takes it in hand; `inside` a unit, only its own people."""
    if receiver.position_id is not None:
        found = posts.post(receiver.position_id, day)
    else:
        found = posts.unit_head(receiver.unit_id or 0, day)
    if found is None or found.agency_id != act.agency_id or not found.name:
        raise Refused(
            "documents.receiver",
            _(
                "Nơi nhận phân công không thuộc cơ quan hoặc chưa có người phụ trách."
                " Chọn nơi khác."
            ),
            reason="input",
        )
    if inside and (receiver.unit_id or found.unit_id != act.unit_id):
        raise Refused(
            "documents.receiver_outside",
            _("Người đứng đầu đơn vị chỉ giao cho người của đơn vị mình. Chọn người khác."),
            reason="input",
        )
    return found


def withdraw_under(act: Act, tree: Tree, parent_id: int | None) -> list[Assignment]:
    """Every live part at this level, and what was handed on from it, is taken back."""
    taken: list[Assignment] = []
    for node in tree.children(parent_id):
        if node.state in LIVE:
            taken += withdraw(act, tree, node)
    return taken


def withdraw(act: Act, tree: Tree, node: Assignment) -> list[Assignment]:
    """A part and what was handed on from it are taken back."""
    taken = [*(one for one in tree.under(node) if one.state in LIVE), node]
    for one in taken:
        close(act, tree, one, work_rules.next_assignment(one.state, "withdraw"))
        tree.nodes.remove(one)
        tree.by_id.pop(one.id)
    return taken


def begin(tree: Tree, node: Assignment) -> None:
    """Work on a part begins, and with it on what it is a part of."""
    node.state = work_rules.next_assignment(node.state, "start")
    node.save(update_fields=["state"])
    above = tree.parent(node)
    while above is not None and above.state not in BEGUN and above.state in LIVE:
        above.state = work_rules.next_assignment(above.state, "start")
        above.save(update_fields=["state"])
        above = tree.parent(above)


def finish(act: Act, tree: Tree, node: Assignment, verb: str) -> Assignment | None:
    """A part is done. A lead answers for its level: the support given beside it ends with it, and
    the level above is done too, unless its giver wants a report.

    Returns the highest lead that is done by it, None for support and information.
    """
    work_rules.check_children([one.receiver_name for one in tree.open_children(node.id)])
    close(act, tree, node, work_rules.next_assignment(node.state, verb))
    if node.role != "lead":
        return None
    for beside in tree.children(node.parent_id):
        if beside.state in LIVE:
            for one in [*tree.under(beside), beside]:
                if one.state in LIVE:
                    close(act, tree, one, Work.DONE)
    above = tree.parent(node)
    if above is None:
        return node
    if above.report_back:
        holder = holder_of(above, day_of(act))
        call(act, tree, above, kind=HANDLE[above.role], position_id=holder)
        return node
    if above.role != "lead":
        close(act, tree, above, Work.DONE)
        return node
    return finish(act, tree, above, "finish") or node


def settle(act: Act, tree: Tree) -> None:
    """A document stands as its chain of leads stands."""
    document = tree.document
    if document is None:
        return
    leads = tree.leads()
    document.state = work_rules.document_state([one.state for one in leads])
    document.due_at = leads[0].due_at if leads else None
    document.resolved_at = act.at if document.state == rules.State.RESOLVED else None
    document.save(update_fields=["state", "due_at", "resolved_at"])
