"""After the issue: replaced, corrected, recalled; at the sender and at its receivers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.documents import reactions
from lienthong.documents.actions import amending, issuing, receiving
from lienthong.documents.models import Document, Reader
from lienthong.documents.queries.board import board_rows
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import COMMUNE, DISTRICT, ActOf
from lienthong.exchange.models import Delivery, Packet, Receipt
from lienthong.kernel import jobs
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.work.models import Notice, WorkItem

BOTH = (DISTRICT, COMMUNE)
ClientAs = Callable[..., Client]

pytestmark = pytest.mark.django_db


def mended(act_of: ActOf, old: Document, how: str, **facts: Any) -> Document:
    """The document that replaces or corrects another, issued to the district alone."""
    made = way.sent(act_of, amends_id=old.id, amends_as=how, **facts)
    old.refresh_from_db()
    return made


def recalled(act_of: ActOf, **facts: Any) -> Document:
    made = way.sent(act_of, **facts)
    amending.recall(act_of("lan"), document_id=made.id, reason="Gửi nhầm bản.")
    jobs.drain()
    made.refresh_from_db()
    return made


def page(client: Client, document: Document) -> str:
    return client.get(reverse("documents:document", args=[document.id])).content.decode()


def test_a_replacement_takes_the_place_of_the_old_one_at_every_receiver(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Decree 30/2020, art. 18."""
    old = way.sent(act_of, document_type="QĐ", to=BOTH)
    new = mended(act_of, old, "replace", document_type="QĐ")
    assert (old.state, way.last_event(old, "documents.replaced").data["by"]) == (
        State.REPLACED,
        new.code,
    )
    copies = [way.copy_of(old, key) for key in BOTH]
    assert {copy.standing for copy in copies} == {"replace"}
    assert way.copy_of(new).standing == ""
    told = way.last_event(copies[1], "documents.copy_replaced")
    assert (told.data["by"], told.agency_id) == (new.code, way.agency(COMMUNE))
    assert Notice.objects.filter(object_id=copies[1].id, text__contains=new.code).exists()
    assert f"Nơi gửi thay văn bản này bằng {new.code}" in page(client_as("tuyet"), copies[0])
    assert "Đã bị thay thế" in page(client_as("lan"), old)
    asked = Packet.objects.get(about_id=old.packet_id)
    assert (asked.business, b'"business":"3"' in bytes(asked.manifest)) == ("replace", True)
    with pytest.raises(Refused, match="Đã bị thay thế"):
        amending.recall(act_of("lan"), document_id=old.id, reason="Thôi.")


def test_a_correction_is_a_letter_and_the_corrected_document_still_holds(act_of: ActOf) -> None:
    old = way.sent(act_of, document_type="QĐ")
    first, second = (mended(act_of, old, "correct") for _turn in range(2))
    assert old.state == State.CORRECTED
    assert first.code != second.code
    assert way.kinds_of(old).count("documents.corrected") == 2
    copy = way.copy_of(old)
    assert copy.standing == "correct"
    assert way.last_event(copy, "documents.copy_corrected").data["by"] == second.code


@pytest.mark.parametrize(
    ("how", "document_type", "words"),
    [("replace", "BC", "cùng loại"), ("correct", "QĐ", "bằng công văn")],
)
def test_what_mends_a_document_has_the_form_the_law_asks(
    act_of: ActOf, how: str, document_type: str, words: str
) -> None:
    old = way.sent(act_of, document_type="QĐ")
    with pytest.raises(Refused, match=words):
        way.drafted(act_of, amends_id=old.id, amends_as=how, document_type=document_type)


def test_only_what_was_issued_here_is_mended(act_of: ActOf) -> None:
    draft = way.drafted(act_of)
    with pytest.raises(Refused, match="thay thế"):
        way.drafted(act_of, amends_id=draft.id, amends_as="replace")
    copy = way.copy_of(way.sent(act_of))
    with pytest.raises(Document.DoesNotExist):
        way.drafted(act_of, amends_id=copy.id, amends_as="replace")


def test_a_document_that_was_recalled_meanwhile_cannot_be_replaced(act_of: ActOf) -> None:
    old = way.sent(act_of)
    new = way.brought_to(act_of, State.SEALED, amends_id=old.id, amends_as="replace")
    amending.recall(act_of("lan"), document_id=old.id, reason="Gửi nhầm.")
    with pytest.raises(Refused, match="Đã thu hồi"):
        issuing.issue(act_of("lan"), document_id=new.id)
    new.refresh_from_db()
    assert (new.state, new.packet_id) == (State.SEALED, None)


