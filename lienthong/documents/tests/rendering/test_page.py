"""The nine parts of a document, where Decree 30/2020, app. I puts them, and how they look."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from lienthong.documents.rendering.body import Paragraph, paragraphs
from lienthong.documents.rendering.render import Rendered, render
from lienthong.documents.tests.rendering.specimen import (
    DAY,
    LETTER,
    MM,
    REPORT,
    Words,
    drafted,
    issued,
    text_of,
    where,
)
from lienthong.kernel.errors import Refused

LEFT, RIGHT = 30, 195  # the text of an A4 page, mm
LEFT_MIDDLE, RIGHT_MIDDLE = 63.5, 146


@pytest.fixture(scope="module")
def letter() -> Rendered:
    return issued()


@pytest.fixture(scope="module")
def report() -> Rendered:
    return issued(REPORT, number="3", day=date(2022, 3, 15))


def look(words: Words) -> tuple[float, bool, bool]:
    return words.size, words.bold, words.italic


PARTS = [
    # part of the decree, words, size, bold, italic
    ("1 quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False),
    ("1 tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", 14, True, False),
    ("2 cơ quan", "TỈNH SÓC TRĂNG", 13, True, False),
    ("3 số, ký hiệu", "Số: 12/UBND-VX", 13, False, False),
    ("4 địa danh, thời gian", "Sóc Trăng, ngày 05 tháng 01 năm 2022", 14, False, True),
    ("5b trích yếu", "V/v triển khai", 13, False, False),
    ("6 nội dung", "Để bảo đảm 100% văn bản", 14, False, False),
    ("7a quyền hạn", "TM. ỦY BAN NHÂN DÂN", 14, True, False),
    ("7a chức vụ", "PHÓ CHỦ TỊCH", 14, True, False),
    ("7b họ tên", "Trần Văn Minh", 14, True, False),
    ("9a kính gửi", "Kính gửi:", 14, False, False),
    ("9b nơi nhận", "Nơi nhận:", 12, True, True),
    ("9b lưu", "Lưu: VT, VX. LTH.125", 11, False, False),
    ("10b độ khẩn", "HỎA TỐC", 13, True, False),
]


@pytest.mark.parametrize(
    ("words", "size", "bold", "italic"), [part[1:] for part in PARTS], ids=[one[0] for one in PARTS]
)
def test_every_part_has_its_size_and_weight(
    letter: Rendered, words: str, size: float, bold: bool, italic: bool
) -> None:
    assert look(where(letter.pdf, words)) == (size, bold, italic)


def test_the_head_stands_in_two_columns(letter: Rendered) -> None:
    for words in ("TỈNH SÓC TRĂNG", "Số: 12/UBND-VX", "HỎA TỐC"):
        assert where(letter.pdf, words).middle == pytest.approx(LEFT_MIDDLE, abs=1)
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
        assert where(letter.pdf, words).middle == pytest.approx(RIGHT_MIDDLE, abs=1)
    number = where(letter.pdf, "Số: 12/UBND-VX")
    place = where(letter.pdf, "Sóc Trăng, ngày 05 tháng 01 năm 2022")
    assert place.middle == pytest.approx(RIGHT_MIDDLE, abs=1)
    assert number.top == pytest.approx(place.top, abs=1)
    order = ["TỈNH SÓC TRĂNG", "Số: 12/", "V/v triển khai", "HỎA TỐC", "Kính gửi:", "Để bảo đảm"]
    tops = [where(letter.pdf, words).top for words in order]
    assert tops == sorted(tops)


def test_the_body_keeps_the_margins_and_the_indent(letter: Rendered) -> None:
    first = where(letter.pdf, "Để bảo đảm 100% văn bản được gửi, nhận trên môi trường mạng")
    second = where(letter.pdf, "Tiếp nhận, đăng ký")
    assert first.left == pytest.approx(LEFT + 12.7, abs=0.6)
    assert second.left == pytest.approx(LEFT + 12.7 + 4.9, abs=0.8)  # behind its "1."
    assert where(letter.pdf, "CỘNG HÒA").top >= 20
    assert where(letter.pdf, "NAM").right <= RIGHT


def test_the_end_has_recipients_left_and_the_signer_right(letter: Rendered) -> None:
    label = where(letter.pdf, "Nơi nhận:")
    authority = where(letter.pdf, "TM. ỦY BAN NHÂN DÂN")
    name = where(letter.pdf, "Trần Văn Minh")
    assert label.left == pytest.approx(LEFT, abs=0.5)
    assert label.top == pytest.approx(authority.top, abs=1.5)
    for words in (authority, where(letter.pdf, "PHÓ CHỦ TỊCH"), name):
        assert words.middle == pytest.approx(RIGHT_MIDDLE, abs=1)


def test_the_signatures_lie_between_position_and_name(letter: Rendered) -> None:
    person, agency = letter.person, letter.agency
    assert person is not None
    assert agency is not None
    page_height = 297 * MM
    position, name = where(letter.pdf, "PHÓ CHỦ TỊCH"), where(letter.pdf, "Trần Văn Minh")
    assert position.bottom < (page_height - person.top) / MM
    assert (page_height - person.bottom) / MM < name.top
    assert (person.left + person.right) / 2 / MM == pytest.approx(RIGHT_MIDDLE, abs=0.1)
    covered = (agency.right - person.left) / (person.right - person.left)
    assert covered == pytest.approx(1 / 3, abs=0.01)
    assert agency.left < person.left


def test_a_report_has_its_name_and_subject_in_the_middle(report: Rendered) -> None:
    text = text_of(report.pdf)
    assert "Số: 03/BC-VHTT" in text
    assert "Mỹ Xuyên, ngày 15 tháng 3 năm 2022" in text
    assert "V/v" not in text
    kind, subject = where(report.pdf, "BÁO CÁO"), where(report.pdf, "Kết quả tiếp nhận")
    assert look(kind) == look(subject) == (14, True, False)
    assert kind.middle == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert kind.bottom < subject.top
    assert look(where(report.pdf, "HUYỆN MỸ XUYÊN")) == (13, False, False)
    assert look(where(report.pdf, "PHÒNG VĂN HÓA")) == (13, True, False)
    assert "Kính gửi: Ủy ban nhân dân huyện Mỹ Xuyên." in text


def test_page_numbers_start_on_the_second_page() -> None:
    long = replace(LETTER, paragraphs=LETTER.paragraphs * 9)
    page = issued(long)
    assert page.pages > 1
    number = where(page.pdf, "2", page=2)
    assert number.size == 13
    assert number.middle == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert number.bottom < 20
    document = pypdfium2.PdfDocument(BytesIO(page.pdf))
    first = document[0].get_textpage().get_text_bounded(bottom=277 * MM)
    assert first.strip() == ""


@pytest.mark.parametrize("lines", range(14, 34))
def test_nobody_signs_an_otherwise_empty_page(lines: int) -> None:
    body = tuple(Paragraph(f"Nội dung thứ {line}.") for line in range(lines))
    page = issued(replace(LETTER, paragraphs=body))
    assert page.person is not None
    assert page.person.page == page.pages
    assert f"Nội dung thứ {lines - 1}." in text_of_page(page.pdf, page.pages)


def text_of_page(pdf: bytes, page: int) -> str:
    text = pypdfium2.PdfDocument(BytesIO(pdf))[page - 1].get_textpage().get_text_range()
    return " ".join(text.replace("\u00a0", " ").split())


def test_signs_of_the_markup_language_stay_text() -> None:
    nasty = '#panic("x") *đậm* $x^2$ _nghiêng_ `mã` @nhãn <nhãn> \\ // /* [a] {b} = - + ~ "'
    page = issued(
        replace(
            LETTER,
            subject=nasty,
            paragraphs=paragraphs(nasty),
            to=(nasty, nasty),
            recipients=(nasty,),
            signer_name="#sys",
            address="#read(1)",
        )
    )
    text = text_of(page.pdf)
    assert nasty in text
    assert "#sys" in text
    assert "#read(1)" in text


def test_a_draft_says_so_and_has_neither_number_nor_date_nor_fields() -> None:
    page = drafted()
    text = text_of(page.pdf)
    assert "DỰ THẢO" in text
    assert "Số: /UBND-VX" in text
    assert "2022" not in text.split("Kính gửi")[0]
    assert (page.person, page.agency) == (None, None)
    assert "DỰ THẢO" not in text_of(issued().pdf)
    with pytest.raises(ValueError, match="together"):
        render("official_letter", LETTER, number="1", issued_on=None, slots=False)
    with pytest.raises(ValueError, match="draft"):
        render("official_letter", LETTER, number=None, issued_on=None, slots=True)


def test_an_invented_document_says_so_on_every_page() -> None:
    page = issued(replace(LETTER, paragraphs=LETTER.paragraphs * 9))
    for number in range(1, page.pages + 1):
        assert "VĂN BẢN MINH HỌA, dữ liệu hư cấu" in text_of_page(page.pdf, number)
    real = issued(replace(LETTER, demo=False, address="Số 1, đường Minh Họa"))
    assert "MINH HỌA" not in text_of(real.pdf)
    assert where(real.pdf, "Số 1, đường Minh Họa").top > 277


def test_the_file_is_pdf_a_2b_with_tinos_alone_inside(letter: Rendered) -> None:
    with pikepdf.open(BytesIO(letter.pdf)) as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.Lang == "vi"
        fonts = [one for one in document.objects if _is_font(one)]
        assert fonts
        for font in fonts:
            assert "Tinos" in str(font.FontName)
            assert "/FontFile2" in font


def _is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


def test_both_empty_fields_are_in_the_only_revision(letter: Rendered) -> None:
    assert letter.pdf.count(b"%%EOF") == 1
    with pikepdf.open(BytesIO(letter.pdf)) as document:
        fields = list(document.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == ["nguoi-ky", "co-quan"]
        assert document.Root.AcroForm.SigFlags == 3
        for field, slot in zip(fields, (letter.person, letter.agency), strict=True):
            assert slot is not None
            assert field.FT == "/Sig"
            assert "/V" not in field
            assert [float(edge) for edge in field.Rect] == list(slot.rectangle)
            assert "/N" in field.AP


def test_the_same_letter_gives_the_same_bytes(letter: Rendered) -> None:
    again = issued()
    assert again.sha256 == letter.sha256
    assert issued(number="13").sha256 != letter.sha256


def test_khmer_names_are_printed_and_unknown_signs_refused() -> None:
    khmer = "ខេត្តសុកត្រាំង"
    page = issued(replace(LETTER, paragraphs=(Paragraph(f"Tên Khmer: {khmer}"),)))
    with pikepdf.open(BytesIO(page.pdf)) as document:
        names = {str(one.FontName) for one in document.objects if _is_font(one)}
    assert any("NotoSansKhmer" in name for name in names)
    with pytest.raises(Refused) as refusal:
        issued(replace(LETTER, subject="Chúc mừng 🎉"))
    assert refusal.value.code == "documents.unprintable"


def test_without_fonts_nothing_is_rendered(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        render(
            "official_letter",
            LETTER,
            number="1",
            issued_on=DAY,
            slots=True,
            fonts_folder=tmp_path,
        )
    assert refusal.value.code == "documents.no_fonts"


def test_a_letter_with_no_text_yet_can_be_looked_at() -> None:
    bare = replace(LETTER, paragraphs=(), to=(), recipients=(), subject="", authority=())
    assert drafted(bare).pages == 1
