from __future__ import annotations

import hashlib
import json
import uuid

import pytest
import rfc8785

from lienthong.directory.models import Appointment
from lienthong.documents.actions import drafting, issuing, manifesting, receiving
from lienthong.documents.models import Document, Reader
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost
from lienthong.documents.tests.way import GROUPS, ActOf
from lienthong.exchange.models import Delivery, Packet, Receipt
from lienthong.kernel import canonical, jobs
from lienthong.kernel.acts import KeyKind, reader_key, system_act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, Outbox
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db


def test_one_document_goes_to_all_120_in_one_packet(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED, to=(), groups=GROUPS)
    assert issuing.issue(act_of("lan"), document_id=made.id) == 120
    made.refresh_from_db()
    assert (made.state, made.issued_at) == (State.ISSUED, act_of("lan").at)
    packet = Packet.objects.get(sender_id=made.agency_id)
    assert made.packet_id == packet.id
    deliveries = Delivery.objects.filter(packet_id=packet.id)
    assert deliveries.count() == 120
    assert set(deliveries.values_list("state", "status")) == {("queued", "")}
    assert set(deliveries.values_list("agency_id", flat=True)) == set(
        made.recipients.values_list("agency_id", flat=True)
    )
    assert way.last_event(made, "documents.issued").data["recipients"] == 120


@pytest.mark.appendix_vi("III.1.c")
def test_the_packet_says_what_a_register_needs_in_canonical_bytes(act_of: ActOf) -> None:
    made = way.sent(act_of)
    packet = Packet.objects.get(id=made.packet_id or 0)
    body = bytes(packet.manifest)
    manifest = json.loads(body)
    assert rfc8785.dumps(manifest) == body
    assert hashlib.sha256(body).digest() == bytes(packet.digest)
    assert manifest["message_id"] == str(packet.message_id)
    assert manifest["sender"] == {"agency_id": made.agency_id, "name": made.issuer_name}
    assert manifest["document"]["code"] == "01/UBND-VX"
    assert manifest["document"]["issued_on"] == "2022-11-21"
    assert manifest["document"]["signer"] == {
        "name": "Thạch Quang Minh",
        "title": "Phó Chủ tịch",
        "authority": "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH",
    }
    assert [file["sha256"] for file in manifest["files"]] == [way.FILE["sha256"]]
    assert manifest["sent_at"] == "2022-11-21T08:00:00+07:00"


@pytest.mark.parametrize("words", ['"message_id":""', '","sent_at":"",', "\\", "Sóc Trăng"])
def test_no_text_of_a_document_cuts_its_manifest(words: str) -> None:
    told = {"document": {"subject": words}, "files": [{"name": words}], "response_to": None}
    before, between, after = manifesting.cut(told)
    whole = canonical.dumps({**told, "message_id": "7", "sent_at": "nay"})
    assert f"{before}7{between}nay{after}".encode() == whole


def _statements(act_of: ActOf, **to: tuple[str, ...]) -> int:
    made = way.brought_to(act_of, State.SEALED, **to)
    act = act_of("lan")
    with cost() as spent:
        issuing.issue(act, document_id=made.id)
    return len(spent.statements)


def test_issuing_takes_as_many_statements_for_one_agency_as_for_120(act_of: ActOf) -> None:
    assert _statements(act_of) == _statements(act_of, to=(), groups=GROUPS)


def test_receiving_takes_as_many_statements_for_one_agency_as_for_120(act_of: ActOf) -> None:
    def drained(**to: tuple[str, ...]) -> int:
        made = way.brought_to(act_of, State.SEALED, **to)
        jobs.drain()  # what is left over from the signing
        issuing.issue(act_of("lan"), document_id=made.id)
        with cost() as spent:
            jobs.drain()
        return len(spent.statements)

    drained()  # what a process reads once
    assert drained() == drained(to=(), groups=GROUPS)


def test_everything_about_an_issue_is_in_one_transaction(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED, to=(), groups=GROUPS)
    before = (Event.objects.count(), Outbox.objects.count())
    drafted = Document.objects.get(id=made.id)
    drafted.recipients.all().delete()
    with pytest.raises(Refused, match="Chưa có nơi nhận") as refusal:
        issuing.issue(act_of("lan"), document_id=made.id)
    assert refusal.value.code == "documents.no_recipient"
    made.refresh_from_db()
    assert (made.state, made.packet_id) == (State.SEALED, None)
    assert not Packet.objects.filter(sender_id=made.agency_id).exists()
    assert (Event.objects.count(), Outbox.objects.count()) == before


