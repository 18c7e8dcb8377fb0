"""Paper in the same register: numbers, scans, duplicates; several leaders; many at once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lienthong.documents.actions import paper, receiving
from lienthong.documents.actions.paper import Paper
from lienthong.documents.models import Assignment, Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import DISTRICT, ActOf
from lienthong.kernel import clock
from lienthong.kernel.errors import Refused
from lienthong.work.models import WorkItem

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
ADDRESS = "/van-phong/documents/incoming/paper/"
LETTER = Paper(
    issuer_name="Công ty Điện lực Sóc Trăng",
    subject="Về việc ngừng cung cấp điện",
    issued_on=date(2022, 11, 18),
    number=7,
    symbol="ĐLST-KD",
)
TYPED: dict[str, Any] = {
    "issuer": LETTER.issuer_name, "number": "7", "symbol": "ĐLST-KD", "issued_on_0": "18",
    "issued_on_1": "11", "issued_on_2": "2022", "subject": LETTER.subject, "urgency": "0",
}  # fmt: skip


def of_province(act_of: ActOf, **facts: Any) -> tuple[Document, Paper]:
    """The district's electronic copy of the province's document, and its paper twin."""
    copy = way.copy_of(way.sent(act_of, **facts))
    assert copy.number is not None
    assert copy.issued_on is not None
    return copy, Paper(
        issuer_name=copy.issuer_name,
        issuer_id=copy.issuer_id,
        subject=copy.subject,
        issued_on=copy.issued_on,
        number=copy.number,
        symbol=copy.symbol,
    )


def test_paper_takes_the_next_number_of_the_same_series(act_of: ActOf) -> None:
    """Decree 30/2020, art. 22."""
    act = act_of("tuyet")
    first = receiving.register(act, document_id=way.arrived(act_of).id)
    made = paper.register_paper(act, paper=LETTER)
    assert (made.arrival_number, made.code, made.state) == (
        first + 1, "07/ĐLST-KD", State.REGISTERED
    )  # fmt: skip
    assert way.kinds_of(made) == ["documents.paper_registered"]
    waiting = WorkItem.objects.open().get(object_id=made.id, kind="documents.submit")
    assert waiting.position_id == act.position_id
    assert Document.objects.visible_to(act_of("phuoc")).filter(id=made.id).exists()
    assert not Document.objects.visible_to(act_of("huong")).filter(id=made.id).exists()
    receiving.submit(act, document_id=made.id)


def test_only_the_clerk_enters_paper(act_of: ActOf) -> None:
    with pytest.raises(Refused, match="Văn thư tiếp nhận"):
        paper.register_paper(act_of("phuoc"), paper=LETTER)


@pytest.mark.parametrize("day", [date(2022, 11, 22), date(1930, 1, 1)])
def test_a_day_that_cannot_be_is_refused(act_of: ActOf, day: date) -> None:
    with pytest.raises(Refused, match="Ngày ban hành"):
        paper.register_paper(act_of("tuyet"), paper=Paper(**{**vars(LETTER), "issued_on": day}))


@pytest.mark.appendix_vi("III.1.h")
def test_the_same_paper_twice_needs_a_reason(act_of: ActOf) -> None:
    """Decree 30/2020, app. VI III.1.h: number, symbol and issuer together."""
    act = act_of("tuyet")
    made = paper.register_paper(act, paper=LETTER)
    spelt = Paper(**{**vars(LETTER), "issuer_name": "Cong ty dien luc Soc Trang"})
    with pytest.raises(Refused, match=f"số đến {made.arrival_number}") as refusal:
        paper.register_paper(act, paper=spelt)
    assert refusal.value.code == "documents.duplicate"
    for other in ({"number": 8}, {"symbol": "ĐLST"}, {"issuer_name": "Điện lực Kế Sách"}):
        paper.register_paper(act, paper=Paper(**{**vars(LETTER), **other}))
    again = paper.register_paper(act, paper=LETTER, anyway="Bản thứ hai có phụ lục.")
    told = way.last_event(again, "documents.paper_registered").data
    assert (told["duplicate_of"], told["anyway"]) == ([made.id], "Bản thứ hai có phụ lục.")


def test_paper_after_electronic_is_found(act_of: ActOf) -> None:
    copy, twin = of_province(act_of)
    with pytest.raises(Refused, match="đã có"):
        paper.register_paper(act_of("tuyet"), paper=twin)
    assert paper.same_as(act_of("tuyet"), twin) == [copy]
    assert paper.same_as(act_of("huong"), twin) == []


@pytest.mark.appendix_vi("III.1.h")
def test_electronic_after_paper_is_found(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.SEALED)
    twin = Paper(
        issuer_name=document.issuer_name,
        subject=document.subject,
        issued_on=document.issued_on or date(2022, 11, 21),
        number=document.number,
        symbol=document.symbol,
    )
    made = paper.register_paper(act_of("tuyet"), paper=twin)
    way.issue(act_of, document)
    copy = way.copy_of(document)
    with pytest.raises(Refused, match="Bản giấy của văn bản này đã vào sổ"):
        receiving.register(act_of("tuyet"), document_id=copy.id)
    tuyet = client_as("tuyet")
    asked = tuyet.post(f"/van-phong/documents/{copy.id}/registration/", follow=True)
    assert f"/van-phong/documents/{made.id}/" in text(asked)
    tuyet.post(f"/van-phong/documents/{copy.id}/registration/anyway/", {"anyway": "Để trả lời."})
    told = way.last_event(copy, "documents.registered").data
    assert (told["duplicate_of"], told["anyway"]) == ([made.id], "Để trả lời.")


def test_the_clerk_enters_paper_with_photos_of_it(act_of: ActOf, client_as: ClientAs) -> None:
    tuyet = client_as("tuyet")
    assert "Vào sổ văn bản giấy" in text(tuyet.get(ADDRESS))
    assert ADDRESS in text(tuyet.get("/van-phong/documents/incoming/"))
    photo = io.BytesIO()
    Image.new("RGB", (80, 120), "white").save(photo, "PNG")
    photo.seek(0)
    photo.name = "trang 1.png"
    answer = tuyet.post(ADDRESS, {**TYPED, "scan": photo}, follow=True)
    assert "Đã vào sổ, số đến 1." in text(answer)
    assert "Văn bản giấy" in text(answer)
    made = Document.objects.get(code="07/ĐLST-KD")
    assert made.file_pages == 1
    again = tuyet.post(ADDRESS, TYPED)
    assert (again.status_code, "Lý do vẫn vào sổ" in text(again)) == (422, True)
    assert f"/van-phong/documents/{made.id}/" in text(again)
    more = tuyet.post(ADDRESS, {**TYPED, "number": "8", "next": "1"})
    assert more.url == ADDRESS  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"issued_on_0": "31"}, "không có trong lịch"),
        ({"issuer": ""}, "Nhập cơ quan ban hành."),
        ({"number": "bảy"}, "Nhập số bằng chữ số"),
        ({"subject": "x" * 501}, "Rút gọn"),
        ({"scan": io.BytesIO(b"khong phai pdf")}, "Ảnh thứ 1"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client_as: ClientAs, wrong: dict[str, Any], words: str
) -> None:
    answer = client_as("tuyet").post(ADDRESS, {**TYPED, **wrong})
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert "ĐLST-KD" in text(answer)
    assert not Document.objects.filter(delivery_id=None, direction="incoming").exists()


# Before leaders


def test_a_submission_is_undone_and_leaders_direct_in_turn(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy = way.received(act_of, State.REGISTERED)
    tuyet = client_as("tuyet")
    here = f"/van-phong/documents/{copy.id}"
    phuoc, deputy = act_of("phuoc"), act_of(f"{DISTRICT}/lanh-dao/pho-chu-tich-vx")
    said = tuyet.post(f"{here}/submission/", {"leader": phuoc.position_id}, follow=True)
    assert f"{here}/submission/undoing/" in text(said)
    tuyet.post(f"{here}/submission/undoing/")
    copy.refresh_from_db()
    assert copy.state == State.REGISTERED
    assert way.kinds_of(copy)[-1] == "documents.unsubmitted"
    receiving.submit(act_of("tuyet"), document_id=copy.id, leader_id=phuoc.position_id)
    client_as("phuoc").post(
        f"{here}/passing-on/", {"leader": deputy.position_id, "words": "Nhờ anh chủ trì."}
    )
    waiting = WorkItem.objects.open().get(object_id=copy.id)
    assert (waiting.kind, waiting.position_id) == ("documents.assign", deputy.position_id)
    assert way.last_event(copy, "documents.passed_on").data["directive"] == "Nhờ anh chủ trì."
    with pytest.raises(Refused, match="Chọn người khác"):
        receiving.pass_on(deputy, document_id=copy.id, leader_id=deputy.position_id or 0)


# Many at once


def test_many_are_submitted_and_assigned_by_one_form_each(
    act_of: ActOf, client_as: ClientAs
) -> None:
    ids = [way.received(act_of, State.REGISTERED).id for _ in range(2)]
    done = way.received(act_of, State.RESOLVED).id
    tuyet, phuoc = client_as("tuyet"), client_as("phuoc")
    base = "/van-phong/documents/incoming"
    assert f"{base}/submissions/" in text(tuyet.get(f"{base}/?tab=registered"))
    form = tuyet.post(f"{base}/submissions/", {"document": ids})
    assert "Trình lãnh đạo cho ý kiến" in text(form)
    leader = act_of("phuoc").position_id
    said = tuyet.post(f"{base}/submissions/", {"document": [*ids, done], "leader": leader})
    assert "Đã trình 2 trên 3" in text(said)
    assert "Không thể trình lãnh đạo" in text(said)
    assert f"{base}/assignments/" in text(phuoc.get(f"{base}/?tab=submitted"))
    asked = phuoc.post(f"{base}/assignments/", {"document": ids})
    assert "Một phiếu cho 2 văn bản." in text(asked)
    lead = f"position:{way.position(f'{DISTRICT}/vhtt/chuyen-vien')}"
    sent = {"document": [*ids, done], "lead": lead, "directive": "Làm ngay.", "days": "2"}
    result = text(phuoc.post(f"{base}/assignments/", sent))
    assert "Đã phân công 2 trên 3" in result
    given = Assignment.objects.filter(document_id__in=ids, directive="Làm ngay.")
    assert given.count() == 2


# The day it came, and a number entered by mistake


def test_the_clock_of_registration_runs_from_the_day_it_came(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Decree 30/2020, art. 22: the same day, at the latest the next working day."""
    act, friday = act_of("tuyet"), date(2022, 11, 18)
    in_time = paper.register_paper(act, paper=replace(LETTER, arrived_on=friday))
    wednesday = replace(
        LETTER, number=8, issued_on=date(2022, 11, 15), arrived_on=date(2022, 11, 16)
    )
    late = paper.register_paper(act, paper=wednesday)
    today = paper.register_paper(act, paper=replace(LETTER, number=9))
    said = [way.last_event(one, "documents.paper_registered").data["late"] for one in
            (in_time, late, today)]  # fmt: skip
    assert said == [False, True, False]
    page = text(client_as("tuyet").get("/van-phong/registers/incoming/"))
    assert page.count("Vào sổ trễ") == 1
    assert "16/11/2022" in page
    facts = text(client_as("tuyet").get(f"/van-phong/documents/{late.id}/"))
    assert "đến 16/11/2022, vào sổ 08:00, 21/11/2022" in facts


