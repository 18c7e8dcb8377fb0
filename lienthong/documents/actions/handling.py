"""The receiver's steps on a part of the work, and the giver's word on it (Decree 30/2020, art. 24).

The short way of a small agency comes first: the lead starts and resolves the document itself. The
others serve any assignment, of a document or of another source.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents import rules_assignments as work_rules
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.common import facts, locked
from lienthong.documents.actions.tree import Tree
from lienthong.documents.models import Assignment, Document
from lienthong.documents.rules import State
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work


@action
def start(act: Act, *, document_id: int) -> None:
    """The lead begins to handle the document; the sender sees it
    (Decree 30/2020, app. VI III.1.o).
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "start")
    tree = trees.of_document(document)
    node = _own_lead(act, tree)

    trees.begin(tree, node)
    trees.settle(act, tree)

    events.record(act, "documents.started", document, delivery_id=document.delivery_id)


@action
def resolve(act: Act, *, document_id: int) -> None:
    """The lead ends the handling: assignments are done, the sender sees it
    (Decree 30/2020, art. 24).

    Refused while people he handed it on to are at it, and where he was told to report.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "resolve")
    tree = trees.of_document(document)
    node = _own_lead(act, tree)
    work_rules.check_report_back(asked=node.report_back)

    trees.finish(act, tree, node, "finish")
    _end(act, tree, node)


def _end(act: Act, tree: Tree, node: Assignment) -> None:
    """What follows when a part is done: the document may be, too."""
    document = tree.document
    trees.settle(act, tree)
    if document is None or document.state != rules.State.RESOLVED:
        events.record(
            act, "documents.part_done", trees.about(tree, node),
            assignment_id=node.id, part=node.receiver_name,
            late=work_rules.overdue(node.due_at, act.at, None),
        )  # fmt: skip
        return
    work.done(act, document)
    events.record(
        act, "documents.resolved", document, delivery_id=document.delivery_id,
        late=work_rules.overdue(document.due_at, act.at, None),
    )  # fmt: skip


def _own_lead(act: Act, tree: Tree) -> Assignment:
    """The live lead assignment, if this post or unit holds it."""
    held = tree.own_lead(act)
    if held is None:
        raise Refused(
            "documents.not_lead",
            _("Nơi khác đang chủ trì văn bản này. Chỉ nơi chủ trì ghi bắt đầu và kết thúc xử lý."),
            reason="right",
        )
    return held


@action
def accept(act: Act, *, assignment_id: int) -> None:
    """The receiver says that he has the part in hand; its giver is told nothing else yet."""
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_holder(holds=trees.holds(act, node))
    node.state = work_rules.next_assignment(node.state, "accept")
    node.save(update_fields=["state"])
    events.record(
        act, "documents.accepted", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name,
    )  # fmt: skip


@action
def begin(act: Act, *, assignment_id: int) -> None:
    """The receiver begins; the document is then in progress, which its sender sees when it is the
    first to begin.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_holder(holds=trees.holds(act, node))
    before = tree.document.state if tree.document else ""
    trees.begin(tree, node)
    trees.settle(act, tree)
    document = tree.document
    if document is not None and before == State.ASSIGNED and document.state == State.IN_PROGRESS:
        events.record(act, "documents.started", document, delivery_id=document.delivery_id)
        return
    events.record(
        act, "documents.part_started", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name,
    )  # fmt: skip


@action
def finish(act: Act, *, assignment_id: int) -> None:
    """The receiver's part is done, without a report: support given, information taken in, or a
    lead's work where none was asked for.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_holder(holds=trees.holds(act, node))
    work_rules.check_report_back(asked=node.report_back)
    trees.finish(act, tree, node, "finish")
    _end(act, tree, node)


@action
def report(
    act: Act, *, assignment_id: int, text: str, reply_id: int | None = None, final: bool = True
) -> None:
    """The receiver reports to the giver; `reply_id` is the document that carries the result.

    A final report waits for the giver's word; the others tell him how far the work is.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_holder(holds=trees.holds(act, node))
    text = rules.check_text(
        text, name=_("Nội dung báo cáo"), longest=rules.DIRECTIVE_MAX, code="documents.report"
    )
    reply = _reply(act, reply_id)
    if final:
        work_rules.check_children([one.receiver_name for one in tree.open_children(node.id)])
        node.state = work_rules.next_assignment(node.state, "report")
        node.save(update_fields=["state"])
        trees.rest(act, tree, node)
        trees.call(act, tree, node, kind="documents.conclude", position_id=node.giver_id)
        trees.settle(act, tree)
    else:
        work_rules.next_assignment(node.state, "report")  # nothing is told of what has ended
        work.tell(
            act,
            position_id=node.giver_id,
            text=_("{who} báo cáo tiến độ: {text}").format(who=act.by_name, text=text),
            obj=trees.about(tree, node),
        )
    events.record(
        act, "documents.reported", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name, text=text, final=final,
        reply_id=reply.id if reply else None, reply_code=reply.code if reply else "",
    )  # fmt: skip


def _reply(act: Act, reply_id: int | None) -> Document | None:
    """The document a report points to, as far as its author may see it."""
    if reply_id is None:
        return None
    found = Document.objects.visible_to(act).filter(id=reply_id).first()
    if found is None:
        raise Refused(
            "documents.reply",
            _("Không tìm thấy văn bản kèm theo báo cáo. Chọn lại hoặc để trống."),
            reason="input",
        )
    return found


@action
def conclude(act: Act, *, assignment_id: int) -> None:
    """The giver agrees with what was reported: the part is done."""
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_giver(gave=trees.gave(act, node))
    trees.finish(act, tree, node, "conclude")
    _end(act, tree, node)


@action
def send_back(act: Act, *, assignment_id: int, reason: str) -> None:
    """The giver sends a report back: what is missing, and the part waits for its receiver again."""
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_giver(gave=trees.gave(act, node))
    reason = rules.check_text(
        reason, name=_("Lý do trả lại"), longest=rules.REASON_MAX, code="documents.reason"
    )
    node.state = work_rules.next_assignment(node.state, "send_back")
    node.save(update_fields=["state"])
    trees.rest(act, tree, node)
    holder = trees.holder_of(node, trees.day_of(act))
    trees.call(act, tree, node, kind=trees.HANDLE[node.role], position_id=holder)
    trees.settle(act, tree)
    events.record(
        act, "documents.sent_back", trees.about(tree, node),
        assignment_id=node.id, receiver=node.receiver_name, reason=reason,
    )  # fmt: skip
