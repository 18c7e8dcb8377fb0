"""Everyday words find the right procedure: pure, without a database."""

from __future__ import annotations

import pytest

from lienthong.engine.expressions.functions import fold
from lienthong.portal.finding import Line, rank

PROCEDURES = {
    "1.001193": ("Đăng ký khai sinh", "làm khai sinh cho con · giấy khai sinh · khai sinh muộn"),
    "1.000894": ("Đăng ký kết hôn", "làm giấy kết hôn · cưới · lấy vợ lấy chồng"),
    "1.000656": ("Đăng ký khai tử", "báo tử · người thân mất · khai tử cho cha mẹ"),
    "2.000815": (
        "Chứng thực bản sao từ bản chính",
        "sao y · photo công chứng · chứng thực bản sao",
    ),
    "2.000635": ("Cấp bản sao trích lục hộ tịch", "trích lục khai sinh · bản sao khai sinh"),
    "1.001612": ("Đăng ký thành lập hộ kinh doanh", "mở quán cà phê · mở tiệm · buôn bán"),
    "1.009994": ("Cấp giấy phép xây dựng nhà ở riêng lẻ", "xin phép xây nhà · cất nhà · sửa nhà"),
}
LINES = [
    Line(number, code, name, "", "commune", "full", fold(f"{name} · {words}"), ())
    for number, (code, (name, words)) in enumerate(PROCEDURES.items())
]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("làm khai sinh cho con", "1.001193"),
        ("lam khai sinh cho con", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("khai sinh cho em bé", "1.001193"),
        ("mở quán cà phê", "1.001612"),
        ("mo quan ca phe", "1.001612"),
        ("xin phép xây nhà", "1.009994"),
        ("sao y", "2.000815"),
        ("trích lục", "2.000635"),
        ("ba tôi mới mất", "1.000656"),
        ("cưới vợ", "1.000894"),
        ("2.000815", "2.000815"),
    ],
)
def test_everyday_words_find_the_procedure(query: str, first: str) -> None:
    found = rank(query, LINES)
    assert found, query
    assert found[0].code == first


@pytest.mark.parametrize("query", ["xyzzy", "!!!", "đăng ký tàu ngầm hạt nhân nguyên tử"])
def test_what_no_procedure_is_about_finds_nothing(query: str) -> None:
    assert rank(query, LINES) == []


def test_common_words_alone_do_not_bury_the_rare_one() -> None:
    codes = [one.code for one in rank("đăng ký kết hôn", LINES)]
    assert codes[0] == "1.000894"
    assert "2.000815" not in codes
