"""A person at a browser: signs in, goes about, and every page is looked at with axe's eyes too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.browser.reading import axe_violations, past_the_edge

SCREENS = os.environ.get("LIENTHONG_SCREENS", "")
"""A folder for a picture of every page looked at; without it none is drawn."""

STATUS_LINE = "Failed to load resource"
"""The console repeats the status of every answer; answers are judged by themselves below."""

SETTLED = """() => Promise.all([
    document.fonts.ready,
    ...[...document.images].filter(one => one.loading !== "lazy").map(one => one.decode()),
    ...document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime < Infinity)
        .map(one => one.finished.catch(() => null)),
]).then(() => true)"""
"""Letters and pictures are there, and colours have changed where the light did."""

PATIENCE = 15_000
BROKEN = 500
REFUSED = 400


@dataclass
class Complaints:
    """What a browser complained of: scripts, content policy, strangers, broken answers."""

    home: str
    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(STATUS_LINE):
            self.said.append(f"console: {message.text}")

    def _response(self, answer: Response) -> None:
        asked = answer.request
        if not answer.url.startswith((self.home, "data:")):
            self.said.append(f"stranger: {answer.url}")
        page_itself = asked.resource_type in {"document", "xhr", "fetch"}
        if answer.status >= (BROKEN if page_itself else REFUSED):
            self.said.append(f"{answer.status}: {answer.url}")


def look_of(width: int, *, dark: bool) -> str:
    """What the name of a picture ends in."""
    return f"-{width}{'-dark' if dark else ''}"


class Desk:
    """One person's browser."""

    def __init__(self, context: BrowserContext, home: str, look: str) -> None:
        self.context = context
        self.home = home
        self.tapped = 0
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self._look = look

    def sign_in(self, username: str, *, hat: str = "") -> None:
        """Through the real door by a persona's card, without drawing the page of the cards."""
        self._post("/dang-nhap/nhan-vat/", persona=username)
        if hat:
            self._post("/van-phong/chuc-vu/", hat=hat)

    def sign_in_by_card(self, name: str) -> None:
        """By the card on the screen, as people do."""
        self.go("/dang-nhap/")
        self.page.locator(".persona").filter(has_text=name).click()
        expect(self.page).to_have_url(re.compile(r"/van-phong/"))

    def _post(self, path: str, **form: str) -> None:
        self.context.request.get(f"{self.home}/dang-nhap/")
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        fields: dict[str, Any] = {"csrfmiddlewaretoken": token, **form}
        answer = self.context.request.post(f"{self.home}{path}", form=fields)
        assert answer.ok, f"{path}: {answer.status}"

    def go(self, path: str, *, status: int = 200) -> None:
        """Open an address of ours; the answer has that status."""
        answer = self.page.goto(f"{self.home}{path}", wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"

    @property
    def path(self) -> str:
        """Where the browser stands."""
        return urlsplit(self.page.url).path

    def look(self, name: str) -> None:
        """Nothing for axe to find, nothing past the edge; people may have a picture."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(SETTLED)
        self.keep(name)
        found = axe_violations(self.page)
        assert found == [], f"{name} at {self.path}: {found}"
        edge = past_the_edge(self.page)
        assert edge == [], f"{name} at {self.path}: {edge}"

    def turn(self, *, width: int, dark: bool) -> None:
        """The same page on a screen of another width, in the light or in the dark."""
        size = self.page.viewport_size or {"height": 900}
        self.page.set_viewport_size({"width": width, "height": size["height"]})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self._look = look_of(width, dark=dark)

    def keep(self, name: str) -> None:
        """A picture of the page for people who asked for pictures."""
        if not SCREENS:
            return
        picture = Path(SCREENS) / f"{name}{self._look}.png"
        self.page.screenshot(path=picture, full_page=True, animations="disabled")

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Around what leads to another page: goes on when the keys of that page are alive."""
        with self.page.expect_navigation(wait_until="load"):
            yield

    @contextmanager
    def taps(self) -> Iterator[Callable[[Locator], None]]:
        """Around one thing done with a finger: each tap through what is given counts in `tapped`,
        and nothing else has been touched meanwhile.
        """
        self.tapped = 0

        def tap(what: Locator) -> None:
            self.tapped += 1
            what.tap()

        yield tap

    def button(self, name: str) -> Locator:
        """A button, or a link that looks like one, by its words."""
        of_button = self.page.get_by_role("button", name=name, exact=True)
        return of_button.or_(self.page.get_by_role("link", name=name, exact=True)).first

    def told(self, words: str) -> None:
        """A toast says so."""
        expect(self.page.locator("#toasts")).to_contain_text(words)
