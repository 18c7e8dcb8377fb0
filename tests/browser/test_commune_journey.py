"""Clerk, leader, specialist of a commune: a document comes in, is answered, the sender sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lienthong.documents.models import Document
from lienthong.kernel import jobs
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office
from tests.browser.story import ActOf

pytestmark = pytest.mark.browser

PHONE = 390
REPORT = (
    "1. Hạ tầng và nhân lực: có 14 máy tính dùng cho công việc trên tổng số 21 cán bộ, công chức.",
    "2. Tổ công nghệ số cộng đồng: đã thành lập 6 tổ với 34 thành viên.",
    "3. Khó khăn, kiến nghị: đường truyền tại hai ấp còn yếu.",
)


def test_a_document_is_answered_by_a_commune(
    own_office: Office, seats: Seats, act_of: ActOf
) -> None:
    story.assigned_before(act_of)
    sent = story.issued(act_of)
    huong = seats(own_office)
    _register_and_submit(huong, sent)
    vinh = seats(own_office, "vinh", width=PHONE)
    _assign_in_three_taps(vinh, sent)
    hoa = seats(own_office, "hoa", dark=True)
    _start_and_reply(hoa, sent)
    _check_content(seats(own_office, "hieu", width=PHONE, dark=True))
    _check_format(huong)
    _sign_in_one_tap(vinh)
    _seal_and_issue(huong)
    _resolve(hoa, sent)
    _sender_sees(seats(own_office, "lan"), sent)


def _register_and_submit(huong: Desk, sent: Document) -> None:
    huong.go("/dang-nhap/")
    huong.look("commune-01-sign-in")
    huong.sign_in_by_card("Hương")
    expect(huong.page.locator("h1")).to_have_text("1 việc chờ bạn")
    huong.look("commune-02-mine-clerk")
    huong.page.get_by_role("link", name=sent.code).click()
    expect(huong.page.locator(".doc-title")).to_have_text(sent.subject)
    huong.look("commune-03-arrived")
    huong.button("Vào sổ").click()
    huong.told("Đã vào sổ, số đến 2.")
    huong.look("commune-04-registered")
    huong.button("Trình lãnh đạo").click()
    sheet = huong.page.locator("#sheet")
    expect(sheet.get_by_role("radio", checked=True)).to_have_count(1)
    huong.look("commune-05-submission")
    sheet.get_by_label(re.compile("Vinh")).check()
    sheet.get_by_role("button", name="Trình").click()
    huong.told("Đã trình lãnh đạo")


def _assign_in_three_taps(vinh: Desk, sent: Document) -> None:
    vinh.go("/van-phong/")
    vinh.look("commune-06-mine-leader")
    vinh.page.get_by_role("link", name=sent.code).tap()
    expect(vinh.page.locator(".doc-title")).to_have_text(sent.subject)
    vinh.look("commune-07-to-assign")
    vinh.button("Phân công").tap()
    sheet = vinh.page.locator("#sheet")
    expect(sheet.get_by_role("heading", name="Phân công xử lý")).to_be_visible()
    vinh.look("commune-08-assign")
    sheet.get_by_role("button", name=re.compile("Hòa")).tap()
    vinh.told("Đã phân công")
    vinh.look("commune-09-assigned")


def _start_and_reply(hoa: Desk, sent: Document) -> None:
    hoa.go("/van-phong/")
    hoa.look("commune-10-mine-specialist")
    hoa.page.get_by_role("link", name=sent.code).click()
    hoa.button("Bắt đầu xử lý").click()
    hoa.told("Đã ghi bắt đầu xử lý")
    hoa.look("commune-11-in-progress")
    hoa.button("Soạn trả lời").click()
    page = hoa.page
    expect(page.get_by_label("Trích yếu")).to_have_value(re.compile(re.escape(sent.code)))
    body = page.get_by_label("Nội dung", exact=True)
    cited = body.input_value()
    assert sent.code in cited
    assert "21/11/2022" in cited
    page.get_by_label("Loại văn bản").select_option("BC")
    body.fill("\n".join([cited.partition("\n")[0], *REPORT]))
    page.get_by_label("Người ký").select_option(
        label=_option(page.get_by_label("Người ký"), "Vinh")
    )
    expect(page.locator("[data-picker-count]")).to_contain_text("Đã chọn 1 trên")
    hoa.button("Xem trước").click()
    expect(page.get_by_alt_text("Trang 1 của bản xem trước")).to_be_visible()
    hoa.look("commune-12-reply")
    hoa.button("Lưu dự thảo").click()
    hoa.told("Đã lưu dự thảo")
    hoa.look("commune-13-draft")
    hoa.button("Trình kiểm tra").click()
    hoa.told("Đã trình")


def _option(select: object, part: str) -> str:
    labels: list[str] = select.locator("option").all_inner_texts()  # type: ignore[attr-defined]
    return next(label for label in labels if part in label)


def _check_content(hieu: Desk) -> None:
    """Hiếu signs in as vice chairman; the draft waits for his other post."""
    hieu.go("/van-phong/")
    hieu.look("commune-14-mine-other-hat")
    hieu.page.locator("main").get_by_role("button", name=re.compile("Phụ trách|phụ trách")).tap()
    expect(hieu.page.locator("h1")).to_have_text("1 việc chờ bạn")
    hieu.page.locator("main [data-rows] a").first.tap()
    expect(hieu.page.locator(".doc-title")).to_be_visible()
    hieu.look("commune-15-content")
    hieu.button("Đồng ý nội dung").tap()
    hieu.told("Đã đồng ý nội dung")


def _check_format(huong: Desk) -> None:
    huong.go("/van-phong/")
    huong.page.locator("main [data-rows] a").first.click()
    expect(huong.page.locator(".doc-title")).to_be_visible()
    huong.look("commune-16-format")
    huong.button("Đồng ý thể thức").click()
    huong.told("Đã đồng ý thể thức")


def _sign_in_one_tap(vinh: Desk) -> None:
    vinh.go("/van-phong/documents/to-sign/")
    vinh.look("commune-17-to-sign")
    vinh.page.locator("#rows a.row").first.tap()
    expect(vinh.page.get_by_text("Văn bản chờ bạn ký")).to_be_visible()
    vinh.look("commune-18-signing-page")
    vinh.button("Ký số").tap()
    expect(vinh.page.locator("#state")).to_contain_text("Hệ thống đang cấp số")
    vinh.look("commune-19-at-work")
    jobs.drain()
    expect(vinh.page.locator("#state")).to_have_count(0, timeout=10_000)
    vinh.look("commune-20-signed")


def _seal_and_issue(huong: Desk) -> None:
    huong.go("/van-phong/documents/outgoing/")
    huong.page.locator("#rows a.row").first.click()
    huong.button("Đóng dấu").click()
    expect(huong.page.locator("#state")).to_contain_text("ký số của cơ quan")
    jobs.drain()
    expect(huong.page.locator("#state")).to_have_count(0, timeout=10_000)
    huong.look("commune-21-sealed")
    huong.button("Phát hành").click()
    huong.look("commune-22-issue")
    huong.page.locator("#sheet").get_by_role("button", name="Phát hành").click()
    huong.told("Đã phát hành đến 1 nơi nhận")
    huong.look("commune-23-issued")
    jobs.drain()


def _resolve(hoa: Desk, sent: Document) -> None:
    hoa.go("/van-phong/")
    hoa.page.get_by_role("link", name=sent.code).click()
    expect(hoa.page.get_by_role("heading", name="Văn bản trả lời")).to_be_visible()
    hoa.button("Kết thúc xử lý").click()
    hoa.told("Đã kết thúc xử lý")
    hoa.look("commune-24-resolved")
    jobs.drain()


def _sender_sees(lan: Desk, sent: Document) -> None:
    lan.go(f"/van-phong/documents/{sent.id}/board/")
    expect(lan.page.locator("h1")).to_have_text("1 trên 120 nơi nhận đã trả lời")
    line = lan.page.get_by_role("row", name=re.compile("xã Nhơn Mỹ, huyện Kế Sách"))
    expect(line).to_contain_text("BC-UBND")
    lan.look("commune-25-board")
    line.get_by_role("link").click()
    expect(lan.page.locator(".doc-title")).to_contain_text(sent.code)
    lan.look("commune-26-reply-at-sender")
    assert Document.objects.filter(in_reply_to_id=sent.id).count() == 1
