"""A citizen comes in by the simulated VNeID, on a phone and without script as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seats
from tests.browser.server import Office

pytestmark = pytest.mark.browser

DESK, PHONE = 1440, 390


def test_a_citizen_declines_and_then_comes_in(office: Office, seats: Seats) -> None:
    desk = seats(office, width=PHONE)
    page = desk.page
    desk.go("/dang-nhap/")
    desk.look("citizen-01-ways-in")
    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()
    expect(page.locator("h1")).to_have_text("VNeID mô phỏng - dữ liệu giả định")
    desk.look("citizen-02-provider")
    desk.turn(width=DESK, dark=True)
    desk.look("citizen-02-provider")
    desk.button("Không đăng nhập nữa").click()
    expect(page.locator("h1")).to_have_text("Chưa đăng nhập được")
    desk.look("citizen-03-not-in")
    page.get_by_role("link", name="Đăng nhập lại").click()
    desk.look("citizen-01-ways-in")
    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()
    page.get_by_role("button", name="Thạch Thị Sa Rinh").click()
    expect(page).to_have_url(f"{office.url}/")