@pytest.mark.appendix_vi("III.8.a")
def test_a_recall_freezes_the_document_and_asks_every_receiver(act_of: ActOf) -> None:
    """Decree 30/2020, app. VI III.8.a."""
    made = recalled(act_of, to=BOTH)
    assert made.state == State.RECALLED
    for key in BOTH:
        copy = way.copy_of(made, key)
        assert copy.recall_asked_at is not None
        assert copy.state == State.ARRIVED
        assert way.last_event(copy, "documents.recall_asked").data["reason"] == "Gửi nhầm bản."
        waiting = WorkItem.objects.filter(object_id=copy.id, kind="documents.answer_recall")
        assert waiting.filter(done_at=None).count() == 1
    with pytest.raises(Refused, match="Nơi gửi đã thu hồi"):
        receiving.register(act_of("tuyet"), document_id=way.copy_of(made).id)
    assert Event.objects.get(kind="exchange.asked").data["recipients"] == 2


@pytest.mark.appendix_vi("III.8.b", "III.8.c")
def test_a_clerk_who_agrees_leaves_a_tombstone(act_of: ActOf) -> None:
    """Decree 30/2020, app. VI III.8.b and III.8.c: the metadata of the recall stays."""
    made = way.sent(act_of, to=BOTH)
    copy = way.take_on(act_of, way.copy_of(made), State.ASSIGNED)
    assert Document.objects.visible_to(act_of("dung")).filter(id=copy.id).exists()
    amending.recall(act_of("lan"), document_id=made.id, reason="Gửi nhầm bản.")
    jobs.drain()
    with pytest.raises(Refused, match="không có quyền này"):
        amending.agree_recall(act_of("phuoc"), document_id=copy.id)
    amending.agree_recall(act_of("tuyet"), document_id=copy.id)
    jobs.drain()
    copy.refresh_from_db()
    assert copy.state == State.RECALLED
    assert (copy.file_sha256, copy.signer_name, copy.packet_id) == ("", "", None)
    assert made.subject not in copy.subject
    assert copy.code.endswith("UBND-VX")
    assert copy.arrival_number == 1
    assert copy.recall_asked_at is not None
    assert not Document.objects.visible_to(act_of("dung")).filter(id=copy.id).exists()
    assert Document.objects.visible_to(act_of("tuyet")).filter(id=copy.id).exists()
    assert set(copy.assignments.values_list("state", flat=True)) == {"withdrawn"}
    assert not WorkItem.objects.filter(object_id=copy.id, done_at=None).exists()
    assert "documents.recall_asked" in way.kinds_of(copy)
    other = way.copy_of(made, COMMUNE)
    assert other.file_sha256 == way.FILE["sha256"]


def answers(act_of: ActOf, made: Document) -> dict[int, str]:
    lan = act_of("lan")
    return {row.agency_id: row.recall_status for row in board_rows(made.id, at=lan.at, keys=[])}


def test_the_board_shows_what_each_receiver_answered(act_of: ActOf, client_as: ClientAs) -> None:
    made = recalled(act_of, to=BOTH)
    district, commune = (way.agency(key) for key in BOTH)
    assert answers(act_of, made) == {district: "01", commune: "01"}
    copy = way.copy_of(made)
    amending.decline_recall(act_of("tuyet"), document_id=copy.id, reason="Đã thực hiện xong.")
    jobs.drain()
    assert answers(act_of, made) == {district: "16", commune: "01"}
    receipt = Receipt.objects.get(code="16")
    assert (receipt.note, receipt.moved) == ("Đã thực hiện xong.", True)
    board = client_as("lan").get(reverse("documents:board", args=[made.id])).content.decode()
    assert "Không đồng ý thu hồi" in board
    assert "Chưa trả lời thu hồi" in board
    receiving.register(act_of("tuyet"), document_id=copy.id)  # it goes on


def test_an_answer_told_twice_is_one_receipt(act_of: ActOf) -> None:
    made = recalled(act_of)
    copy = way.copy_of(made)
    amending.agree_recall(act_of("tuyet"), document_id=copy.id)
    event = way.last_event(copy, "documents.recall_agreed")
    for _turn in range(2):
        reactions.report_recall([event.id])
    assert Receipt.objects.filter(code="15").count() == 1


