"""The lists of documents and of files on screen, paper and in workbooks; minutes; the export."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from django.core.management import call_command
from django.test import Client

from lienthong.documents.bundles.verify import NotABundle
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.dossiers.actions import compiling, transfers
from lienthong.dossiers.exports import build
from lienthong.dossiers.exports import contents as layout
from lienthong.dossiers.exports.check import check
from lienthong.dossiers.models import Dossier
from lienthong.dossiers.tests import filed
from lienthong.kernel import jobs
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
URL = "/van-phong/dossiers/"


def signed(act_of: ActOf, **facts: object) -> Document:
    """A letter of the province's that really was signed by the job, with a further file."""
    made = way.brought_to(act_of, State.APPROVED, files=1, **facts)
    jobs.drain()
    made.refresh_from_db()
    return made


def words_of(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    return " ".join(
        pdf[number].get_textpage().get_text_bounded().replace("\r\n", " ")
        for number in range(len(pdf))
    )


def sheet_of(answer: object) -> list[list[object]]:
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.mark.appendix_vi("V.5")
def test_the_documents_of_a_file_are_listed_by_the_decrees_columns(
    act_of: ActOf, client_as: ClientAs
) -> None:
    letter, draft = signed(act_of), way.brought_to(act_of, State.DRAFTING, subject="Về việc khác")
    dossier = filed.closed(act_of, letter, draft)
    mai, own = client_as("mai"), f"{URL}{dossier.id}/"
    page = text(mai.get(own))
    heads = (
        "Số thứ tự", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Tác giả văn bản", "Trang số", "Ghi chú",
    )  # fmt: skip
    places = [page.index(f">{head}</th>") for head in heads]
    assert places == sorted(places)
    rows = sheet_of(mai.get(f"{own}documents.xlsx"))
    assert rows[4] == list(heads)
    assert rows[5][:4] == ["1", letter.code, "21/11/2022", f"Công văn: {letter.subject}"]
    assert rows[5][5] == "1"
    assert (rows[6][3], rows[6][6]) == ("Công văn: Về việc khác", "Chưa ban hành")
    printed = words_of(mai.get(f"{own}documents.pdf").content)
    for words in ("MỤC LỤC VĂN BẢN TRONG HỒ SƠ", letter.code, dossier.code, "In từ hệ thống lúc"):
        assert words in printed, words
    assert AccessNote.objects.filter(what="print", object_type="dossiers.dossier").count() == 2


@pytest.mark.appendix_vi("V.6")
def test_the_files_of_a_year_are_listed_by_the_decrees_columns(
    act_of: ActOf, client_as: ClientAs
) -> None:
    letter = signed(act_of)
    closed = filed.closed(act_of, letter)
    compiling.open_dossier(act_of("son"), title="Hồ sơ của phòng", retention_years=None)
    mai = client_as("mai")
    page = text(mai.get(f"{URL}files/2022/"))
    assert f'href="{URL}{closed.id}/"' in page
    assert "Hồ sơ của phòng" in page
    rows = sheet_of(mai.get(f"{URL}files/2022.xlsx?state=closed"))
    assert len(rows[4]) == 7
    assert rows[5] == [
        "1", closed.notation, closed.title, "21/11/2022", "10 năm", "1", "1 văn bản, đã kết thúc",
    ]  # fmt: skip
    assert rows[6][0] is None
    printed = words_of(mai.get(f"{URL}files/2022.pdf").content)
    assert "MỤC LỤC HỒ SƠ, TÀI LIỆU" in printed
    assert "Hồ sơ của phòng" in printed
    assert "Không có hồ sơ nào" in text(mai.get(f"{URL}files/2021/?state=archived"))
    assert closed.title not in text(client_as("loc").get(f"{URL}files/2022/"))


def test_the_yearly_list_is_printed(act_of: ActOf, client_as: ClientAs) -> None:
    filed.listed(act_of)
    thu = client_as("thu")
    rows = sheet_of(thu.get(f"{URL}lists/2022.xlsx"))
    assert rows[5][:2] == ["CDS", "CHUYỂN ĐỔI SỐ"]
    assert rows[6][:3] == ["01.CDS", "Hồ sơ kết nối liên thông", "20 năm"]
    printed = words_of(thu.get(f"{URL}lists/2022.pdf").content)
    assert "DANH MỤC HỒ SƠ NĂM 2022" in printed
    assert act_of("minh").by_name in printed
    assert thu.get(f"{URL}lists/2030.pdf").status_code == 404


@pytest.mark.appendix_vi("III.5.c")
def test_minutes_of_the_hand_over_name_both_sides(act_of: ActOf, client_as: ClientAs) -> None:
    dossier = filed.closed(act_of, signed(act_of))
    mai, address = client_as("mai"), f"{URL}{dossier.id}/minutes.pdf"
    assert mai.get(address).status_code == 422
    transfers.offer(act_of("thu"), dossier_id=dossier.id)
    transfers.accept(act_of("mai"), dossier_id=dossier.id)
    assert address in text(mai.get(f"{URL}{dossier.id}/"))
    printed = words_of(mai.get(address).content)
    for words in (
        "BIÊN BẢN GIAO NHẬN", act_of("thu").by_name, act_of("mai").by_name, dossier.code,
        "1 văn bản, 2 tệp tin", "Sóc Trăng, ngày 21 tháng 11 năm 2022",
    ):  # fmt: skip
        assert words in printed, words


# The export


def exported(act_of: ActOf, client_as: ClientAs, where: Path) -> tuple[Dossier, Path]:
    """A closed file with a signed letter and a draft, as Thu downloads it."""
    letter = signed(act_of)
    draft = way.brought_to(act_of, State.DRAFTING, subject="Về việc <kết nối> & số")
    dossier = filed.closed(act_of, draft, letter)
    answer = client_as("thu").get(f"{URL}{dossier.id}/export.zip")
    assert answer.status_code == 200
    kept = where / "ho-so.zip"
    kept.write_bytes(answer.content)
    return dossier, kept


def rewritten(kept: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same ZIP with its members changed."""
    with zipfile.ZipFile(kept) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    change(members)
    other = kept.with_name("khac.zip")
    with zipfile.ZipFile(other, "w") as whole:
        for name, content in members.items():
            whole.writestr(name, content)
    return other


@pytest.mark.appendix_vi("III.4.g", "III.4.d")
def test_a_file_leaves_as_pdf_and_xml_in_the_order_it_arose(
    act_of: ActOf, client_as: ClientAs, tmp_path: Path
) -> None:
    dossier, kept = exported(act_of, client_as, tmp_path)
    with zipfile.ZipFile(kept) as whole:
        names = whole.namelist()
        root = ET.fromstring(whole.read(layout.FIELDS))  # noqa: S314 - our own
        pdfs = [name for name in names if name.startswith("van-ban/") and name.endswith(".pdf")]
        assert "Về việc <kết nối>" in words_of(whole.read(layout.LIST))
        assert words_of(whole.read(pdfs[0]))
    code = [
        root.findtext(f"FileCode/{name}") for name in ("OrganId", "FileCatalog", "FileNotation")
    ]
    assert ".".join(map(str, code)) == dossier.code
    assert (root.findtext("Title"), root.findtext("Maintenance")) == (dossier.title, "10 năm")
    documents = root.findall("Documents/Document")
    assert [one.get("ordinal") for one in documents] == ["1", "2"]
    assert [one.findtext("Subject") for one in documents] == [
        "Về việc rà soát hạ tầng", "Về việc <kết nối> & số",
    ]  # fmt: skip
    assert [len(one.findall("File")) for one in documents] == [2, 0]
    report = check(kept)
    assert report.holds, [one.words for one in report.findings]
    assert report.code == dossier.code


def test_what_was_changed_on_the_way_is_named(
    act_of: ActOf, client_as: ClientAs, tmp_path: Path
) -> None:
    _dossier, kept = exported(act_of, client_as, tmp_path)

    def first(members: dict[str, bytes]) -> str:
        return next(name for name in members if name.startswith("van-ban/"))

    def altered(members: dict[str, bytes]) -> None:
        members[first(members)] += b" "

    def taken(members: dict[str, bytes]) -> None:
        del members[first(members)]

    def added(members: dict[str, bytes]) -> None:
        members["van-ban/9999.pdf"] = b"%PDF-"

    def shuffled(members: dict[str, bytes]) -> None:
        members[layout.FIELDS] = members[layout.FIELDS].replace(b'ordinal="2"', b'ordinal="3"')

    for change, words in (
        (altered, "bị sửa sau khi xuất"), (taken, "bị lấy ra"), (added, "không nêu"),
        (shuffled, "thiếu, trùng hoặc đảo"),
    ):  # fmt: skip
        report = check(rewritten(kept, change))
        assert not report.holds
        assert any(words in one.words for one in report.findings if not one.holds), words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "thiếu ho-so.xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><Dossier/>", "khai báo kiểu"),
        (b"<Dossier><Title>", "không đọc được"),
        (b'<?xml version="1.0" encoding="nowhere"?><Dossier/>', "không đọc được"),
        (b"<Document/>", "không phải trường thông tin"),
    ],
)
def test_what_is_no_export_is_refused_in_words(
    tmp_path: Path, content: bytes | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("a.txt" if content is None else layout.FIELDS, content or b"")
    with pytest.raises(NotABundle, match=words):
        check(path)
    with pytest.raises(SystemExit) as end:
        call_command("dossiers", "check", str(path), str(tmp_path / "none.zip"))
    assert end.value.code == 2
    assert words in capsys.readouterr().out


def test_the_command_says_what_a_file_holds(
    act_of: ActOf, client_as: ClientAs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, kept = exported(act_of, client_as, tmp_path)
    with pytest.raises(SystemExit) as end:
        call_command("dossiers", "check", str(kept), "--json")
    (told,) = json.loads(capsys.readouterr().out)
    assert (end.value.code, told["verdict"], told["code"]) == (0, "ok", dossier.code)
    with pytest.raises(SystemExit):
        call_command("dossiers", "check", str(kept))
    assert "CÒN NGUYÊN" in capsys.readouterr().out


def test_a_file_too_large_is_not_packed(act_of: ActOf, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = filed.holding(act_of, signed(act_of))
    monkeypatch.setattr(layout, "BYTES_MAX", 10)
    with pytest.raises(Refused, match="không xuất được một lần"):
        build.build(act_of("thu"), dossier)
