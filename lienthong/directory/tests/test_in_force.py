"""What became of an agency that is not there: told with its heir, on both sides of each reform."""

from __future__ import annotations

from datetime import date

import pytest

from lienthong.directory import in_force
from lienthong.directory.models import Agency, AgencyLineage, AgencyVersion
from lienthong.kernel.errors import Refused

START, MERGED = date(2022, 11, 21), date(2024, 9, 1)
EVE, REFORMED = date(2025, 6, 30), date(2025, 7, 1)
DISTRICT, WARD, IT = "ubnd.huyen-ke-sach", "ubnd.phuong-9.soc-trang", "so-tttt"
COMMUNE = "ubnd.xa-nhon-my.ke-sach"
NOW_OF_CAN_THO = "ubnd.xa-my-phuoc.my-tu"  # goes on after the reform under another code

pytestmark = pytest.mark.django_db


def agency(key: str) -> int:
    return Agency.objects.get(key=key).pk


def told(key: str, day: date) -> str:
    return in_force.in_words(in_force.absent([agency(key)], day))


def test_whoever_is_there_is_not_absent() -> None:
    ids = [agency(key) for key in (DISTRICT, WARD, IT, COMMUNE)]
    assert in_force.absent(ids, START) == []
    assert in_force.absent([agency(DISTRICT), agency(COMMUNE)], EVE) == []
    assert in_force.absent([], START) == []


@pytest.mark.parametrize(
    ("key", "day", "words"),
    [
        (
            WARD,
            MERGED,
            (
                "UBND Phường 9, TP. Sóc Trăng đã kết thúc hoạt động ngày 01/09/2024;"
                " cơ quan kế thừa: UBND Phường 1, TP. Sóc Trăng (H51.41.11). Chọn cơ quan kế thừa."
            ),
        ),
        (
            DISTRICT,
            REFORMED,
            (
                "UBND huyện Kế Sách đã kết thúc hoạt động ngày 01/07/2025, không có cơ quan"
                " kế thừa. Bỏ nơi nhận này."
            ),
        ),
        (
            IT,
            date(2025, 3, 1),
            (
                "Sở Thông tin và Truyền thông đã kết thúc hoạt động ngày 01/03/2025;"
                " cơ quan kế thừa: Sở Khoa học và Công nghệ (H51.25). Chọn cơ quan kế thừa."
            ),
        ),
        (
            "ubnd.phuong-1.soc-trang.2024",
            START,
            "UBND Phường 1, TP. Sóc Trăng đến ngày 01/09/2024 mới hoạt động. Bỏ nơi nhận này.",
        ),
    ],
)
def test_it_is_told_by_name_with_its_heir(key: str, day: date, words: str) -> None:
    assert told(key, day) == words


def test_the_heir_is_the_one_in_force_however_many_turns_lie_between() -> None:
    """The ward of 2022 became one of 2024, which became one of 2025."""
    assert "cơ quan kế thừa: UBND phường Phú Lợi (H13.302)." in told(WARD, REFORMED)
    assert "Sở Khoa học và Công nghệ TP. Cần Thơ (H13.08)." in told(IT, REFORMED)


def test_a_circle_in_the_lineage_ends() -> None:
    one, other = agency(DISTRICT), agency(WARD)
    for pair in ((one, other), (other, one)):
        AgencyLineage.objects.create(
            kind="merge", from_agency_id=pair[0], to_agency_id=pair[1], effective_on=REFORMED
        )
    assert "UBND phường Phú Lợi" in told(DISTRICT, REFORMED)


def test_few_are_told_and_the_others_counted() -> None:
    districts = AgencyVersion.objects.filter(kind="peoples_committee", level="district")
    ids = sorted(set(districts.values_list("agency_id", flat=True)))
    words = in_force.in_words(in_force.absent(ids, REFORMED))
    assert words.count("đã kết thúc hoạt động") == 3
    assert words.endswith("Còn 8 nơi nhận khác không hoạt động ngày này.")


def test_an_id_that_nobody_bears_is_told_as_such() -> None:
    missing = in_force.absent([123456789, agency(DISTRICT)], START)
    assert (
        in_force.in_words(missing) == "Không có cơ quan số 123456789. Tải lại trang rồi chọn lại."
    )


# By code


def code_of(key: str, day: date) -> str:
    return AgencyVersion.objects.on(day).get(agency__key=key).code_2020


def test_codes_are_found_in_the_order_given() -> None:
    codes = [code_of(key, EVE) for key in (COMMUNE, DISTRICT)]
    assert in_force.agencies_with_codes(codes, EVE) == [agency(COMMUNE), agency(DISTRICT)]
    assert in_force.agencies_with_codes([], EVE) == []


def refused(*codes: str, day: date) -> str:
    with pytest.raises(Refused) as refusal:
        in_force.agencies_with_codes(codes, day)
    assert (refusal.value.code, refusal.value.reason) == ("directory.code", "input")
    return refusal.value.message


def test_the_code_of_an_agency_that_has_ended_tells_its_heir() -> None:
    commune = code_of(COMMUNE, EVE)
    assert in_force.agencies_with_codes([commune], EVE) == [agency(COMMUNE)]
    assert refused(commune, day=REFORMED) == told(COMMUNE, REFORMED)
    assert "cơ quan kế thừa: UBND xã Nhơn Mỹ (H13.307). Chọn" in told(COMMUNE, REFORMED)
    assert "không có cơ quan kế thừa" in refused(code_of(DISTRICT, EVE), commune, day=REFORMED)


def test_the_former_code_of_an_agency_that_goes_on_tells_the_new_one() -> None:
    before, now = (code_of(NOW_OF_CAN_THO, day) for day in (EVE, REFORMED))
    assert before != now
    words = refused(before, day=REFORMED)
    assert words.startswith(f"Mã {before} không còn dùng: UBND xã Mỹ Phước")
    assert words.endswith(f"nay mang mã {now}.")


def test_a_code_that_nobody_ever_bore_is_told_first() -> None:
    words = refused("H51.99.99", code_of(DISTRICT, EVE), day=REFORMED)
    assert words == "Không có cơ quan nào mang mã H51.99.99. Kiểm tra lại mã định danh."
