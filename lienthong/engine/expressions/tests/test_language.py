"""Expressions: what is told before anything runs, what is computed, what is never done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine.expressions import names as names_module
from lienthong.engine.expressions import patterns
from lienthong.engine.expressions.functions import FUNCTIONS, fold
from lienthong.engine.expressions.language import Unfilled, compile_text
from lienthong.engine.expressions.names import Kind, Names, Rows, bad_name
from lienthong.engine.problems import Problem, Wrong

NAMES = Names(
    {
        "applicant.age": Kind.WHOLE,
        "applicant.name": Kind.TEXT,
        "born_on": Kind.DATE,
        "filed_on": Kind.DATE,
        "online": Kind.YES_NO,
        "papers": Kind.TEXTS,
        "children": Rows({"name": Kind.TEXT, "age": Kind.WHOLE, "born_on": Kind.DATE}),
    }
)
FACTS: dict[str, Any] = {
    "applicant": {"age": 35, "name": "Đặng  Thị Ánh"},
    "born_on": date(2020, 2, 29),
    "filed_on": "2022-11-21",
    "online": True,
    "papers": ["cccd"],
    "children": [{"name": "An", "age": 2, "born_on": "2020-02-29"}, {"name": "Bê"}],
}


def told(text: str, wants: Kind = Kind.YES_NO) -> Problem:
    """The first problem of an expression that can't be used or computed."""
    with pytest.raises(Wrong) as caught:
        compile_text(text, NAMES, wants=wants).value(FACTS)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("applicant.abc < 6", 1, 10, "Không có trường “applicant.abc” trong mẫu đơn. Có phải"),
        ("online &&\n  abc", 2, 3, "Không có trường “abc” trong mẫu đơn."),
        ("children.exists(c, c.abc < 6)", 1, 21, "Không có trường “abc” trong dòng này"),
        ("applicant.age < '6'", 1, 15, "Phép “<” không dùng được với số nguyên và chữ."),
        ("children.exists(c, c.age < '6')", 1, 26, "So sánh số nguyên với chữ"),
        ("children.exists(c, c.born_on < filed_on)", 1, 21, "viết date(… .born_on)"),
        ("1.5 < 2.0", 1, 1, "Không dùng số thập phân"),
        ("applicant.name == null", 1, 16, "Không dùng null"),
        ("has(children)", 1, 5, "has(…) cần một trường"),
        ("has(applicant.age) == 1", 1, 4, "ở ngoài viết filled"),
        ("type(1) == type(1)", 1, 5, "Không có hàm “type”"),
        ("duration('1h') == duration('1h')", 1, 9, "Không có hàm “duration”"),
        ("google.protobuf.Int64Value{value: 1} == 1", 1, 1, "cấu trúc"),
        ("children.exists(c, children.exists(d, true))", 1, 35, "vòng lặp trong vòng lặp"),
        ("children.exists(c, c.name + 'x' == 'y')", 1, 27, "Không nối chữ"),
        ("children.exists(online, true)", 1, 16, "trùng với một trường"),
        ("children.exists(1, true)", 1, 17, "Vòng lặp cần một tên"),
        ("applicant.name.matches(applicant.name)", 1, 23, "phải viết thẳng trong dấu nháy"),
        ("applicant.name.matches('(')", 1, 24, "viết sai"),
        ("applicant.name.matches('(?=a)')", 1, 24, "nhìn trước"),
        ("tuổi < 6", 1, 3, "tên trường không có dấu"),
        ("'abc", 1, 1, "chưa đóng"),
        ("applicant.age <", 1, 16, "dừng giữa chừng"),
        ("min(1)", 1, 4, "Hàm này gọi là min(a, b)"),
        ("online ? 1 : 'x'", 1, 8, "phải cùng loại"),
        ("applicant.age", 1, 1, "Biểu thức phải cho ra có/không."),
        ("9223372036854775808 > 1", 1, 1, "quá lớn"),
        ("(" * 50 + "1" + ")" * 50, 0, 0, "lồng nhau quá sâu"),
        ("!" * 3000 + "online", 0, 0, "dài quá"),
        (" ", 0, 0, "để trống"),
        ("online == '\0'", 1, 12, "ký tự không đọc được"),
        ("online == '\ud800'", 1, 12, "ký tự không đọc được"),
        ("[" + "1," * 400 + "1].size() > 1", 1, 1, "quá nhiều phép tính"),
        ("1 / (applicant.age - 35) > 1", 1, 3, "Chia cho 0."),
        ("9000000000000000000 * applicant.age > 1", 1, 21, "Kết quả quá lớn."),
        ("children[5].age > 1", 1, 9, "không có phần tử"),
        ("int(applicant.name) > 1", 1, 4, "Không đổi được chữ này thành số."),
        ("age_on('hôm nay', filed_on) > 1", 1, 7, "không phải ngày dạng 2022-11-21"),
        ("age_on(filed_on, born_on) > 1", 1, 7, "ngày sinh sau ngày tính tuổi"),
        ("working_days(born_on, filed_on) > 1", 1, 13, "không có lịch làm việc"),
        ("add_days(born_on, 99999999) > born_on", 1, 9, "không tính được"),
        ("share(1, 1, 0) > 1", 1, 6, "mẫu số phải lớn hơn 0"),
        ("round_to(1, 0) > 1", 1, 9, "bậc làm tròn"),
        ("sum([9223372036854775807, 1]) > 1", 0, 0, "quá lớn"),
        ("children.all(c, c.age > 1)", 1, 18, "Chưa điền “age”"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    problem = told(text)
    assert words in problem.sentence
    assert (problem.line, problem.column) == (line, column)


def test_every_problem_is_told_not_only_the_first() -> None:
    with pytest.raises(Wrong) as caught:
        compile_text("abc < 1 && xyz > 2", NAMES)
    assert len(caught.value.problems) == 2
    assert str(caught.value.at("phí.yaml")).startswith("phí.yaml, dòng 1, cột 1: Không có trường")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("age_on(born_on, filed_on)", 2),
        ("age_on(born_on, '2023-02-28')", 2),
        ("age_on(born_on, '2023-03-01')", 3),
        ("months_on(born_on, '2020-05-28')", 2),
        ("months_on(born_on, '2020-05-29')", 3),
        ("days_between(born_on, '2020-04-29')", 60),
        ("year_of(filed_on) * 10000 + month_of(filed_on) * 100 + day_of(filed_on)", 20221121),
        ("share(1234567, 5, 1000)", 6173),
        ("round_to(12499, 1000) + round_to(12500, 1000)", 25000),
        ("min(200000, 2000 * 2 + max(0, 250 - 2) * 1000)", 200000),
        ("sum(children.filter(c, has(c.age)).map(c, c.age * 1000))", 2000),
        ("size(applicant.name)", 13),
        ("filled.applicant.age ? applicant.age : 0", 35),
    ],
)
def test_money_and_ages_are_whole_numbers(text: str, value: int) -> None:
    assert compile_text(text, NAMES, wants=Kind.WHOLE).value(FACTS) == value


