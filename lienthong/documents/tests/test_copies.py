"""Copies: made of what stands, certified, numbered in their own series, signed at the corner, sent.

(Decree 30/2020, art. 25-27)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from lienthong.documents import keys
from lienthong.documents.actions import (
    amending,
    checking,
    copying,
    issuing,
    receiving,
    signing,
    validating,
)
from lienthong.documents.models import Document, Signature, Version
from lienthong.documents.rules import State
from lienthong.documents.signing import reasons
from lienthong.documents.signing.check import check
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.documents.tests import seen, way
from lienthong.documents.tests.way import DISTRICT, PROVINCE, ActOf
from lienthong.kernel import jobs
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import NumberEntry

pytestmark = pytest.mark.django_db
ClientAs = Callable[..., Client]
OTHER = "ubnd.huyen-my-xuyen"


def really_sent(act_of: ActOf, **facts: Any) -> Document:
    """An issued document with its two real signatures, received by the district."""
    made = way.brought_to(act_of, State.APPROVED, **facts)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    return made


def made_of(act_of: ActOf, source: Document, form: str = "SY", **facts: Any) -> Document:
    """Lan's copy, laid before Minh for the district."""
    lan = act_of("lan")
    copy = copying.copy(
        lan, source_id=source.id, form=form, signer_id=way.position(way.SIGNER), **facts
    )
    way.addressed(lan, copy, OTHER)
    copying.submit_copy(lan, document_id=copy.id)
    copy.refresh_from_db()
    return copy


def certified(act_of: ActOf, copy: Document) -> Document:
    """Approved by Minh and signed for the agency by Lan."""
    checking.approve(act_of("minh"), document_id=copy.id)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=copy.id)
    jobs.drain()
    copy.refresh_from_db()
    return copy


def content_of(document: Document) -> bytes:
    with store().open(document.file_sha256) as file:
        return file.read()


def page_of(client: Client, document: Document) -> str:
    return seen.text(client.get(f"/van-phong/documents/{document.id}/"))


def words_on(pdf: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[page].get_textpage().get_text_range())
    finally:
        document.close()


def test_the_whole_way_of_a_sao_y(act_of: ActOf, client_as: ClientAs) -> None:
    source = really_sent(act_of, document_type="QĐ")
    copy = made_of(act_of, source)
    assert (copy.state, copy.symbol, copy.code) == (State.FORMAT_CHECKED, "SY-UBND", "")
    assert source.code in copy.subject
    assert "Ký bản sao" in page_of(client_as("minh"), copy)

    checking.approve(act_of("minh"), document_id=copy.id)
    jobs.drain()
    copy.refresh_from_db()
    assert (copy.state, copy.code) == (State.SIGNED, "01/SY-UBND")
    assert source.number == 1  # the series of outgoing documents knows nothing of it
    assert copy.file_sha256 == source.file_sha256
    entry = NumberEntry.objects.get(object_type="documents.document", object_id=copy.id)
    assert entry.series_year.series.direction == "copies"
    assert "Chờ ký số của cơ quan" in page_of(client_as("lan"), copy)

    signing.request_seal(act_of("lan"), document_id=copy.id)
    jobs.drain()
    copy.refresh_from_db()
    assert copy.state == State.SEALED
    content = content_of(copy)
    assert content.startswith(content_of(source))
    verdict = check(content, trust=keys.trusted())
    assert verdict.verdict is Verdict.VALID
    assert [one.role for one in verdict.signatures] == [Role.PERSON, Role.AGENCY, Role.AGENCY]

    issuing.issue(act_of("lan"), document_id=copy.id)
    jobs.drain()
    got = way.copy_of(copy, OTHER)
    assert (got.type, got.code) == ("SY", "01/SY-UBND")
    assert Signature.objects.get(sha256=got.file_sha256).verdict == "valid"
    assert way.kinds_of(copy)[:3] == [
        "documents.copy_made", "documents.recipients_chosen", "documents.copy_submitted"
    ]  # fmt: skip
    assert {"documents.copy_ready", "documents.sealed", "documents.issued"} <= {*way.kinds_of(copy)}


def test_a_copy_and_its_original_lead_to_each_other(act_of: ActOf, client_as: ClientAs) -> None:
    source = way.sent(act_of)
    copy = made_of(act_of, source)
    lan = client_as("lan")
    assert f"/van-phong/documents/{copy.id}/" in page_of(lan, source)
    assert f"/van-phong/documents/{source.id}/" in page_of(lan, copy)


