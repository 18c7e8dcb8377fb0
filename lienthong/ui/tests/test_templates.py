"""What no template of the house may hold; no part is without its place in the catalogue."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Template
from django.template.loader import render_to_string
from django.test.signals import template_rendered

from lienthong.ui import catalogue_data

HOUSE = Path(__file__).parents[2]
ROOM = HOUSE / "ui"
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))
PARTS = sorted((ROOM / "templates" / "ui" / "parts").glob("*.html"))
SOURCES = sorted(p for p in ROOM.rglob("*.py") if "tests" not in p.parts) + sorted(
    (ROOM / "static" / "ui").rglob("*.js")
)

SCRIPT_WITHOUT_SOURCE = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)
INLINE = re.compile(r"\s(style|on[a-z]+)\s*=\s*[\"']", re.IGNORECASE)
UNWANTED = re.compile(r"(?i:vui lòng|thành công)|\bO[Kk]\b")
LOOK = SimpleNamespace(theme="dark", keys=True, demo=True, now=catalogue_data.NOW)


def short(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_obeys_the_content_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not INLINE.findall(text)
    assert not SCRIPT_WITHOUT_SOURCE.findall(text)
    assert "<style" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES + SOURCES, ids=short)
def test_words_are_plain_and_composed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not UNWANTED.findall(text)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_stays_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200


def test_the_checks_above_can_fail() -> None:
    assert INLINE.search('<p style="x">')
    assert INLINE.search("<a onclick='x'>")
    assert not INLINE.search('<meta content="x" data-on="y">')
    assert SCRIPT_WITHOUT_SOURCE.search("<script>")
    assert not SCRIPT_WITHOUT_SOURCE.search('<script type="module" src="x.js">')
    assert UNWANTED.search("Đã lưu thành công")
    assert UNWANTED.search("Bấm OK")
    assert not UNWANTED.search(chr(34) + "ok" + chr(34))


@pytest.mark.urls("lienthong.ui.tests.urls")
def test_the_catalogue_shows_every_part() -> None:
    drawn: set[str] = set()

    def note(*, template: Template, **_: object) -> None:
        drawn.add(str(template.name))

    template_rendered.connect(note)
    try:
        render_to_string("ui/catalogue/index.html", {**catalogue_data.samples(), "ui": LOOK})
    finally:
        template_rendered.disconnect(note)
    missing = {f"ui/parts/{path.name}" for path in PARTS} - drawn
    assert not missing


@pytest.mark.urls("lienthong.ui.tests.urls")
def test_an_example_shows_the_source_that_drew_it() -> None:
    page = render_to_string("ui/catalogue/index.html", {**catalogue_data.samples(), "ui": LOOK})
    assert "{% bullet 48.2 80 &quot;bad&quot; %}" in page
    assert 'aria-label="48,2 phần trăm, mục tiêu 80 phần trăm"' in page


@pytest.mark.urls("lienthong.ui.tests.urls")
def test_invented_data_say_so() -> None:
    page = render_to_string("ui/catalogue/index.html", {**catalogue_data.samples(), "ui": LOOK})
    assert "người, số và khóa là hư cấu" in page
    assert "21/11/2022 08:15" in page


def test_every_icon_is_in_the_sprite() -> None:
    listed = (HOUSE.parent / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines()
    named = re.compile(r"(?:icon=|\{% icon |, icon )\"([a-z0-9-]+)\"")
    used = {
        name
        for path in [*TEMPLATES, *SOURCES]
        for name in named.findall(path.read_text(encoding="utf-8"))
    }
    assert used - set(listed) == set()


def test_the_stylesheets_and_scripts_keep_their_budget() -> None:
    import gzip

    def weight(kind: str) -> int:
        files = (ROOM / "static" / "ui" / kind).glob(f"*.{kind}")
        return sum(len(gzip.compress(path.read_bytes())) for path in files)

    assert weight("css") <= 16 * 1024
    assert weight("js") <= 6 * 1024 + 256