def test_days_move_by_months_and_years() -> None:
    def day(text: str) -> Any:
        return compile_text(text, NAMES, wants=Kind.DATE).value(FACTS)

    assert day("add_months(date('2022-01-31'), 1)") == date(2022, 2, 28)
    assert day("add_years(born_on, 1)") == date(2021, 2, 28)
    assert day("add_months(date('2022-01-15'), -1)") == date(2021, 12, 15)
    assert day("add_days(filed_on, 10)") == date(2022, 12, 1)


def test_working_days_are_counted_by_whoever_asks() -> None:
    expression = compile_text("working_days(filed_on, add_days(filed_on, 9)) == 7", NAMES)
    counted: list[tuple[date, date]] = []

    def count(first: date, last: date) -> int:
        counted.append((first, last))
        return 7

    assert expression.value(FACTS, working_days=count) is True
    assert counted == [(date(2022, 11, 21), date(2022, 11, 30))]


def test_names_are_compared_without_marks() -> None:
    assert compile_text("fold(applicant.name) == 'dang thi anh'", NAMES).holds(FACTS)
    assert fold("  ĐẶNG Thị\tÁNH ") == "dang thi anh"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("applicant.age < 18", False),
        ("!(applicant.age < 18)", False),
        ("online || applicant.age < 18", True),
        ("filled.applicant.age", False),
        ("children.size() == 0 && papers.size() == 0", True),
    ],
)
def test_a_condition_on_what_nobody_answered_does_not_hold(text: str, *, holds: bool) -> None:
    assert compile_text(text, NAMES).holds({"online": True}) is holds


