"""What a form may be made of; whatever else is told by name and place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine import files
from lienthong.engine.expressions.names import Kind
from lienthong.engine.forms import schema
from lienthong.engine.forms.fields import FieldKind
from lienthong.engine.problems import Wrong

TEXT = {"type": "string", "title": "Chữ"}


def form(properties: object, **more: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def when(text: str, key: str = "show_when") -> dict[str, Any]:
    return {**TEXT, "x-ui": {key: text}}


LOOP = {"$defs": {"a": {"$ref": "#/$defs/a"}}}
NESTED = {
    "$defs": {"g": {"type": "object", "title": "g", "properties": {"g": {"$ref": "#/$defs/g"}}}}
}
ROWS = {
    "type": "array",
    "title": "Con",
    "items": {"type": "object", "properties": {"age": {"type": "integer", "title": "Tuổi"}}},
}
OPTIONS = {"type": "string", "title": "Chọn", "enum": ["a", "b"]}


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ([], "phải là JSON Schema có “type”: “object”"),
        ({"type": "array"}, "phải là JSON Schema có “type”: “object”"),
        (form({}, **{"$schema": "http://json-schema.org/draft-07/schema#"}), "2020-12"),
        (form([]), "Không đúng JSON Schema ở “properties”"),
        (form({"a": 5}), "Không đúng JSON Schema ở “properties/a”"),
        (form({"a": {**TEXT, "minLength": -1}}), "Không đúng JSON Schema"),
        (form({"Đ": TEXT}), "Tên trường “Đ” không dùng được"),
        (form({"filled": TEXT}), "trùng với từ của biểu thức"),
        (form({"row": TEXT}), "tên riêng"),
        (form({"a": {"type": "string"}}), "a: Thiếu “title”"),
        (form({"a": {**TEXT, "type": "number"}}), "số nguyên của đơn vị nhỏ hơn"),
        (form({"a": {**TEXT, "type": ["string", "null"]}}), "Không dùng được “type”"),
        (form({"a": {**TEXT, "if": {}}}), "Không dùng được “if” ở đây: dùng show_when"),
        (form({"a": TEXT}, oneOf=[{}]), "Không dùng được “oneOf”"),
        (form({"a": {**TEXT, "pattern": "("}}), "a: Mẫu “(” viết sai"),
        (form({"a": {**TEXT, "pattern": "(a+)+(?!b)"}}), "nhìn trước"),
        (form({"a": {**TEXT, "format": "uri"}}), "“format” chỉ có: date, email"),
        (form({"a": {**TEXT, "x-ui": {"colour": "red"}}}), "x-ui không có “colour”"),
        (form({"a": {**TEXT, "x-ui": 5}}), "x-ui không có “x-ui”"),
        (form({"a": OPTIONS}), "x-ui.options thiếu nhãn cho “a”"),
        (form({"a": {**OPTIONS, "enum": [1]}}), "“enum” là từ 1 đến 300 chữ"),
        (form({"a": {**ROWS, "items": {"type": "integer"}}}), "“items” phải là một nhóm"),
        (form({"a": {**ROWS, "maxItems": 101}}), "“maxItems” nhiều nhất là 100"),
        (form({"a": {**ROWS, "items": form({"b": ROWS})}}), "Trong nhóm lặp chỉ có trường đơn"),
        (form({"a": TEXT}, required=["b"]), "“required” nêu “b”"),
        (form({"a": TEXT}, additionalProperties=True), "additionalProperties"),
        (form({"a": {"$ref": "https://example.test/x"}}), "không trỏ tới định nghĩa nào có sẵn"),
        (form({"a": {"$ref": "file:///etc/passwd"}}), "không trỏ tới định nghĩa nào có sẵn"),
        (form({"a": {"$ref": "../person.schema.json"}}), "không trỏ tới định nghĩa nào có sẵn"),
        (form({"a": {"$ref": "http://["}}), "không trỏ tới định nghĩa nào có sẵn"),
        (form({"a": {"$ref": "urn:lienthong:none"}}), "không trỏ tới định nghĩa nào có sẵn"),
        (form({"a": {"$ref": "#/title"}}, title="x"), "$ref phải trỏ tới một định nghĩa"),
        (form({"a": {"$ref": "#/$defs/a"}}, **LOOP), "$ref trỏ vòng quanh"),
        (form({"a": {"$ref": "#/$defs/g"}}, **NESTED), "lồng nhau quá sâu"),
        (form({f"f{number}": TEXT for number in range(401)}), "hơn 400 trường"),
        (form({"a": when("b == 'x'")}), "a, show_when, dòng 1, cột 1: Không có trường “b”"),
        (form({"a": when("1 + 1", "required_when")}), "cho ra có/không"),
        (form({"a": when("a == 'x'")}), "quay vòng về chính nó"),
        (form({"a": when("b == 'x'"), "b": when("a == 'x'")}), "quay vòng về chính nó"),
        (form({"a": TEXT}, **{"x-ui": {"pages": "a"}}), "trang 1: Một trang có"),
        (form({"a": TEXT}, **{"x-ui": {"pages": [{"fields": ["b"]}]}}), "Không có trường “b”"),
        (form({"a": TEXT}, **{"x-ui": {"pages": [{"fields": []}]}}), "“a” không ở trang nào"),
        (
            form({"a": TEXT}, **{"x-ui": {"pages": [{"fields": ["a"], "show_when": "z"}]}}),
            "trang 1, show_when, dòng 1, cột 1: Không có trường “z”",
        ),
        (
            form({"a": TEXT}, **{"x-ui": {"pages": [{"fields": ["a"], "show_when": "a == ''"}]}}),
            "a: Điều kiện hiện trường này quay vòng",
        ),
        (form({"filed_on": TEXT}), "trùng tên với dữ kiện có sẵn"),
    ],
)
def test_what_no_page_could_draw_is_told(made: object, words: str) -> None:
    with pytest.raises(Wrong) as caught:
        schema.read(made, known={"filed_on": Kind.DATE})
    assert words in str(caught.value)


def test_shared_definitions_are_forms_themselves() -> None:
    for name, one in schema.shared_definitions().items():
        made = schema.read(form({name: {"$ref": f"urn:lienthong:{name}"}}))
        (field,) = made.fields
        assert field.kind is FieldKind.GROUP
        assert field.label == one["title"]


def test_what_stands_beside_a_reference_wins() -> None:
    made = schema.read(form({"a": {"$ref": "urn:lienthong:person", "title": "Người mẹ"}}))
    (field,) = made.fields
    assert field.label == "Người mẹ"
    assert next(one for one in field.fields if one.key == "full_name").required


def test_groups_become_pages_unless_planned() -> None:
    properties = {"a": TEXT, "kids": ROWS, "b": TEXT}
    plain = schema.read(form(properties))
    assert [[one.key for one in page.fields] for page in plain.pages] == [["a", "b"], ["kids"]]
    pages = [{"title": "Một", "fields": ["b", "kids"]}, {"title": "Hai", "fields": ["a"]}]
    planned = schema.read(form(properties, **{"x-ui": {"pages": pages}}))
    assert [page.title for page in planned.pages] == ["Một", "Hai"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "UTF-8"),
        (b"{", "dòng 1, cột 2: JSON viết sai"),
        (b'{"a": 1, "a": 2}', "“a” viết hai lần"),
        (b"[NaN]", "NaN"),
        (b"[" * 100_000, "lồng quá sâu"),
        (b"1" * 5000, "số dài quá mức"),
    ],
)
def test_json_that_is_none_is_told(content: bytes, words: str) -> None:
    with pytest.raises(Wrong) as caught:
        files.parse_json(content)
    assert words in str(caught.value)


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5),
        st.sampled_from(["string", "integer", "object", "array", "date", "a", "#/$defs/a", "("]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    *("type", "title", "properties", "items", "enum", "required", "$ref", "$defs"),
                    *("x-ui", "show_when", "pages", "fields", "a", "b", "pattern", "$id", "format"),
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=15,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["properties", "x-ui", "$defs", "required", "$id"]), JSON))
def test_any_schema_is_a_form_or_sentences(made: dict[str, Any]) -> None:
    try:
        read = schema.read({"type": "object", **made})
    except Wrong as error:
        read = None
        told = [one.sentence for one in error.problems]
    assert read is not None or (told and all(told))
