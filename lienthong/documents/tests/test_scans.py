"""The decree's standard of a scan, and paper that gets its number, its scan and the agency's
signature on it (Decree 30/2020, art. 15 and 25).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from lienthong.documents import keys, scans
from lienthong.documents.actions import digitising, issuing, paper, signing
from lienthong.documents.models import Document, Signature
from lienthong.documents.rules import State
from lienthong.documents.scans import Page, Picture, shortcomings
from lienthong.documents.signing.check import check
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests import seen, way
from lienthong.documents.tests.way import DISTRICT, ActOf
from lienthong.kernel import jobs
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import NumberEntry
from lienthong.work.models import WorkItem

ClientAs = Callable[..., Client]
A4 = (1654, 2339)  # at 200 dots an inch


def scanned(
    size: tuple[int, int] = A4, *, dpi: int = 200, mode: str = "RGB", pages: int = 1
) -> bytes:
    """As a scanner writes it: a picture a page."""
    picture = Image.new(mode, size, "white")
    ImageDraw.Draw(picture).rectangle((200, 900, 900, 960), fill="black")
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=dpi, save_all=True, append_images=[picture] * (pages - 1))
    return out.getvalue()


def of_version(content: bytes, version: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, force_version=version)
    return out.getvalue()


def typed() -> bytes:
    """A page of text that never was paper."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    made.save(out, min_version="1.7")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (scanned(pages=2), ()),
        (scanned((2339, 1654)), ()),
        (scanned((1240, 1754), dpi=150), ("Trang 1 dưới 200 dpi",)),
        (scanned(mode="L"), ("Trang 1 không phải ảnh màu",)),
        (scanned(mode="1"), ("Trang 1 không phải ảnh màu",)),
        (scanned((1654, 4000)), ("Trang 1 không đúng khổ giấy",)),
        (scanned((1984, 2807)), ("Trang 1 không đúng khổ giấy",)),  # A4 enlarged by a fifth
        (of_version(scanned(), "1.3"), ("Tệp là PDF 1.3, cần từ 1.4",)),
        (typed(), ("Trang 1 không có ảnh quét",)),
    ],
)  # fmt: skip
def test_a_scan_is_measured_and_every_shortcoming_told(
    content: bytes, told: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(content)
    found = scans.examine(file)
    assert len(found.findings) == len(told)
    for sentence, start in zip(found.findings, told, strict=True):
        assert sentence.startswith(start)
        assert ": " in sentence  # and what to do


def test_pages_are_named_together_and_the_layers_of_a_page_seen_as_one() -> None:
    """Many scanners keep the text of a page sharp and black, its colours coarse beneath."""
    letters, paint = Picture(0.95, 300, False), Picture(1.0, 100, True)
    good = Page(210, 297, (letters, paint))
    assert shortcomings(1.5, [good]) == []
    coarse = replace(good, pictures=(Picture(1.0, 100, True),))
    (sentence,) = shortcomings(1.5, [coarse] * 7 + [good])
    assert sentence.startswith("Trang 1, 2, 3, 4, 5, … dưới 200 dpi")
    logo = replace(good, pictures=(Picture(0.1, 300, True),))
    assert shortcomings(1.5, [logo])[0].startswith("Trang 1 không có ảnh quét")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", scanned()[:300]])
def test_what_is_no_pdf_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        scans.examine(file)
    assert refused.value.code == "documents.scan"


# Signed on paper here


def entered(act_of: ActOf) -> Document:
    """A decision that Minh has signed on paper, with its number."""
    lan = act_of("lan")
    made = digitising.enter_paper(
        lan, subject="Về việc khen thưởng", signer_id=way.position(way.SIGNER), document_type="QĐ"
    )
    way.addressed(lan, made, DISTRICT)
    digitising.number_paper(lan, document_id=made.id)
    made.refresh_from_db()
    return made


def put(client: Client, document: Document, content: bytes) -> Any:
    upload = SimpleUploadedFile("ban-quet.pdf", content)
    return client.post(f"/van-phong/documents/{document.id}/scan/", {"scan": upload})


def content_of(document: Document) -> bytes:
    with store().open(document.file_sha256) as file:
        return file.read()


def pictures_of(content: bytes) -> list[bytes]:
    """The pictures of the pages, as they lie in the file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [one.read_raw_bytes() for page in pdf.pages for one in page.get_images().values()]


@pytest.mark.django_db
def test_the_whole_way_of_what_was_signed_on_paper(act_of: ActOf, client_as: ClientAs) -> None:
    made = entered(act_of)
    assert (made.state, made.code) == (State.SIGNED, "01/QĐ-UBND")
    lan = client_as("lan")
    page = seen.text(lan.get(f"/van-phong/documents/{made.id}/"))
    assert "Ghi số 01/QĐ-UBND, ngày 21/11/2022 lên bản giấy" in page
    assert "Đóng dấu" not in page.split("rail")[0].split("doc-title")[0]
    with pytest.raises(Refused) as refused:
        signing.request_seal(act_of("lan"), document_id=made.id)
    assert refused.value.code == "documents.no_scan"

    answer = put(lan, made, scanned((1240, 1754), dpi=150))
    assert answer.status_code == 422
    assert "dưới 200 dpi: tăng độ phân giải rồi quét lại" in seen.text(answer)
    assert put(lan, made, scanned(pages=2)).status_code == 302
    made.refresh_from_db()
    assert made.file_pages == 2
    assert way.last_event(made, "documents.scan_put").data["findings"] == []
    waiting = WorkItem.objects.open().filter(object_id=made.id).values_list("kind", flat=True)
    assert list(waiting) == ["documents.seal"]

    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    assert made.state == State.SEALED
    content = content_of(made)
    verdict = check(content, trust=keys.trusted(), copy=True)
    assert verdict.verdict is Verdict.VALID
    assert [one.role for one in verdict.signatures] == [Role.AGENCY]
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    got = way.copy_of(made)
    assert (got.code, got.file_pages) == ("01/QĐ-UBND", 2)
    assert Signature.objects.get(sha256=got.file_sha256).verdict == "valid"
    assert "Chữ ký số hợp lệ" in seen.text(
        client_as("tuyet").get(f"/van-phong/documents/{got.id}/")
    )


@pytest.mark.django_db
def test_paper_and_electronic_documents_share_their_numbers(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Decree 30/2020, art. 15."""
    first, second = entered(act_of), way.brought_to(act_of, State.SIGNED, document_type="QĐ")
    assert (first.number, second.number) == (1, 2)
    lan = client_as("lan")
    void = f"/van-phong/documents/{first.id}/paper/void/"
    assert lan.post(void, {"reason": ""}).status_code == 422
    assert lan.post(void, {"reason": "Ký nhầm bản."}).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.code) == (State.DRAFTING, "")
    entry = NumberEntry.objects.get(object_id=first.id, object_type="documents.document")
    assert (entry.state, entry.reason) == ("void", "Ký nhầm bản.")
    page = seen.text(lan.get(f"/van-phong/documents/{first.id}/"))
    assert "Ký nhầm bản." in page
    changed = {"subject": "Về việc khen thưởng năm 2022", "agencies": [way.agency(DISTRICT)]}
    assert lan.post(f"/van-phong/documents/{first.id}/draft/", changed).status_code == 302
    assert lan.post(f"/van-phong/documents/{first.id}/paper/number/").status_code == 302
    first.refresh_from_db()
    assert (first.state, first.code) == (State.SIGNED, "03/QĐ-UBND")
    assert first.subject == "Về việc khen thưởng năm 2022"


