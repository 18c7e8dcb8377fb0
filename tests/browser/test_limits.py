"""What is refused, what is not there, and what changes with the post one wears."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lienthong.documents.actions import drafting
from lienthong.documents.models import Document
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.server import Office
from tests.browser.story import COMMUNE, PROVINCE, ActOf

pytestmark = pytest.mark.browser

PHONE = 390
ALONE = "nga"
"""A person of this file alone: nobody else's sessions stand in the list."""
SECRET = "Về việc rà soát phương án bảo vệ hạ tầng thông tin"


def test_a_secret_document_is_refused_with_the_reason_of_the_law(
    office: Office, seats: Seats
) -> None:
    thu = seats(office, "thu", dark=True)
    page = thu.page
    thu.go("/van-phong/documents/new/")
    page.get_by_label("Trích yếu").fill(SECRET)
    page.get_by_label("Nội dung", exact=True).fill("Nội dung mật.")
    page.get_by_label("Mật", exact=True).check()
    minh = page.get_by_label("Người ký").locator("option", has_text="Minh")
    page.get_by_label("Người ký").select_option(minh.get_attribute("value"))
    thu.button("Lưu dự thảo").click()
    expect(page.get_by_role("alert")).to_contain_text("Luật Bảo vệ bí mật nhà nước 29/2018/QH14")
    expect(page.get_by_role("group", name="Độ mật")).to_contain_text("Soạn trên máy độc lập")
    expect(page.get_by_label("Trích yếu")).to_have_value(SECRET)
    thu.look("limits-01-secret")
    assert not Document.objects.filter(subject=SECRET).exists()


def test_an_outsider_finds_nothing_at_the_address_of_a_document(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    document = story.issued(act_of, groups=(), to=[COMMUNE])
    loc = seats(office, "loc", width=PHONE)
    for part in ("", "board/", "board.xlsx", "trail/", "versions/", "file.pdf", "pages/1.png"):
        loc.go(f"/van-phong/documents/{document.id}/{part}", status=404)
    loc.go(f"/van-phong/documents/{document.id}/", status=404)
    expect(loc.page.locator("h1")).to_be_visible()
    assert document.subject not in loc.page.content()
    loc.look("limits-02-not-found")
    loc.go("/van-phong/documents/0/", status=404)
    words = loc.page.locator("main").inner_text()
    loc.go(f"/van-phong/documents/{document.id}/", status=404)
    assert loc.page.locator("main").inner_text() == words, "absent and hidden look different"


def test_another_hat_has_other_work(office: Office, seats: Seats, act_of: ActOf) -> None:
    draft = drafting.draft(
        act_of("hoa"),
        subject="Về việc xin ý kiến hai chức vụ",
        body="Nội dung.",
        signer_id=story.position(f"{COMMUNE}/lanh-dao/chu-tich"),
    )
    drafting.choose_recipients(
        act_of("hoa"), document_id=draft.id, agency_ids=[story.agency(PROVINCE)]
    )
    drafting.submit_for_check(act_of("hoa"), document_id=draft.id)
    hieu = seats(office, "hieu")
    page = hieu.page
    hieu.go("/van-phong/")
    expect(page.get_by_role("link", name=draft.subject)).to_have_count(0)
    page.locator(".topbar details.menu summary").click()
    hieu.look("limits-03-hats")
    page.locator(".pop").get_by_role("button", name=re.compile("Văn hóa - Xã hội")).click()
    expect(page.get_by_role("link", name=draft.subject)).to_be_visible()
    hieu.go("/van-phong/chuc-vu/")
    hieu.look("limits-04-choose-a-hat")
    page.locator(".personas").get_by_role("button", name=re.compile("Phó Chủ tịch")).click()
    expect(page).to_have_url(re.compile(r"/van-phong/$"))
    expect(page.get_by_role("link", name=draft.subject)).to_have_count(0)


def test_a_session_is_ended_from_another_one(office: Office, seats: Seats) -> None:
    here, there = seats(office, ALONE), seats(office, ALONE, width=PHONE)
    there.go("/van-phong/")
    here.go("/van-phong/tai-khoan/")
    rows = here.page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    here.look("limits-05-sessions")
    rows.get_by_role("button", name=re.compile("Kết thúc")).click()
    here.told("Đã kết thúc 1 phiên đăng nhập.")
    expect(rows).to_have_count(1)
    there.go("/van-phong/")
    expect(there.page.locator("h1")).to_have_text("Đăng nhập")
    there.look("limits-06-signed-out")
    here.go("/van-phong/")
    expect(here.page).to_have_url(re.compile(r"/van-phong/$"))
