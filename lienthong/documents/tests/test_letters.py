from __future__ import annotations

from datetime import date

import pytest

from lienthong.directory import posts
from lienthong.documents import letters
from lienthong.documents.actions import drafting
from lienthong.documents.rendering.render import NAMED, OFFICIAL_LETTER
from lienthong.documents.tests import way
from lienthong.documents.tests.way import DISTRICT, PROVINCE, ActOf

DAY = date(2022, 11, 21)

pytestmark = pytest.mark.django_db


def facts(key: str) -> posts.AgencyFacts:
    return posts.agency_on(way.agency(key), DAY)


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (PROVINCE, ("ỦY BAN NHÂN DÂN", "TỈNH SÓC TRĂNG")),
        (DISTRICT, ("ỦY BAN NHÂN DÂN", "HUYỆN KẾ SÁCH")),
        (way.COMMUNE, ("ỦY BAN NHÂN DÂN", "XÃ NHƠN MỸ")),
        ("so-tc", ("SỞ TÀI CHÍNH",)),
    ],
)
def test_the_head_of_the_page_names_the_agency_in_capitals(
    key: str, lines: tuple[str, ...]
) -> None:
    assert letters.agency_lines(facts(key)) == lines


def test_a_specialised_body_stands_under_its_superior_and_a_committee_under_nobody() -> None:
    assert letters.superior_lines(facts("so-tc"), DAY) == ("ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",)
    for key in (PROVINCE, DISTRICT, way.COMMUNE):
        assert letters.superior_lines(facts(key), DAY) == ()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (PROVINCE, "Sóc Trăng"),
        (DISTRICT, "Kế Sách"),
        (way.COMMUNE, "Nhơn Mỹ"),
        ("ubnd.phuong-5.soc-trang", "Phường 5"),
    ],
)
def test_the_place_before_the_date_is_the_places_own_name(key: str, name: str) -> None:
    """Decree 30/2020, app. I: a place named by a number keeps its kind."""
    assert letters.place_in_date(facts(key).place_id, DAY) == name


def test_a_place_not_in_force_has_no_name() -> None:
    assert letters.place_in_date(facts(PROVINCE).place_id, date(1990, 1, 1)) == ""


def test_an_official_letter_is_addressed_and_has_no_type(act_of: ActOf) -> None:
    made = way.drafted(act_of, urgency=1, body="Dòng một.\n\n1. Dòng hai.")
    letter = letters.letter_of(made, DAY)
    assert letters.template_of(made) == OFFICIAL_LETTER
    assert (letter.type_name, letter.urgency) == ("", "KHẨN")
    assert letter.to == ("Ủy ban nhân dân huyện Kế Sách",)
    assert letter.recipients == ()
    assert (letter.symbol, letter.drafting_unit) == ("UBND-VX", "VX")
    assert (letter.signer_title, letter.signer_name) == ("PHÓ CHỦ TỊCH", "Thạch Quang Minh")
    assert letter.authority == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert [paragraph.text.replace("\u00a0", " ") for paragraph in letter.paragraphs] == [
        "Dòng một.",
        "1. Dòng hai.",
    ]
    assert letter.demo is True


@pytest.mark.parametrize(
    ("document_type", "name", "addressed"),
    [("QĐ", "Quyết định", False), ("BC", "Báo cáo", True), ("TTr", "Tờ trình", True)],
)
def test_a_named_document_says_its_type_and_lists_recipients_at_the_foot(
    act_of: ActOf, document_type: str, name: str, addressed: bool
) -> None:
    made = way.drafted(act_of, document_type=document_type)
    letter = letters.letter_of(made, DAY)
    assert letters.template_of(made) == NAMED
    assert letter.type_name == name
    assert bool(letter.to) is addressed
    assert bool(letter.recipients) is not addressed
    decides = document_type == "QĐ"
    assert bool(letter.deciding) is decides
    if decides:
        assert letter.deciding == "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG"


