"""One letter and one report of the demo province, and where words lie on a printed page."""

import ctypes
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import NAMED, OFFICIAL_LETTER, Rendered, render

MM = 72 / 25.4
DAY = date(2022, 1, 5)
BOLD = 700

LETTER = Letter(
    agency=("ỦY BAN NHÂN DÂN", "TỈNH SÓC TRĂNG"),
    place_name="Sóc Trăng",
    symbol="UBND-VX",
    subject="Triển khai gửi, nhận văn bản điện tử đến 120 đơn vị hành chính",
    paragraphs=paragraphs(
        "Để bảo đảm 100% văn bản được gửi, nhận trên môi trường mạng, Ủy ban nhân dân tỉnh yêu cầu "
        "Ủy ban nhân dân các huyện, thị xã, thành phố và các xã, phường, thị trấn thực hiện:\n"
        "1. Tiếp nhận, đăng ký văn bản điện tử trong ngày.\n"
        "2. Báo cáo kết quả trước ngày 15 tháng 01 năm 2022./."
    ),
    signer_title="PHÓ CHỦ TỊCH",
    signer_name="Trần Văn Minh",
    drafting_unit="VX",
    to=("Ủy ban nhân dân các huyện, thị xã, thành phố", "Ủy ban nhân dân các xã, phường, thị trấn"),
    authority=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
    recipients=("Chủ tịch, các Phó Chủ tịch", "Sở Thông tin và Truyền thông"),
    urgency="HỎA TỐC",
    drafter_code="LTH.125",
    demo=True,
)
REPORT = replace(
    LETTER,
    superior=("ỦY BAN NHÂN DÂN", "HUYỆN MỸ XUYÊN"),
    agency=("PHÒNG VĂN HÓA VÀ THÔNG TIN",),
    place_name="Mỹ Xuyên",
    symbol="BC-VHTT",
    type_name="Báo cáo",
    subject="Kết quả tiếp nhận văn bản điện tử trên địa bàn huyện Mỹ Xuyên",
    to=("Ủy ban nhân dân huyện Mỹ Xuyên.",),
    authority=(),
    signer_title="TRƯỞNG PHÒNG",
    signer_name="Lý Thị Hoa",
    recipients=(),
    urgency="",
    drafter_code="",
)


def issued(letter: Letter = LETTER, *, number: str = "12", day: date = DAY) -> Rendered:
    """The letter or report with number, date and both empty signature fields."""
    template = NAMED if letter.type_name else OFFICIAL_LETTER
    return render(template, letter, number=number, issued_on=day, slots=True)


def drafted(letter: Letter = LETTER) -> Rendered:
    template = NAMED if letter.type_name else OFFICIAL_LETTER
    return render(template, letter, number=None, issued_on=None, slots=False)


@dataclass(frozen=True)
class Words:
    """Where words stand: page from 1, edges in mm from the top left corner, and their look."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    italic: bool

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def text_of(pdf: bytes) -> str:
    """All text, lines joined by single spaces."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join("\n".join(pages).replace("\u00a0", " ").split())


def where(pdf: bytes, words: str, *, page: int = 1) -> Words:
    """The first place of words that stand on one line of a page."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        sheet = document[page - 1]
        text = sheet.get_textpage()
        found = text.search(words, match_case=True).get_next()
        assert found, f"“{words}” is not on page {page}"
        first, count = found
        boxes = [
            text.get_charbox(index)
            for index in range(first, first + count)
            if text.get_text_range(index, 1).strip()
        ]
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(text.raw, first, name, 128, None)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text.raw, first, matrix)
        height = sheet.get_height()
        return Words(
            page=page,
            left=min(box[0] for box in boxes) / MM,
            top=(height - max(box[3] for box in boxes)) / MM,
            right=max(box[2] for box in boxes) / MM,
            bottom=(height - min(box[1] for box in boxes)) / MM,
            size=round(pdfium.FPDFText_GetFontSize(text.raw, first) * matrix.a, 2),
            bold=b"Bold" in name.value,
            italic=b"Italic" in name.value,
        )
    finally:
        document.close()
