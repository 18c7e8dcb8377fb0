"""Following up: a later deadline asked and answered, and reminders
(Decree 30/2020, app. VI III.1.m).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents import rules_assignments as work_rules
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.common import locked
from lienthong.documents.actions.tree import Tree
from lienthong.documents.models import Assignment, Extension
from lienthong.documents.rules_assignments import LIVE
from lienthong.kernel import deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work


@action
def ask_extension(act: Act, *, assignment_id: int, days: int, reason: str) -> Extension:
    """The receiver asks the giver for `days` working days more, counted from the present deadline
    or from now, whichever is later.
    """
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_holder(holds=trees.holds(act, node))
    work_rules.next_assignment(node.state, "report")
    reason = rules.check_text(
        reason, name=_("Lý do gia hạn"), longest=rules.REASON_MAX, code="documents.reason"
    )
    asked = _later(act, node, days)
    _check(act, tree, node, asked)
    if Extension.objects.filter(assignment=node, state="asked").exists():
        raise Refused(
            "documents.extension_waiting",
            _("Đề nghị gia hạn trước còn chờ trả lời. Đợi người giao trả lời rồi xin tiếp."),
        )
    made = Extension.objects.create(
        assignment=node, reason=reason, due_at=asked, asked_at=act.at, asked_by=act.by_name
    )
    trees.call(act, tree, node, kind="documents.extension", position_id=node.giver_id)
    events.record(
        act, "documents.extension_asked", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name, due_at=asked, reason=reason,
    )  # fmt: skip
    return made


def _later(act: Act, node: Assignment, days: int) -> datetime:
    """The deadline so many working days on; without one there is nothing to put off."""
    return deadlines.working_days_after(max(node.due_at or act.at, act.at), days)


def _check(act: Act, tree: Tree, node: Assignment, asked: datetime) -> None:
    above = tree.parent(node)
    work_rules.check_extension(asked, node.due_at, act.at, above.due_at if above else None)


@action
def answer_extension(act: Act, *, assignment_id: int, granted: bool, answer: str = "") -> None:
    """The giver grants what was asked, or refuses it with a reason."""
    tree, node = trees.locked_tree(act, assignment_id)
    work_rules.check_giver(gave=trees.gave(act, node))
    asked = asked_extension(node, lock=True)
    if granted:
        _check(act, tree, node, asked.due_at)
    else:
        answer = rules.check_text(
            answer, name=_("Lý do"), longest=rules.REASON_MAX, code="documents.reason"
        )
    asked.state = "granted" if granted else "refused"
    asked.answer, asked.answered_at, asked.answered_by = answer, act.at, act.by_name
    asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if granted:
        node.due_at = asked.due_at
        node.save(update_fields=["due_at"])
        trees.settle(act, tree)
        _move_work(act, tree, node)
    _answered(act, tree, node, granted=granted, answer=answer)
    if granted:
        events.record(
            act, "documents.extended", trees.about(tree, node),
            assignment_id=node.id, part=node.receiver_name, due_at=asked.due_at,
        )  # fmt: skip
        return
    events.record(
        act, "documents.extension_refused", trees.about(tree, node),
        assignment_id=node.id, part=node.receiver_name, reason=answer,
    )  # fmt: skip


def asked_extension(node: Assignment, *, lock: bool = False) -> Extension:
    """What was asked and waits for an answer; Refused when nothing does."""
    waiting = Extension.objects.filter(assignment=node, state="asked")
    found = (waiting.select_for_update() if lock else waiting).first()
    if found is None or node.state not in LIVE:
        raise Refused(
            "documents.no_extension",
            _("Không còn đề nghị gia hạn nào chờ trả lời. Tải lại trang."),
        )
    return found


def _move_work(act: Act, tree: Tree, node: Assignment) -> None:
    """What waits for the receiver waits until the new deadline."""
    holder = trees.holder_of(node, trees.day_of(act))
    kind = trees.HANDLE[node.role]
    if work.done(act, trees.about(tree, node), kind=kind, position_id=holder):
        trees.call(act, tree, node, kind=kind, position_id=holder)


def _answered(act: Act, tree: Tree, node: Assignment, *, granted: bool, answer: str) -> None:
    work.done(act, trees.about(tree, node), kind="documents.extension", position_id=node.giver_id)
    text = (
        _("{who} đồng ý gia hạn phần việc của bạn.").format(who=act.by_name)
        if granted
        else _("{who} không đồng ý gia hạn: {why}").format(who=act.by_name, why=answer)
    )
    holder = trees.holder_of(node, trees.day_of(act))
    if holder is not None:
        work.tell(act, position_id=holder, text=text, obj=trees.about(tree, node))


@action
def chase(act: Act, *, assignment_id: int, words: str = "") -> None:
    """The giver, a leader or the clerk reminds whoever holds a part (Decree 30/2020, art. 24)."""
    tree, node = trees.locked_tree(act, assignment_id)
    check_chaser(act, node)
    work_rules.next_assignment(node.state, "report")
    _chase(act, tree, [node], words)


@action
def chase_late(act: Act, *, document_id: int, words: str = "") -> int:
    """The same for everybody who is late with a document; returns how many parts."""
    document = locked(act, document_id)
    tree = trees.of_document(document)
    late = late_parts(act, tree)
    _chase(act, tree, late, words)
    return len(late)


def late_parts(act: Act, tree: Tree) -> list[Assignment]:
    """Who is late at the lowest level and may be reminded by this post; Refused for none."""
    late = [
        one
        for one in tree.nodes
        if one.state in LIVE
        and one.role != "for_information"
        and not tree.open_children(one.id)
        and work_rules.overdue(one.due_at, act.at, one.done_at)
    ]
    if not late:
        raise Refused("documents.nobody_late", _("Không có phần việc nào quá hạn để đôn đốc."))
    check_chaser(act, late[0])
    return late


def check_chaser(act: Act, node: Assignment) -> None:
    """The giver, a leader or the clerk."""
    work_rules.check_giver(gave=trees.gave(act, node) or "clerk" in act.roles)


def _chase(act: Act, tree: Tree, parts: list[Assignment], words: str) -> None:
    words = words.strip()[: rules.REASON_MAX]
    day = trees.day_of(act)
    for node in parts:
        holder = trees.holder_of(node, day)
        if holder is None:
            continue
        name = tree.document.code if tree.document else node.title
        text = _("{who} đôn đốc xử lý {what}.").format(who=act.by_name, what=name)
        work.tell(
            act,
            position_id=holder,
            text=f"{text} {words}".strip(),
            obj=trees.about(tree, node),
        )
    events.record(
        act, "documents.chased", trees.about(tree, parts[0]),
        receivers=", ".join(one.receiver_name for one in parts), words=words,
        assignment_ids=[one.id for one in parts],
    )  # fmt: skip
