"""The citizens' pages in other languages: English whole, nothing translated that nobody says."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from tools import messages

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
OF_THE_LOOK = {
    "Bỏ qua, đến nội dung chính", "Ngôn ngữ", "Trang trình diễn", "Trang chính thức",
    "Bản trình diễn, không phải trang chính thức của cơ quan nào", "Dữ liệu minh họa",
    "người, số và khóa là hư cấu.",
}  # fmt: skip
"""Words of the room `ui` that stand on citizens' pages too."""


def words(message: Message) -> tuple[str, list[str]]:
    """A message's id and its translations."""
    told = message.id[0] if isinstance(message.id, tuple) else message.id
    given = message.string
    return str(told), list(given) if isinstance(given, tuple) else [str(given)]


def test_english_says_everything() -> None:
    assert len(messages.said()) > 300
    assert messages.missing("en") == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    said = messages.said() | OF_THE_LOOK
    stale = [words(one)[0] for one in messages.catalogue(language) if one.id]
    assert sorted(set(stale) - said) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_translation_has_the_places_of_its_sentence(language: str) -> None:
    wrong = [
        told
        for told, given in map(words, (one for one in messages.catalogue(language) if one.id))
        for text in given
        if set(PLACES.findall(text)) != set(PLACES.findall(told))
    ]
    assert wrong == []