def test_a_document_is_issued_once(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED)
    with pytest.raises(Refused, match="Không thể phát hành"):
        issuing.issue(act_of("lan"), document_id=made.id)
    assert Packet.objects.filter(sender_id=made.agency_id).count() == 1


def test_who_may_not_issue_leaves_nothing_behind(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED, to=(), groups=GROUPS)
    before = (Event.objects.count(), Outbox.objects.count(), Delivery.objects.count())
    with pytest.raises(Refused) as refusal:
        issuing.issue(act_of("minh"), document_id=made.id)
    assert refusal.value.reason == "right"
    made.refresh_from_db()
    assert (made.state, made.packet_id) == (State.SEALED, None)
    assert (Event.objects.count(), Outbox.objects.count(), Delivery.objects.count()) == before
    assert WorkItem.objects.open().filter(object_id=made.id, kind="documents.issue").exists()


def test_what_is_sealed_at_this_moment_is_issued_after_another_look(act_of: ActOf) -> None:
    """The seal commits while the issue waits for its lock: what the packet says is not seen yet."""
    made = way.brought_to(act_of, State.SIGNED)
    Document.objects.filter(id=made.id).update(state=State.SEALED)
    with pytest.raises(Refused, match="vừa được đóng dấu") as refusal:
        issuing.issue(act_of("lan"), document_id=made.id)
    assert refusal.value.code == "documents.just_sealed"
    assert not Packet.objects.filter(sender_id=made.agency_id).exists()


@pytest.mark.parametrize("state", [State.APPROVED, State.SIGNED])
def test_nothing_is_issued_before_both_signatures(act_of: ActOf, state: State) -> None:
    """Decree 30/2020, art. 5, 18."""
    made = way.brought_to(act_of, state)
    Reader.objects.create(
        document_id=made.id, key=reader_key(KeyKind.AGENCY, made.agency_id), source="tests"
    )
    with pytest.raises(Refused, match="Không thể phát hành"):
        issuing.issue(act_of("lan"), document_id=made.id)


@pytest.mark.appendix_vi("III.1.g", "III.1.i")
def test_all_120_receive_their_own_copy_and_their_clerks_the_work(act_of: ActOf) -> None:
    made = way.sent(act_of, to=(), groups=GROUPS)
    copies = Document.objects.incoming().filter(packet_id=made.packet_id)
    assert copies.count() == 120
    assert set(copies.values_list("state", flat=True)) == {State.ARRIVED}
    assert copies.values("agency_id").distinct().count() == 120
    readers = Reader.objects.filter(document_id__in=copies.values("id"))
    assert {(row.document_id, row.key) for row in readers} == {
        (copy.id, reader_key(KeyKind.DESK, copy.agency_id)) for copy in copies
    }
    items = WorkItem.objects.open().filter(
        kind="documents.register", object_id__in=copies.values("id")
    )
    assert items.count() == 120
    assert items.values("position_id").distinct().count() == 120
    assert Event.objects.filter(kind="documents.arrived").count() == 120
    statuses = Delivery.objects.filter(packet_id=made.packet_id).values_list("state", "status")
    assert set(statuses) == {("held", "01")}
    assert Receipt.objects.filter(code="01").count() == 120
    assert not Outbox.objects.exists()


def test_the_same_packets_told_again_change_nothing(act_of: ActOf) -> None:
    made = way.sent(act_of, to=(), groups=GROUPS)
    again = system_act(act_of("lan").at, "Trục liên thông của tỉnh")
    assert receiving.receive_many(again, packet_ids=[made.packet_id or 0]) == 0
    assert Document.objects.incoming().count() == 120
    assert Event.objects.filter(kind="documents.arrived").count() == 120
    assert WorkItem.objects.filter(kind="documents.register").count() == 120


# The answer


def _reply(act_of: ActOf, to: Document) -> Document:
    signer = act_of("phuoc")
    made = drafting.draft(
        act_of("dung"),
        subject="Kết quả rà soát",
        body="Nội dung.",
        document_type="BC",
        signer_id=signer.position_id or 0,
        in_reply_to_id=to.id,
    )
    drafting.choose_recipients(
        act_of("dung"), document_id=made.id, agency_ids=[way.agency(way.PROVINCE)]
    )
    return made


