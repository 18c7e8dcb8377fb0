from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection

from lienthong.directory.models import Position
from lienthong.documents import reactions
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.exchange.models import Delivery, Receipt
from lienthong.kernel import jobs
from lienthong.kernel.models import Event
from lienthong.work.models import Notice

pytestmark = pytest.mark.django_db


def _ids(*kinds: str) -> list[int]:
    found = Event.objects.filter(kind__in=kinds).order_by("id")
    return list(found.values_list("id", flat=True))


def _waiting(task: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (args ->> 'event_id')::bigint from procrastinate_jobs"
            " where task_name = %s and status = 'todo' order by id",
            [task],
        )
        return [row[0] for row in cursor.fetchall()]


def _delivery(copy: Document) -> Delivery:
    return Delivery.objects.get(id=copy.delivery_id or 0)


def _receipts(copy: Document) -> list[tuple[str, bool]]:
    found = Receipt.objects.filter(delivery_id=copy.delivery_id or 0).order_by("id")
    return list(found.values_list("code", "moved"))


def test_an_approval_asks_for_one_signing_job(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    (approved,) = _ids("documents.approved")
    reactions.ask_to_sign([approved])
    assert _waiting("documents.sign") == [approved]
    assert Document.objects.get(id=made.id).state == State.APPROVED


def test_each_request_asks_for_one_sealing_job(act_of: ActOf) -> None:
    way.brought_to(act_of, State.SEALED)
    way.brought_to(act_of, State.SEALED)
    asked = _ids("documents.seal_requested")
    assert len(asked) == 2
    reactions.ask_to_seal(asked)
    assert _waiting("documents.seal") == asked


def test_a_packet_that_arrived_is_received_by_its_agencies_once(act_of: ActOf) -> None:
    copy = way.arrived(act_of)
    reactions.receive(_ids("exchange.arrived"))
    assert Document.objects.incoming().filter(packet_id=copy.packet_id).count() == 1


def test_whoever_drafted_it_is_told_whom_a_document_did_not_reach(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, to=(way.DISTRICT, "so-tc"))
    clerks = Position.objects.filter(agency_id=way.agency("so-tc"), roles__contains=["clerk"])
    clerks.update(valid_to=act_of("lan").at.date())
    jobs.drain()
    drafter = act_of("thu").position_id
    notice = Notice.objects.get(position_id=drafter, object_id=made.id)
    assert made.code in notice.text
    assert "Sở Tài chính" in notice.text

    reactions.undelivered(_ids("exchange.undelivered"))  # what the wiring calls
    assert Notice.objects.filter(position_id=drafter, object_id=made.id).count() == 2
    assert way.copy_of(made).state == State.ARRIVED


STEPS = {
    State.REGISTERED: "03",
    State.ASSIGNED: "04",
    State.IN_PROGRESS: "05",
    State.RESOLVED: "06",
}


def test_the_sender_is_told_each_step_with_who_and_when(act_of: ActOf) -> None:
    copy = way.arrived(act_of)
    assert (_delivery(copy).status, _receipts(copy)) == ("01", [("01", True)])
    for turn, (state, code) in enumerate(STEPS.items(), start=2):
        way.take_on(act_of, copy, state)
        jobs.drain()
        assert _delivery(copy).status == code, state
        assert len(_receipts(copy)) == turn
    assert _receipts(copy) == [(code, True) for code in ("01", *STEPS.values())]
    last = Receipt.objects.filter(delivery_id=copy.delivery_id or 0).latest("id")
    assert (last.by_name, last.by_title) == ("Châu Trí Dũng", act_of("dung").by_title)
    assert last.at == act_of("dung").at
    assert _delivery(copy).status_by == f"Châu Trí Dũng, {act_of('dung').by_title}"


def test_a_submission_to_the_leader_is_the_agencys_own_affair(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    jobs.drain()
    assert _receipts(copy) == [("01", True), ("03", True)]


def test_a_return_reaches_the_sender_with_its_reason(act_of: ActOf) -> None:
    copy = way.received(act_of, State.RETURNED)
    jobs.drain()
    assert _delivery(copy).status == "02"
    last = Receipt.objects.filter(delivery_id=copy.delivery_id or 0).latest("id")
    assert last.note == "Gửi nhầm nơi nhận."


def test_a_step_told_twice_is_one_receipt(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    jobs.drain()
    before = (_delivery(copy).status_at, _receipts(copy))
    for _turn in range(2):
        reactions.report_status(_ids("documents.registered"))
    assert (_delivery(copy).status_at, _receipts(copy)) == before


def test_a_late_lower_status_is_kept_and_moves_nothing(act_of: ActOf) -> None:
    """The receiver's steps may be told in any order; the sender's board never goes back."""
    copy = way.received(act_of, State.ASSIGNED)
    registered, assigned = _ids("documents.registered"), _ids("documents.assigned")
    Delivery.objects.filter(id=copy.delivery_id or 0).update(status="03")
    reactions.report_status(assigned)
    assert _delivery(copy).status == "04"
    reactions.report_status(registered)
    assert _delivery(copy).status == "04"
    assert _receipts(copy) == [("01", True), ("04", True), ("03", False)]


def test_several_steps_told_at_once_move_in_the_order_they_happened(act_of: ActOf) -> None:
    copy = way.received(act_of, State.RESOLVED)
    steps = (
        "documents.registered",
        "documents.assigned",
        "documents.started",
        "documents.resolved",
    )
    reactions.report_status(list(reversed(_ids(*steps))))
    assert _delivery(copy).status == "06"
    assert _receipts(copy) == [(code, True) for code in ("01", "03", "04", "05", "06")]


def test_a_document_that_came_by_no_delivery_reports_to_nobody(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    Document.objects.filter(id=copy.id).update(delivery_id=None)
    before = Receipt.objects.count()
    reactions.report_status(_ids("documents.registered"))
    assert Receipt.objects.count() == before


WIRED: dict[str, tuple[Callable[[Sequence[int]], None], State]] = {
    "documents.approved": (reactions.ask_to_sign, State.APPROVED),
    "documents.seal_requested": (reactions.ask_to_seal, State.SEALED),
}


@pytest.mark.parametrize("kind", WIRED)
def test_a_job_asked_for_twice_is_done_once(act_of: ActOf, kind: str) -> None:
    """A job may run again: the document moves one step all the same."""
    react, state = WIRED[kind]
    made = way.brought_to(act_of, state)
    for _turn in range(2):
        react(_ids(kind))
    jobs.drain()
    assert way.kinds_of(made).count("documents.numbered") == 1
    assert way.kinds_of(made).count("documents.signed") == 1


def test_what_follows_happens_at_the_moment_of_what_happened(act_of: ActOf) -> None:
    copy = way.arrived(act_of)
    event = way.last_event(copy, "documents.arrived")
    assert event.occurred_at == act_of("lan").at
    assert event.recorded_at - event.occurred_at > timedelta(days=1)
