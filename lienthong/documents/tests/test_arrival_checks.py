"""What arrives is checked once, in words, before a clerk registers it (Decree 30/2020, art. 21)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from lienthong.documents import reactions, tasks
from lienthong.documents.actions import issuing, receiving, signing, validating
from lienthong.documents.models import Document, Signature
from lienthong.documents.queries import verdicts
from lienthong.documents.rules import State
from lienthong.documents.signing import reasons
from lienthong.documents.signing.verdict import FileVerdict
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.exchange.models import Packet
from lienthong.exchange.tests import sending
from lienthong.kernel import jobs
from lienthong.kernel.attachments.actions import limits, store
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db
ClientAs = Callable[..., Client]
OTHER = "ubnd.huyen-my-xuyen"


def truly_sealed(act_of: ActOf, **facts: Any) -> Document:
    """A document that the signing job really signed and sealed."""
    made = way.brought_to(act_of, State.APPROVED, **facts)
    tasks.sign(event_id=way.last_event(made, "documents.approved").id)
    signing.request_seal(act_of("lan"), document_id=made.id)
    tasks.seal(event_id=way.last_event(made, "documents.seal_requested").id)
    made.refresh_from_db()
    assert made.state == State.SEALED
    return made


def arrived_with(
    act_of: ActOf, pdf: bytes, *, sender: str = "lan", leave: Sequence[str] = ()
) -> Document:
    """A copy at the district of a letter with these bytes, which somebody sent."""
    with store().receive(io.BytesIO(pdf), limits().file_bytes) as written:
        store().place(written)
    manifest = {
        "version": 1,
        "sender": {"name": "Nơi gửi"},
        "document": {
            "code": "12/UBND-TH", "number": 12, "symbol": "UBND-TH", "type": "",
            "subject": "Về việc kiểm tra", "issued_on": "2022-11-21", "urgency": 0,
            "signer": {"name": "Người ký", "title": "Chủ tịch"}, "reply_due_at": None,
        },
        "files": [{"sha256": written.sha256, "size": written.size, "pages": 1}],
    }  # fmt: skip
    packet_id, _count = sending.send(
        act_of(sender), to=[way.agency(way.DISTRICT)], manifest=manifest
    )
    jobs.drain(leave=list(leave))
    return Document.objects.incoming().get(packet_id=packet_id)


def page_of(client_as: ClientAs, document: Document, part: str = "") -> str:
    return text(client_as("tuyet").get(f"/van-phong/documents/{document.id}/{part}"))


def test_one_file_at_many_receivers_is_checked_once(act_of: ActOf, client_as: ClientAs) -> None:
    made = truly_sealed(act_of, to=(way.DISTRICT, OTHER))
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    (checked,) = Signature.objects.filter(packet_id=way.copy_of(made).packet_id)
    assert checked.verdict == "valid"
    assert [one["role"] for one in checked.report["signatures"]] == ["person", "agency"]
    assert "Chữ ký số hợp lệ" in page_of(client_as, way.copy_of(made))
    (told,) = Event.objects.filter(kind="documents.signatures_checked")
    assert (told.object_id, told.data["found"]) == (way.copy_of(made).packet_id, "hợp lệ")


def altered(act_of: ActOf, made: Document) -> bytes:
    pdf = bytearray(store().path(made.file_sha256).read_bytes())
    pdf[len(pdf) // 3] ^= 1
    return bytes(pdf)


def told(act_of: ActOf, copy: Document) -> list[str]:
    """The notices of the district's clerk about this document."""
    found = Notice.objects.filter(position_id=act_of("tuyet").position_id, object_id=copy.id)
    return list(found.order_by("id").values_list("text", flat=True))


