"""The text of files: read in a process of its own, a reason in words where there is none."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.conf import settings
from odfdo import Document, Paragraph
from PIL import Image, ImageDraw, ImageFont

from lienthong.kernel.search import reading
from lienthong.kernel.search.reading import ReadLimits, State, read


def _docx(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.rows[0].cells[1].text = "Ô trong bảng"
    document.save(str(path))
    return path


def _odt(path: Path, *lines: str) -> Path:
    document = Document("text")
    for line in lines:
        document.body.append(Paragraph(line))
    document.save(str(path))
    return path


def test_a_word_processors_file_is_read(tmp_path: Path) -> None:
    found = read(_docx(tmp_path / "a.docx", "Xâm nhập mặn", "năm 2022"))
    assert found.state is State.READ
    assert found.reason == ""
    assert "Xâm nhập mặn\nnăm 2022" in found.text
    assert "Ô trong bảng" in found.text
    assert "Đất đai" in read(_odt(tmp_path / "a.odt", "Đất đai")).text


def test_a_scan_without_a_reader_of_letters_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(100, 100)
    pdf.save(str(tmp_path / "scan.pdf"))
    monkeypatch.setattr(os, "defpath", str(tmp_path))  # where the child looks for programs
    found = read(tmp_path / "scan.pdf")
    assert found.state is State.SCANNED
    assert "ảnh quét" in found.reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract chưa được cài")
def test_a_scan_is_read_with_its_marks(tmp_path: Path) -> None:
    face = ImageFont.truetype(str(settings.FONTS_DIR / "Tinos_400Regular.ttf"), 64)
    sheet = Image.new("L", (1654, 1169), 255)  # A4 across, 200 dots an inch
    ImageDraw.Draw(sheet).multiline_text((120, 200), "Về việc phòng chống\nxâm nhập mặn", 0, face)
    sheet.save(tmp_path / "scan.pdf", resolution=200)
    found = read(tmp_path / "scan.pdf")
    assert found.state is State.READ
    assert "xâm nhập mặn" in found.text


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    strange = tmp_path / "strange.bin"
    strange.write_bytes(b"\0" * 100)
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    torn = tmp_path / "torn.docx"
    torn.write_bytes(b"PK\x03\x04torn")
    assert read(broken).state is State.UNREADABLE
    assert read(strange).state is State.UNSUPPORTED
    assert read(empty).state is State.UNSUPPORTED
    assert read(torn).state is State.UNREADABLE
    assert read(tmp_path / "gone").state is State.MISSING
    assert all(reading.REASONS[state] for state in State if state is not State.READ)


def test_what_grows_too_much_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (3 * 2**20))
    assert read(path, ReadLimits(unpacked_bytes=2**20)).state is State.TOO_HEAVY


def test_too_little_memory_or_time_harms_nobody(tmp_path: Path) -> None:
    path = _docx(tmp_path / "a.docx", "Xâm nhập mặn")
    assert read(path, ReadLimits(memory_bytes=8 * 2**20)).state is State.TOO_HEAVY


def test_no_more_letters_than_allowed(tmp_path: Path) -> None:
    path = _docx(tmp_path / "a.docx", "Xâm nhập mặn " * 100)
    assert len(read(path, ReadLimits(letters=50)).text) == 50


def test_a_file_that_points_at_other_files_reads_none(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MATKHAU", encoding="utf-8")
    dtd = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    out = io.BytesIO()
    odt = _odt(tmp_path / "a.odt", "Đất đai")
    with zipfile.ZipFile(odt) as good, zipfile.ZipFile(out, "w") as bad:
        for one in good.infolist():
            content = good.read(one)
            if one.filename == "content.xml":
                head, rest = content.decode().split("?>", 1)
                content = f"{head}?>{dtd}{rest.replace('Đất', '&e;')}".encode()
            bad.writestr(one, content)
    path = tmp_path / "bad.odt"
    path.write_bytes(out.getvalue())
    assert "MATKHAU" not in read(path).text
