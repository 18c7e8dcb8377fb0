"""The tree agency > unit > position: reports, extensions, reminders; when a document is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from lienthong.documents.actions import assigning, following, handling
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Assignment, Document, Extension, Reader
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import DISTRICT, ActOf
from lienthong.kernel import deadlines
from lienthong.kernel.errors import Refused
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db

UNIT, OTHER_UNIT = f"{DISTRICT}/vhtt", f"{DISTRICT}/nv"
HEAD, SPECIALIST = f"{UNIT}/truong-phong", f"{UNIT}/chuyen-vien"
OTHER_HEAD, OTHER = f"{OTHER_UNIT}/truong-phong", f"{OTHER_UNIT}/chuyen-vien"
LEADER, CLERK = "phuoc", "tuyet"


def unit(key: str, role: str = "lead") -> Receiver:
    return Receiver(role, unit_id=way.unit(key))


def person(key: str, role: str = "lead") -> Receiver:
    return Receiver(role, position_id=way.position(key))


def assigned(
    act_of: ActOf, receivers: Sequence[Receiver] = (), *, days: int | None = 4, **more: bool
) -> tuple[Document, list[Assignment]]:
    copy = way.received(act_of, State.SUBMITTED)
    given = assigning.assign(
        act_of(LEADER),
        document_id=copy.id,
        receivers=receivers or [unit(UNIT), unit(OTHER_UNIT, "support")],
        days=days,
        **more,
    )
    return copy, given


def waits(copy: Document) -> set[tuple[str, int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=copy.id)
    return set(items.values_list("kind", "position_id"))


def states(copy: Document) -> list[str]:
    found = Assignment.objects.filter(document=copy).order_by("id")
    return list(found.values_list("state", flat=True))


def state_of(copy: Document) -> str:
    copy.refresh_from_db()
    return copy.state


def refusal(code: str, step: Callable[[], object]) -> None:
    with pytest.raises(Refused) as found:
        step()
    assert found.value.code == code


# The tree


def test_three_levels_are_done_from_below(act_of: ActOf) -> None:
    """Agency, unit, person: what the specialist ends, the unit and the document end with."""
    copy, (top, support) = assigned(act_of)
    (child,) = assigning.assign(
        act_of(HEAD), document_id=copy.id, receivers=[person(SPECIALIST)], days=2
    )
    assert child.parent_id == top.id
    assert way.last_event(copy, "documents.handed_on").data["receiver"] == child.receiver_name
    refusal(
        "documents.children_open",
        lambda: handling.finish(act_of(HEAD), assignment_id=top.id),
    )
    handling.begin(act_of(SPECIALIST), assignment_id=child.id)
    assert state_of(copy) == State.IN_PROGRESS
    assert states(copy) == ["doing", "given", "doing"]
    handling.resolve(act_of(SPECIALIST), document_id=copy.id)
    assert state_of(copy) == State.RESOLVED
    assert states(copy) == ["done", "done", "done"]
    assert waits(copy) == set()
    support.refresh_from_db()
    assert support.done_at == copy.resolved_at


def test_support_is_handed_on_too_and_leaves_the_lead_its_part(act_of: ActOf) -> None:
    copy, (_top, support) = assigned(act_of)
    (child,) = assigning.hand_on(
        act_of(OTHER_HEAD),
        assignment_id=support.id,
        receivers=[person(OTHER)],
        directive="Rà soát.",
    )
    assert (child.due_at, child.directive) == (support.due_at, "Rà soát.")
    assert ("documents.handle", way.position(OTHER)) in waits(copy)
    handling.finish(act_of(OTHER), assignment_id=child.id)
    assert states(copy) == ["given", "done", "done"]
    assert state_of(copy) == State.ASSIGNED
    assert way.last_event(copy, "documents.part_done").data["part"] == child.receiver_name


def test_only_the_holder_hands_a_part_on_to_his_own(act_of: ActOf) -> None:
    _copy, (top, support) = assigned(act_of)
    refusal(
        "documents.not_holder",
        lambda: assigning.hand_on(
            act_of(OTHER_HEAD), assignment_id=top.id, receivers=[person(OTHER)]
        ),
    )
    refusal(
        "documents.receiver_outside",
        lambda: assigning.hand_on(
            act_of(OTHER_HEAD), assignment_id=support.id, receivers=[person(SPECIALIST)]
        ),
    )
    refusal(
        "documents.due_too_late",
        lambda: assigning.hand_on(
            act_of(OTHER_HEAD), assignment_id=support.id, receivers=[person(OTHER)], days=9
        ),
    )


def test_who_may_not_see_the_document_reaches_no_part(act_of: ActOf) -> None:
    _copy, (top, _support) = assigned(act_of)
    for who in ("loc", "huong", SPECIALIST):
        with pytest.raises((Assignment.DoesNotExist, Document.DoesNotExist)):
            handling.accept(act_of(who), assignment_id=top.id)


# Taken up, reported, concluded


def test_a_report_waits_for_the_givers_word(act_of: ActOf) -> None:
    copy, (top,) = assigned(act_of, [person(SPECIALIST)], report_back=True)
    act, leader = act_of(SPECIALIST), act_of(LEADER)
    handling.accept(act, assignment_id=top.id)
    assert states(copy) == ["accepted"]
    assert way.kinds_of(copy)[-1] == "documents.accepted"
    handling.start(act, document_id=copy.id)
    refusal("documents.report_back", lambda: handling.resolve(act, document_id=copy.id))
    handling.report(act, assignment_id=top.id, text="Đã rà soát 3 trên 6 ấp.", final=False)
    assert Notice.objects.filter(position_id=leader.position_id, text__contains="3 trên 6").exists()
    handling.report(act, assignment_id=top.id, text="Đã xong cả 6 ấp.", reply_id=copy.id)
    told = way.last_event(copy, "documents.reported").data
    assert (told["text"], told["reply_code"]) == ("Đã xong cả 6 ấp.", copy.code)
    assert waits(copy) == {("documents.conclude", leader.position_id)}
    refusal("documents.not_giver", lambda: handling.conclude(act, assignment_id=top.id))
    handling.send_back(leader, assignment_id=top.id, reason="Thiếu số liệu ấp 4.")
    assert way.last_event(copy, "documents.sent_back").data["reason"] == "Thiếu số liệu ấp 4."
    assert waits(copy) == {("documents.handle", act.position_id)}
    handling.report(act, assignment_id=top.id, text="Đã bổ sung.")
    assert state_of(copy) == State.IN_PROGRESS
    handling.conclude(leader, assignment_id=top.id)
    assert state_of(copy) == State.RESOLVED
    assert waits(copy) == set()


def test_a_unit_that_must_report_does_so_when_its_people_are_done(act_of: ActOf) -> None:
    copy, (top,) = assigned(act_of, [unit(UNIT)], report_back=True)
    (child,) = assigning.hand_on(act_of(HEAD), assignment_id=top.id, receivers=[person(SPECIALIST)])
    refusal(
        "documents.children_open",
        lambda: handling.report(act_of(HEAD), assignment_id=top.id, text="Xong."),
    )
    handling.resolve(way.after(act_of(SPECIALIST), hours=1), document_id=start(act_of, copy))
    assert state_of(copy) == State.IN_PROGRESS
    assert waits(copy) == {("documents.handle", way.position(HEAD))}
    handling.report(act_of(HEAD), assignment_id=top.id, text="Xong.")
    child.refresh_from_db()
    assert (child.state, states(copy)) == ("done", ["reported", "done"])


def start(act_of: ActOf, copy: Document) -> int:
    handling.start(act_of(SPECIALIST), document_id=copy.id)
    return copy.id


def test_a_report_points_only_to_what_its_author_sees(act_of: ActOf) -> None:
    _copy, (top,) = assigned(act_of, [person(SPECIALIST)])
    hidden = way.brought_to(act_of, State.DRAFTING)
    refusal(
        "documents.reply",
        lambda: handling.report(
            act_of(SPECIALIST), assignment_id=top.id, text="Xong.", reply_id=hidden.id
        ),
    )


# Taken back


def test_an_assignment_nobody_took_up_is_undone(act_of: ActOf) -> None:
    copy, given = assigned(act_of)
    keys = act_of(OTHER_HEAD).keys()
    assert Document.objects.visible_to(act_of(OTHER_HEAD)).filter(id=copy.id).exists()
    assigning.take_back(act_of(LEADER), document_id=copy.id)
    assert state_of(copy) == State.SUBMITTED
    assert waits(copy) == {("documents.assign", act_of(LEADER).position_id)}
    assert not Reader.objects.filter(document_id=copy.id, source="assignment", key__in=keys)
    told = way.last_event(copy, "documents.assignment_undone").data["receivers"]
    assert all(one.receiver_name in told for one in given)


def test_the_head_undoes_what_he_handed_on(act_of: ActOf) -> None:
    copy, (top, _support) = assigned(act_of)
    assigning.assign(act_of(HEAD), document_id=copy.id, receivers=[person(SPECIALIST)])
    assigning.take_back(act_of(HEAD), document_id=copy.id)
    assert states(copy) == ["given", "given", "withdrawn"]
    assert ("documents.handle", way.position(HEAD)) in waits(copy)
    assert not Document.objects.visible_to(act_of(SPECIALIST)).filter(id=copy.id).exists()
    assert top.parent_id is None


def test_what_somebody_took_up_is_withdrawn_with_a_reason(act_of: ActOf) -> None:
    copy, (top, _support) = assigned(act_of)
    handling.accept(act_of(HEAD), assignment_id=top.id)
    refusal(
        "documents.taken_up",
        lambda: assigning.take_back(act_of(LEADER), document_id=copy.id),
    )
    refusal(
        "documents.not_giver",
        lambda: assigning.withdraw(act_of(OTHER_HEAD), assignment_id=top.id, reason="Nhầm."),
    )
    assigning.withdraw(act_of(LEADER), assignment_id=top.id, reason="Giao nhầm phòng.")
    assert (state_of(copy), states(copy)) == (State.SUBMITTED, ["withdrawn", "withdrawn"])
    assert way.last_event(copy, "documents.withdrawn").data["reason"] == "Giao nhầm phòng."
    refusal(
        "documents.assignment_state", lambda: handling.begin(act_of(HEAD), assignment_id=top.id)
    )


def test_a_part_below_is_withdrawn_and_waits_for_the_unit_again(act_of: ActOf) -> None:
    copy, (top, _support) = assigned(act_of)
    (child,) = assigning.assign(act_of(HEAD), document_id=copy.id, receivers=[person(SPECIALIST)])
    handling.begin(act_of(SPECIALIST), assignment_id=child.id)
    assigning.withdraw(act_of(HEAD), assignment_id=child.id, reason="Đi công tác.")
    assert ("documents.handle", way.position(HEAD)) in waits(copy)
    handling.resolve(act_of(HEAD), document_id=copy.id)
    assert state_of(copy) == State.RESOLVED
    assert top.parent_id is None


# Extensions and reminders


def test_an_extension_is_asked_and_granted(act_of: ActOf) -> None:
    copy, (top,) = assigned(act_of, [person(SPECIALIST)])
    act, leader = act_of(SPECIALIST), act_of(LEADER)
    asked = following.ask_extension(act, assignment_id=top.id, days=2, reason="Chờ số liệu xã.")
    assert asked.due_at == deadlines.working_days_after(act.at, 6)
    assert ("documents.extension", leader.position_id) in waits(copy)
    refusal(
        "documents.extension_waiting",
        lambda: following.ask_extension(act, assignment_id=top.id, days=1, reason="Thêm."),
    )
    refusal(
        "documents.not_giver",
        lambda: following.answer_extension(act, assignment_id=top.id, granted=True),
    )
    following.answer_extension(leader, assignment_id=top.id, granted=True)
    top.refresh_from_db()
    copy.refresh_from_db()
    assert (top.due_at, copy.due_at) == (asked.due_at, asked.due_at)
    item = WorkItem.objects.open().get(object_id=copy.id, kind="documents.handle")
    assert item.due_at == asked.due_at
    assert way.kinds_of(copy)[-2:] == ["documents.extension_asked", "documents.extended"]
    assert Notice.objects.filter(position_id=act.position_id, text__contains="đồng ý").exists()


def test_an_extension_is_refused_with_a_reason(act_of: ActOf) -> None:
    copy, (top,) = assigned(act_of, [person(SPECIALIST)])
    leader = act_of(LEADER)
    following.ask_extension(act_of(SPECIALIST), assignment_id=top.id, days=2, reason="Chờ.")
    refusal(
        "documents.reason",
        lambda: following.answer_extension(leader, assignment_id=top.id, granted=False),
    )
    following.answer_extension(
        leader, assignment_id=top.id, granted=False, answer="Tỉnh cần đúng hạn."
    )
    assert Extension.objects.get(assignment=top).state == "refused"
    assert (
        way.last_event(copy, "documents.extension_refused").data["reason"] == "Tỉnh cần đúng hạn."
    )
    refusal(
        "documents.no_extension",
        lambda: following.answer_extension(leader, assignment_id=top.id, granted=True),
    )


def test_a_part_is_not_extended_beyond_the_whole(act_of: ActOf) -> None:
    copy, _given = assigned(act_of)
    (child,) = assigning.assign(act_of(HEAD), document_id=copy.id, receivers=[person(SPECIALIST)])
    refusal(
        "documents.extension",
        lambda: following.ask_extension(
            act_of(SPECIALIST), assignment_id=child.id, days=1, reason="Chờ."
        ),
    )


def test_who_is_late_is_reminded_where_the_work_is(act_of: ActOf) -> None:
    copy, _given = assigned(act_of)
    (child,) = assigning.assign(act_of(HEAD), document_id=copy.id, receivers=[person(SPECIALIST)])
    refusal(
        "documents.nobody_late",
        lambda: following.chase_late(act_of(CLERK), document_id=copy.id),
    )
    late = way.after(act_of(CLERK), days=9)
    assert following.chase_late(late, document_id=copy.id, words="Tỉnh đã nhắc.") == 2
    told = Notice.objects.filter(text__contains="Tỉnh đã nhắc.")
    assert set(told.values_list("position_id", flat=True)) == {
        way.position(SPECIALIST), way.position(OTHER_HEAD)
    }  # fmt: skip
    following.chase(act_of(HEAD), assignment_id=child.id)
    assert way.last_event(copy, "documents.chased").data["receivers"] == child.receiver_name
    refusal(
        "documents.not_giver", lambda: following.chase(act_of(SPECIALIST), assignment_id=child.id)
    )


# Work that no document asks for


def test_other_rooms_give_work_by_the_same_steps(act_of: ActOf) -> None:
    leader, act = act_of(LEADER), act_of(SPECIALIST)
    due = deadlines.working_days_after(leader.at, 3)
    given = [
        assigning.give(
            leader,
            source=source,
            title="Lập danh sách điểm cầu",
            receivers=[unit(UNIT)],
            due_at=due,
        )[0]
        for source in ("meetings.conclusion:7", "meetings.conclusion:8")
    ]
    top = given[0]
    (child,) = assigning.hand_on(act_of(HEAD), assignment_id=top.id, receivers=[person(SPECIALIST)])
    assert (child.source, child.title) == (top.source, top.title)
    item = WorkItem.objects.open().get(
        object_type="documents.assignment", object_id=child.id, position_id=act.position_id
    )
    assert item.title == "Lập danh sách điểm cầu"
    handling.begin(act, assignment_id=child.id)
    handling.finish(act, assignment_id=child.id)
    handling.report(act_of(HEAD), assignment_id=top.id, text="Đã lập xong.")
    handling.conclude(leader, assignment_id=top.id)
    top.refresh_from_db()
    assert top.state == "done"
    assert not Assignment.objects.visible_to(act_of("loc")).filter(id=top.id).exists()
    assert not WorkItem.objects.open().filter(object_id__in=[top.id, child.id])
