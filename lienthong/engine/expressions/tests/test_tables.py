"""Decision tables: evaluated, linted, and nothing in their YAML does anything else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine import yaml_files
from lienthong.engine.expressions import tables
from lienthong.engine.expressions.language import Unfilled
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.problems import Wrong

NAMES = Names({"area": Kind.WHOLE, "online": Kind.YES_NO, "kind": Kind.TEXT, "filed_on": Kind.DATE})
FEES = """gives: số nguyên
rows:
  - when: area <= 50 && online
    then: 25000
  - when: kind in ['house', 'flat']
    then: 50000 + share(area, 1, 2)
  - else: 75000
"""


def read(text: str) -> tables.Table:
    return tables.read(text.encode(), NAMES)


def told(text: str) -> str:
    with pytest.raises(Wrong) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("facts", "fee"),
    [
        ({"area": 50, "online": True, "kind": "house"}, 25000),
        ({"area": 51, "online": True, "kind": "house"}, 50026),
        ({"area": 50, "online": False, "kind": "shop"}, 75000),
    ],
)
def test_the_first_row_that_holds_gives_the_fee(facts: dict[str, Any], fee: int) -> None:
    assert read(FEES).value(facts) == fee


def test_a_fee_waits_for_the_answers_it_needs() -> None:
    with pytest.raises(Unfilled, match="Chưa điền “area”"):
        read(FEES).value({"online": True, "kind": "house"})
    assert read(FEES).value({"online": False, "kind": "shop"}) == 75000


def test_all_rows_that_hold_are_collected() -> None:
    papers = """hit: collect
rows:
  - when: online
    then: "'form'"
  - when: area > 100
    then: "'design'"
  - else: "'nothing'"
"""
    assert read(papers).value({"online": True, "area": 200}) == ["form", "design"]
    assert read(papers).value({"online": False, "area": 5}) == ["nothing"]


def rows(*conditions: str, otherwise: bool = True) -> str:
    lines = [f"  - when: {one}\n    then: 1" for one in conditions]
    return "gives: số nguyên\nrows:\n" + "\n".join(lines + ["  - else: 0"] * otherwise)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rows("area <= 50", "area < 20"), "dòng 5, cột 5: Dòng này không bao giờ được dùng"),
        (rows("online", "online && kind == 'a'"), "Dòng này không bao giờ được dùng"),
        (rows("\"'false'\""), "cho ra có/không"),
        (rows("false"), "Dòng này không bao giờ được dùng"),
        (rows("area <= 50", "area > 50"), "Dòng “else” không bao giờ được dùng"),
        (rows("area <= 50", "area > 51", otherwise=False), "không dòng nào khớp khi area = 51"),
        (rows("filed_on < date('2022-11-21')", otherwise=False), "khi filed_on = 2022-11-21"),
        (rows("kind == 'a'", otherwise=False), "khi kind = “”"),
        (rows("area * 2 > 50", otherwise=False), "Thiếu dòng “else”"),
        (rows("area * 2 > 50", "area  *  2 > 50"), "trùng điều kiện với dòng 3"),
        ("rows:\n  - else: \"'a'\"\n  - else: \"'b'\"", "“else” phải là dòng cuối"),
        (rows("abc"), "ô ở dòng 3, dòng 1, cột 1: Không có trường “abc”"),
        ("rows: []", "“rows” là danh sách có từ 1 đến 200 dòng"),
        ("rows: 1", "“rows” là danh sách"),
        ("rows: [1]", "Chỗ này phải có các mục"),
        ("rows:\n  - when: online", "Một dòng có “when” và “then”"),
        ("rows:\n  - else: [1]", "Ô này phải là một biểu thức"),
        ("hit: any\nrows: []", "Chọn một trong: first, collect"),
        ("luật: 1", "Không có mục “luật”"),
        ("hit: first", "Thiếu mục “rows”"),
        ("rows: 1\nrows: 2", "viết hai lần"),
        ("? [a]\n: 1", "Tên mục phải là chữ"),
        ("rows: &a [*a]", "Không dùng & và *"),
        ("rows: !!python/object/apply:os.system ['true']", "Không dùng !"),
        ("[" * 5000, "lồng quá sâu"),
        ("a: [", "YAML viết sai"),
        ("", "để trống"),
        ("\0", "ký tự không đọc được"),
        ("# " + "a" * 200_000, "lớn quá 200 kB"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_why(text: str, words: str) -> None:
    assert words in told(text)


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(Wrong, match="UTF-8"):
        tables.read(b"\xff\xfe\x00", NAMES)


def test_a_table_without_else_is_whole_when_its_rows_are() -> None:
    table = read(rows("area <= 50", "area > 50", otherwise=False))
    assert [table.value({"area": one}) for one in (-(10**15), 50, 51)] == [1, 1, 1]


@settings(max_examples=60, deadline=None)
@given(
    limits=st.lists(st.integers(0, 30), min_size=1, max_size=4),
    online=st.lists(st.booleans(), min_size=4, max_size=4),
    area=st.integers(-5, 35),
)
def test_a_table_told_to_be_whole_never_lacks_a_row(
    limits: list[int], online: list[bool], area: int
) -> None:
    """What the lint accepts without `else` has a row for any facts, tried literals or not."""
    made = [f"area > {one}{' && online' * also}" for one, also in zip(limits, online, strict=False)]
    try:
        table = read(rows(*made, f"area <= {max(limits)}", otherwise=False))
    except Wrong:
        return
    assert [table.value({"area": area, "online": one}) for one in (True, False)] == [1, 1]


def test_plain_values_keep_their_kind_and_place() -> None:
    part = yaml_files.read(b"a: 5\nb: yes\nc: [true, ~, 'x', 1.5]\n")
    values = {name: one.value for name, one in part.value.items()}
    assert values["a"] == 5
    assert values["b"] == "yes"
    assert [one.value for one in values["c"]] == [True, None, "x", "1.5"]
    assert (part.value["c"].line, part.value["c"].column) == (3, 4)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_any_file_gives_a_table_or_a_sentence(content: str | bytes) -> None:
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    with pytest.raises(Wrong) as caught:
        tables.read(data, NAMES)
    assert caught.value.problems