def test_a_request_told_twice_marks_once(act_of: ActOf) -> None:
    made = recalled(act_of)
    copy = way.copy_of(made)
    amending.agree_recall(act_of("tuyet"), document_id=copy.id)
    event = Event.objects.get(kind="exchange.asked")
    reactions.asked([event.id])
    request = amending.mark_copies(act_of("lan"), packet_id=event.object_id, why={})
    assert request == 0  # nobody holds a copy any more
    copy.refresh_from_db()
    assert copy.state == State.RECALLED
    assert way.kinds_of(copy).count("documents.recall_asked") == 1


def test_a_recall_that_overtakes_its_document_waits_for_it(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED)
    amending.recall(act_of("lan"), document_id=made.id, reason="Gửi nhầm.")
    jobs.drain()
    copy = way.copy_of(made)
    assert copy.recall_asked_at is not None
    with pytest.raises(Refused, match="Nơi gửi đã thu hồi"):
        receiving.register(act_of("tuyet"), document_id=copy.id)
    amending.agree_recall(act_of("tuyet"), document_id=copy.id)


def test_nobody_recalls_what_another_agency_sent(act_of: ActOf) -> None:
    made = way.sent(act_of)
    with pytest.raises(Document.DoesNotExist):
        amending.recall(act_of("tuyet"), document_id=made.id, reason="Không muốn nhận.")
    with pytest.raises(Refused, match="Không thể thu hồi"):
        amending.recall(act_of("tuyet"), document_id=way.copy_of(made).id, reason="Thôi.")
    assert not Packet.objects.exclude(business="").exists()
    assert Delivery.objects.count() == 1


# Through the pages


def test_a_replacement_begins_with_the_old_text_and_recipients(
    act_of: ActOf, client_as: ClientAs
) -> None:
    old = way.sent(act_of, document_type="QĐ", body="Điều 1. Nội dung cũ.", to=BOTH)
    thu = client_as("thu")
    address = f"{reverse('documents:compose')}?amends={old.id}&as=replace"
    shown = thu.get(address).content.decode()
    assert "Điều 1. Nội dung cũ." in shown
    assert f"thay thế Quyết định số {old.code}" in shown
    typed = {
        "document_type": "QĐ", "subject": "Về việc mới", "body": "Điều 1.", "urgency": "0",
        "secrecy": "none", "signer": str(old.signer_id), "agencies": [str(way.agency(DISTRICT))],
    }  # fmt: skip
    assert thu.post(address, typed).status_code == 302
    new = Document.objects.latest("id")
    assert (new.amends_id, new.amends_as) == (old.id, "replace")
    refused = thu.post(address, typed | {"document_type": "BC"})
    assert (refused.status_code, "cùng loại" in refused.content.decode()) == (422, True)


def test_a_correction_begins_with_what_it_corrects(act_of: ActOf, client_as: ClientAs) -> None:
    old = way.sent(act_of, document_type="QĐ")
    address = f"{reverse('documents:compose')}?amends={old.id}&as=correct"
    shown = client_as("thu").get(address).content.decode()
    assert f"đính chính Quyết định số {old.code}" in shown
    strange = f"{reverse('documents:compose')}?amends={way.drafted(act_of).id}&as=correct"
    assert client_as("thu").get(strange).status_code == 422


def test_a_recall_and_its_answer_through_the_pages(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.sent(act_of)
    lan, tuyet = client_as("lan"), client_as("tuyet")
    recall = reverse("documents:recall", args=[made.id])
    assert "ngừng hiệu lực" in lan.get(recall).content.decode()
    assert lan.post(recall, {"reason": ""}).status_code == 422
    assert lan.post(recall, {"reason": "Sai phụ lục."}).status_code == 302
    jobs.drain()
    copy = way.copy_of(made)
    shown = page(tuyet, copy)
    assert "Nơi gửi thu hồi văn bản này: Sai phụ lục." in shown
    assert "Đồng ý thu hồi" in shown
    refuse = reverse("documents:recall_refusal", args=[copy.id])
    assert tuyet.post(refuse, {"reason": " "}).status_code == 422
    agree = reverse("documents:recall_agreement", args=[copy.id])
    assert "không lấy lại được" in tuyet.get(agree).content.decode()
    assert tuyet.post(agree).status_code == 302
    assert "Đã thu hồi" in page(tuyet, copy)
    assert not Reader.objects.filter(document_id=copy.id, source="lead").exists()
