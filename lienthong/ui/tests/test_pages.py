"""The two switches keep their choice in a cookie and go back only to pages of ours."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from lienthong.ui import context, pages

POST = RequestFactory().post


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept(theme: str) -> None:
    answer = pages.theme(POST("/", {"theme": theme}))
    cookie = answer.cookies[context.THEME_COOKIE]
    assert cookie.value == theme
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_anything_else_follows_the_device(theme: str) -> None:
    answer = pages.theme(POST("/", {"theme": theme}))
    assert answer.cookies[context.THEME_COOKIE].value == ""


def test_single_keys_go_off_and_on() -> None:
    assert pages.keys_switch(POST("/", {"keys": "off"})).cookies[context.KEYS_COOKIE].value == "off"
    assert pages.keys_switch(POST("/", {"keys": "on"})).cookies[context.KEYS_COOKIE].value == ""


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        ("http://testserver/van-phong/?a=1", "http://testserver/van-phong/?a=1"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_switch_returns_to_our_own_page(came: str, goes: str) -> None:
    answer = pages.theme(POST("/", {"theme": "dark"}, headers={"Referer": came}))
    assert (answer.status_code, answer["Location"]) == (302, goes)


def test_switches_are_not_read_by_a_get() -> None:
    assert pages.theme(RequestFactory().get("/")).status_code == 405
    assert pages.keys_switch(RequestFactory().get("/")).status_code == 405


def test_cookies_of_others_count_as_no_choice() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {context.THEME_COOKIE: "pink", context.KEYS_COOKIE: "maybe"}
    look = context.look(request)
    assert (look.theme, look.keys) == ("", True)
    request.COOKIES = {context.THEME_COOKIE: "dark", context.KEYS_COOKIE: "off"}
    look = context.look(request)
    assert (look.theme, look.keys) == ("dark", False)
