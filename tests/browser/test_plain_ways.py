"""Without script, on a very narrow screen, much enlarged, and on paper."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.reading import past_the_edge
from tests.browser.server import Office
from tests.browser.story import COMMUNE, ActOf

pytestmark = pytest.mark.browser

NARROW = 320
TWICE = 640
"""A screen of 1280 enlarged twice."""


def test_a_commune_works_without_script(office: Office, seats: Seats, act_of: ActOf) -> None:
    sent = story.issued(act_of, groups=(), to=[COMMUNE], subject="Về việc làm không cần script")
    copy = story.copy_of(sent, COMMUNE)
    _clerk(seats(office, java_script_enabled=False), copy)
    _leader(seats(office, "vinh", java_script_enabled=False), copy)
    _specialist(seats(office, "hoa", java_script_enabled=False), copy)
    reply = Document.objects.get(in_reply_to_id=copy.id)
    assert reply.recipients.count() == 1


def _state(document: Document) -> str:
    document.refresh_from_db()
    return document.state


def _clerk(huong: Desk, document: Document) -> None:
    huong.sign_in_by_card("Hương")
    huong.page.get_by_role("link", name=document.subject).click()
    huong.button("Vào sổ").click()
    huong.told("Đã vào sổ")
    huong.button("Trình lãnh đạo").click()
    expect(huong.page.locator("h1")).to_have_text("Trình lãnh đạo cho ý kiến")
    huong.keep("plain-01-submission")
    huong.page.get_by_label(re.compile("Vinh")).check()
    huong.button("Trình").click()
    huong.told("Đã trình lãnh đạo")
    assert _state(document) == State.SUBMITTED


def _leader(vinh: Desk, document: Document) -> None:
    page = vinh.page
    vinh.go(f"/van-phong/documents/{document.id}/")
    vinh.button("Phân công").click()
    expect(page.locator("h1")).to_have_text("Phân công xử lý")
    lead = page.get_by_label("Chủ trì", exact=True)
    hoa = lead.locator("option", has_text="Hòa")
    lead.select_option(hoa.get_attribute("value"))
    page.get_by_label("Viết thêm, hoặc viết ý kiến khác").fill("Trả lời trước thứ Sáu.")
    support = page.get_by_role("group", name="Phối hợp")
    support.locator("summary").first.click()
    support.get_by_role("checkbox").first.check()
    vinh.keep("plain-02-assignment")
    page.get_by_role("button", name="Phân công", exact=True).last.click()
    vinh.told("Đã phân công")
    expect(page.get_by_text("Trả lời trước thứ Sáu.")).to_be_visible()
    assert _state(document) == State.ASSIGNED


def _specialist(hoa: Desk, document: Document) -> None:
    page = hoa.page
    hoa.go(f"/van-phong/documents/{document.id}/")
    hoa.button("Bắt đầu xử lý").click()
    hoa.button("Soạn trả lời").click()
    signer = page.get_by_label("Người ký")
    vinh = signer.locator("option", has_text="Vinh")
    signer.select_option(vinh.get_attribute("value"))
    hoa.button("Xem trước").click()
    expect(page.get_by_alt_text("Trang 1 của bản xem trước")).to_be_visible()
    hoa.keep("plain-03-preview")
    hoa.button("Lưu dự thảo").click()
    hoa.told("Đã lưu dự thảo")
    hoa.button("Trình kiểm tra").click()
    hoa.told("Đã trình")


@pytest.mark.parametrize("width", [NARROW, TWICE])
@pytest.mark.appendix_vi("III.2.b")
def test_nothing_is_past_the_edge_of_a_narrow_screen(
    office: Office, seats: Seats, act_of: ActOf, width: int
) -> None:
    sent = story.issued(act_of)
    draft = story.drafted(act_of)
    lan, thu = seats(office, "lan", width=width), seats(office, "thu", width=width)
    one = f"/van-phong/documents/{sent.id}/"
    ways = [
        (seats(office, width=width), ["/", "/dang-nhap/", "/so-su-kien/"]),
        (lan, ["/van-phong/", "/van-phong/documents/outgoing/", one, f"{one}board/"]),
        (lan, [f"{one}trail/", f"{one}versions/", "/van-phong/tai-khoan/", "/van-phong/to-chuc/"]),
        (thu, ["/van-phong/documents/new/", f"/van-phong/documents/{draft.id}/draft/"]),
        (seats(office, "dat", width=width), ["/van-phong/quan-tri/chuc-vu/"]),
    ]
    for desk, addresses in ways:
        for address in addresses:
            desk.go(address)
            assert past_the_edge(desk.page) == [], address
    lan.go(one)
    lan.keep("plain-04-document")
    lan.go(f"{one}board/")
    lan.keep("plain-05-board")


def test_a_document_and_its_board_are_printed(office: Office, seats: Seats, act_of: ActOf) -> None:
    sent = story.issued(act_of)
    lan = seats(office, "lan", dark=True)
    lan.go(f"/van-phong/documents/{sent.id}/")
    document = _printed(lan)
    assert sent.subject in document
    assert "Ký số" not in document, "the frame was printed"
    assert "Việc của tôi" not in document, "the frame was printed"
    lan.go(f"/van-phong/documents/{sent.id}/board/")
    board = _printed(lan)
    assert "UBND xã Nhơn Mỹ, huyện Kế Sách" in board
    assert board.count("Chưa trả lời") >= 120


def _printed(desk: Desk) -> str:
    """The text of the paper this page becomes."""
    pdf = pypdfium2.PdfDocument(desk.page.pdf(format="A4", print_background=True))
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()
    return " ".join(text.split())
