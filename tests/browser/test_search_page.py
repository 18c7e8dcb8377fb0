"""One looks for a document: at a desk, on a phone, before and after something is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lienthong.documents.tests import way
from lienthong.kernel.acts import Act
from tests.browser.conftest import Seats
from tests.browser.server import Office

pytestmark = pytest.mark.browser

PHONE = 390


def test_a_document_is_looked_for_and_found(
    own_office: Office, seats: Seats, act_of: Callable[..., Act]
) -> None:
    body = "Kính gửi các huyện. " * 9 + "Đề nghị phòng chống xâm nhập mặn. " + "Trân trọng. " * 9
    for number in range(3):
        way.drafted(act_of, subject=f"Về việc trữ nước ngọt đợt {number}", body=body)
    thu = seats(own_office, "thu")
    thu.go("/van-phong/")
    thu.page.keyboard.press("/")
    thu.page.keyboard.type("nuoc ngot xam")
    thu.page.keyboard.press("Enter")
    expect(thu.page.locator("mark").first).to_be_visible()
    thu.look("search-01-found")
    thu.page.get_by_text("Lọc thêm, chọn cột").click()
    thu.page.get_by_label("Người ký", exact=True).check()
    thu.button("Tìm").click()
    thu.look("search-02-table")
    thu.page.get_by_label("Tên để nhớ").fill("Nước ngọt")
    thu.button("Lưu tìm kiếm này").click()
    expect(thu.page.get_by_role("link", name="Nước ngọt")).to_be_visible()
    phone = seats(own_office, "thu", width=PHONE, dark=True)
    phone.go("/van-phong/search/?q=nuoc%20ngot%20xam")
    phone.look("search-03-phone")
    phone.go("/van-phong/search/?q=khong%20co%20gi")
    phone.look("search-04-nothing")
