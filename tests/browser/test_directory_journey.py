"""The province as of a day, and its posts given and confirmed by two people."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from lienthong.directory.models import Account, Appointment, Position, RightsChange
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office

pytestmark = pytest.mark.browser

PHONE = 390
TODAY = date(2022, 11, 21)
IT = "so-tttt"
LEADER = "mydt.sotttt"
PASSWORD = "mot cau ngan de nho"


def test_the_tree_is_as_of_the_chosen_day(office: Office, seats: Seats) -> None:
    khanh = seats(office, "khanh")
    page = khanh.page
    khanh.go("/van-phong/to-chuc/")
    expect(page.locator("h1")).to_have_text("11 huyện, 109 xã")
    expect(page.get_by_text("Huyện Kế Sách").first).to_be_visible()
    khanh.look("directory-01-120-units")
    page.get_by_label("Xem tại ngày").fill("2025-07-01")
    page.locator(".filters").get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Không có cấp huyện, 43 xã")
    expect(page.get_by_text("Huyện Kế Sách")).to_have_count(0)
    khanh.look("directory-02-43-communes")
    page.get_by_role("link", name="Về hôm nay").click()
    expect(page.locator("h1")).to_have_text("11 huyện, 109 xã")


def test_a_commune_tells_what_became_of_it(office: Office, seats: Seats) -> None:
    khanh = seats(office, "khanh", width=PHONE, dark=True)
    agency = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/lanh-dao/chu-tich").agency_id
    khanh.go(f"/van-phong/to-chuc/co-quan/{agency}/")
    expect(khanh.page.get_by_text(re.compile("Nhập vào"))).to_be_visible()
    expect(khanh.page.get_by_text("Lý Quang Vinh")).to_be_visible()
    khanh.look("directory-03-agency")
    khanh.page.locator(".facts").get_by_role("link").first.click()
    expect(khanh.page.locator("h1")).to_contain_text("Nhơn Mỹ")
    khanh.look("directory-04-place")


def test_an_appointment_is_noticed_until_another_confirms_it(office: Office, seats: Seats) -> None:
    dat = seats(office, "dat")
    given = _give_a_post(dat)
    leader = _leader_with_a_password(dat, seats(office))
    _confirm(leader, given)
    dat.go("/van-phong/")
    expect(dat.page.get_by_text(given)).to_have_count(0)


def _give_a_post(dat: Desk) -> str:
    """A post is vacated and given to a colleague; returns the words of the change."""
    page = dat.page
    post = Position.objects.get(key=f"{IT}/ttbcxb/chuyen-vien")
    colleague = Account.objects.get(username="nhunglt.sotttt")
    assert Appointment.objects.on(TODAY).filter(position=post).exists()
    dat.go("/van-phong/quan-tri/chuc-vu/")
    dat.look("directory-05-posts")
    dat.go(f"/van-phong/quan-tri/chuc-vu/{post.pk}/")
    page.get_by_role("link", name=re.compile("Cho thôi giữ")).click()
    _date(dat, "valid_to", TODAY)
    dat.look("directory-06-dismiss")
    dat.button("Ghi ngày thôi giữ").click()
    dat.told("Đã ghi ngày thôi giữ")
    page.get_by_label("Tên đăng nhập của người được giao").fill("khong.co.ai")
    dat.button("Giao chức vụ").click()
    expect(page.get_by_role("alert")).to_be_focused()
    dat.look("directory-07-nobody")
    page.get_by_label("Tên đăng nhập của người được giao").fill(colleague.username)
    _date(dat, "valid_from", TODAY)
    dat.button("Giao chức vụ").click()
    dat.told("Thay đổi chờ người khác xác nhận")
    dat.look("directory-08-given")
    held = Appointment.objects.on(TODAY).get(position=post)
    assert held.person_id == colleague.person_id
    words = RightsChange.objects.latest("id").what
    dat.go("/van-phong/")
    expect(page.get_by_text(words)).to_be_visible()
    dat.go("/van-phong/thay-doi-quyen/")
    expect(page.get_by_role("row", name=words)).to_contain_text("Chờ người khác xác nhận")
    return words


def _date(desk: Desk, field: str, day: date) -> None:
    for place, part in enumerate((day.day, day.month, day.year)):
        desk.page.locator(f"[name={field}_{place}]").fill(str(part))


def _leader_with_a_password(dat: Desk, leader: Desk) -> Desk:
    """The administrator hands out a one-time code; with it the leader sets a password."""
    account = Account.objects.get(username=LEADER)
    dat.go(f"/van-phong/quan-tri/tai-khoan/{account.pk}/")
    dat.button("Đặt lại mật khẩu").click()
    expect(dat.page.locator("h1")).to_have_text("Mã một lần")
    dat.look("directory-09-code")
    code = dat.page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    leader.go("/dang-nhap/")
    leader.page.get_by_label("Tên đăng nhập").fill(LEADER)
    leader.page.get_by_label("Mật khẩu hoặc mã một lần").fill(code)
    leader.button("Đăng nhập").click()
    expect(leader.page.locator("h1")).to_have_text("Đặt mật khẩu mới")
    leader.look("directory-10-new-password")
    leader.page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    leader.page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    leader.button("Đặt mật khẩu").click()
    expect(leader.page).to_have_url(re.compile(r"/van-phong/$"))
    return leader


def _confirm(leader: Desk, words: str) -> None:
    page = leader.page
    expect(page.locator(".standing")).to_contain_text("chờ xác nhận")
    leader.look("directory-11-notice")
    page.get_by_role("link", name="Xem và xác nhận").click()
    while page.get_by_role("button", name=re.compile("Xác nhận")).count():
        before = page.get_by_role("button", name=re.compile("Xác nhận")).count()
        page.get_by_role("button", name=re.compile("Xác nhận")).first.click()
        expect(page.get_by_role("button", name=re.compile("Xác nhận"))).to_have_count(before - 1)
    expect(page.get_by_role("row", name=words)).to_contain_text("Trần Minh Đạt")
    leader.look("directory-12-confirmed")
    leader.go("/van-phong/")
    expect(page.locator(".standing")).to_have_count(0)
