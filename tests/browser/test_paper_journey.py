"""Paper in to answer out: an agency that writes on paper is answered, its leader works on a phone.

Each thing the leader does is done in at most three taps from the page he lands on.
"""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from lienthong.documents.actions import phrasing
from lienthong.documents.models import Document
from lienthong.documents.queries.phrases import DIRECTIVE
from lienthong.documents.rules import State
from lienthong.kernel import jobs
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office
from tests.browser.story import ActOf

pytestmark = pytest.mark.browser

HEAD = f"{story.COMMUNE}/vhxh/phu-trach"
PHONE, MOST_TAPS = 390, 3
ISSUER = "Ủy ban nhân dân huyện Kế Sách"
CODE, SUBJECT = "907/UBND-KT", "Về việc rà soát lò giết mổ nhỏ lẻ trên địa bàn xã"
DIRECTED = "Tham mưu trả lời, trình tôi ký trong tuần."
ANSWER = "Về việc trả lời kết quả rà soát lò giết mổ nhỏ lẻ"
BODY = "1. Xã có ba lò giết mổ nhỏ lẻ, đều đã đăng ký.\n2. Không có kiến nghị gì thêm."


def test_what_came_on_paper_is_answered(office: Office, seats: Seats, act_of: ActOf) -> None:
    phrasing.keep_phrase(act_of("vinh"), kind=DIRECTIVE, text=DIRECTED)
    huong, hoa = seats(office, "huong"), seats(office, "hoa")
    vinh = seats(office, "vinh", width=PHONE)
    _enter_with_its_scan(huong)
    came = Document.objects.incoming().get(code=CODE, delivery_id=None)
    _submit(huong)
    _read(vinh)
    _direct(vinh)
    answer = _answer(hoa, came)
    _check(seats(office, "hieu", hat=str(story.position(HEAD))), "nội dung")
    _check(huong, "thể thức")
    _sign(vinh, answer)
    _seal_and_issue(huong)
    _finish(hoa, answer)
    came.refresh_from_db()
    answer.refresh_from_db()
    assert (came.state, answer.state) == (State.RESOLVED, State.ISSUED)
    assert answer.in_reply_to_id == came.id


def _scan() -> FilePayload:
    """A page as a phone takes it: the server makes the PDF."""
    made = io.BytesIO()
    Image.new("RGB", (827, 1169), "#f4f1e8").save(made, "JPEG")
    return {"name": "trang-1.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def _enter_with_its_scan(huong: Desk) -> None:
    page = huong.page
    huong.go("/van-phong/documents/incoming/paper/")
    page.get_by_label("Cơ quan ban hành").fill(ISSUER)
    page.locator("[name=number]").fill("907")
    page.get_by_label("Ký hiệu").fill("UBND-KT")
    for part, typed in enumerate(("18", "11", "2022")):
        page.locator(f"[name=issued_on_{part}]").fill(typed)
    page.get_by_label("Trích yếu").fill(SUBJECT)
    page.get_by_label("Bản quét").set_input_files([_scan()])
    huong.look("paper-1-typed")
    huong.button("Vào sổ").click()
    huong.told("Đã vào sổ, số đến")
    expect(page.get_by_alt_text("Trang 1 của")).to_be_visible()
    huong.look("paper-2-registered")


def _submit(huong: Desk) -> None:
    huong.button("Trình lãnh đạo").click()
    sheet = huong.page.locator("#sheet")
    sheet.get_by_label(re.compile("Vinh")).check()
    sheet.get_by_role("button", name="Trình").click()
    huong.told("Đã trình lãnh đạo")


def _scanned_page(vinh: Desk) -> Locator:
    return vinh.page.get_by_alt_text("Trang 1 của")


def _read(vinh: Desk) -> None:
    vinh.go("/van-phong/")
    with vinh.taps() as tap:
        tap(vinh.page.get_by_role("link", name=CODE))
        expect(_scanned_page(vinh)).to_be_visible()
    assert vinh.tapped <= MOST_TAPS
    vinh.look("paper-3-leader-reads")


def _direct(vinh: Desk) -> None:
    vinh.go("/van-phong/")
    with vinh.taps() as tap:
        tap(vinh.page.get_by_role("link", name=CODE))
        tap(vinh.button("Phân công"))
        vinh.keep("paper-4-leader-directs")
        tap(vinh.page.locator("#sheet").get_by_role("button", name=re.compile("Hòa")))
        vinh.told("Đã phân công")
    expect(vinh.page.locator(".doc")).to_contain_text(DIRECTED)
    assert vinh.tapped <= MOST_TAPS
    vinh.look("paper-4-leader-directed")


def _answer(hoa: Desk, came: Document) -> Document:
    page = hoa.page
    hoa.go("/van-phong/")
    page.get_by_role("link", name=CODE).click()
    hoa.button("Bắt đầu xử lý").click()
    hoa.told("Đã ghi bắt đầu xử lý")
    hoa.button("Soạn trả lời").click()
    expect(page.get_by_label("Nội dung", exact=True)).to_have_value(re.compile(re.escape(CODE)))
    page.get_by_label("Trích yếu").fill(ANSWER)
    page.get_by_label("Nội dung", exact=True).fill(BODY)
    signer = page.get_by_label("Người ký")
    vinh = signer.locator("option", has_text="Vinh").get_attribute("value")
    signer.select_option(vinh)
    expect(page.locator("[data-picker-count]")).to_contain_text("Đã chọn 1 trên")
    hoa.button("Lưu dự thảo").click()
    hoa.told("Đã lưu dự thảo")
    hoa.button("Trình kiểm tra").click()
    hoa.told("Đã trình")
    return Document.objects.outgoing().get(in_reply_to_id=came.id)


def _check(desk: Desk, what: str) -> None:
    desk.go("/van-phong/")
    desk.page.get_by_role("link", name=ANSWER).click()
    desk.button(f"Đồng ý {what}").click()
    desk.told(f"Đã đồng ý {what}")


def _sign(vinh: Desk, answer: Document) -> None:
    vinh.go("/van-phong/")
    with vinh.taps() as tap:
        tap(vinh.page.get_by_role("link", name=ANSWER))
        tap(vinh.button("Ký số"))
        expect(vinh.page.locator("#state")).to_contain_text("Hệ thống đang cấp số")
    assert vinh.tapped <= MOST_TAPS
    jobs.drain()
    answer.refresh_from_db()
    expect(vinh.page.locator(".facts")).to_contain_text(answer.code)


def _seal_and_issue(huong: Desk) -> None:
    huong.go("/van-phong/")
    huong.page.get_by_role("link", name=ANSWER).click()
    huong.button("Đóng dấu").click()
    expect(huong.page.locator("#state")).to_contain_text("ký số của cơ quan")
    jobs.drain()
    huong.button("Phát hành").click()
    huong.page.locator("#sheet").get_by_role("button", name="Phát hành").click()
    huong.told("Đã phát hành đến 1 nơi nhận")
    jobs.drain()


def _finish(hoa: Desk, answer: Document) -> None:
    hoa.go("/van-phong/")
    hoa.page.get_by_role("link", name=CODE).click()
    expect(hoa.page.locator(".rail")).to_contain_text(answer.code)
    hoa.button("Kết thúc xử lý").click()
    hoa.told("Đã kết thúc xử lý")
    hoa.look("paper-5-done")
    hoa.page.locator(".rail").get_by_role("link", name=answer.code).click()
    expect(hoa.page.locator(".rail")).to_contain_text(CODE)
