"""What an input may look like, and what is told of one that can't be used."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.engine.problems import Wrong
from lienthong.indicators import definitions, inputs
from lienthong.indicators.inputs import Given

SET = definitions.national()
HALF = Fraction(1, 2)


def read(text: str) -> Given:
    return inputs.read(SET, inputs.parse(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        '{"PUBLISH_ON_TIME": 0.5}',
        '{"publish on time": "0,5"}',
        '{"PublishOnTime": "50%"}',
        '{"PUBLISH_ON_TIME": {"n": 3, "d": 6}}',
        '{"PUBLISH_ON_TIME": {"numerator": "3", "denominator": "6"}}',
        '{"PUBLISH_ON_TIME": {"ratio": 0.50}}',
        '{"PUBLISH_ON_TIME": [1, 2]}',
        '{"PUBLISH_ON_TIME": "1/2"}',
        '{"inputs": {"Công khai, minh bạch": {"PUBLISH_ON_TIME": 0.5}}}',
        '{"transparency": {"PUBLISH_ON_TIME": 5e-1}}',
        '\ufeff{"agency": "Sở A", "PUBLISH_ON_TIME": 0.5, "expected": {"PUBLISH_ON_TIME": 3}}',
    ],
)
def test_one_ratio_may_be_written_in_many_ways(text: str) -> None:
    found = read(text)
    assert found.measures["PUBLISH_ON_TIME"].ratio == HALF
    assert (len(found.measures), found.notes) == (1, [])


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ('{"totalOnTime": 1, "totalReceived": 2}', "ON_TIME"),
        ('{"Tiến độ giải quyết": {"totalOnTime": 1, "totalReceived": 2}}', "ON_TIME"),
        ('{"progress": 0.5}', "ON_TIME"),
        ('{"một phần": 3, "toàn trình": 2, "TTHC": 10}', "ONLINE_PROVIDED"),
        ('{"DVC trực tuyến": {"A": 0.5}}', "ONLINE_PROVIDED"),
        ('{"onlineA": 0.5}', "ONLINE_PROVIDED"),
        ('{"online payment": {"c": 0.5}}', "PAYMENT_OFFERED"),
        ('{"Thanh toán trực tuyến": {"TTHC with payment": 1, "TTHC with fee": 2}}', "PAYMENT_USED"),
        ('{"PAKN on time": 0.5}', "PAKN_ON_TIME"),
        ('{"paknSatisfied": 0.5}', "PAKN_SATISFIED"),
        ('{"paknSatisfied": 0.5, "totalPakn": 90}', "PAKN_SATISFIED"),
        ('{"paknSatisfied": 45, "totalPakn": 90}', "PAKN_SATISFIED"),
        ('{"onlineApplications": 1, "totalApplications": 2}', "ONLINE_APPLICATIONS"),
        ('{"applications satisfied": 0.5}', "APPLICATIONS_SATISFIED"),
    ],
)
def test_names_of_groups_counts_and_letters_are_understood(text: str, metric: str) -> None:
    found = read(text)
    assert {one: measure.ratio for one, measure in found.measures.items()} == {metric: HALF}
    assert found.notes == []


def test_no_data_is_told_from_nought() -> None:
    found = read('{"PUBLISH_ON_TIME": null, "DOSSIER_SYNC": "", "SO_HOA_GIAY_TO": 0}')
    ratios = {one: measure.ratio for one, measure in found.measures.items()}
    assert ratios == {"PUBLISH_ON_TIME": None, "DOSSIER_SYNC": None, "SO_HOA_GIAY_TO": 0}
    assert read('{"totalOnTime": null, "totalReceived": 9}').measures["ON_TIME"].ratio is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"nhiều"', "không phải là số"), ("true", "phải là một số"), ("NaN", "NaN"),
        ("Infinity", "Infinity"), ("-Infinity", "-Infinity"), ("-0.1", "là số âm"),
        ("95", "Tỉ lệ 95 lớn hơn 1"), ('"120%"', "lớn hơn 1"), ("1e400", "quá lớn"),
        ("1e-999999999", "quá nhỏ"), ("0." + "3" * 99, "quá dài"), ("9" * 5000, "quá lớn"),
        ('{"n": 3, "d": 2}', "Tử số 3 lớn hơn mẫu số 2"), ('{"n": 1, "d": 0}', "lớn hơn mẫu số 0"),
        ('{"n": 1}', "Ghi tỉ lệ"), ("{}", "Ghi tỉ lệ"), ("[1]", "đúng hai số"), ('"1/x"', "“x”"),
        ('{"n": "3%", "d": 2}', "không phải phần trăm"), ("[[1], [2]]", "phải là một số"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_in_a_sentence(value: str, told: str) -> None:
    found = read(f'{{"PUBLISH_ON_TIME": {value}}}').measures["PUBLISH_ON_TIME"]
    assert found.ratio is None
    assert told in found.wrong


def test_a_count_without_its_other_half_is_told() -> None:
    found = read('{"totalOnTime": 5}').measures["ON_TIME"]
    assert found.wrong == "Thiếu totalReceived nên không tính được tỉ lệ."
    both = read('{"APPLICATIONS_SATISFIED": {"late": 0.7, "disliked": 0.6}}')
    assert "nhiều hơn toàn bộ" in both.measures["APPLICATIONS_SATISFIED"].wrong


def test_a_name_that_nobody_knows_is_told_with_the_nearest() -> None:
    found = read('{"PUBLISH_ON_TIM": 1, "level": "tỉnh thành"}')
    assert found.measures == {}
    assert found.notes[0].endswith("bỏ qua. Có phải PUBLISH_ON_TIME?")
    assert "Không hiểu cấp" in found.notes[1]
    assert [read(f'{{"level": "{one}"}}').level for one in ("cấp xã", "Xã", "commune")] == [
        "commune"
    ] * 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "JSON viết sai"), (b"[1]", "đối tượng JSON"), (b"\xff\xfe", "UTF-8"),
        (b'{"a": 1, "a": 2}', "viết hai lần"), (b"[" * 100_000, "lồng quá sâu"),
        (b" " * 1_000_001, "lớn quá"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_why(content: bytes, told: str) -> None:
    with pytest.raises(Wrong, match=told):
        inputs.parse(content)


WORDS = ["", "x", "1/0", "5%", "-1", "1e9", "NaN", "½"]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["n", "d", "A", "online", "totalOnTime", "ON_TIME", "level", "late"]),
            inner, max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["ON_TIME", "online", "APPLICATIONS_SATISFIED", "x"]), JSON))
def test_no_input_is_a_traceback(content: dict[str, Any]) -> None:
    try:
        found = read(json.dumps(content))
    except Wrong:
        return
    for one in found.measures.values():
        assert one.ratio is None or 0 <= one.ratio <= 1