def test_an_urgent_paper_is_entered_at_once(act_of: ActOf) -> None:
    """Of an earlier day only the date is known: it counts until that day's close."""
    urgent = replace(LETTER, urgency=1, arrived_on=date(2022, 11, 18))
    made = paper.register_paper(act_of("tuyet"), paper=urgent)
    assert made.register_due_at == clock.local(act_of("tuyet").at).replace(hour=9)


@pytest.mark.parametrize("day", [date(2022, 11, 17), date(2022, 11, 22)])
def test_it_came_between_its_issue_and_today(act_of: ActOf, client_as: ClientAs, day: date) -> None:
    typed = {"arrived_on_0": str(day.day), "arrived_on_1": "11", "arrived_on_2": "2022"}
    answer = client_as("tuyet").post(ADDRESS, TYPED | typed)
    assert answer.status_code == 422
    assert "Ngày đến phải từ ngày ban hành đến hôm nay." in text(answer)


def test_a_wrong_number_is_struck_out_and_stays_used(act_of: ActOf, client_as: ClientAs) -> None:
    act, client = act_of("tuyet"), client_as("tuyet")
    wrong = paper.register_paper(act, paper=LETTER)
    receiving.submit(act, document_id=wrong.id)
    address = f"/van-phong/documents/{wrong.id}/arrival-number/voiding/"
    assert "Hủy số đến" in text(client.get(f"/van-phong/documents/{wrong.id}/"))
    assert client.post(address, {"reason": " "}).status_code == 422
    told = text(client.post(address, {"reason": "Nhập nhầm văn bản."}, follow=True))
    assert "Hủy số đến 1: Nhập nhầm văn bản." in told
    wrong.refresh_from_db()
    assert wrong.state == State.VOIDED
    assert not WorkItem.objects.open().filter(object_id=wrong.id).exists()
    again = paper.register_paper(act, paper=LETTER)  # no twin of what was struck out
    assert again.arrival_number == 2
    page = text(client.get("/van-phong/registers/incoming/"))
    assert "Số đã hủy: Nhập nhầm văn bản." in page


def test_what_came_through_the_system_keeps_its_number(act_of: ActOf) -> None:
    copy = way.received(act_of, State.REGISTERED)
    with pytest.raises(Refused, match="không đi qua bước"):
        paper.void_arrival(act_of("tuyet"), document_id=copy.id, reason="Nhầm.")


def test_a_scan_stays_with_a_form_that_is_refused(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("tuyet")
    paper.register_paper(act_of("tuyet"), paper=LETTER)
    photo = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(photo, "PNG")
    scan = SimpleUploadedFile("trang.png", photo.getvalue())
    twice = client.post(ADDRESS, TYPED | {"scan": scan})
    assert twice.status_code == 422
    (held,) = re.findall(r'name="held" value="([^"]+)"', text(twice))
    client.post(ADDRESS, TYPED | {"held": held, "anyway": "Bản giấy khác."})
    made = Document.objects.latest("id")
    assert (made.arrival_number, made.file_pages) == (2, 1)
    assert made.file_sha256
