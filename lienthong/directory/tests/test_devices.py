"""The list of sessions names a device as a person would."""

from __future__ import annotations

import pytest

from lienthong.directory import devices

LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {LIKE} Chrome/140.0 Safari/537.36", "Chrome trên Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {LIKE} Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge trên Windows",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 13; SM-A146) {LIKE} Chrome/140.0 Mobile Safari/537.36",
            "Chrome trên Android",
        ),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {LIKE}", "iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox trên Windows",
        ),
        ("curl/8.5", "thiết bị không rõ"),
        ("", "thiết bị không rõ"),
    ],
)
def test_a_device_is_named_in_words(said: str, words: str) -> None:
    assert devices.in_words(said) == words
