"""What a page says once, and how it is taken back."""

from __future__ import annotations

from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory

from lienthong.ui.toasts import say


def shown(text: str, undo_url: str = "") -> str:
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    say(request, text, undo_url=undo_url)
    return render_to_string(
        "ui/toasts.html",
        {"messages": request._messages, "csrf_token": "t0ken"},  # type: ignore[attr-defined]
    )


def test_what_happened_is_said() -> None:
    html = shown("Đã phân công, hạn 23/11.")
    assert "Đã phân công, hạn 23/11." in html
    assert "<form" not in html


def test_what_can_be_taken_back_has_a_post_for_it() -> None:
    html = shown("Đã phân công.", undo_url="/van-phong/7/undo/")
    assert '<form method="post" action="/van-phong/7/undo/">' in html
    assert 'value="t0ken"' in html
    assert 'data-key="Z"' in html
