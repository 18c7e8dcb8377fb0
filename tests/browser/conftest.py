"""Real Chromium, as Debian ships it, in front of the real server over a database of its own.

Where Chromium is not, the browser tests say so and are skipped; in CI that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext

from lienthong.launch import browser as chromium
from tests.browser.desk import Complaints, Desk, look_of
from tests.browser.server import Office, collect_static, serving

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

NINE = datetime(2022, 11, 21, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
"""The hour at which people sit down at their desks: what `act_of` did at eight is done."""


@pytest.fixture(scope="session")
def installed() -> str:
    """Where Chromium is."""
    if why := chromium.missing():
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return str(chromium.find())


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], installed: str
) -> dict[str, Any]:
    """Debian's Chromium, calling nobody."""
    started = {"executable_path": installed, "args": chromium.arguments()}
    return {**browser_type_launch_args, **started}


@pytest.fixture(scope="session")
def static_files(installed: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files as set-up would lay them out, shared by the workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return collect_static(shared / "served")


@contextmanager
def _pointing_at(name: str) -> Iterator[None]:
    """This process works in that database too: actions prepare, jobs are drained here."""
    from lienthong.kernel import scratch

    before = scratch.point_at(name, scratch.folder_of(name) / "attachments")
    try:
        yield
    finally:
        scratch.point_at(*before)


@pytest.fixture(scope="session")
def _standing(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    static_files: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    """One province for all tests that need no empty desk."""
    from lienthong.kernel import clock, scratch

    name = scratch.create()
    log = tmp_path_factory.mktemp("server") / "log"
    with django_db_blocker.unblock(), _pointing_at(name):
        clock.start_at(NINE)
    with serving(name, static_files, log) as office:
        yield office
    scratch.drop(name)


@pytest.fixture
def office(_standing: Office, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """The shared province: a test makes the documents it needs and counts nothing but them."""
    with django_db_blocker.unblock(), _pointing_at(_standing.database):
        yield _standing
    assert _standing.troubles() == []


@pytest.fixture
def own_office(own_database: str, static_files: Path, tmp_path: Path) -> Iterator[Office]:
    """A province of its own, for a journey that counts."""
    from lienthong.kernel import clock

    clock.start_at(NINE)
    with serving(own_database, static_files, tmp_path / "server.log") as office:
        yield office
        assert office.troubles() == []


Seats = Callable[..., Desk]


@pytest.fixture
def seats(browser: Browser) -> Iterator[Seats]:
    """`seats(office, "huong", width=390, dark=True)`: a browser of that person's own.

    At the end no browser may have complained: of scripts, of the content policy, of strangers.
    """
    opened: list[tuple[BrowserContext, Complaints]] = []

    def seat(
        office: Office, username: str = "", *, width: int = 1440, dark: bool = False,
        hat: str = "", **options: Any,
    ) -> Desk:  # fmt: skip
        phone = width < 500
        context = browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            **options,
        )
        complaints = Complaints(office.url)
        context.on("page", complaints.listen)
        opened.append((context, complaints))
        desk = Desk(context, office.url, look_of(width, dark=dark))
        if username:
            desk.sign_in(username, hat=hat)
        return desk

    yield seat
    said = [word for _context, complaints in opened for word in complaints.said]
    for context, _complaints in opened:
        context.close()
    assert said == []
