"""The clerk's part with no mouse at all: rows, steps, search, palette; and keys that must do
nothing.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.desk import Desk
from tests.browser.server import Office
from tests.browser.story import DISTRICT, ActOf

pytestmark = pytest.mark.browser

ARRIVED = "/van-phong/documents/incoming/?tab=arrived"
IGNORED = (
    "{key: 'v', isComposing: true}",
    "{key: 'v', keyCode: 229}",
    "{key: 'v', ctrlKey: true}",
    "{key: 'v', altKey: true}",
)
"""Telex and VNI compose; Ctrl and Alt belong to the browser."""


def _arrived(act_of: ActOf, subject: str) -> Document:
    sent = story.issued(act_of, groups=(), to=[DISTRICT], subject=subject)
    return story.copy_of(sent, DISTRICT)


def _state(document: Document) -> str:
    document.refresh_from_db()
    return document.state


def _focused(desk: Desk, what: str) -> object:
    return desk.page.evaluate(f"document.activeElement.{what}")


def test_a_clerk_registers_and_submits_without_a_mouse(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    first = _arrived(act_of, "Về việc họp giao ban tháng 12")
    second = _arrived(act_of, "Về việc tập huấn ký số tháng 12")
    tuyet = seats(office, "tuyet")
    _open_by_rows(tuyet, [second, first])
    _register_and_submit(tuyet, first)
    _find(tuyet, second)
    _go_by_the_palette(tuyet, second)


def _open_by_rows(tuyet: Desk, newest: list[Document]) -> None:
    page = tuyet.page
    tuyet.go(ARRIVED)
    page.evaluate("window.stayed = true")
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    assert str(newest[0].id) in str(_focused(tuyet, "href"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".doc-title")).to_have_text(newest[1].subject)
    assert page.evaluate("window.stayed") is True, "the list was loaded anew"
    assert _focused(tuyet, "className") == "body"
    tuyet.look("keyboard-01-opened-beside")


def _register_and_submit(tuyet: Desk, document: Document) -> None:
    page = tuyet.page
    page.keyboard.press("v")
    tuyet.told("Đã vào sổ")
    page.keyboard.press("t")
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    assert page.evaluate("document.getElementById('sheet').contains(document.activeElement)")
    tuyet.look("keyboard-02-sheet")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert "Trình lãnh đạo" in str(_focused(tuyet, "textContent")), "the focus did not come back"
    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    while _focused(tuyet, "type") != "radio":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    tuyet.told("Đã trình lãnh đạo")
    assert _state(document) == State.SUBMITTED


def _find(tuyet: Desk, document: Document) -> None:
    page = tuyet.page
    page.keyboard.press("/")
    assert _focused(tuyet, "id") == "q"
    page.keyboard.type("tap huan ky so")
    with tuyet.leaving():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1 kết quả")
    tuyet.look("keyboard-03-found")
    page.keyboard.press("j")
    with tuyet.leaving():
        page.keyboard.press("Enter")
    expect(page.locator(".doc-title")).to_have_text(document.subject)


def _go_by_the_palette(tuyet: Desk, document: Document) -> None:
    page = tuyet.page
    palette = page.locator("#palette")
    page.keyboard.press("Control+k")
    expect(palette).to_be_visible()
    page.keyboard.type("van ban di")
    expect(palette.get_by_role("option").first).to_have_text("Văn bản đi")
    tuyet.look("keyboard-04-palette")
    with tuyet.leaving():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/outgoing/"))
    page.keyboard.press("Control+k")
    page.keyboard.type("tap huan")
    expect(palette.get_by_role("option")).to_contain_text([document.subject])
    with tuyet.leaving():
        page.keyboard.press("Enter")
    expect(page.locator(".doc-title")).to_have_text(document.subject)
    page.keyboard.press("?")
    sheet = page.locator("#sheet")
    expect(sheet).to_contain_text("Trên trang này")
    listed = dict(
        zip(*(sheet.locator(part).all_inner_texts() for part in ("dt", "dd")), strict=True)
    )
    assert listed["V"] == "Vào sổ"
    assert listed["L"].startswith("Lọc theo số, ký hiệu")
    tuyet.look("keyboard-05-all-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    tuyet.told("Đã vào sổ")


def test_what_is_typed_through_an_input_method_is_no_shortcut(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    document = _arrived(act_of, "Về việc gõ tiếng Việt")
    tuyet = seats(office, "tuyet")
    tuyet.go(f"/van-phong/documents/{document.id}/")
    for event in IGNORED:
        tuyet.page.evaluate(
            "document.body.dispatchEvent("
            f"new KeyboardEvent('keydown', {{bubbles: true, cancelable: true, ...{event}}}))"
        )
    _compose_in_the_search_field(tuyet)
    assert tuyet.page.locator("dialog[open]").count() == 0
    assert _state(document) == State.ARRIVED
    tuyet.page.locator(".doc .body").focus()
    tuyet.page.keyboard.press("v")
    tuyet.told("Đã vào sổ")


def _compose_in_the_search_field(tuyet: Desk) -> None:
    """As an input method does it: a composition that grows, then is committed."""
    tuyet.page.locator("#q").focus()
    session = tuyet.context.new_cdp_session(tuyet.page)
    for text in ("v", "va", "vă", "văn"):
        session.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    session.send("Input.insertText", {"text": "văn"})
    session.detach()
    assert tuyet.page.input_value("#q") == "văn"


def test_single_keys_that_are_switched_off_do_nothing(
    office: Office, seats: Seats, act_of: ActOf
) -> None:
    document = _arrived(act_of, "Về việc tắt phím tắt")
    tuyet = seats(office, "tuyet")
    page = tuyet.page
    tuyet.go(f"/van-phong/documents/{document.id}/")
    menu = page.locator(".topbar details.menu")
    menu.locator("summary").click()
    tuyet.look("keyboard-06-account-menu")
    with tuyet.leaving():
        menu.get_by_role("button", name="Tắt", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    for key in ("v", "j", "/", "?"):
        page.keyboard.press(key)
    assert _focused(tuyet, "tagName") == "BODY"
    assert page.locator("dialog[open]").count() == 0
    assert _state(document) == State.ARRIVED
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".topbar details.menu summary").click()
    with tuyet.leaving():
        page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.locator("html")).not_to_have_attribute("data-keys", "off")
    page.keyboard.press("v")
    tuyet.told("Đã vào sổ")
