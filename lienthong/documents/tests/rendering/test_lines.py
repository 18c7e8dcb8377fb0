"""The rules for single lines, as plain values."""

from datetime import date

import pytest

from lienthong.documents.rendering import lines
from lienthong.documents.tests.rendering.specimen import LETTER, REPORT
from lienthong.kernel.errors import Refused

N = "\u00a0"


@pytest.mark.parametrize(
    ("number", "symbol", "line"),
    [
        ("1", "UBND-VX", "Số: 01/UBND-VX"),
        ("9", "QĐ-UBND", "Số: 09/QĐ-UBND"),
        ("09", "QĐ-UBND", "Số: 09/QĐ-UBND"),
        ("10", "QĐ-UBND", "Số: 10/QĐ-UBND"),
        ("1204", "BC-STTTT", "Số: 1204/BC-STTTT"),
        ("12a", "UBND", "Số: 12a/UBND"),
    ],
)
def test_a_number_below_ten_gets_a_zero(number: str, symbol: str, line: str) -> None:
    assert lines.number_line(number, symbol) == line


def test_a_draft_has_an_empty_place_for_its_number_and_date() -> None:
    assert lines.number_line(None, "UBND-VX") == f"Số:{N * 8}/UBND-VX"
    assert lines.place_and_date("Sóc Trăng", None).startswith("Sóc Trăng, ngày" + N)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 1, 5), "ngày 05 tháng 01 năm 2022"),
        (date(2022, 2, 28), "ngày 28 tháng 02 năm 2022"),
        (date(2022, 3, 9), "ngày 09 tháng 3 năm 2022"),
        (date(2022, 10, 10), "ngày 10 tháng 10 năm 2022"),
    ],
)
def test_days_below_ten_and_the_first_two_months_get_a_zero(day: date, words: str) -> None:
    assert lines.place_and_date("Mỹ Xuyên", day) == f"Mỹ Xuyên, {words}"


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Triển khai kế hoạch", "V/v triển khai kế hoạch"),
        ("UBND cấp xã báo cáo", "V/v UBND cấp xã báo cáo"),
        ("V/v đã có sẵn", "V/v đã có sẵn"),
        ("Đề nghị phối hợp", "V/v đề nghị phối hợp"),
        ("Về việc rà soát hạ tầng", "V/v rà soát hạ tầng"),
    ],
)
def test_the_subject_of_an_official_letter_follows_v_v(subject: str, line: str) -> None:
    assert lines.about(subject) == line


def test_one_addressee_is_a_line_and_several_are_a_list() -> None:
    assert lines.addressees(("Sở Nội vụ;",)) == ["Sở Nội vụ"]
    assert lines.addressees(("- Sở Nội vụ", "Sở Tài chính.")) == ["Sở Nội vụ;", "Sở Tài chính."]


def test_the_file_copy_is_the_last_recipient() -> None:
    assert lines.recipients(LETTER) == [
        "Như trên;",
        "Chủ tịch, các Phó Chủ tịch;",
        "Sở Thông tin và Truyền thông;",
        "Lưu: VT, VX. LTH.125",
    ]
    assert lines.recipients(REPORT) == ["Như trên;", "Lưu: VT, VX."]


def test_an_urgency_that_the_decree_does_not_know_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        lines.urgency("RẤT KHẨN")
    assert refusal.value.code == "documents.unknown_urgency"
    assert lines.urgency("THƯỢNG KHẨN") == ("THƯỢNG KHẨN", 40)
    assert lines.urgency("") == (None, 0)


def test_text_is_composed_and_keeps_counted_words_together() -> None:
    assert lines.clean("Nghi\u0323 \t\nđi\u0323nh \x00") == "Nghị định"
    assert lines.bound("ngày 12 tháng 11") == f"ngày{N}12 tháng{N}11"
