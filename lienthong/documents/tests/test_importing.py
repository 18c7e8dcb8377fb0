"""A Word file becomes lines as a drafter types them; what can't be typed is named."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from lienthong.documents.importing import text_of_docx
from lienthong.documents.models import Document
from lienthong.kernel.errors import Refused


def saved(made: docx.document.Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_headings_lists_and_tables_become_typed_lines() -> None:
    made = docx.Document()
    made.add_heading("Mục đích", 1)
    made.add_heading("Yêu cầu chung", 2)
    made.add_paragraph("Đúng hạn", style="List Bullet")
    made.add_paragraph("Một", style="List Number")
    made.add_paragraph("Hai", style="List Number")
    made.add_paragraph("a) Có sẵn dấu", style="List Bullet")
    made.add_heading("Tổ chức", 1)
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip(
        [cell for row in table.rows for cell in row.cells],
        ("STT", "Việc", "1", "Họp | báo cáo"),
        strict=True,
    ):
        cell.text = words
    found = text_of_docx(saved(made))
    assert found.text.splitlines() == [
        "I. Mục đích", "1. Yêu cầu chung", "- Đúng hạn", "1. Một", "2. Hai", "a) Có sẵn dấu",
        "II. Tổ chức", "| STT | Việc |", "| 1 | Họp / báo cáo |",
    ]  # fmt: skip
    assert any("đánh số" in one for one in found.remarks)


def test_what_the_page_prints_itself_is_left_out_and_said() -> None:
    made = docx.Document()
    head = made.add_table(rows=1, cols=2)
    head.rows[0].cells[0].text = "ỦY BAN NHÂN DÂN"
    head.rows[0].cells[1].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    made.add_paragraph("Kính gửi: Sở Nội vụ")
    made.add_paragraph("_______")
    made.add_paragraph("Nội dung.")
    found = text_of_docx(saved(made))
    assert found.text == "Nội dung."
    assert any("Bỏ 3 phần" in one for one in found.remarks)


def test_tracked_changes_read_as_accepted_and_pictures_are_counted() -> None:
    made = docx.Document()
    line = made.add_paragraph("Hạn là ngày ")
    for name, word, words in (("w:del", "w:delText", "10"), ("w:ins", "w:t", "15")):
        change = OxmlElement(name)
        change.set(qn("w:author"), "Thư")
        change.set(qn("w:id"), "1")
        change.append(parse_xml(f"<w:r {nsdecls('w')}><{word}>{words}</{word}></w:r>"))
        line._p.append(change)
    line.add_run()._r.append(OxmlElement("w:drawing"))
    line.add_run()._r.append(OxmlElement("w:footnoteReference"))
    line.add_run()._r.append(OxmlElement("w:commentReference"))
    found = text_of_docx(saved(made))
    assert found.text == "Hạn là ngày 15"
    told = " ".join(found.remarks)
    for words in ("2 chỗ sửa", "1 hình", "1 chú thích", "1 ghi chú"):
        assert words in told


def test_a_broken_file_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="lưu lại dạng"):
        text_of_docx(b"PK\x03\x04 rubbish")


@pytest.mark.django_db
def test_the_drafter_takes_the_text_of_a_word_file_into_the_form(
    client_as: Callable[..., Client],
) -> None:
    made = docx.Document()
    made.add_paragraph("Đề nghị các đơn vị báo cáo.")
    thu = client_as("thu")
    upload = SimpleUploadedFile("noi-dung.docx", saved(made))
    typed = {"subject": "Về việc họp", "body": "Cũ.", "import": "1", "docx": upload}
    answer = thu.post(reverse("documents:compose"), typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đề nghị các đơn vị báo cáo." in text
    assert "Về việc họp" in text
    assert not Document.objects.filter(subject="Về việc họp").exists()
    bad = SimpleUploadedFile("noi-dung.docx", b"Xin chao")
    answer = thu.post(reverse("documents:compose"), typed | {"docx": bad})
    assert answer.status_code == 422
    assert "Cũ." in answer.content.decode()
    nothing = thu.post(reverse("documents:compose"), {"body": "Cũ.", "import": "1"})
    assert "Chọn tệp DOCX" in nothing.content.decode()
