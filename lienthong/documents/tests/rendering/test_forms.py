"""Decisions, invitations, tables, appendices and the Party, as they stand on their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import NAMED, PARTY, Rendered, render
from lienthong.documents.tests.rendering.specimen import DAY, LETTER, text_of, where

MIDDLE = 112.5
DECISION = replace(
    LETTER,
    type_name="Quyết định",
    symbol="QĐ-UBND",
    subject="Về việc phê duyệt Kế hoạch chuyển đổi số",
    issuer="Ủy ban nhân dân tỉnh Sóc Trăng",
    deciding="CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
    decides="QUYẾT ĐỊNH:",
    to=(),
    urgency="",
    paragraphs=paragraphs(
        "Căn cứ Luật Tổ chức chính quyền địa phương;\nTheo đề nghị của Giám đốc Sở Nội vụ.\n"
        "Điều 1. Phê duyệt Kế hoạch.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký./.\n"
        "Phụ lục I\nDanh mục nhiệm vụ\n| STT | Nhiệm vụ | Hạn |\n| 1 | Tập huấn | 31/3/2023 |\n"
        + "Một dòng của phụ lục.\n" * 40
        + "Phụ lục II\nKinh phí\nNguồn sự nghiệp."
    ),
)
PARTY_PLAN = replace(
    LETTER,
    party=True,
    superior=("ĐẢNG BỘ TỈNH SÓC TRĂNG",),
    agency=("HUYỆN ỦY KẾ SÁCH",),
    symbol="KH/HU",
    type_name="Kế hoạch",
    subject="về kiểm tra văn bản điện tử",
    to=(),
    urgency="",
    drafter_code="",
    authority=("T/M BAN THƯỜNG VỤ",),
    signer_title="BÍ THƯ",
    kept_by="Văn phòng Huyện ủy",
)


@pytest.fixture(scope="module")
def decision() -> Rendered:
    return drawn(NAMED, DECISION)


@pytest.fixture(scope="module")
def party() -> Rendered:
    return drawn(PARTY, PARTY_PLAN)


def drawn(template: str, letter: Letter) -> Rendered:
    return render(template, letter, number="7", issued_on=date(2022, 3, 9), slots=True)


def of_page(page: Rendered, number: int) -> str:
    text = pypdfium2.PdfDocument(BytesIO(page.pdf))[number - 1].get_textpage().get_text_range()
    return " ".join(text.replace("\u00a0", " ").split())


def test_a_decision_names_who_decides_above_its_legal_bases(decision: Rendered) -> None:
    order = [
        "Về việc phê duyệt",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
        "Căn cứ Luật",
        "QUYẾT ĐỊNH:",
        "Điều 1.",
    ]
    tops = [where(decision.pdf, words).top for words in order]
    assert tops == sorted(tops)
    assert where(decision.pdf, "Căn cứ Luật").italic
    assert where(decision.pdf, "QUYẾT ĐỊNH:").bold
    assert where(decision.pdf, "QUYẾT ĐỊNH:").middle == pytest.approx(MIDDLE, abs=1)
    assert where(decision.pdf, "Điều 1.").bold
    assert not where(decision.pdf, "Phê duyệt Kế hoạch.").bold


def test_each_appendix_begins_a_page_and_counts_its_own(decision: Rendered) -> None:
    assert decision.pages == 4
    assert decision.person is not None
    assert decision.person.page == 1
    first = of_page(decision, 2)
    assert first.startswith("Phụ lục I DANH MỤC NHIỆM VỤ")
    note = "(Kèm theo Quyết định số 07/QĐ-UBND ngày 09 tháng 3 năm 2022 của Ủy ban nhân dân tỉnh"
    assert note in first
    assert of_page(decision, 3).startswith("2 ")
    assert of_page(decision, 4).startswith("Phụ lục II KINH PHÍ")
    assert where(decision.pdf, "Nhiệm vụ", page=2).bold


def test_a_draft_of_a_decision_leaves_number_and_date_blank_in_its_appendix_too() -> None:
    page = render(NAMED, DECISION, number=None, issued_on=None, slots=False)
    assert "số /QĐ-UBND ngày tháng năm của" in " ".join(of_page(page, 2).split())


def test_an_invitation_says_whom_when_and_where() -> None:
    lines = "1. Nội dung: Họp.\n2. Thời gian: 8 giờ, ngày 12.\n3. Địa điểm: Hội trường."
    page = drawn(NAMED, replace(LETTER, type_name="Giấy mời", paragraphs=paragraphs(lines)))
    text = text_of(page.pdf)
    for words in ("GIẤY MỜI", "Kính gửi:", "Thời gian: 8 giờ", "Địa điểm: Hội trường"):
        assert words in text


PARTY_PARTS = [
    ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, True, False),
    ("ĐẢNG BỘ TỈNH SÓC TRĂNG", 14, False, False),
    ("HUYỆN ỦY KẾ SÁCH", 14, True, False),
    ("Số 07-KH/HU", 14, False, False),
    ("Sóc Trăng, ngày 09 tháng 3 năm 2022", 14, False, True),
    ("KẾ HOẠCH", 16, True, False),
    ("về kiểm tra văn bản điện tử", 14, True, False),
    ("T/M BAN THƯỜNG VỤ", 14, True, False),
    ("BÍ THƯ", 14, False, False),
    ("Trần Văn Minh", 14, True, False),
    ("Lưu Văn phòng Huyện ủy.", 12, False, False),
]


@pytest.mark.parametrize(("words", "size", "bold", "italic"), PARTY_PARTS)
def test_a_document_of_the_party_has_its_own_head(
    party: Rendered, words: str, size: float, bold: bool, italic: bool
) -> None:
    found = where(party.pdf, words)
    assert (found.size, found.bold, found.italic) == (size, bold, italic)


def test_the_party_has_an_asterisk_and_no_motto(party: Rendered) -> None:
    text = text_of(party.pdf)
    assert "Độc lập" not in text
    column = where(party.pdf, "HUYỆN ỦY KẾ SÁCH").middle
    assert where(party.pdf, "*").middle == pytest.approx(column, abs=0.5)
    assert where(party.pdf, "VIỆT NAM").right <= 190


def test_a_letter_of_the_party_has_its_subject_under_the_number() -> None:
    letter = replace(PARTY_PLAN, type_name="", symbol="CV/HU", subject="Về việc gửi số liệu")
    page = drawn(PARTY, letter)
    assert where(page.pdf, "Gửi số liệu").size == 12
    assert where(page.pdf, "Gửi số liệu").italic
    assert where(page.pdf, "Số 07-CV/HU").top < where(page.pdf, "Gửi số liệu").top


def test_a_code_is_never_broken_at_its_stroke() -> None:
    text = " ".join(["chữ"] * 12) + " Tờ trình số 45/TTr-STTTT ngày 14"
    for more in range(8):
        body = paragraphs("a" * more + " " + text)
        page = render(
            NAMED, replace(DECISION, paragraphs=body), number="1", issued_on=DAY, slots=True
        )
        where(page.pdf, "45/TTr-STTTT")
        assert "45/TTr-STTTT" in of_page(page, 1)
