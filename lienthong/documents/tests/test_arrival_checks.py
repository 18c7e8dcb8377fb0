"""What arrives is checked once, in words, before a clerk registers it (Decree 30/2020, art. 21)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthong.documents import reactions, tasks
from lienthong.documents.actions import issuing, signing, validating
from lienthong.documents.models import Document, Signature
from lienthong.documents.rules import State
from lienthong.documents.signing import reasons
from lienthong.documents.signing.verdict import FileVerdict
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.exchange.tests import sending
from lienthong.kernel import jobs
from lienthong.kernel.attachments.actions import limits, store
from lienthong.kernel.models import Event

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


def arrived_with(act_of: ActOf, pdf: bytes) -> Document:
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
        act_of("lan"), to=[way.agency(way.DISTRICT)], manifest=manifest
    )
    jobs.drain()
    return Document.objects.incoming().get(packet_id=packet_id)


def page_of(client_as: ClientAs, document: Document, part: str = "") -> str:
    return text(client_as("tuyet").get(f"/van-phong/documents/{document.id}/{part}"))


def test_one_file_at_many_receivers_is_checked_once(act_of: ActOf, client_as: ClientAs) -> None:
    made = truly_sealed(act_of, to=(way.DISTRICT, OTHER))
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    (checked,) = Signature.objects.filter(sha256=made.file_sha256)
    assert checked.verdict == "valid"
    assert [one["role"] for one in checked.report["signatures"]] == ["person", "agency"]
    assert "Chữ ký số hợp lệ" in page_of(client_as, way.copy_of(made))
    (told,) = Event.objects.filter(kind="documents.signatures_checked")
    assert (told.object_id, told.data["found"]) == (way.copy_of(made).packet_id, "hợp lệ")


def test_an_altered_file_warns_the_clerk_who_finds_the_reason_ready(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = truly_sealed(act_of)
    pdf = bytearray(store().path(made.file_sha256).read_bytes())
    pdf[len(pdf) // 3] ^= 1
    copy = arrived_with(act_of, bytes(pdf))
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
    copy = way.arrived(act_of)
    assert "Chưa xác định được chữ ký số" in page_of(client_as, copy)


def test_until_it_is_checked_the_page_says_so(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.brought_to(act_of, State.ISSUED)
    jobs.drain(leave=[tasks.CHECK])
    assert not Signature.objects.exists()
    assert "Đang kiểm tra chữ ký số" in page_of(client_as, way.copy_of(made))
