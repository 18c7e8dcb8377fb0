"""Which copies may be made of what (Decree 30/2020, art. 3 and 25)."""

from __future__ import annotations

import pytest

from lienthong.documents import rules_copies
from lienthong.documents.rules import State
from lienthong.documents.rules_copies import Source, check_source, forms_of, pages_of
from lienthong.kernel.errors import Refused

STANDING = {
    State.ISSUED, State.CORRECTED, State.REPLACED,
    State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED,
}  # fmt: skip


@pytest.mark.parametrize("state", list(State))
def test_only_what_stands_is_copied(state: State) -> None:
    source = Source(state=state, type="QĐ", has_file=True)
    assert forms_of(source) == (("SY", "TrS") if state in STANDING else ())
    if state not in STANDING:
        with pytest.raises(Refused) as refused:
            check_source(source, "SY")
        assert refused.value.code == "documents.copy_source"


@pytest.mark.parametrize(
    ("kind", "forms"), [("", ("SY", "TrS")), ("SY", ("SL",)), ("SL", ()), ("TrS", ())]
)
def test_a_sao_luc_is_made_from_a_sao_y_alone(kind: str, forms: tuple[str, ...]) -> None:
    source = Source(state=State.ISSUED, type=kind, has_file=True)
    assert forms_of(source) == forms
    for form in rules_copies.FORMS:
        if form in forms:
            check_source(source, form)
            continue
        with pytest.raises(Refused) as refused:
            check_source(source, form)
        assert refused.value.code == "documents.copy_form"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"has_file": False}, "chưa có tệp"),
        ({"valid": None}, "đang được kiểm tra"),
        ({"valid": False}, "không hợp lệ"),
    ],
)
def test_what_cannot_be_trusted_or_opened_is_not_copied(facts: dict[str, bool], words: str) -> None:
    known: dict[str, bool] = {"has_file": True, **facts}
    with pytest.raises(Refused, match=words):
        check_source(Source(state=State.ISSUED, type="", **known), "SY")


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("", ()), ("2", (2,)), ("3, 1-2", (1, 2, 3)), ("1–2;2", (1, 2)), (" 4 - 5 ,", (4, 5))],
)
def test_pages_are_read_as_people_write_them(typed: str, pages: tuple[int, ...]) -> None:
    assert pages_of(typed, 5) == pages


@pytest.mark.parametrize("typed", ["0", "6", "3-1", "a", "1-2-3", "-1", "1.5", "99999"])
def test_what_is_no_page_is_told(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        pages_of(typed, 5)
    assert refused.value.code == "documents.copy_pages"
    assert "có 5 trang" in refused.value.message


def test_an_extract_is_a_part() -> None:
    with pytest.raises(Refused, match="nhiều nhất"):
        pages_of("1-60", 90)


@pytest.mark.parametrize(
    ("packet", "alone"),
    [
        ({"document": {"copy": {"form": "SY", "of": None}}}, True),
        ({"document": {"copy": {"form": "SL"}}}, True),
        ({"document": {"copy": {"form": "TrS"}}}, False),
        ({"document": {"copy": {"form": ["SY"]}}}, False),
        ({"document": {"copy": "SY"}}, False),
        ({"document": {}}, False),
        ({"document": 1}, False),
        ({}, False),
    ],
)
def test_the_agency_signs_alone_only_what_is_sent_as_a_whole_copy(
    packet: dict[str, object], alone: bool
) -> None:
    assert rules_copies.of_agency_alone(packet) is alone
