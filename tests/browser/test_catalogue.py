"""The catalogue of parts in real Chromium: axe, content policy, keyboard, phones, no script.

Nothing is listened to: pages are rendered here and handed to the browser by a route.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Route,
    expect,
)

from lienthong.config.middleware import POLICY
from lienthong.ui import catalogue_data
from lienthong.ui.pages import KEYS_EVERYWHERE, KEYS_IN_LISTS
from tests.browser.reading import axe_violations, past_the_edge

pytestmark = [pytest.mark.browser, pytest.mark.urls("lienthong.ui.tests.urls")]

HOME = "http://parts.test"
INBOX = Template(
    '{% extends "ui/inbox.html" %}{% load ui %}'
    "{% block title %}Văn bản đến{% endblock %}{% block heading %}Văn bản đến{% endblock %}"
    '{% block rows %}{% for row in rows %}{% inbox_row row now "#doc" %}{% endfor %}{% endblock %}'
    "{% block doc %}{% if has_doc %}"
    '{% actions "Thao tác" back_url="/inbox/" %}{% button "Phân công" key="P" size="sm" %}'
    '{% endactions %}<div class="body one" tabindex="0" role="region" aria-label="Văn bản">'
    '<div class="text"><h2>Mở {{ opened }}</h2></div></div>'
    "{% else %}{{ block.super }}{% endif %}{% endblock %}"
)


BOARD = Template(
    '{% extends "ui/office.html" %}{% load ui %}{% block title %}Nơi nhận{% endblock %}'
    "{% block main %}<h1>Nơi nhận</h1>"
    '{% filters "Lọc" action="/board/" target="#list" %}{% field filter.q %}{% endfilters %}'
    '<p id="list">Tìm: {{ query }}</p>{% endblock %}'
)


class Site:
    """Our templates and static files, answered without a server."""

    def __init__(self) -> None:
        self.theme = ""
        self.keys = True
        self.posts: list[str] = []

    def _look(self) -> SimpleNamespace:
        return SimpleNamespace(
            theme=self.theme,
            keys=self.keys,
            demo=True,
            province="Sóc Trăng",
            now=catalogue_data.NOW,
        )

    def _inbox(self, query: str) -> str:
        opened = query.removeprefix("open=")
        rows = [
            replace(row, url=f"/inbox/?open={i}", current=str(i) == opened)
            for i, row in enumerate(catalogue_data.samples()["rows"])
        ]
        context: dict[str, Any] = {"rows": rows, "opened": opened, "has_doc": bool(query)}
        return INBOX.render(Context({**catalogue_data.samples(), **context, "ui": self._look()}))

    def page(self, path: str, query: str) -> str:
        """The HTML of an address."""
        if path == "/inbox/":
            return self._inbox(query)
        if path == "/board/":
            return BOARD.render(
                Context({**catalogue_data.samples(), "query": query, "ui": self._look()})
            )
        if path == "/van-phong/phim-tat/":
            listed = {"everywhere": KEYS_EVERYWHERE, "lists": KEYS_IN_LISTS}
            return render_to_string("ui/keys.html", {**listed, "ui": self._look()})
        context = {**catalogue_data.samples(), "ui": self._look()}
        return render_to_string("ui/catalogue/index.html", context)

    def answer(self, route: Route) -> None:
        """Static files from the finders, pages under the policy of the house."""
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            found = finders.find(address.path.removeprefix("/static/"))
            assert found, f"{address.path} is not there: run make setup"
            kind = mimetypes.guess_type(str(found))[0] or "font/woff2"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
        if address.path == "/favicon.ico":
            route.fulfill(status=204)
            return
        if route.request.method == "POST":
            self.posts.append(route.request.url)
        route.fulfill(
            body=self.page(address.path, address.query),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )


@pytest.fixture
def site(settings: Any) -> Site:
    """The files as they are in the tree, not as some earlier set-up collected them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    return Site()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Page]:
    """One page for all tests that ask for no browser of their own: a new one takes seconds."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(browser: Browser, shared: Page, site: Site) -> Iterator[Callable[..., Page]]:
    """`visit(path, width=…)`: a page; at the end no browser may have complained.

    Options of a context open a browser of the test's own.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def console(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def error(broken: Error) -> None:
        complaints.append(str(broken))

    def listen(page: Page) -> Page:
        page.context.route("**/*", site.answer)
        page.on("console", console)
        page.on("pageerror", error)
        return page

    def open_page(path: str = "/", *, width: int = 1440, **options: Any) -> Page:
        page = shared
        if options:
            contexts.append(browser.new_context(**options))
            page = listen(contexts[-1].new_page())
        page.set_viewport_size({"width": width, "height": 860})
        page.goto(HOME + path, wait_until="load")
        return page

    listen(shared).emulate_media(media="null", color_scheme="null")
    yield open_page
    shared.remove_listener("console", console)
    shared.remove_listener("pageerror", error)
    shared.context.unroute_all()
    for context in contexts:
        context.close()
    assert complaints == []


