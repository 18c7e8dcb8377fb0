from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lienthong.directory.models import Unit
from lienthong.documents.actions import assigning, handling, receiving
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Assignment, Document, Reader
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import COMMUNE, DISTRICT, ActOf
from lienthong.kernel import deadlines
from lienthong.kernel.acts import KeyKind, reader_key, system_act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, NumberEntry
from lienthong.work.models import WorkItem

SPECIALIST = f"{DISTRICT}/vhtt/chuyen-vien"


def waiting_for(document: Document) -> dict[str, list[int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=document.id)
    found: dict[str, list[int]] = {}
    for kind, holder in items.order_by("id").values_list("kind", "position_id"):
        found.setdefault(kind, []).append(holder)
    return found


# Arriving


@pytest.mark.django_db
def test_what_arrives_says_all_that_a_register_needs(act_of: ActOf) -> None:
    act = act_of("lan")
    due = deadlines.working_days_after(act.at, 5)
    sent = way.sent(act_of, urgency=1, reply_due_at=due, subject="Về việc rà soát")
    copy = way.copy_of(sent)
    assert (copy.state, copy.agency_id) == (State.ARRIVED, way.agency(DISTRICT))
    assert (copy.subject, copy.code, copy.symbol) == ("Về việc rà soát", "01/UBND-VX", "UBND-VX")
    assert (copy.issuer_id, copy.issued_on) == (sent.agency_id, act.at.date())
    assert (copy.signer_name, copy.signer_title) == ("Thạch Quang Minh", "Phó Chủ tịch")
    assert (copy.urgency, copy.reply_due_at) == (1, due)
    assert (copy.arrival_number, copy.registered_at) == (None, None)
    assert copy.packet_id == sent.packet_id
    assert copy.register_due_at == deadlines.current().register_due(act.at, urgent=True)


@pytest.mark.django_db
def test_without_a_hurry_the_register_has_until_the_next_working_day(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    act = act_of("lan")
    assert copy.register_due_at == deadlines.current().register_due(act.at, urgent=False)
    assert copy.register_due_at.date() == act.at.date() + timedelta(days=1)


@pytest.mark.django_db
def test_what_has_arrived_is_seen_by_the_desk_alone(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    readers = list(Reader.objects.filter(document_id=copy.id).values_list("key", flat=True))
    assert readers == [reader_key(KeyKind.DESK, copy.agency_id)]
    seen = {
        who
        for who in ("tuyet", "phuoc", "thao", "dung", "lan", "minh", "huong", "loc", "nga", "khanh")
        if Document.objects.visible_to(act_of(who)).filter(id=copy.id).exists()
    }
    assert seen == {"tuyet", "phuoc"}
    assert waiting_for(copy) == {"documents.register": [act_of("tuyet").position_id]}


@pytest.mark.django_db
def test_an_arrival_counts_in_the_receivers_figures(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    event = way.last_event(copy, "documents.arrived")
    assert (event.agency_id, event.place_id) == (copy.agency_id, act_of("tuyet").place_id)
    assert event.data["issuer"] == "Nơi gửi"
    assert event.by_name == "Trục liên thông của tỉnh"


@pytest.mark.django_db
def test_a_packet_received_twice_makes_one_document(act_of: ActOf) -> None:
    packet_id = way.arrived(act_of).packet_id or 0
    again = system_act(act_of("lan").at, "Trục liên thông của tỉnh")
    assert receiving.receive_many(again, packet_ids=[packet_id]) == 0
    copies = Document.objects.incoming().filter(packet_id=packet_id)
    assert copies.count() == 1
    assert Event.objects.filter(kind="documents.arrived", object_id=copies.get().id).count() == 1
    assert len(waiting_for(copies.get())["documents.register"]) == 1


@pytest.mark.django_db
def test_a_deadline_beyond_the_calendar_is_no_deadline(act_of: ActOf) -> None:
    """A list would count the days up to it; a date of a peer's must not break the receiver's."""
    copy = way.arrived(act_of, reply_due_at="9999-12-31T17:00:00+07:00")
    assert copy.reply_due_at is None
    far = act_of("thu").at + timedelta(days=800)
    with pytest.raises(Refused, match="trong vòng hai năm"):
        way.drafted(act_of, reply_due_at=far)


@pytest.mark.django_db
def test_the_database_keeps_one_incoming_document_a_delivery(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    copy.pk = None
    with pytest.raises(IntegrityError, match="documents_incoming_once"), transaction.atomic():
        copy.save(force_insert=True)


# The register


@pytest.mark.django_db
def test_registering_gives_the_next_number_of_the_agencys_own_register(act_of: ActOf) -> None:
    first = way.received(act_of, State.ARRIVED)
    second = way.received(act_of, State.ARRIVED)
    assert receiving.register(act_of("tuyet"), document_id=second.id) == 1
    assert receiving.register(act_of("tuyet"), document_id=first.id) == 2
    first.refresh_from_db()
    assert (first.state, first.arrival_number) == (State.REGISTERED, 2)
    assert first.registered_at == act_of("tuyet").at
    assert waiting_for(first) == {"documents.submit": [act_of("tuyet").position_id]}

    elsewhere = way.arrived(act_of, to=COMMUNE)
    assert receiving.register(act_of("huong"), document_id=elsewhere.id) == 1


@pytest.mark.django_db
def test_a_document_is_not_registered_twice(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    with pytest.raises(Refused, match="Không thể vào sổ") as refusal:
        receiving.register(act_of("tuyet"), document_id=copy.id)
    assert refusal.value.code == "documents.wrong_state"
    assert NumberEntry.objects.filter(object_id=copy.id).count() == 1


@pytest.mark.django_db
def test_only_the_receivers_clerk_registers(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    with pytest.raises(Refused, match="Văn thư tiếp nhận"):
        receiving.register(act_of("phuoc"), document_id=copy.id)
    for who in ("dung", "lan", "huong", "loc"):
        with pytest.raises(Document.DoesNotExist):
            receiving.register(act_of(who), document_id=copy.id)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "late"), [(0, False), (3, True)])
def test_the_log_says_whether_the_register_was_late(act_of: ActOf, days: int, late: bool) -> None:
    copy = way.received(act_of, State.ARRIVED)
    receiving.register(way.after(act_of("tuyet"), days=days), document_id=copy.id)
    event = way.last_event(copy, "documents.registered")
    assert event.data["late"] is late
    assert event.data["number"] == 1


@pytest.mark.appendix_vi("III.1.đ")
def test_two_clerks_registering_at_once_never_share_or_skip_a_number(
    own_database: str, act_of: ActOf
) -> None:
    """Decree 30/2020, art. 22: one register, contiguous in the year."""
    copies = [way.received(act_of, State.ARRIVED).id for _turn in range(8)]
    clerk = act_of("tuyet")

    def work(ids: list[int]) -> list[int | str]:
        taken: list[int | str] = []
        try:
            for document_id in ids:
                act = clerk.later(clerk.at + timedelta(minutes=1))
                try:
                    taken.append(receiving.register(act, document_id=document_id))
                except Refused as refused:
                    taken.append(refused.code)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, [copies, copies[::-1]])

    numbers = sorted(one for one in first + second if isinstance(one, int))
    assert numbers == list(range(1, 9))
    refused = [one for one in first + second if isinstance(one, str)]
    assert refused == ["documents.wrong_state"] * 8
    rows = Document.objects.filter(id__in=copies).values_list("arrival_number", flat=True)
    assert sorted(rows) == list(range(1, 9))
    entries = NumberEntry.objects.filter(object_type="documents.document", object_id__in=copies)
    assert sorted(entries.values_list("ordinal", flat=True)) == list(range(1, 9))


# Returned, submitted


@pytest.mark.django_db
def test_what_is_returned_keeps_its_reason_and_waits_for_nobody(act_of: ActOf) -> None:
    copy = way.received(act_of, State.RETURNED)
    assert way.last_event(copy, "documents.returned").data["reason"] == "Gửi nhầm nơi nhận."
    assert waiting_for(copy) == {}
    with pytest.raises(Refused, match="Không thể vào sổ"):
        receiving.register(act_of("tuyet"), document_id=copy.id)


@pytest.mark.django_db
def test_nothing_is_returned_without_a_reason_or_once_registered(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ARRIVED)
    with pytest.raises(Refused, match="Lý do trả lại còn trống"):
        receiving.turn_back(act_of("tuyet"), document_id=copy.id, reason="")
    receiving.register(act_of("tuyet"), document_id=copy.id)
    with pytest.raises(Refused, match="Không thể trả lại nơi gửi"):
        receiving.turn_back(act_of("tuyet"), document_id=copy.id, reason="Gửi nhầm.")


@pytest.mark.django_db
def test_a_registered_document_goes_to_the_leader_one_names(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    deputy = act_of(f"{DISTRICT}/lanh-dao/pho-chu-tich-vx")
    receiving.submit(act_of("tuyet"), document_id=copy.id, leader_id=deputy.position_id)
    copy.refresh_from_db()
    assert copy.state == State.SUBMITTED
    assert waiting_for(copy) == {"documents.assign": [deputy.position_id]}
    assert way.last_event(copy, "documents.submitted").data["to"] == deputy.by_name


@pytest.mark.django_db
def test_it_goes_to_nobody_else_than_the_leader_one_names(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    strangers = (act_of("dung"), act_of("minh"))
    for stranger in [one.position_id for one in strangers]:
        with pytest.raises(Refused, match="chọn lại") as refusal:
            receiving.submit(act_of("tuyet"), document_id=copy.id, leader_id=stranger)
        assert refusal.value.code == "documents.leader"
    copy.refresh_from_db()
    assert copy.state == State.REGISTERED


@pytest.mark.django_db
def test_without_a_name_it_goes_to_the_first_leader(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    assert waiting_for(copy) == {"documents.assign": [act_of("phuoc").position_id]}


# Assigned


def lead(key: str = SPECIALIST) -> Receiver:
    return Receiver("lead", position_id=way.position(key))


@pytest.mark.django_db
@pytest.mark.appendix_vi("III.1.m")
def test_an_assignment_reaches_lead_support_and_those_who_should_know(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    act = act_of("phuoc")
    given = assigning.assign(
        act,
        document_id=copy.id,
        receivers=[
            lead(),
            Receiver("support", unit_id=way.unit(f"{DISTRICT}/nv")),
            Receiver("for_information", unit_id=way.unit(f"{DISTRICT}/vp")),
        ],
        directive="Giao Phòng Văn hóa và Thông tin chủ trì.",
        days=4,
    )
    copy.refresh_from_db()
    due = deadlines.working_days_after(act.at, 4)
    assert (copy.state, copy.due_at) == (State.ASSIGNED, due)
    assert [(one.role, one.state, one.due_at) for one in given] == [
        ("lead", "given", due),
        ("support", "given", due),
        ("for_information", "given", due),
    ]
    assert given[0].receiver_name == "Châu Trí Dũng, Chuyên viên"
    assert given[1].receiver_name == "Phòng Nội vụ"
    head = act_of(f"{DISTRICT}/nv/truong-phong")
    assert waiting_for(copy)["documents.handle"] == [act_of("dung").position_id]
    assert waiting_for(copy)["documents.support"] == [head.position_id]
    assert Document.objects.visible_to(act_of("dung")).filter(id=copy.id).exists()
    assert Document.objects.visible_to(head).filter(id=copy.id).exists()
    assert not Document.objects.visible_to(act_of("thao")).filter(id=copy.id).exists()
    event = way.last_event(copy, "documents.assigned")
    assert event.data["receiver"] == "Châu Trí Dũng, Chuyên viên"
    assert event.data["others"] == [
        "Phòng Nội vụ (support)",
        f"{given[2].receiver_name} (for_information)",
    ]


@pytest.mark.django_db
def test_without_days_the_senders_own_deadline_stands(act_of: ActOf) -> None:
    due = deadlines.working_days_after(act_of("lan").at, 5)
    copy = way.received(act_of, State.SUBMITTED, reply_due_at=due.isoformat())
    (given,) = assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=[lead()])
    assert given.due_at == due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "code"),
    [
        ([], "documents.one_lead"),
        (["support"], "documents.one_lead"),
        (["lead", "lead"], "documents.one_lead"),
    ],
)
def test_a_document_has_exactly_one_lead(act_of: ActOf, roles: list[str], code: str) -> None:
    """Decree 30/2020, art. 23."""
    copy = way.received(act_of, State.SUBMITTED)
    keys = (SPECIALIST, f"{DISTRICT}/vhtt/truong-phong")
    receivers = [
        Receiver(role, position_id=way.position(key))
        for role, key in zip(roles, keys, strict=False)
    ]
    with pytest.raises(Refused) as refusal:
        assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=receivers)
    assert (refusal.value.code, refusal.value.reason) == (code, "input")
    assert not Assignment.objects.filter(document=copy).exists()


@pytest.mark.django_db
def test_the_database_too_keeps_one_lead(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ASSIGNED)
    own = Assignment.objects.get(document=copy)
    own.pk, own.position_id = None, way.position(f"{DISTRICT}/vhtt/truong-phong")
    with pytest.raises(IntegrityError, match="documents_one_lead"), transaction.atomic():
        own.save(force_insert=True)


@pytest.mark.django_db
def test_one_place_holds_one_part(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    twice = [lead(), Receiver("support", position_id=way.position(SPECIALIST))]
    with pytest.raises(Refused, match="chọn hai lần"):
        assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=twice)


@pytest.mark.django_db
def test_receivers_of_other_agencies_are_refused_and_nothing_is_kept(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    strangers = [
        Receiver("lead", position_id=way.position(f"{way.PROVINCE}/vx/chuyen-vien")),
        Receiver("lead", unit_id=way.unit(f"{COMMUNE}/vhxh")),
        Receiver("lead", position_id=0),
        Receiver("lead"),
    ]
    for stranger in strangers:
        with pytest.raises(Refused, match="không thuộc cơ quan") as refusal:
            assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=[stranger])
        assert refusal.value.code == "documents.receiver"
    copy.refresh_from_db()
    assert copy.state == State.SUBMITTED
    assert not Assignment.objects.filter(document=copy).exists()
    assert waiting_for(copy) == {"documents.assign": [act_of("phuoc").position_id]}


@pytest.mark.django_db
def test_a_unit_nobody_heads_cannot_be_given_work(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    unheaded = Unit.objects.get(key=f"{DISTRICT}/lanh-dao")
    with pytest.raises(Refused, match="chưa có người phụ trách"):
        assigning.assign(
            act_of("phuoc"),
            document_id=copy.id,
            receivers=[Receiver("lead", unit_id=unheaded.id)],
        )


@pytest.mark.django_db
def test_a_second_assignment_takes_the_place_of_the_first(act_of: ActOf) -> None:
    copy = way.received(act_of, State.IN_PROGRESS)
    head = f"{DISTRICT}/vhtt/truong-phong"
    assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=[lead(head)])
    copy.refresh_from_db()
    assert copy.state == State.ASSIGNED
    states = Assignment.objects.filter(document=copy).order_by("id").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "given"]
    assert waiting_for(copy) == {"documents.handle": [way.position(head)]}
    with pytest.raises(Refused, match="Nơi khác đang chủ trì"):
        handling.start(act_of("dung"), document_id=copy.id)


@pytest.mark.django_db
def test_only_leaders_and_heads_assign(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    with pytest.raises(Refused, match="Lãnh đạo cơ quan hoặc đơn vị phân công"):
        assigning.assign(act_of("tuyet"), document_id=copy.id, receivers=[lead()])


# Handled


@pytest.mark.django_db
def test_the_lead_starts_and_resolves_and_nobody_else(act_of: ActOf) -> None:
    copy = way.received(act_of, State.ASSIGNED)
    with pytest.raises(Refused, match="Nơi khác đang chủ trì"):
        handling.start(act_of("phuoc"), document_id=copy.id)
    handling.start(act_of("dung"), document_id=copy.id)
    with pytest.raises(Refused, match="Nơi khác đang chủ trì"):
        handling.resolve(act_of("phuoc"), document_id=copy.id)
    handling.resolve(act_of("dung"), document_id=copy.id)
    copy.refresh_from_db()
    assert (copy.state, copy.resolved_at) == (State.RESOLVED, act_of("dung").at)
    assert Assignment.objects.get(document=copy).state == "done"
    assert waiting_for(copy) == {}


@pytest.mark.django_db
def test_work_given_to_a_unit_is_handled_by_its_people(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    unit = Receiver("lead", unit_id=way.unit(f"{DISTRICT}/vhtt"))
    assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=[unit])
    handling.start(act_of("thao"), document_id=copy.id)
    handling.resolve(act_of("thao"), document_id=copy.id)
    assert way.kinds_of(copy)[-2:] == ["documents.started", "documents.resolved"]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "late"), [(1, False), (9, True)])
def test_the_log_says_whether_the_work_was_late(act_of: ActOf, days: int, late: bool) -> None:
    copy = way.received(act_of, State.IN_PROGRESS)
    handling.resolve(way.after(act_of("dung"), days=days), document_id=copy.id)
    assert way.last_event(copy, "documents.resolved").data["late"] is late


@pytest.mark.django_db
def test_an_outsider_reaches_no_step_of_the_way(act_of: ActOf) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    for who in ("loc", "nga", "khanh", "huong", "vinh"):
        outsider = act_of(who)
        for step in (
            lambda act: receiving.submit(act, document_id=copy.id),
            lambda act: receiving.turn_back(act, document_id=copy.id, reason="Không."),
            lambda act: assigning.assign(act, document_id=copy.id, receivers=[lead()]),
            lambda act: handling.start(act, document_id=copy.id),
            lambda act: handling.resolve(act, document_id=copy.id),
        ):
            with pytest.raises(Document.DoesNotExist):
                step(outsider)