def _issue_reply(act_of: ActOf, made: Document) -> Document:
    drafting.submit_for_check(act_of("dung"), document_id=made.id)
    people = {
        State.CONTENT_CHECKED: "thao",
        State.FORMAT_CHECKED: f"{way.DISTRICT}/vp/pho-chanh-van-phong",
        State.APPROVED: "phuoc",
        State.SIGNED: "phuoc",
        State.SEALED: "tuyet",
        State.ISSUED: "tuyet",
    }
    for state, who in people.items():
        way.STEPS[state][1](act_of(who), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    return made


def _being_answered(act_of: ActOf) -> tuple[Document, Document]:
    """A document of the province's and the district's copy, seen by the specialist."""
    sent = way.sent(act_of)
    copy = way.copy_of(sent)
    way.take_on(act_of, copy, State.IN_PROGRESS)
    return sent, copy


def test_a_reply_finds_its_way_back_to_the_document_it_answers(act_of: ActOf) -> None:
    sent, copy = _being_answered(act_of)
    reply = _issue_reply(act_of, _reply(act_of, copy))
    assert reply.in_reply_to_id == copy.id

    back = way.copy_of(reply, way.PROVINCE)
    assert (back.state, back.agency_id) == (State.ARRIVED, sent.agency_id)
    assert back.in_reply_to_id == sent.id
    answered = way.last_event(sent, "documents.answered")
    assert answered.data == {
        "code": reply.code,
        "agency": reply.issuer_name,
        "agency_id": reply.agency_id,
        "reply_id": back.id,
    }
    assert answered.agency_id == sent.agency_id
    packet = Packet.objects.get(id=reply.packet_id or 0)
    assert packet.response_to == Packet.objects.get(id=sent.packet_id or 0).message_id


def test_a_registered_reply_goes_straight_to_whoever_drafted_the_question(act_of: ActOf) -> None:
    """Decree 30/2020, art. 24."""
    _sent, copy = _being_answered(act_of)
    back = way.copy_of(_issue_reply(act_of, _reply(act_of, copy)), way.PROVINCE)
    receiving.register(act_of("lan"), document_id=back.id)
    receiving.forward(act_of("lan"), document_id=back.id)
    back.refresh_from_db()
    assert (back.state, back.resolved_at) == (State.RESOLVED, act_of("lan").at)
    seen = Document.objects.filter(id=back.id)
    assert seen.visible_to(act_of("thu")).exists()
    assert seen.visible_to(act_of("son")).exists()
    notice = Notice.objects.get(position_id=act_of("thu").position_id)
    assert (notice.object_id, back.code in notice.text) == (back.id, True)
    assert not WorkItem.objects.open().filter(object_id=back.id).exists()
    jobs.drain()
    assert Delivery.objects.get(id=back.delivery_id or 0).status == "06"


def test_a_reply_to_somebody_who_is_gone_goes_to_the_leader_instead(act_of: ActOf) -> None:
    sent, copy = _being_answered(act_of)
    back = way.copy_of(_issue_reply(act_of, _reply(act_of, copy)), way.PROVINCE)
    receiving.register(act_of("lan"), document_id=back.id)
    Appointment.objects.filter(position_id=sent.drafter_id).delete()
    with pytest.raises(Refused, match="Trình lãnh đạo") as refusal:
        receiving.forward(act_of("lan"), document_id=back.id)
    assert refusal.value.code == "documents.drafter_gone"
    receiving.submit(act_of("lan"), document_id=back.id)


def test_what_answers_nothing_is_not_forwarded(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    with pytest.raises(Refused, match="Chỉ văn bản trả lời"):
        receiving.forward(act_of("tuyet"), document_id=copy.id)


def test_an_ordinary_document_answers_nothing(act_of: ActOf) -> None:
    sent = way.sent(act_of)
    assert Packet.objects.get(id=sent.packet_id or 0).response_to is None
    assert not Event.objects.filter(kind="documents.answered").exists()


def test_a_reply_sent_to_others_too_answers_only_at_the_asker(act_of: ActOf) -> None:
    sent, copy = _being_answered(act_of)
    made = _reply(act_of, copy)
    drafting.choose_recipients(
        act_of("dung"),
        document_id=made.id,
        agency_ids=[way.agency(way.PROVINCE), way.agency("so-tc")],
    )
    reply = _issue_reply(act_of, made)
    assert way.copy_of(reply, "so-tc").in_reply_to_id is None
    assert way.copy_of(reply, way.PROVINCE).in_reply_to_id == sent.id
    assert way.kinds_of(sent).count("documents.answered") == 1


@pytest.mark.appendix_vi("III.1.c")
def test_a_message_id_is_never_used_twice(act_of: ActOf) -> None:
    for _turn in range(2):
        way.sent(act_of)
    ids = list(Packet.objects.values_list("message_id", flat=True))
    assert len(set(ids)) == 2
    assert all(isinstance(one, uuid.UUID) for one in ids)
