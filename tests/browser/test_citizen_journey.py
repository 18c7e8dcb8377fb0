"""A citizen on a phone: from search to rating, with and without script; in Khmer and English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lienthong.kernel import clock
from lienthong.services.actions import supplementing
from lienthong.services.models import Application, Step
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office

pytestmark = pytest.mark.browser

PHONE = 390
BIRTH = "/thu-tuc/1.001193/"
ANSWERS = {
    "child-full_name": "Sơn Thị Minh Anh",
    "child-born_on": "01/09/2022",
    "child-ethnicity": "Khmer",
    "child-home_place": "Nhơn Mỹ, Kế Sách, Sóc Trăng",
    "born_at": "Trung tâm Y tế huyện Kế Sách",
    "mother-full_name": "Thạch Thị Lan",
    "mother-born_on": "20/08/1992",
    "father-full_name": "Sơn Văn Bình",
    "father-born_on": "12/04/1990",
    "copies": "0",
}
CHOICES = ("relation-0", "child-gender-1", "born_in-0", "parents_married")


def _write(page: Page) -> None:
    """Fill in what this page asks for."""
    for name, value in ANSWERS.items():
        if page.locator(f"#{name}").count():
            page.locator(f"#{name}").fill(value)
    for name in CHOICES:
        if page.locator(f"#{name}").count():
            page.locator(f"#{name}").check()


def _paper(folder: Path) -> str:
    file = folder / "giay-chung-sinh.pdf"
    file.write_bytes(play.invented_paper())
    return str(file)


def _to_the_receipt(desk: Desk, file: str, name: str, *, look: bool) -> str:
    """From the procedure to its receipt; the code."""
    page, main = desk.page, "main form .btn.lg"

    def seen(what: str) -> None:
        if look:
            desk.look(f"{name}-{what}")

    desk.go(BIRTH)
    page.locator("aside .btn.lg").click()
    seen("start")
    page.locator(main).click()
    seen("place")
    page.locator(main).first.click()
    while "/to-khai/" in desk.path:
        _write(page)
        before = desk.path
        page.locator(main).first.click()
        expect(page).not_to_have_url(re.compile(f"{before}$"))
    page.locator('input[type="file"]').first.set_input_files(file)
    page.locator(".paper-ask form .btn").first.click()
    expect(page.locator(".files li")).to_have_count(1)
    seen("papers")
    page.locator("main > .btns .btn.lg").click()
    page.locator("#cam-doan").check()
    seen("review")
    page.locator(main).first.click()
    expect(page).to_have_url(re.compile(r"/da-nop/$"))
    seen("receipt")
    return page.locator(".big code").inner_text()


def _held(stage: Stage, application: Application) -> int:
    """Whoever has it now; the province's time goes on to the next working moment."""
    clock.start_at(stage.now())
    return Step.objects.get(application=application, closed_at=None).position_id or 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_citizen_files_on_a_phone(
    own_office: Office, seats: Seats, tmp_path: Path, script: bool
) -> None:
    desk = seats(own_office, "binh", width=PHONE, java_script_enabled=script)
    page, name = desk.page, "citizen" if script else "citizen-plain"
    _found(desk, look=script)
    _an_error(desk, look=script)
    code = _to_the_receipt(desk, _paper(tmp_path), name, look=script)
    one = Application.objects.get(code=code)
    stage = play.stage_at(clock.now(), lambda _name: None, play.examined_paper())

    supplementing.ask_supplement(
        stage.act(_held(stage, one)), application_id=one.id, points=["Ảnh bị mờ, chụp lại."]
    )
    clock.start_at(stage.now())
    desk.go(f"/ho-so/{one.id}/")
    expect(page.locator("main")).to_contain_text("Ảnh bị mờ, chụp lại.")
    if script:
        desk.look(f"{name}-asked")
    page.get_by_role("link", name="Bổ sung", exact=True).click()
    page.locator('input[type="file"]').first.set_input_files(_paper(tmp_path))
    if script:
        desk.look(f"{name}-supplement")
    page.get_by_role("button", name="Nộp bổ sung").click()
    expect(page).to_have_url(re.compile(rf"/ho-so/{one.id}/$"))

    stage.at = clock.now()
    step = Step.objects.get(application=one, closed_at=None)
    play.do_step(stage, one, step)  # received: there is a fee
    desk.go(f"/ho-so/{one.id}/nop-phi/")
    expect(page.locator(".big")).to_contain_text("5.000 đồng")
    if script:
        desk.look(f"{name}-fee")
    step = Step.objects.get(application=one, closed_at=None)
    play.do_step(stage, one, step)  # the money comes while the page is open
    if not script:
        page.reload()
    expect(page.locator("#trang-thai-phi")).to_contain_text("Số biên lai")
    play.finish_all(stage, one.id)
    clock.start_at(stage.now())

    desk.go(f"/ho-so/{one.id}/")
    if script:
        desk.look(f"{name}-result")
    page.get_by_role("link", name="Đánh giá").click()
    page.locator("#sao-5").check()
    if script:
        desk.look(f"{name}-rating")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.locator("main")).to_contain_text("Bạn đã chấm 5 trên 5.")
    desk.go(f"/tra-cuu/?ma={code}")
    expect(page.locator("main .tag").first).to_have_text("Đã trả kết quả")


def _found(desk: Desk, *, look: bool) -> None:
    """From the front page, in everyday words."""
    page = desk.page
    desk.go("/")
    if look:
        desk.look("citizen-home")
    page.locator("#q").fill("lam khai sinh cho con")
    page.locator(".search .btn").click()
    expect(page.locator(".proc b").first).to_have_text("Đăng ký khai sinh")
    if look:
        desk.look("citizen-found")


def _an_error(desk: Desk, *, look: bool) -> None:
    """A page sent empty says what is missing, twice, and its title begins so."""
    page = desk.page
    desk.go(f"{BIRTH}nop/")
    page.locator("main form .btn.lg").click()
    page.locator("main form .btn.lg").first.click()
    page.locator("main form .btn.lg").first.click()
    expect(page.locator(".err-sum")).to_be_visible()
    assert page.title().strip().startswith("Lỗi:")
    words = page.locator(".err-sum a").first.inner_text()
    expect(page.locator(".field.is-err .err").first).to_have_text(words)
    if look:
        desk.look("citizen-error")


def test_khmer_and_english_reach_the_receipt(
    own_office: Office, seats: Seats, tmp_path: Path
) -> None:
    words = {"en": "Application filed", "km": "បានដាក់សំណុំរឿង"}
    for language, told in words.items():
        desk = seats(own_office, "binh", width=PHONE)
        desk.go(f"/ngon-ngu/{language}/?tiep=/")
        desk.look(f"citizen-{language}-home")
        code = _to_the_receipt(desk, _paper(tmp_path), f"citizen-{language}", look=True)
        expect(desk.page.locator("html")).to_have_attribute("lang", language)
        expect(desk.page.locator("main")).to_contain_text(told)
        expect(desk.page.locator(".unreviewed")).to_have_count(int(language == "km"))
        assert Application.objects.get(code=code).status == 1