def focused(page: Page, what: str) -> Any:
    return page.evaluate(f"document.activeElement.{what}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/inbox/?open=1"])
def test_axe_finds_nothing(visit: Callable[..., Page], site: Site, path: str, theme: str) -> None:
    site.theme = theme
    page = visit(path)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 860})
        assert axe_violations(page) == [], width


@pytest.mark.parametrize("path", ["/", "/inbox/?open=1"])
def test_nothing_stands_past_the_edge(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    for width in (1440, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 860})
        assert past_the_edge(page) == [], width


def test_the_caption_of_a_table_of_cards_has_the_width_of_the_phone(
    visit: Callable[..., Page],
) -> None:
    page = visit(width=390)
    captions = page.locator(".table.cards caption:not(.sr)")
    assert captions.count()
    for caption in captions.all():
        table = caption.locator("xpath=..").bounding_box()
        box = caption.bounding_box()
        assert box
        assert table
        assert box["width"] >= 0.9 * table["width"]


def test_the_device_chooses_when_the_reader_has_not(visit: Callable[..., Page]) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = visit("/inbox/", color_scheme="light").evaluate(ground)
    dark = visit("/inbox/", color_scheme="dark").evaluate(ground)
    assert light == "rgb(255, 255, 255)"
    assert dark == "rgb(25, 29, 34)"


def test_a_chosen_theme_wins_over_the_device(visit: Callable[..., Page], site: Site) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    site.theme = "light"
    assert visit("/inbox/", color_scheme="dark").evaluate(ground) == "rgb(255, 255, 255)"
    site.theme = "dark"
    assert visit("/inbox/", color_scheme="light").evaluate(ground) == "rgb(25, 29, 34)"


def test_rows_open_beside_the_list_by_keys_alone(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/")
    page.evaluate("window.stayed = true")
    for key in ("j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#doc h2")).to_have_text("Mở 1")
    assert page.evaluate("window.stayed") is True
    assert page.url.endswith("/inbox/?open=1")
    assert focused(page, "className") == "body one"
    expect(page.locator(".row[aria-current]")).to_have_attribute("href", "/inbox/?open=1")
    page.keyboard.press("j")
    assert focused(page, "href").endswith("open=2")


