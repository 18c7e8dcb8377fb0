from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lienthong.documents import comparison
from lienthong.documents.comparison import Line, Piece, compare

TEXTS = st.lists(st.text("ab c", max_size=8), max_size=8).map("\n".join)


def side(lines: list[Line], kind: str) -> list[str]:
    """The paragraphs of one version, out of the comparison."""
    kept = [[p.text for p in line.pieces if p.kind in {"same", kind}] for line in lines]
    return ["".join(pieces) for pieces in kept if pieces]


def test_a_changed_word_is_shown_in_its_paragraph() -> None:
    lines = compare("Điều 1.\nTrước ngày 25 tháng 11.", "Điều 1.\nTrước ngày 28 tháng 11.")
    assert [line.changed for line in lines] == [False, True]
    assert lines[1].pieces == (
        Piece("same", "Trước ngày "), Piece("gone", "25 "), Piece("new", "28 "),
        Piece("same", "tháng 11."),
    )  # fmt: skip


def test_a_reworded_paragraph_beside_a_new_one_is_shown_in_words() -> None:
    lines = compare("Trước ngày 25 tháng 11.", "Trước ngày 28 tháng 11.\nĐiều 2.")
    assert [piece.kind for piece in lines[0].pieces] == ["same", "gone", "new", "same"]
    assert lines[1].pieces == (Piece("new", "Điều 2."),)


def test_paragraphs_that_went_and_came() -> None:
    lines = compare("Một\nHai\nBa", "Một\nBa\nBốn\nNăm")
    assert [(line.pieces[0].kind, line.pieces[0].text) for line in lines] == [
        ("same", "Một"), ("gone", "Hai"), ("same", "Ba"), ("new", "Bốn"), ("new", "Năm"),
    ]  # fmt: skip


@given(old=TEXTS, new=TEXTS)
def test_both_versions_can_be_read_back(old: str, new: str) -> None:
    lines = compare(old, new)
    assert "".join(side(lines, "gone")) == "".join(old.splitlines())
    assert "".join(side(lines, "new")) == "".join(new.splitlines())
    assert any(line.changed for line in lines) is (old.splitlines() != new.splitlines())


def test_a_text_too_long_to_match_is_still_shown_whole() -> None:
    old = "\n".join(f"a{n}" for n in range(comparison.LINES_MATCHED))
    new = "\n".join(f"b{n}" for n in range(comparison.LINES_MATCHED + 1))
    lines = compare(f"Đầu\n{old}\nCuối", f"Đầu\n{new}\nCuối")
    assert side(lines, "new")[0] == "Đầu"
    assert len(side(lines, "gone")) == comparison.LINES_MATCHED + 2