def test_an_altered_file_warns_the_clerk_who_finds_the_reason_ready(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = arrived_with(act_of, altered(act_of, truly_sealed(act_of)))
    page = page_of(client_as, copy)
    assert "Tệp bị sửa sau khi ký" in page
    assert "Kiểm tra chữ ký số trước khi vào sổ" in page
    ready = client_as("tuyet").get(f"/van-phong/documents/{copy.id}/returns/")
    given = ready.context["form"]["reason"].value()
    assert "sửa" in given
    client_as("tuyet").post(f"/van-phong/documents/{copy.id}/returns/", {"reason": given})
    copy.refresh_from_db()
    assert copy.state == State.RETURNED


def test_a_job_told_twice_adds_nothing(act_of: ActOf) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 nothing in it")
    (before,) = Signature.objects.filter(sha256=copy.file_sha256)
    assert before.verdict == "indeterminate"
    arrived = Event.objects.filter(kind="exchange.arrived", object_id=copy.packet_id).get()
    reactions.ask_to_check([arrived.id])
    jobs.drain()
    tasks.check_signatures(event_id=arrived.id)
    tasks.check_signatures(event_id=arrived.id)
    assert list(Signature.objects.filter(sha256=copy.file_sha256)) == [before]


def test_a_later_check_is_added_and_counts(act_of: ActOf, client_as: ClientAs) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 whatever it is")
    report = FileVerdict.because(reasons.UNSIGNED).as_json()
    for _again in range(2):
        validating.keep_verdict(
            act_of("lan"), packet_id=copy.packet_id or 0, sha256=copy.file_sha256, report=report
        )
    assert Signature.objects.filter(sha256=copy.file_sha256).count() == 2
    assert "Thiếu chữ ký số" in page_of(client_as, copy)


def test_a_file_that_is_not_there_is_not_called_valid(act_of: ActOf, client_as: ClientAs) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 soon gone", leave=[tasks.CHECK])
    store().path(copy.file_sha256).unlink()
    jobs.drain()
    assert "Chưa xác định được chữ ký số" in page_of(client_as, copy)


def test_until_it_is_checked_the_page_says_so(act_of: ActOf, client_as: ClientAs) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 not yet looked at", leave=[tasks.CHECK])
    assert not Signature.objects.exists()
    assert "Đang kiểm tra chữ ký số" in page_of(client_as, copy)


# What reaches the clerk


def test_a_doubt_stands_on_the_clerks_work_and_in_a_notice(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = arrived_with(act_of, altered(act_of, truly_sealed(act_of)))
    item = WorkItem.objects.open().get(object_id=copy.id, kind="documents.register")
    assert item.warning == "Tệp bị sửa sau khi ký"
    (notice,) = told(act_of, copy)
    assert copy.code in notice
    assert "bị sửa sau khi ký" in notice
    assert "Tệp bị sửa sau khi ký" in text(client_as("tuyet").get("/van-phong/"))
    arrivals = text(client_as("tuyet").get("/van-phong/documents/incoming/?tab=arrived"))
    assert "Tệp bị sửa sau khi ký" in arrivals


def test_a_good_document_says_nothing_and_costs_no_notice(act_of: ActOf) -> None:
    copy = arrived_with(act_of, store().path(truly_sealed(act_of).file_sha256).read_bytes())
    assert WorkItem.objects.open().get(object_id=copy.id).warning == ""
    assert told(act_of, copy) == []


def test_a_doubted_document_is_registered_only_with_a_note_that_stays(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = arrived_with(act_of, altered(act_of, truly_sealed(act_of)))
    with pytest.raises(Refused, match="Tệp bị sửa sau khi ký") as refusal:
        receiving.register(act_of("tuyet"), document_id=copy.id)
    assert refusal.value.code == "documents.doubted"

    tuyet, address = client_as("tuyet"), f"/van-phong/documents/{copy.id}/registration/"
    asked = tuyet.post(address, follow=True)
    assert "Lý do vẫn vào sổ" in text(asked)
    assert "bị sửa" in text(asked)
    assert tuyet.post(f"{address}anyway/", {"anyway": ""}).status_code == 422
    tuyet.post(f"{address}anyway/", {"anyway": "Đã hỏi nơi gửi, chờ bản gốc."})
    copy.refresh_from_db()
    assert copy.state == State.REGISTERED
    noted = way.last_event(copy, "documents.doubt_noted").data
    assert noted == {"found": "đã bị sửa", "note": "Đã hỏi nơi gửi, chờ bản gốc."}
    assert way.last_event(copy, "documents.registered").data["signatures"] == "altered"
    page = page_of(client_as, copy)
    assert "đã vào sổ kèm ghi chú: Đã hỏi nơi gửi, chờ bản gốc." in page
    assert "Chữ ký số chưa hợp lệ" in page
    assert "ẫn vào sổ dù chữ ký số đã bị sửa" in page_of(client_as, copy, "trail/")


def test_of_many_registered_at_once_a_doubted_one_is_left_with_the_reason(
    act_of: ActOf, client_as: ClientAs
) -> None:
    doubted, good = arrived_with(act_of, b"%PDF-1.7 nothing in it"), way.arrived(act_of)
    answer = client_as("tuyet").post(
        "/van-phong/documents/incoming/registrations/", {"document": [doubted.id, good.id]}
    )
    assert "Đã vào sổ 1 trên 2 văn bản" in text(answer)
    assert "Chưa xác định được chữ ký số. Trả lại nơi gửi" in text(answer)
    doubted.refresh_from_db()
    assert doubted.state == State.ARRIVED


def test_a_verdict_after_the_registration_is_told_all_the_same(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 nothing in it", leave=[tasks.CHECK])
    receiving.register(act_of("tuyet"), document_id=copy.id)
    jobs.drain()
    (notice,) = told(act_of, copy)
    assert "Chưa xác định được chữ ký số" in notice
    assert "Chữ ký số chưa hợp lệ" in page_of(client_as, copy)


def test_a_copy_that_comes_after_the_verdict_is_warned_of_too(act_of: ActOf) -> None:
    """The copies of a packet are made by one reaction, the verdict kept by another's job."""
    copy = arrived_with(act_of, b"%PDF-1.7 nothing in it", leave=[tasks.CHECK])
    packet_id = sending.send(
        act_of("lan"),
        to=[way.agency(way.DISTRICT)],
        manifest=json.loads(bytes(Packet.objects.get(id=copy.packet_id).manifest)),
    )[0]
    report = FileVerdict.because(reasons.UNSIGNED).as_json()
    validating.keep_verdict(
        act_of("lan"), packet_id=packet_id, sha256=copy.file_sha256, report=report
    )
    jobs.drain()
    late = Document.objects.incoming().get(packet_id=packet_id)
    assert WorkItem.objects.open().get(object_id=late.id).warning == "Thiếu chữ ký số"
    assert len(told(act_of, late)) == 1


def test_a_later_check_that_finds_it_good_takes_the_warning_back(act_of: ActOf) -> None:
    copy = arrived_with(act_of, b"%PDF-1.7 nothing in it")
    assert WorkItem.objects.open().get(object_id=copy.id).warning
    way.found_good(act_of("lan"), copy.packet_id or 0)
    assert WorkItem.objects.open().get(object_id=copy.id).warning == ""
    receiving.register(act_of("tuyet"), document_id=copy.id)


def test_a_good_document_in_the_packet_of_another_agency_is_not_the_senders(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """The province's signed letter, sent on by a district as if it were its own; the same bytes
    in the province's own packet stay valid.
    """
    pdf = store().path(truly_sealed(act_of).file_sha256).read_bytes()
    own = arrived_with(act_of, pdf)
    foreign = arrived_with(act_of, pdf, sender=f"{OTHER}/vp/van-thu")
    found = [verdicts.verdict_of(one.packet_id) for one in (own, foreign)]
    assert found == ["valid", "untrusted"]
    ready = client_as("tuyet").get(f"/van-phong/documents/{foreign.id}/returns/")
    given = ready.context["form"]["reason"].value()
    assert "không phải của nơi gửi" in given
    assert "Ủy ban nhân dân tỉnh Sóc Trăng" in given
    assert "không phải của nơi gửi" in page_of(client_as, foreign)
