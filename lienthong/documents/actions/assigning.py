"""Who must do what by when: giving, handing on, taking back (Decree 30/2020, art. 23, 24).

The receiver's steps are in `handling.py`, extensions and reminders in `following.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents import rules_assignments as work_rules
from lienthong.documents.actions import indexing
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.common import facts, locked, unshare
from lienthong.documents.actions.tree import Order, Receiver, Tree
from lienthong.documents.models import Assignment
from lienthong.documents.rules_assignments import Work
from lienthong.kernel import deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

__all__ = ["Receiver", "assign", "give", "hand_on", "take_back", "withdraw"]


@action
def assign(
    act: Act,
    *,
    document_id: int,
    receivers: Sequence[Receiver],
    directive: str = "",
    days: int | None = None,
    report_back: bool = False,
) -> list[Assignment]:
    """A leader hands a document to one lead, and any number for support or information
    (Decree 30/2020, art. 23).

    `days` are working days from now; without them the sender's own deadline stands. With
    `report_back` the lead reports and the leader concludes. A second assignment takes the place of
    the first, which is withdrawn. Only posts and units of the agency can receive. The head of a
    unit that leads hands his part on to his own people, not later than he was told himself; his
    part and those of other units stay.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "assign")
    _check_receivers(receivers)
    tree = trees.of_document(document)
    due = deadlines.working_days_after(act.at, days) if days is not None else None
    if not rules.directs(act):
        order = Order(directive, due, report_back)
        return _hand_on(act, tree, _held(act, tree), receivers, order)
    order = Order(_directive(directive), due or document.reply_due_at, report_back)

    work.done(act, document)
    trees.withdraw_under(act, tree, None)
    given = [trees.place(act, tree, receiver, order) for receiver in receivers]
    document.state, document.due_at = reached, order.due_at
    document.save(update_fields=["state", "due_at"])
    indexing.index(document)

    lead = next(one for one in given if one.role == "lead")
    events.record(
        act, "documents.assigned", document,
        receiver=lead.receiver_name, directive=order.directive, due_at=order.due_at,
        delivery_id=document.delivery_id, others=_others(given),
    )  # fmt: skip
    return given


def _others(given: Sequence[Assignment]) -> list[str]:
    return [f"{one.receiver_name} ({one.role})" for one in given if one.role != "lead"]


def _check_receivers(receivers: Sequence[Receiver]) -> None:
    work_rules.check_receivers([(one.role, one.unit_id, one.position_id) for one in receivers])


def _directive(text: str) -> str:
    if not text:
        return ""
    return rules.check_text(
        text,
        name=_("Ý kiến chỉ đạo"),
        longest=rules.DIRECTIVE_MAX,
        code="documents.directive",
    )


