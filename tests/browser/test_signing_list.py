"""A leader signs several documents from the list, on a phone and without a line of JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lienthong.kernel import jobs
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.server import Office
from tests.browser.story import DISTRICT, ActOf

pytestmark = pytest.mark.browser

DESK = 1440


def test_two_are_chosen_read_once_more_and_signed(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    made = [story.ready(act_of, groups=(), to=[DISTRICT]) for _two in range(2)]
    minh = seats(office, "minh", width=390, java_script_enabled=False)
    minh.go("/van-phong/documents/to-sign/")
    minh.keep("signing-list-1-list")
    for document in made:
        minh.page.locator(f'input[name="document"][value="{document.id}"]').check()
    minh.button("Duyệt ký các văn bản đã chọn").click()
    expect(minh.page.get_by_role("heading", name="Duyệt ký 2 văn bản")).to_be_visible()
    minh.keep("signing-list-2-confirm")
    minh.button("Ký số 2 văn bản").click()
    expect(minh.page.get_by_role("heading", name="Đã duyệt ký 2 trên 2")).to_be_visible()
    minh.keep("signing-list-3-told")
    jobs.drain()
    for document in made:
        document.refresh_from_db()
        assert document.state == "signed"


def test_the_list_to_confirm_is_readable_by_everybody(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    story.ready(act_of, groups=(), to=[DISTRICT])
    minh = seats(office, "minh", width=390, dark=True)
    minh.go("/van-phong/documents/to-sign/?checked=all")
    minh.look("signing-list-1-list")
    minh.button("Duyệt ký các văn bản đã chọn").click()
    expect(minh.page.get_by_role("heading", name="Duyệt ký")).to_be_visible()
    minh.look("signing-list-2-confirm")
    minh.turn(width=DESK, dark=False)
    minh.look("signing-list-2-confirm")
