"""A walk-in at the one-stop desk with no mouse: found, typed, received, its receipt at hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lienthong.services.models import Application
from lienthong.services.tests.filed import COMMUNE_DESK
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.server import Office

pytestmark = pytest.mark.browser

NAME = "Trà Thị Sô Phia"
TYPED = (NAME, "20/10/1979", "094179000555", "0939000555", "", "Giấy khai sinh")


def test_a_walk_in_is_received_by_keyboard(office: Office, seats: Seats) -> None:
    desk = seats(office, "huong", hat=str(story.position(COMMUNE_DESK)))
    keys, page = desk.page.keyboard, desk.page
    desk.go("/van-phong/mot-cua/")
    keys.type("chung thuc ban sao")
    with desk.leaving():
        keys.press("Enter")
    desk.look("desk-1-form")
    for text in TYPED:
        keys.type(text)
        keys.press("Tab")
    keys.press("Tab")  # issued abroad: no
    keys.type("2")
    keys.press("Tab")
    keys.type("1")
    with desk.leaving():
        keys.press("Enter")  # the phone's hint was read: all is typed but the paper was not ticked
    one = Application.objects.filter(applicant__name=NAME).get()
    assert one.received_at is not None
    expect(page.locator(".filed-code")).to_have_text(one.code)
    expect(desk.button("In giấy tiếp nhận, hẹn trả")).to_be_focused()
    desk.look("desk-2-received")
