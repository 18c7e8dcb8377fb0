"""Answers: what is shown, required, dropped; posts read and drawn again; problems at fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine.expressions.names import Kind
from lienthong.engine.forms import answers, drawing, posts, schema
from lienthong.engine.problems import Wrong


def ui(**hints: object) -> dict[str, object]:
    return {"x-ui": hints}


KID = {
    "type": "object",
    "required": ["name", "born_on"],
    "properties": {
        "name": {"type": "string", "title": "Tên", "maxLength": 50},
        "born_on": {"type": "string", "format": "date", "title": "Ngày sinh"},
        "school": {
            "type": "string",
            "title": "Trường",
            **ui(show_when="age_on(row.born_on, filed_on) >= 6", required_when="true"),
        },
    },
}
FORM = schema.read(
    {
        "title": "Khai sinh",
        "type": "object",
        "required": ["applicant", "purpose", "pledge"],
        "properties": {
            "applicant": {"$ref": "urn:lienthong:person", "title": "Người đi khai"},
            "spouse": {"$ref": "urn:lienthong:person", "title": "Vợ hoặc chồng"},
            "purpose": {
                "type": "string",
                "title": "Mục đích",
                "enum": ["new", "again"],
                **ui(options={"new": "Đăng ký lần đầu", "again": "Đăng ký lại"}),
            },
            "reason": {
                "type": "string",
                "title": "Lý do",
                "maxLength": 500,
                **ui(show_when="purpose == 'again'", required_when="copies > 1"),
            },
            "note": {"type": "string", "title": "Ghi chú", **ui(show_when="filled.reason")},
            "copies": {"type": "integer", "title": "Số bản sao", "minimum": 1, "maximum": 2_000},
            "papers": {
                "type": "array",
                "title": "Giấy tờ",
                "items": {"type": "string", "enum": ["birth", "id"]},
                "maxItems": 2,
                **ui(options={"birth": "Giấy chứng sinh", "id": "Căn cước"}),
            },
            "pledge": {"type": "boolean", "title": "Tôi cam đoan lời khai là đúng"},
            "kids": {"type": "array", "title": "Con", "items": KID, "maxItems": 3},
        },
    },
    known={"filed_on": Kind.DATE},
)
KNOWN = {"filed_on": "2022-11-21"}
PERSON = {"full_name": "Trần Thị Hoa", "born_on": "1990-02-01", "id_number": "094190000123"}
RIGHT: dict[str, Any] = {"applicant": PERSON, "purpose": "new", "pledge": True}


def check(**changes: object) -> answers.Seen:
    answer = {key: one for key, one in {**RIGHT, **changes}.items() if one is not None}
    return answers.check(FORM, answer, known=KNOWN)


def told(**changes: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in check(**changes).problems:
        found[one.name] = f"{found.get(one.name, '')} {one.sentence}"
    return found


def test_a_right_answer_has_no_problem() -> None:
    seen = check()
    assert seen.problems == ()
    assert seen.answer == RIGHT


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"purpose": None}, "purpose", "Chưa chọn mục đích."),
        ({"purpose": "other"}, "purpose", "Chọn một trong các mục có sẵn."),
        ({"pledge": False}, "pledge", "Cần đánh dấu “Tôi cam đoan"),
        ({"pledge": "yes"}, "pledge", "chỉ có hoặc không"),
        ({"copies": 0}, "copies", "Phải từ 1 trở lên."),
        ({"copies": 2_001}, "copies", "Không quá 2.000."),
        ({"copies": 1.0}, "copies", "số nguyên"),
        ({"copies": True}, "copies", "số nguyên"),
        ({"papers": ["birth", "birth", "id"]}, "papers", "Nhiều nhất 2 mục."),
        ({"papers": ["x"]}, "papers", "Chọn một trong các mục có sẵn."),
        ({"applicant": None}, "applicant.full_name", "Chưa điền họ, chữ đệm và tên."),
        ({"applicant": 5}, "applicant.full_name", "Chưa điền"),
        ({"applicant": {**PERSON, "id_number": "12"}}, "applicant.id_number", "12 chữ số"),
        ({"applicant": {**PERSON, "email": "a@b"}}, "applicant.email", "thư điện tử viết sai"),
        ({"applicant": {**PERSON, "born_on": "2022-13-01"}}, "applicant.born_on", "21/11/2022"),
        ({"applicant": {**PERSON, "age": 5}}, "applicant.age", "không có trường này"),
        ({"spouse": {"full_name": "An"}}, "spouse.born_on", "Chưa điền ngày sinh."),
        ({"kids": [{}]}, "kids.0.name", "Chưa điền tên."),
        ({"kids": ["An"]}, "kids.0", "nhóm trường"),
        ({"kids": {}}, "kids", "danh sách dòng"),
        ({"kids": [{"name": "a"}] * 4}, "kids", "Nhiều nhất 3 mục."),
        ({"kids": [{"name": "a" * 51, "born_on": "2020-01-01"}]}, "kids.0.name", "50 ký tự"),
        ({"kids": [{"name": "a", "born_on": "2010-01-01"}]}, "kids.0.school", "Chưa điền trường."),
        ({"kids": [{"name": "a", "born_on": "2030-01-01"}]}, "kids.0.school", "không tính được"),
        ({"purpose": "again", "copies": 2}, "reason", "Chưa điền lý do."),
    ],
)
def test_a_problem_is_a_sentence_at_its_field(
    changes: dict[str, object], name: str, words: str
) -> None:
    assert words in told(**changes)[name]


def test_what_is_hidden_is_dropped_and_not_required() -> None:
    hidden = check(reason="x" * 900, note="n", copies=5)
    assert hidden.problems == ()
    assert "reason" not in hidden.answer
    assert "note" not in hidden.answer  # its condition read what was dropped
    shown = check(purpose="again", reason="mất sổ", note="n")
    assert shown.answer["note"] == "n"
    kids = [{"name": "An", "born_on": "2020-01-01", "school": "Hoa Mai"}]
    assert check(kids=kids).answer["kids"] == [{"name": "An", "born_on": "2020-01-01"}]


def test_an_answer_that_is_none_is_told() -> None:
    for answer in (None, [], "x", 5):
        assert answers.check(FORM, answer, known=KNOWN).problems[0].name == ""


POST = {
    "applicant.full_name": ["Trần Thị Hoa"],
    "applicant.born_on": ["1/2/1990"],
    "applicant.id_number": [" 094190000123 "],
    "purpose": ["new"],
    "copies": ["1.500"],
    "pledge": ["on"],
    "papers": ["birth", "id"],
    "kids.0.name": ["An"],
    "kids.0.born_on": ["2020-01-01"],
    "kids.1.name": [""],
    "kids.7.name": ["Bê"],
    "kids.7.born_on": ["30/02/2021"],
    "csrfmiddlewaretoken": ["x"],
}


def test_a_post_is_read_as_people_write() -> None:
    typed = posts.read(list(FORM.fields), POST)
    assert typed.answer["applicant"] == PERSON
    assert typed.answer["copies"] == 1500
    assert typed.answer["papers"] == ["birth", "id"]
    assert typed.answer["pledge"] is True
    assert typed.answer["kids"] == [{"name": "An", "born_on": "2020-01-01"}, {"name": "Bê"}]
    assert [one.name for one in typed.problems] == ["kids.1.born_on"]


def test_what_was_typed_stands_again_with_its_error() -> None:
    typed = posts.read(list(FORM.fields), {**POST, "copies": ["một"]})
    seen = answers.check(FORM, typed.answer, known=KNOWN)
    pages = drawing.draw(FORM, seen, texts=typed.texts, problems=typed.problems)
    views = {one.name: one for page in pages for group in page.groups for one in group.fields}
    assert views["copies"].value == "một"
    assert views["copies"].errors == ["Viết số nguyên, chỉ có chữ số và dấu chấm: 1.500.000."]
    assert views["kids.1.born_on"].value == "30/02/2021"
    assert views["kids.1.born_on"].errors == ["Ngày viết dạng 21/11/2022."]
    assert [one.chosen for one in views["papers"].options] == [True, True]
    assert sum(page.errors for page in pages) == 2


def test_the_form_is_drawn_page_by_page_before_anything_is_typed() -> None:
    pages = drawing.draw(FORM, answers.see(FORM, {}, known=KNOWN))
    assert [page.title for page in pages] == ["", "Người đi khai", "Vợ hoặc chồng", "Con"]
    views = {one.name: one for page in pages for group in page.groups for one in group.fields}
    assert (views["purpose"].required, views["copies"].required) == (True, False)
    assert (views["reason"].shown, views["reason"].depends_here) == (False, True)
    assert views["applicant.full_name"].required
    assert not views["spouse.full_name"].required  # nobody said there is a spouse
    assert views["kids.0.name"].shown
    assert views["kids.0.name"].id == "kids-0-name"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21/11/2022", "2022-11-21"),
        ("1-2-2022", "2022-02-01"),
        ("01.02.2022", "2022-02-01"),
        ("2022-11-21", "2022-11-21"),
        ("29/02/2023", None),
        ("11/21/2022", None),
        ("21/11/22", None),
        ("٢١/11/2022", None),
        ("hôm nay", None),
    ],
)
def test_days_are_written_day_first(text: str, day: str | None) -> None:
    assert posts.day_of(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.500.000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1500000", 1_500_000),
        ("-5", -5),
        ("1.5", None),
        ("1,5", None),
        ("1.500,5", None),
        ("1.50.000", None),
        ("1.500 000", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 18, None),
        ("9" * 5000, None),
        ("1" + ".111" * 2499, None),
    ],
)
def test_numbers_are_whole_with_dots_between_thousands(text: str, number: int | None) -> None:
    assert posts.whole_of(text) == number


def test_a_post_no_page_can_have_sent_is_refused() -> None:
    with pytest.raises(Wrong, match="hơn 2000 ô"):
        posts.read(list(FORM.fields), {f"kids.{number}.name": ["x"] for number in range(10_000)})
    long = posts.read(list(FORM.fields), {"reason": ["a" * 10_001], "copies": ["\0\ud800"]})
    assert [one.name for one in long.problems] == ["reason", "copies"]
    many = posts.read(list(FORM.fields), {f"kids.{n}.name": ["x"] for n in range(500)})
    assert many.problems[0].sentence == "Nhiều nhất 100 dòng."


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=20
).filter(lambda text: text == text.strip())
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
PEOPLE = st.fixed_dictionaries(
    {"full_name": TEXTS, "born_on": DAYS}, optional={"id_number": TEXTS, "email": TEXTS}
)
ANSWERS = st.fixed_dictionaries(
    {
        "pledge": st.booleans(),
        "papers": st.lists(st.sampled_from(["birth", "id"]), unique=True).map(sorted),
    },
    optional={
        "applicant": PEOPLE,
        "purpose": st.sampled_from(["new", "again"]),
        "reason": TEXTS,
        "copies": st.integers(-(10**15), 10**15),
        "kids": st.lists(
            st.fixed_dictionaries({"name": TEXTS}, optional={"born_on": DAYS}),
            min_size=1,
            max_size=3,
        ),
    },
)


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_what_is_drawn_and_sent_back_is_the_same_answer(answer: dict[str, Any]) -> None:
    seen = answers.see(FORM, answer, known=KNOWN)
    post: dict[str, list[str]] = {}
    for page in drawing.draw(FORM, seen):
        for view in (one for group in page.groups for one in group.fields if one.shown):
            if view.kind == "yes_no":
                post.update({view.name: ["on"]} if view.checked else {})
            elif view.kind in {"choice", "choices"}:
                post[view.name] = [one.value for one in view.options if one.chosen]
            else:
                post[view.name] = [view.value.replace("\n", "\r\n")]
    again = posts.read(list(FORM.fields), post)
    assert again.problems == ()
    assert again.answer == {"kids": [], **seen.answer}


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*POST, "kids.0", "kids..name", "kids.99999.name", "kids.1.school", "x"]),
        st.lists(st.text(max_size=12), max_size=3),
    )
)
def test_any_post_is_read_checked_and_drawn(post: dict[str, list[str]]) -> None:
    typed = posts.read(list(FORM.fields), post)
    seen = answers.check(FORM, typed.answer, known=KNOWN)
    assert drawing.draw(FORM, seen, texts=typed.texts, problems=typed.problems)
    assert all(one.sentence for one in (*typed.problems, *seen.problems))