@action
def hand_on(
    act: Act,
    *,
    assignment_id: int,
    receivers: Sequence[Receiver],
    directive: str = "",
    days: int | None = None,
    report_back: bool = False,
) -> list[Assignment]:
    """The head of a unit gives the unit's part, whatever its role, to his own people: it is done
    when theirs are (Decree 30/2020, art. 23).

    Without `days` the part's own deadline stands. What he gave on before is withdrawn.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    rules.check_right(act, "assign")
    work_rules.check_holder(holds=trees.holds(act, node))
    _check_receivers(receivers)
    due = deadlines.working_days_after(act.at, days) if days is not None else None
    return _hand_on(act, tree, node, receivers, Order(directive, due, report_back))


def _held(act: Act, tree: Tree) -> Assignment:
    """The lead that the head of a unit hands on: his own link of the chain."""
    held = next((one for one in tree.leads() if trees.holds(act, one)), None)
    if held is None:
        raise Refused(
            "documents.not_lead",
            _("Chỉ lãnh đạo cơ quan hoặc người đứng đầu đơn vị đang chủ trì phân công được."),
            reason="right",
        )
    return held


def _hand_on(
    act: Act, tree: Tree, node: Assignment, receivers: Sequence[Receiver], said: Order
) -> list[Assignment]:
    work_rules.next_assignment(node.state, "finish")  # only what is still to be done is handed on
    due = said.due_at or node.due_at
    work_rules.check_child_due(due, node.due_at)
    order = Order(_directive(said.directive), due, said.report_back)

    trees.withdraw_under(act, tree, node.id)
    trees.rest(act, tree, node)
    given = [
        trees.place(act, tree, receiver, order, parent=node, source=node.source, title=node.title)
        for receiver in receivers
    ]
    _index(tree)
    lead = next(one for one in given if one.role == "lead")
    events.record(
        act, "documents.handed_on", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name, receiver=lead.receiver_name,
        directive=order.directive, due_at=due, others=_others(given),
    )  # fmt: skip
    return given


@action
def give(
    act: Act,
    *,
    source: str,
    title: str,
    receivers: Sequence[Receiver],
    directive: str = "",
    due_at: datetime | None = None,
    report_back: bool = True,
) -> list[Assignment]:
    """A leader gives work that no document asks for: a plan's task, a meeting's conclusion.

    `source` is the kind and id of what asks for it, as text ("programme.plan:7"), once an agency.
    The other steps are those of any assignment.
    """
    rules.check_right(act, "assign")
    _check_receivers(receivers)
    title = rules.check_text(
        title, name=_("Nội dung công việc"), longest=rules.SUBJECT_MAX, code="documents.title"
    )
    order = Order(_directive(directive), due_at, report_back)
    tree = Tree(None, [])
    given = [
        trees.place(act, tree, receiver, order, source=source, title=title)
        for receiver in receivers
    ]
    lead = next(one for one in given if one.role == "lead")
    events.record(
        act, "documents.given", lead,
        title=title, receiver=lead.receiver_name, source=source,
        directive=order.directive, due_at=due_at, others=_others(given),
    )  # fmt: skip
    return given


@action
def withdraw(act: Act, *, assignment_id: int, reason: str) -> None:
    """Whoever gave a part takes it back with a reason, and with it what was handed on from it.

    Without its lead a document waits for an assignment again.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_giver(gave=trees.gave(act, node))
    reason = rules.check_text(
        reason, name=_("Lý do rút"), longest=rules.REASON_MAX, code="documents.reason"
    )
    was_lead = node.role == "lead" and node.parent_id is None

    trees.withdraw(act, tree, node)
    above = tree.parent(node)
    if above is not None and not tree.open_children(above.id):
        _wait_again(act, tree, above)
    if was_lead and tree.document is not None:
        trees.withdraw_under(act, tree, None)
        trees.settle(act, tree)
        trees.call(act, tree, node, kind="documents.assign", position_id=act.position_id)
    _index(tree)
    events.record(
        act, "documents.withdrawn", trees.about(tree, node),
        assignment_id=node.id, receiver=node.receiver_name, reason=reason,
    )  # fmt: skip


def _index(tree: Tree) -> None:
    """A document is found by what is asked about it and by whoever has it now."""
    if tree.document is not None:
        indexing.index(tree.document)


def _wait_again(act: Act, tree: Tree, node: Assignment) -> None:
    """Nobody is at it under this part: it waits for its receiver again."""
    holder = trees.holder_of(node, trees.day_of(act))
    kind = trees.HANDLE[node.role]
    work.done(act, trees.about(tree, node), kind=kind, position_id=holder)
    trees.call(act, tree, node, kind=kind, position_id=holder)


@action
def take_back(act: Act, *, document_id: int) -> None:
    """Undo an assignment nobody has taken up: the document waits as it did before, and who was
    named no longer sees it.

    The head of a unit takes back what he handed on.
    """
    document = locked(act, document_id)
    tree = trees.of_document(document)
    if rules.directs(act):
        rules.check_step(act, facts(document), "take_back")
        taken = _untouched(tree.children(None), tree)
        trees.withdraw_under(act, tree, None)
        trees.settle(act, tree)
        trees.call(act, tree, taken[0], kind="documents.assign", position_id=act.position_id)
    else:
        held = _held(act, tree)
        taken = _untouched(tree.children(held.id), tree)
        trees.withdraw_under(act, tree, held.id)
        _wait_again(act, tree, held)
    day = trees.day_of(act)
    gone = [(trees.holder_of(one, day), one.unit_id) for one in taken]
    unshare(document, "assignment", gone)
    indexing.index(document)
    events.record(
        act, "documents.assignment_undone", document,
        receivers=", ".join(one.receiver_name for one in taken),
    )  # fmt: skip


def _untouched(given: list[Assignment], tree: Tree) -> list[Assignment]:
    """These parts, if nobody has begun with any of them."""
    if not given or any(one.state != Work.GIVEN or tree.children(one.id) for one in given):
        raise Refused(
            "documents.taken_up",
            _("Đã có người nhận việc nên không hoàn tác được. Rút phân công và ghi lý do."),
        )
    return given
