"""Syllables, lexemes and questions: no database."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.kernel.search import question, snippets
from lienthong.kernel.search.tokens import LONGEST, fold, normal, syllables, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đất đai", "dat dai"),
        ("15/QĐ-UBND", "15 qd ubnd"),
        ("05/UBND-VX", "5 ubnd vx"),
        ("số 0", "so 0"),
        ("H51.19", "h 51 19"),
        ("Nguyễn Thị Ánh Nguyệt", "nguyen thi anh nguyet"),
        ("ភាសាខ្មែរ", "ភាសាខ្មែរ"),
        ("a_b", "a b"),
        ("", ""),
    ],
)
def test_a_text_is_cut_into_syllables(text: str, folded: str) -> None:
    assert " ".join(one.folded for one in syllables(normal(text))) == folded


def test_the_two_ways_of_writing_a_letter_are_one() -> None:
    composed, apart = (
        "Ủy ban nhân dân xã Đại Ân",
        unicodedata.normalize("NFD", "Ủy ban nhân dân xã Đại Ân"),
    )
    assert words_of([composed]) == words_of([apart])
    assert question.read(composed) == question.read(apart)


def test_neighbours_are_pairs_inside_one_field_only() -> None:
    words = words_of(["hạn mặn", "kéo dài"])
    assert "=han man" in words.lexemes
    assert "=man keo" not in words.lexemes
    assert words.folded == " han man | keo dai | "


def test_a_long_text_is_cut_and_a_long_run_is_shortened() -> None:
    words = words_of(["một hai ba", "bốn"], most=2)
    assert words.folded == " mot hai | | "
    assert words_of(["x" * 500]).lexemes == ["x" * LONGEST]


@given(st.text())
def test_whatever_stands_in_a_text_finds_it(text: str) -> None:
    words = words_of([text])
    asked = question.read(text)
    if not asked.cut:
        assert set(asked.lexemes()) <= set(words.lexemes)
        assert all(phrase in words.folded for phrase in asked.phrases)


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    for one in syllables(normal(text)):
        assert fold(one.folded) == one.folded


def test_words_quotes_and_codes() -> None:
    asked = question.read('hạn "xâm nhập mặn" 15/QĐ-UBND')
    assert asked.lexemes() == ["han", "=xam nhap", "=nhap man", "=15 qd", "=qd ubnd"]
    assert asked.phrases == [" xam nhap man ", " 15 qd ubnd "]
    assert asked.marked
    assert not question.read("han man").marked


def test_an_open_quote_is_no_quote_and_curled_ones_are() -> None:
    assert question.read('"hạn mặn').lexemes() == ["han", "man"]
    assert question.read("“hạn mặn”").lexemes() == ["=han man"]


@pytest.mark.parametrize("typed", ["", "   ", '""', "!!! ///", "\0", "'|&!<->:*()"])
def test_nothing_typed_is_no_question(typed: str) -> None:
    assert not question.read(typed)


def test_more_than_counts_is_cut_and_said() -> None:
    assert question.read("a " * 40).cut
    assert len(question.read("a " * 40).syllables) == question.MOST
    assert question.read("x" * 300).cut
    assert not question.read("báo cáo năm").cut


def test_the_hit_is_marked_with_the_words_around_it() -> None:
    text = (
        "Căn cứ "
        + "quy định " * 40
        + "về phòng chống hạn, xâm nhập mặn năm 2022. "
        + "Kết luận " * 40
    )
    shown = snippets.snippet(text, question.read("xam nhap man"))
    marked = [part.text for part in shown if part.hit]
    assert marked == ["xâm", "nhập", "mặn"]
    assert len("".join(part.text for part in shown)) < snippets.LONGEST + 20
    assert shown[0].text.startswith("… ")


def test_a_text_without_the_words_begins_at_its_beginning() -> None:
    shown = snippets.snippet("Về việc báo cáo", question.read("khác"))
    assert [(part.text, part.hit) for part in shown] == [("Về việc báo cáo", False)]


def test_a_short_text_is_marked_whole() -> None:
    shown = snippets.marked("Hạn mặn <b>2022</b>", question.read("han 2022"))
    assert [(part.text, part.hit) for part in shown] == [
        ("Hạn", True), (" mặn <b>", False), ("2022", True), ("</b>", False),
    ]  # fmt: skip