def test_what_the_district_received_it_copies_for_others_and_they_copy_that_again(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Sao y of what was received, sao lục of the sao y (Decree 30/2020, art. 25)."""
    received = way.copy_of(really_sent(act_of))
    receiving.register(act_of("tuyet"), document_id=received.id)
    tuyet, phuoc = act_of("tuyet"), act_of("phuoc")
    copy = copying.copy(tuyet, source_id=received.id, form="SY", signer_id=phuoc.position_id or 0)
    way.addressed(tuyet, copy, PROVINCE)
    copying.submit_copy(tuyet, document_id=copy.id)
    checking.approve(phuoc, document_id=copy.id)
    jobs.drain()
    signing.request_seal(tuyet, document_id=copy.id)
    jobs.drain()
    issuing.issue(tuyet, document_id=copy.id)
    jobs.drain()
    back = way.copy_of(copy, PROVINCE)
    receiving.register(act_of("lan"), document_id=back.id)
    assert "Sao từ" in page_of(client_as("lan"), back)

    with pytest.raises(Refused) as refused:
        made_of(act_of, back, "SY")
    assert refused.value.code == "documents.copy_form"
    again = certified(act_of, made_of(act_of, back, "SL"))
    assert again.code == "01/SL-UBND"
    verdict = check(content_of(again), trust=keys.trusted())
    assert verdict.verdict is Verdict.VALID
    assert [one.agency_name for one in verdict.signatures[2:]] == [
        "Ủy ban nhân dân huyện Kế Sách", "Ủy ban nhân dân tỉnh Sóc Trăng"
    ]  # fmt: skip


def test_a_copy_is_made_only_of_what_stands(act_of: ActOf) -> None:
    lan = act_of("lan")
    signer = way.position(way.SIGNER)
    sealed = way.brought_to(act_of, State.SEALED)
    with pytest.raises(Refused, match="đã phát hành"):
        copying.copy(lan, source_id=sealed.id, form="SY", signer_id=signer)
    source = way.sent(act_of)
    with pytest.raises(Refused, match="Sao lục chỉ làm từ bản sao y"):
        copying.copy(lan, source_id=source.id, form="SL", signer_id=signer)
    with pytest.raises(Document.DoesNotExist):
        copying.copy(act_of("loc"), source_id=source.id, form="SY", signer_id=signer)
    with pytest.raises(Refused, match="Văn thư lập bản sao"):
        copying.copy(act_of("minh"), source_id=source.id, form="SY", signer_id=signer)
    with pytest.raises(Refused, match="không có thẩm quyền ký"):
        copying.copy(lan, source_id=source.id, form="SY", signer_id=lan.position_id or 0)
    copy = made_of(act_of, source)
    checking.approve(act_of("minh"), document_id=copy.id)
    amending.recall(lan, document_id=source.id, reason="Sai số liệu.")
    jobs.drain()
    copy.refresh_from_db()
    assert (copy.state, copy.number) == (State.FORMAT_CHECKED, None)
    assert "thu hồi" in way.last_event(copy, "documents.signing_failed").data["reason"]
    with pytest.raises(Refused, match="chưa bị thu hồi"):
        checking.approve(act_of("minh"), document_id=copy.id)


def test_what_arrived_altered_is_not_copied(act_of: ActOf) -> None:
    received = way.received(act_of, State.REGISTERED)
    validating.keep_verdict(
        act_of("lan"),
        packet_id=received.packet_id or 0,
        sha256=received.file_sha256,
        report=FileVerdict.because(reasons.CONTINUED).as_json(),
    )
    signer_id = act_of("phuoc").position_id or 0
    with pytest.raises(Refused, match="không hợp lệ"):
        copying.copy(act_of("tuyet"), source_id=received.id, form="SY", signer_id=signer_id)


def test_the_signer_sends_a_copy_back_and_the_clerk_lays_it_before_him_again(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = made_of(act_of, way.sent(act_of))
    with pytest.raises(Refused, match="sửa dự thảo"):
        copying.revise_copy(act_of("lan"), document_id=copy.id)
    checking.return_draft(act_of("minh"), document_id=copy.id, reason="Chọn thêm nơi nhận.")
    copy.refresh_from_db()
    assert copy.state == State.DRAFTING
    lan = client_as("lan")
    answer = lan.get(f"/van-phong/documents/{copy.id}/draft/")
    assert answer["Location"].split("?")[0].endswith("/copy/")
    changed = {"agencies": [way.agency(DISTRICT)], "codes": ""}
    assert lan.post(f"/van-phong/documents/{copy.id}/copy/", changed).status_code == 302
    assert [one.agency_id for one in copy.recipients.all()] == [way.agency(DISTRICT)]
    assert lan.post(f"/van-phong/documents/{copy.id}/copy/submission/").status_code == 302
    copy.refresh_from_db()
    assert copy.state == State.FORMAT_CHECKED


def test_a_clerk_makes_a_copy_on_the_page(act_of: ActOf, client_as: ClientAs) -> None:
    source = way.sent(act_of)
    lan = client_as("lan")
    assert "Sao văn bản" in page_of(lan, source)
    address = f"/van-phong/documents/{source.id}/copies/"
    shown = lan.get(address).content.decode()
    assert "Sao y: toàn văn" in shown
    assert "Sao lục" not in shown.split("Hình thức sao")[1].split("Người ký")[0]
    typed = {"form": "SY", "signer": way.position(way.SIGNER), "codes": "", "submit": "1"}
    refused = lan.post(address, typed)
    assert refused.status_code == 422
    assert "Chưa chọn nơi nhận" in refused.content.decode()
    assert not Document.objects.filter(copies_id=source.id).exists()
    done = lan.post(address, {**typed, "agencies": [way.agency(OTHER)]})
    assert done.status_code == 302
    copy = Document.objects.get(copies_id=source.id)
    assert copy.state == State.FORMAT_CHECKED
    assert lan.get(address.replace(str(source.id), str(copy.id))).status_code == 422
    assert Version.objects.get(document=copy).stage == "draft"


def test_copies_have_a_list_and_a_register_of_their_own(act_of: ActOf, client_as: ClientAs) -> None:
    source = way.sent(act_of)
    kept, failed = made_of(act_of, source), made_of(act_of, source)
    for copy in (failed, kept):
        checking.approve(act_of("minh"), document_id=copy.id)
        signing.begin_signing(act_of("minh"), document_id=copy.id)
    signing.fail_signing(act_of("minh"), document_id=failed.id, reason="Mất kết nối.")
    lan = client_as("lan")
    listed = seen.text(lan.get("/van-phong/documents/copies/?tab=all"))
    assert listed.count("02/SY-UBND") >= 1
    assert "Chưa có bản sao nào." in seen.text(
        client_as("thu").get("/van-phong/documents/copies/?tab=all")
    )
    sheet = seen.text(lan.get("/van-phong/registers/copies/"))
    assert "02/SY-UBND" in sheet
    assert "Số đã hủy: Mất kết nối." in sheet
    assert "Không số nào bị bỏ trống" in sheet
    assert "02/SY-UBND" not in seen.text(lan.get("/van-phong/registers/outgoing/"))
    assert lan.get("/van-phong/registers/copies.pdf").content.startswith(b"%PDF")


EXTRACTED = "1. Rà soát hạ tầng.\n2. Báo cáo trước ngày 30."


def test_an_extract_of_text_has_the_form_of_its_original_and_two_signatures(
    act_of: ActOf,
) -> None:
    """Decree 30/2020, art. 25: a page of its own, with the block of the copy under a line."""
    source = way.sent(act_of, document_type="QĐ")
    lan = act_of("lan")
    with pytest.raises(Refused) as refused:
        made_of(act_of, source, "TrS")
    assert refused.value.code == "documents.copy_pages"
    copy = made_of(act_of, source, "TrS", body="1. Rà soát hạ tầng.")
    checking.return_draft(act_of("minh"), document_id=copy.id, reason="Thiếu ý 2.")
    copying.revise_copy(lan, document_id=copy.id, body=EXTRACTED)
    copying.submit_copy(lan, document_id=copy.id)
    copy = certified(act_of, copy)
    assert (copy.state, copy.code) == (State.SEALED, "01/TrS-UBND")
    content = content_of(copy)
    page = words_on(content)
    for part in (source.code, "QUYẾT ĐỊNH", "(đã ký)", "2. Báo cáo", "TRÍCH SAO", "01/TrS-UBND"):
        assert part in page
    verdict = check(content, trust=keys.trusted())
    assert verdict.verdict is Verdict.VALID
    assert [one.role for one in verdict.signatures] == [Role.PERSON, Role.AGENCY]


def test_an_extract_of_pages_shows_them_as_they_are(act_of: ActOf, client_as: ClientAs) -> None:
    source = really_sent(act_of)
    copy = made_of(act_of, source, "TrS", pages="1")
    assert client_as("minh").get(f"/van-phong/documents/{copy.id}/pages/1.png").status_code == 200
    copy = certified(act_of, copy)
    content = content_of(copy)
    assert copy.file_pages == 2
    assert f"Trích trang 1 của Công văn {source.code}" in words_on(content, 1)
    assert check(content, trust=keys.trusted()).verdict is Verdict.VALID
    document = pypdfium2.PdfDocument(content)
    (picture,) = document[0].get_objects()
    assert round(picture.get_metadata().horizontal_dpi) == 200
    picture.close()
    document.close()