def test_a_value_is_never_guessed() -> None:
    fee = compile_text("applicant.age * 1000", NAMES, wants=Kind.WHOLE)
    with pytest.raises(Unfilled, match=r"dòng 1, cột \d+: Chưa điền “applicant.age” trong mẫu đơn"):
        fee.value({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("applicant.age", 1.5),
        ("applicant.age", True),
        ("applicant.age", 10**16),
        ("applicant.name", 5),
        ("applicant.name", "a" * 10_001),
        ("born_on", "hôm nay"),
        ("online", "on"),
        ("papers", "cccd"),
        ("papers", ["a" * 9_000] * 12),
        ("children", {"name": "An"}),
        ("children", ["An"]),
        ("children", [{}] * 201),
        ("children", [{"age": "hai"}]),
    ],
)
def test_a_value_of_another_kind_is_refused_in_words(name: str, value: object) -> None:
    with pytest.raises(names_module.Unfit, match=name):
        compile_text(f"filled.{name}", NAMES).value({name: value})
    assert compile_text("1 < 2", NAMES).value({name: value}) is True


def test_an_expression_says_what_it_reads() -> None:
    text = "filled.born_on && children.exists(c, c.age > 1) || applicant.age > 1"
    assert compile_text(text, NAMES).uses == {"born_on", "children", "applicant.age"}


@pytest.mark.parametrize(
    "name", ["", "Tuổi", "a-b", "a b", "1a", "filled.x", "null", "a.in", "x" * 65]
)
def test_a_name_that_expressions_could_not_use_is_refused(name: str) -> None:
    assert bad_name(name)
    with pytest.raises(Wrong):
        Names({name: Kind.TEXT})


def test_a_field_is_not_a_group_too() -> None:
    with pytest.raises(Wrong, match="vừa là một trường"):
        Names({"a": Kind.TEXT, "a.b": Kind.TEXT})


def test_patterns_run_in_linear_time() -> None:
    assert patterns.found(r"^(\d+)*$", "1" * 9_000 + "x") is False
    assert patterns.found("^[0-9]{12}$", "094123456789") is True
    assert patterns.problem("(")
    assert patterns.problem("a" * 501)
    assert patterns.problem("^a$") == ""


def test_the_costliest_shapes_end_by_themselves() -> None:
    facts = {"children": [{"name": "a" * 450}] * 200, "applicant": {"name": "a" * 10_000}}
    slow = "(a|b|ab)*[^c]c[a-z]{0,200}d"
    loop = compile_text(f"children.exists(c, applicant.name.matches('{slow}'))", NAMES)
    assert loop.value(facts) is False
    joined = compile_text("+".join(["applicant.name"] * 20) + " == ''", NAMES)
    assert joined.value(facts) is False


WORDS = st.sampled_from(
    [
        *("applicant.age", "applicant.name", "born_on", "filed_on", "online", "papers", "children"),
        *("c", "c.age", "c.name", "filled", "filled.online", "in", "true", "false", "null", "."),
        *("(", ")", "[", "]", "{", "}", ",", "?", ":", "+", "-", "*", "/", "%", "!", "&&", "||"),
        *("<", "<=", "==", "!=", "1", "0", "2.5", "1u", "9223372036854775807", "0x1F", "'a'"),
        *("b'x'", "r'\\d'", "'\\xff'", "'", '"', "`", "đ", "@", ";", "//", "\n"),
        *("exists(", "all(c,", "map(c,", "has(", "size(", "matches(", "fold(", "date(", "sum("),
        *("int(", "string(", "min(", "share(", "age_on(", "working_days("),
    ]
)


def outcome(text: str) -> tuple[Any, tuple[Problem, ...]]:
    """What an expression gives, or what is wrong with it."""
    try:
        return compile_text(text, NAMES).value(FACTS), ()
    except Wrong as error:
        return None, error.problems


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=16).map(" ".join)))
def test_any_text_gives_a_value_or_a_sentence(text: str) -> None:
    value, problems = outcome(text)
    assert (value in (True, False)) is not bool(problems)
    assert all(one.sentence.endswith((".", "?", ")")) for one in problems)


@settings(max_examples=60, deadline=None)
@given(born=st.dates(date(1900, 1, 1), date(2022, 1, 1)), days=st.integers(0, 40_000))
def test_age_grows_by_one_on_each_birthday(born: date, days: int) -> None:
    day = min(born + timedelta(days=days), date(2100, 1, 1))
    facts = {"born_on": born, "filed_on": day}
    age = compile_text("age_on(born_on, filed_on)", NAMES, wants=Kind.WHOLE).value(facts)
    months = compile_text("months_on(born_on, filed_on)", NAMES, wants=Kind.WHOLE).value(facts)
    assert age == months // 12
    assert (born.year + age, born.month, born.day) <= (day.year, day.month, day.day)
    assert (born.year + age + 1, born.month, born.day) > (day.year, day.month, day.day)


def test_every_function_says_what_it_does() -> None:
    assert all(one.sentence.endswith(".") and "(" in one.call for one in FUNCTIONS)
    assert names_module.RESERVED.isdisjoint(one.name for one in FUNCTIONS)
