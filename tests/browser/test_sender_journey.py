"""The province writes to all its districts and communes, checks, signs, issues and watches."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.conf import settings
from playwright.sync_api import expect

from lienthong.documents.models import Document
from lienthong.documents.tour import script
from lienthong.kernel import jobs
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office

pytestmark = pytest.mark.browser

PHONE = 390
SUBJECT = "Về việc rà soát hạ tầng, nhân lực và đăng ký nhiệm vụ chuyển đổi số năm 2023"
GROUPS = {"tat-ca-huyen": 11, "tat-ca-xa": 109}


def test_a_document_goes_from_the_province_to_120_units(own_office: Office, seats: Seats) -> None:
    thu = seats(own_office, "thu")
    _draft(thu)
    _checked(seats(own_office, "son"), "Đồng ý nội dung", "sender-06-content")
    _checked(seats(own_office, "yen", dark=True), "Đồng ý thể thức", "sender-07-format")
    _approve(seats(own_office, "minh", width=PHONE, dark=True))
    lan = seats(own_office, "lan")
    _seal_and_issue(lan)
    document = Document.objects.get(direction=Document.OUTGOING)
    _board(lan, document)
    _board_on_a_phone(seats(own_office, "minh", width=PHONE), document)


def _draft(thu: Desk) -> None:
    page = thu.page
    body = script.read(settings.PROVINCE_DIR).body("document")
    thu.go("/van-phong/")
    thu.look("sender-01-nothing-to-do")
    thu.button("Soạn dự thảo").click()
    for key, count in GROUPS.items():
        group = page.locator(f"input[name=groups][value={key}]")
        expect(page.locator("label", has=group)).to_contain_text(f"{count} nơi")
        group.check()
    page.get_by_label("Nội dung", exact=True).fill(body)
    page.get_by_label("Khẩn", exact=True).check()
    minh = page.get_by_label("Người ký").locator("option", has_text="Minh")
    page.get_by_label("Người ký").select_option(minh.get_attribute("value"))
    page.get_by_label("Hạn trả lời, tính bằng ngày làm việc").fill("5")
    thu.look("sender-02-compose")
    thu.button("Lưu dự thảo").click()
    _refused_and_kept(thu, body)
    page.get_by_label("Trích yếu").fill(SUBJECT)
    thu.button("Xem trước").click()
    expect(page.get_by_alt_text("Trang 1 của bản xem trước")).to_be_visible()
    thu.look("sender-04-preview")
    thu.button("Lưu dự thảo").click()
    thu.told("Đã lưu dự thảo")
    expect(page.locator(".facts")).to_contain_text("120 cơ quan")
    thu.look("sender-05-draft")
    thu.button("Trình kiểm tra").click()
    thu.told("Đã trình")


def _refused_and_kept(thu: Desk, body: str) -> None:
    """The summary takes the focus and leads to the field; nothing typed is lost."""
    page = thu.page
    expect(page).to_have_title(re.compile(r"^Lỗi:"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    thu.look("sender-03-missing-subject")
    expect(page.get_by_label("Nội dung", exact=True)).to_have_value(body)
    expect(page.get_by_label("Khẩn", exact=True)).to_be_checked()
    expect(page.get_by_label("Hạn trả lời, tính bằng ngày làm việc")).to_have_value("5")
    for key in GROUPS:
        expect(page.locator(f"input[name=groups][value={key}]")).to_be_checked()
    summary.get_by_role("link", name="Nhập trích yếu.").click()
    expect(page.get_by_label("Trích yếu")).to_be_focused()
    assert not Document.objects.exists()


def _checked(desk: Desk, button: str, name: str) -> None:
    desk.go("/van-phong/")
    desk.page.get_by_role("link", name=SUBJECT).click()
    expect(desk.page.locator(".doc-title")).to_have_text(SUBJECT)
    desk.look(name)
    desk.button(button).click()
    desk.told(button.replace("Đồng ý", "Đã đồng ý"))


def _approve(minh: Desk) -> None:
    minh.go("/van-phong/documents/to-sign/")
    minh.page.locator("#rows a.row").first.tap()
    expect(minh.page.get_by_text("Văn bản chờ bạn ký")).to_be_visible()
    minh.look("sender-08-to-sign")
    minh.button("Ký số").tap()
    expect(minh.page.locator("#state")).to_be_visible()
    jobs.drain()
    expect(minh.page.locator(".facts")).to_contain_text("01/UBND-VX")


def _seal_and_issue(lan: Desk) -> None:
    lan.go("/van-phong/")
    lan.page.get_by_role("link", name=SUBJECT).click()
    lan.button("Đóng dấu").click()
    expect(lan.page.locator("#state")).to_be_visible()
    jobs.drain()
    lan.button("Phát hành").click()
    sheet = lan.page.locator("#sheet")
    expect(sheet.get_by_role("heading", name="Phát hành đến 120 nơi nhận")).to_be_visible()
    lan.look("sender-09-issue")
    sheet.get_by_role("button", name="Phát hành").click()
    lan.told("Đã phát hành đến 120 nơi nhận.")
    jobs.drain()


def _board(lan: Desk, document: Document) -> None:
    page = lan.page
    lan.button("Theo dõi nơi nhận").click()
    expect(page.locator("h1")).to_have_text("0 trên 120 nơi nhận đã trả lời")
    expect(page.locator("tbody tr")).to_have_count(120)
    names = page.locator("tbody th").all_inner_texts()
    assert len(set(names)) == 120, "two recipients read the same"
    page.get_by_label("Tên cơ quan").press_sequentially("phuong 1,")
    expect(page.locator("tbody tr")).to_have_count(3)
    lan.look("sender-10-board-filtered")
    page.get_by_label("Tên cơ quan").fill("")
    expect(page.locator("tbody tr")).to_have_count(120)
    with page.expect_download() as taken:
        lan.button("Tải bảng Excel").click()
    assert taken.value.suggested_filename == "theo-doi-01-UBND-VX.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]]
    assert len(rows) == 120
    assert {row[2] for row in rows} == {"Đã đến"}
    lan.go(f"/van-phong/documents/{document.id}/trail/")
    lan.look("sender-11-trail")


def _board_on_a_phone(minh: Desk, document: Document) -> None:
    minh.go(f"/van-phong/documents/{document.id}/board/?level=district")
    expect(minh.page.locator("tbody tr")).to_have_count(11)
    minh.look("sender-12-board-phone")