@pytest.mark.django_db
def test_a_clerk_enters_what_was_signed_on_paper(act_of: ActOf, client_as: ClientAs) -> None:
    lan = client_as("lan")
    assert "Văn bản ký trên giấy" in seen.text(lan.get("/van-phong/documents/outgoing/"))
    address = "/van-phong/documents/outgoing/paper/"
    typed_in = {
        "document_type": "TB", "subject": "Về việc nghỉ lễ", "urgency": "0", "secrecy": "none",
        "signer": way.position(way.SIGNER), "codes": "",
    }  # fmt: skip
    refused = lan.post(address, typed_in)
    assert refused.status_code == 422
    assert not Document.objects.filter(made_as="paper").exists()
    done = lan.post(address, {**typed_in, "agencies": [way.agency(DISTRICT)]}, follow=True)
    assert "Đã cấp số 01/TB-UBND" in seen.text(done)
    secret = {**typed_in, "secrecy": "secret", "agencies": [way.agency(DISTRICT)]}
    assert lan.post(address, secret).status_code == 422
    with pytest.raises(Refused, match="Văn thư cấp số"):
        digitising.enter_paper(act_of("thu"), subject="a", signer_id=way.position(way.SIGNER))


# Came on paper


LETTER = paper.Paper(
    issuer_name="Công ty Điện lực Sóc Trăng",
    subject="Về việc ngừng cung cấp điện",
    issued_on=date(2022, 11, 18),
    number=7,
    symbol="ĐLST-KD",
)


@pytest.mark.django_db
def test_the_scan_of_what_came_on_paper_gets_the_agencys_signature_and_stays_its_body(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = paper.register_paper(act_of("tuyet"), paper=LETTER)
    tuyet = client_as("tuyet")
    address = f"/van-phong/documents/{made.id}/"
    assert tuyet.post(f"{address}scan/seal/").status_code == 422  # nothing to sign yet
    kept = put(tuyet, made, scanned(mode="L"))
    assert kept.status_code == 302  # kept, for the reader
    assert "Bản quét chưa đạt tiêu chuẩn để ký số" in seen.text(tuyet.get(address))
    refused = tuyet.post(f"{address}scan/seal/")
    assert refused.status_code == 422
    assert "không phải ảnh màu" in seen.text(refused)

    put(tuyet, made, scanned())
    made.refresh_from_db()
    before = content_of(made)
    assert tuyet.post(f"{address}scan/seal/").status_code == 302
    jobs.drain()
    made.refresh_from_db()
    content = content_of(made)
    assert pictures_of(content) == pictures_of(before)
    assert check(content, trust=keys.trusted(), copy=True).verdict is Verdict.VALID
    page = seen.text(tuyet.get(address))
    assert "Bản quét đã ký số" in page
    assert "Thay bản quét" not in page
    fetched: Any = tuyet.get(f"{address}file.pdf")
    assert b"".join(fetched.streaming_content) == content
    assert tuyet.get(f"{address}pages/1.png").status_code == 200
    late = {"of": "0" * 64, "sha256": "1" * 64, "size": 1}
    digitising.finish_scan(act_of("tuyet"), document_id=made.id, **late)
    made.refresh_from_db()
    assert content_of(made) == content  # a job that comes late changes nothing


@pytest.mark.django_db
def test_what_arrived_through_the_system_is_not_scanned(act_of: ActOf, client_as: ClientAs) -> None:
    copy = way.received(act_of, State.REGISTERED)
    answer = put(client_as("tuyet"), copy, scanned())
    assert answer.status_code == 422
    assert "không đi qua bước" in seen.text(answer)
