"""Definitions: the national one is whole; whoever writes a wrong one is told where."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lienthong.engine.problems import Wrong
from lienthong.indicators import definitions
from lienthong.indicators.indicator_set import Rule

TEXT = (definitions.NATIONAL / f"{definitions.QD_766}.yaml").read_text(encoding="utf-8")


def problems(text: str) -> list[str]:
    with pytest.raises(Wrong) as found:
        definitions.read(text.encode(), "x.yaml")
    return [str(one) for one in found.value.problems]


def test_the_national_scheme_has_six_groups_and_a_hundred_points() -> None:
    indicator_set = definitions.national()
    assert [float(one.most) for one in indicator_set.groups] == [18, 20, 12, 10, 22, 18]
    assert indicator_set.most == 100
    assert len(indicator_set.indicators) == 21
    assert set(indicator_set.switches) == {"payment_offered_capped", "digitised_full_at_80"}
    assert indicator_set.confirmed is False


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("most: 18", "most: 17", "cộng được 18 điểm, “most” ghi 17"),
        ("most: 100", "most: nhiều", "phải là số không âm"),
        ('full_at: "0.8"', 'full_at: "1.8"', "không quá 1"),
        ("source: imported", "source: guessed", "Chọn một trong: computed"),
        ("id: DOSSIER_SYNC", "id: PUBLISH_ON_TIME", "viết hai lần"),
        ("id: DOSSIER_SYNC", "id: 9 x", "Mã bắt đầu bằng chữ"),
        ("none: zero", "none: half", "Chọn một trong"),
        ("valid_from: 2022-06-23", "valid_from: hôm qua", "Ngày viết dạng"),
        ("capped: true", "cap: true", "Không có mục “cap”"),
        ("version: 1", "versions: 1", "Thiếu mục “version”"),
    ],
)
def test_what_is_wrong_is_told(was: str, now: str, told: str) -> None:
    assert was in TEXT
    assert any(told in one for one in problems(TEXT.replace(was, now, 1)))


@pytest.mark.parametrize("text", ["", "- 1", "a: &x 1", "groups: 3"])
def test_no_text_is_a_traceback(text: str) -> None:
    assert problems(text)


def test_a_rule_is_a_line_with_an_end() -> None:
    rule = Rule(most=Fraction(6), full_at=Fraction(1, 2))
    assert [rule.points(Fraction(one, 4)) for one in range(5)] == [0, 3, 6, 6, 6]
    assert rule.points_for_none() is None