@pytest.mark.parametrize(
    ("key", "title", "above", "line"),
    [
        ("so-nv", "PHÓ GIÁM ĐỐC", ("KT. GIÁM ĐỐC",), "GIÁM ĐỐC SỞ NỘI VỤ TỈNH SÓC TRĂNG"),
        ("so-nv", "Q. GIÁM ĐỐC", (), "GIÁM ĐỐC SỞ NỘI VỤ TỈNH SÓC TRĂNG"),
        (
            DISTRICT,
            "PHÓ CHỦ TỊCH",
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
            "ỦY BAN NHÂN DÂN HUYỆN KẾ SÁCH",
        ),
    ],
)
def test_a_decision_says_who_decides(
    key: str, title: str, above: tuple[str, ...], line: str
) -> None:
    assert letters.deciding_line(facts(key), title, above) == line


PARTY_HEADS = [
    ("dang.tinh-soc-trang", (), ("TỈNH ỦY SÓC TRĂNG",), "Văn phòng Tỉnh ủy"),
    ("vp-tinh-uy", ("TỈNH ỦY SÓC TRĂNG",), ("VĂN PHÒNG",), "Văn phòng Tỉnh ủy"),
    (
        "dang.huyen-ke-sach",
        ("ĐẢNG BỘ TỈNH SÓC TRĂNG",),
        ("HUYỆN ỦY KẾ SÁCH",),
        "Văn phòng Huyện ủy Kế Sách",
    ),
]


@pytest.mark.parametrize(("key", "superior", "own", "kept_by"), PARTY_HEADS)
def test_the_head_of_a_party_document_names_whom_it_belongs_to(
    key: str, superior: tuple[str, ...], own: tuple[str, ...], kept_by: str
) -> None:
    agency = facts(key)
    assert letters.superior_lines(agency, DAY) == superior
    assert letters.agency_lines(agency) == own
    assert letters.kept_by(agency) == kept_by


def test_the_party_signs_in_the_name_of_its_committee() -> None:
    committee, office = facts("dang.tinh-soc-trang"), facts("vp-tinh-uy")
    assert letters.party_authority(committee, ()) == ("T/M BAN THƯỜNG VỤ",)
    above = ("TL. BAN THƯỜNG VỤ", "KT. CHÁNH VĂN PHÒNG")
    strokes = ("T/L BAN THƯỜNG VỤ", "K/T CHÁNH VĂN PHÒNG")
    assert letters.party_authority(office, above) == strokes


def test_a_revised_draft_shows_its_newest_text(act_of: ActOf) -> None:
    made = way.drafted(act_of, body="Bản đầu.")
    drafting.revise(act_of("thu"), document_id=made.id, subject="A", body="Bản hai.")
    assert letters.draft_body(made) == "Bản hai."


def test_a_group_is_named_once_and_long_lists_are_counted(act_of: ActOf) -> None:
    made = way.drafted(act_of, to=(DISTRICT, "so-tc"), groups=("tat-ca-xa",))
    lines = letters.recipient_lines(made, DAY)
    assert lines[0] == "Ủy ban nhân dân các xã, phường, thị trấn"
    assert set(lines[1:]) == {
        "Ủy ban nhân dân huyện Kế Sách",
        "Sở Tài chính tỉnh Sóc Trăng",
    }

    from lienthong.directory.models import AgencyVersion

    communes = AgencyVersion.objects.on(DAY).filter(level="commune", kind="peoples_committee")
    ids = list(communes.order_by("id").values_list("agency_id", flat=True)[:15])
    drafting.choose_recipients(act_of("thu"), document_id=made.id, agency_ids=ids)
    lines = letters.recipient_lines(made, DAY)
    assert len(lines) == letters.LISTED_RECIPIENTS + 1
    assert lines[-1] == "3 cơ quan khác theo danh sách"