def test_on_a_phone_the_list_gives_way_and_comes_back(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/", width=390)
    page.locator(".row").nth(2).click()
    expect(page.locator("#doc h2")).to_be_visible()
    assert page.locator(".rows").is_hidden()
    page.get_by_role("link", name="Về danh sách").click()
    expect(page.locator(".row").first).to_be_visible()


def test_slash_goes_to_search_and_typing_stays_text(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/")
    page.keyboard.press("/")
    assert focused(page, "id") == "q"
    page.keyboard.type("jk?p")
    assert page.input_value("#q") == "jk?p"
    assert page.locator("dialog[open]").count() == 0


def test_composing_and_modifiers_are_not_shortcuts(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/")
    for facts in (
        "isComposing: true", "keyCode: 229", "ctrlKey: true", "altKey: true", "metaKey: true",
    ):  # fmt: skip
        event = f"new KeyboardEvent('keydown', {{bubbles: true, key: 'j', {facts}}})"
        page.evaluate(f"document.body.dispatchEvent({event})")
        assert focused(page, "tagName") == "BODY", facts


def test_single_keys_can_be_off_and_the_palette_stays(
    visit: Callable[..., Page], site: Site
) -> None:
    site.keys = False
    page = visit("/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert focused(page, "tagName") == "BODY"
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_the_sheet_names_the_keys_of_the_page(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/?open=1")
    page.locator(".row").first.focus()
    page.keyboard.press("?")
    sheet = page.locator("#sheet")
    expect(sheet).to_contain_text("Phân công")
    expect(sheet).to_contain_text("Đi nhanh")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_the_palette_finds_without_marks(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/?open=1")
    page.locator(".row").first.focus()
    page.keyboard.press("Control+k")
    assert axe_violations(page) == []
    page.keyboard.type("van ban di")
    options = page.locator("#palette [role=option]")
    expect(options).to_have_count(1)
    expect(options.first).to_have_text("Văn bản đi")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    assert focused(page, "className") == "row unread"
    page.keyboard.press("Control+k")
    page.keyboard.type("cho ky")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{HOME}/inbox/?open=1#ky")


def test_a_dialog_gives_the_focus_back(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator("[data-open=dlg-assign]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dlg-assign")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    assert focused(page, "dataset.open") == "dlg-assign"


def test_a_menu_closes_by_escape_and_by_going_elsewhere(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/")
    menu = page.locator(".topbar details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    assert axe_violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert focused(page, "tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_a_toast_can_be_taken_back_and_then_leaves(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/", locale="vi-VN")  # a browser of its own, for its clock stops
    page.clock.install()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('ui:say', {detail: {text: 'Đã chép mã hồ sơ.'}}))"
    )
    toast = page.locator(".toasts .toast")
    expect(toast).to_have_text("Đã chép mã hồ sơ.")
    page.clock.run_for(9_000)
    expect(toast).to_have_count(1)
    page.clock.run_for(2_000)
    expect(toast).to_have_count(0)


def test_recipients_are_found_without_marks_and_counted(visit: Callable[..., Page]) -> None:
    page = visit()
    picker = page.locator("[data-picker]")
    page.fill("#pick-agencies-q", "dai tam")
    expect(picker.locator(".opts label:visible")).to_have_count(1)
    picker.locator(".opts label:visible input").check()
    expect(picker.locator("[data-picker-count]")).to_have_text("Đã chọn 3 trên 12")
    page.fill("#pick-agencies-q", "")
    whole = picker.locator("[data-picker-all]").first
    whole.check()
    expect(picker.locator("[data-picker-count]")).to_have_text("Đã chọn 7 trên 12")
    picker.locator(".opts input").first.uncheck()
    expect(whole).not_to_be_checked()
    assert whole.evaluate("box => box.indeterminate") is True


def test_a_filter_answers_while_one_types(visit: Callable[..., Page]) -> None:
    page = visit("/board/")
    page.evaluate("window.stayed = true")
    page.locator("#id_q").press_sequentially("dai tam")
    expect(page.locator("#list")).to_have_text("Tìm: q=dai%20tam")
    assert page.evaluate("window.stayed") is True
    assert focused(page, "id") == "id_q"
    assert page.url.endswith("/board/?q=dai%20tam")


def test_everything_needed_is_there_without_script(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/", java_script_enabled=False)
    page.locator(".row").nth(3).click()
    expect(page.locator("#doc h2")).to_have_text("Mở 3")
    page = visit(java_script_enabled=False)
    expect(page.locator("[data-picker] .opts input").first).to_be_visible()
    expect(page.locator("[data-picker-find]")).to_be_hidden()
    expect(page.locator("[data-copy]").first).to_be_hidden()
    page.get_by_role("link", name="Phím tắt").first.click()
    expect(page.locator("h1")).to_have_text("Phím tắt")


def test_print_keeps_the_matter_and_drops_the_frame(visit: Callable[..., Page]) -> None:
    page = visit("/inbox/?open=1")
    page.emulate_media(media="print", color_scheme="dark")
    for frame in (".topbar", ".side", ".list", ".bar"):
        assert page.locator(frame).first.is_hidden()
    expect(page.locator("#doc h2")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 29, 33)"
