"""What the linter says of drafts and finished files: what is missing or out of place is named."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command

from lienthong.documents.linting import draft, page, reading, words
from lienthong.documents.linting.findings import CATALOGUE, Finding, blocking
from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import NAMED, OFFICIAL_LETTER, PARTY, render
from lienthong.documents.tests.rendering.specimen import LETTER, REPORT
from lienthong.documents.tests.rendering.test_forms import DECISION, PARTY_PLAN
from lienthong.kernel.errors import Refused

TYPES = {"QĐ": "Quyết định", "BC": "Báo cáo", "KH": "Kế hoạch", "GM": "Giấy mời"}
INVITATION = replace(
    LETTER,
    type_name="Giấy mời",
    symbol="GM-UBND",
    paragraphs=paragraphs("Kính mời đại diện dự họp lúc 8 giờ ngày 12 tại hội trường."),
)


def codes(found: list[Finding]) -> list[str]:
    return [one.code for one in found]


def finished(template: str, letter: Letter) -> list[Finding]:
    made = render(template, letter, number="7", issued_on=date(2022, 3, 9), slots=True)
    return page.of_lines(reading.of_pdf(made.pdf), TYPES)


# A draft


@pytest.mark.parametrize(
    ("letter", "type_code"),
    [
        (LETTER, ""),
        (REPORT, "BC"),
        (DECISION, "QĐ"),
        (INVITATION, "GM"),
        (PARTY_PLAN, "KH"),
    ],
)
def test_a_whole_draft_has_nothing_to_mend(letter: Letter, type_code: str) -> None:
    assert draft.of_letter(letter, type_code=type_code) == []


LACKS: list[tuple[str, dict[str, Any]]] = [
    ("agency", {"agency": ()}),
    ("number_form", {"symbol": "UBND - VX"}),
    ("number_form", {"symbol": "UBND-"}),
    ("place", {"place_name": ""}),
    ("subject", {"subject": " "}),
    ("subject_stop", {"subject": "Về việc họp."}),
    ("subject_long", {"subject": "Về việc " + "họp " * 80}),
    ("body", {"paragraphs": ()}),
    ("unfinished", {"paragraphs": paragraphs("Gửi … trước ngày 5.")}),
    ("unfinished", {"paragraphs": paragraphs("Gửi Sở ..... trước ngày 5.")}),
    ("repeated", {"paragraphs": paragraphs("Kính gửi: Sở Nội vụ\nHọp.")}),
    ("order", {"paragraphs": paragraphs("I. MỘT\nA.\nIII. BA\nB.")}),
    ("appendix", {"paragraphs": paragraphs("Theo phụ lục đính kèm.")}),
    ("signer", {"signer_name": ""}),
    ("prefix", {"authority": ()}),
    ("prefix_form", {"authority": ("TM/ ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")}),
    ("prefix_form", {"authority": ("T/M ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")}),
    ("recipients", {"to": (), "recipients": ()}),
]


@pytest.mark.parametrize(("code", "facts"), LACKS)
def test_what_a_draft_lacks_is_named(code: str, facts: dict[str, Any]) -> None:
    found = draft.of_letter(replace(LETTER, **facts))
    assert code in codes(found)
    assert all(one.sentence and one.article for one in found)


def test_a_type_brings_what_belongs_to_it() -> None:
    bare = replace(DECISION, paragraphs=paragraphs("Phê duyệt kế hoạch."), symbol="UBND-VX")
    assert codes(draft.of_letter(bare, type_code="QĐ")) == ["symbol", "basis", "articles"]
    vague = replace(INVITATION, paragraphs=paragraphs("Trân trọng."))
    said = [one.sentence for one in draft.of_letter(vague, type_code="GM")]
    assert ["thời gian" in said[0], "địa điểm" in said[1], "thành phần" in said[2]] == [True] * 3
    assert codes(draft.of_letter(replace(LETTER, paragraphs=paragraphs("Kèm theo công văn này."))))
    assert not draft.of_letter(
        replace(LETTER, paragraphs=paragraphs("Kèm theo công văn này là biểu mẫu.")), files=1
    )


def test_chapters_may_count_their_articles_anew_and_v_v_is_no_blank() -> None:
    text = "Chương I\nMỘT\nĐiều 1. A.\nChương II\nHAI\nĐiều 1. Máy, bàn, ghế, v.v...\nĐiều 2. B."
    assert draft.of_letter(replace(LETTER, paragraphs=paragraphs(text))) == []


# Single lines


@pytest.mark.parametrize(
    ("line", "party", "why"),
    [
        ("Số: 05/QĐ-UBND", False, ""),
        ("Số: 1204/UBND-VX", False, ""),
        ("Số: 5/QĐ-UBND", False, "thêm số 0"),
        ("Số 05/QĐ-UBND", False, "hai chấm"),
        ("Số: 05 / QĐ-UBND", False, "khoảng trắng"),
        ("Số: 05/QĐ - UBND", False, "khoảng trắng"),
        ("Số: 05-QĐ/UBND", False, "sai dấu"),
        ("Số: /QĐ-UBND", False, "không đủ"),
        ("Số 07-NQ/TU", True, ""),
        ("Số: 07-NQ/TU", True, "hai chấm"),
        ("Số 7-NQ/TU", True, "thêm số 0"),
    ],
)
def test_the_form_of_a_number(line: str, party: bool, why: str) -> None:
    found = words.number_line(line, party=party)
    assert (why in found[0].sentence) if why else not found


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Sóc Trăng, ngày 05 tháng 02 năm 2022", True),
        ("Sóc Trăng, ngày 5 tháng 02 năm 2022", False),
        ("Sóc Trăng, ngày 15 tháng 2 năm 2022", False),
        ("Sóc Trăng, ngày 15 tháng 03 năm 2022", False),
        ("Sóc Trăng, ngày 15 tháng 3 năm 2022", True),
    ],
)
def test_the_zeros_of_a_date(line: str, right: bool) -> None:
    assert (words.date_line(line) == []) is right


@pytest.mark.parametrize(
    ("lines", "addressed", "code"),
    [
        (["- Như trên;", "- Lưu: VT, VX."], True, ""),
        (["- Sở Nội vụ;", "- Lưu: VT."], True, "as_above"),
        (["- Như trên;", "- Lưu: VT."], False, "not_addressed"),
        (["- Sở Nội vụ;"], False, "kept"),
        (["- Sở Nội vụ;", "- Lưu VX."], False, "kept"),
        ([], False, "recipients"),
    ],
)
def test_recipients_begin_as_above_and_end_with_the_file_copy(
    lines: list[str], addressed: bool, code: str
) -> None:
    assert codes(words.recipients(lines, addressed=addressed, party=False)) == [code] * bool(code)


# A finished PDF


@pytest.mark.parametrize(
    ("template", "letter"),
    [
        (OFFICIAL_LETTER, LETTER),
        (OFFICIAL_LETTER, replace(LETTER, paragraphs=LETTER.paragraphs * 9, urgency="")),
        (NAMED, REPORT),
        (NAMED, DECISION),
        (PARTY, PARTY_PLAN),
    ],
)
def test_our_own_pages_pass(template: str, letter: Letter) -> None:
    assert finished(template, letter) == []


def test_a_spoilt_page_is_told_what_is_wrong_with_it() -> None:
    assert "number_form" in codes(finished(NAMED, replace(DECISION, symbol="QĐ - UBND")))
    assert codes(finished(NAMED, replace(DECISION, symbol="BC-UBND"))) == ["symbol"]
    assert codes(finished(NAMED, replace(DECISION, authority=()))) == ["prefix"]
    assert "signer" in codes(finished(NAMED, replace(DECISION, signer_name="")))
    assert "type" in codes(finished(OFFICIAL_LETTER, replace(LETTER, symbol="QĐ-UBND")))
    assert "about" in codes(finished(NAMED, replace(LETTER, type_name="Thư ngỏ")))
    assert "agency" in codes(finished(NAMED, replace(DECISION, agency=("x",), superior=())))


def _moved(lines: list[reading.Line], find: str, **facts: Any) -> list[reading.Line]:
    return [replace(one, **facts) if one.text.startswith(find) else one for one in lines]


PLACED: list[tuple[str, str, dict[str, Any]]] = [
    ("nation_place", "CỘNG HÒA", {"left": 30, "right": 90}),
    ("date_place", "Sóc Trăng, ngày", {"left": 30, "right": 90}),
    ("date_italic", "Sóc Trăng, ngày", {"italic": False}),
    ("size", "Độc lập", {"size": 11}),
    ("face", "Độc lập", {"face": "Arial-BoldMT"}),
    ("margin", "Nơi nhận", {"left": 15}),
    ("seal", "Trần Văn Minh", {"top": 0}),
    ("nation", "CỘNG HÒA", {"text": "VIỆT NAM"}),
    ("motto", "Độc lập", {"text": "Độc lập Tự do Hạnh phúc"}),
    ("place", "Sóc Trăng, ngày", {"text": "Sóc Trăng"}),
    ("number", "Số:", {"text": "Không số"}),
    ("recipients", "Nơi nhận", {"text": "Nhận"}),
]


@pytest.mark.parametrize(("code", "find", "facts"), PLACED)
def test_a_part_out_of_place_is_named(code: str, find: str, facts: dict[str, Any]) -> None:
    made = render(OFFICIAL_LETTER, LETTER, number="7", issued_on=date(2022, 3, 9), slots=True)
    sheet = reading.of_pdf(made.pdf)
    if code == "seal":
        title = next(one for one in sheet.lines if one.text == "PHÓ CHỦ TỊCH")
        facts = {"top": title.bottom + 3}
    spoilt = replace(sheet, lines=_moved(sheet.lines, find, **facts))
    assert code in codes(page.of_lines(spoilt, TYPES))


def test_paper_scans_and_page_numbers_are_looked_at() -> None:
    letter = replace(LETTER, paragraphs=LETTER.paragraphs * 9)
    made = render(OFFICIAL_LETTER, letter, number="7", issued_on=date(2022, 3, 9), slots=True)
    sheet = reading.of_pdf(made.pdf)
    assert codes(page.of_lines(replace(sheet, width=216, height=279), TYPES))[0] == "paper"
    without = [one for one in sheet.lines if one.text != "2"]
    assert codes(page.of_lines(replace(sheet, lines=without), TYPES)) == ["page_number"]
    first = [*sheet.lines, reading.Line("1", left=100, right=102, top=12, bottom=15)]
    assert "page_number" in codes(page.of_lines(replace(sheet, lines=first), TYPES))
    assert codes(page.of_lines(replace(sheet, lines=[]), TYPES)) == ["no_text"]
    with pytest.raises(Refused, match="hỏng"):
        reading.of_pdf(b"%PDF-1.4 hong")


# Word, and the command


def _docx(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


WHOLE = (
    "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/QĐ-UBND",
    "Sóc Trăng, ngày 12 tháng 3 năm 2022",
    "QUYẾT ĐỊNH",
    "Về việc họp",
    "Điều 1. Họp.",
    "TM. ỦY BAN NHÂN DÂN",
    "CHỦ TỊCH",
    "Nơi nhận:",
    "- Sở Nội vụ;",
    "- Lưu: VT.",
    "Trần Văn Minh",
)


def test_a_word_file_is_read_for_its_words_and_margins() -> None:
    assert blocking(page.of_lines(reading.of_docx(_docx(*WHOLE)), TYPES)) == []
    found = page.of_lines(reading.of_docx(_docx(*WHOLE[2:-2])), TYPES)
    assert {"nation", "agency", "kept", "margin"} <= set(codes(found))
    with pytest.raises(Refused, match="DOCX"):
        reading.of_docx(b"PK not a document")


def _lint(capsys: pytest.CaptureFixture[str], *names: Path | str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("documents", "lint", *map(str, names))
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_command_says_file_by_file_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, odd = tmp_path / "a.pdf", tmp_path / "b.docx", tmp_path / "c.txt"
    made = render(NAMED, DECISION, number="7", issued_on=date(2022, 3, 9), slots=True)
    good.write_bytes(made.pdf)
    bad.write_bytes(_docx(*WHOLE[1:-2]))
    odd.write_text("Xin chào", encoding="utf-8")
    assert _lint(capsys, good) == (0, f"{good}: ĐỦ THỂ THỨC\n")
    code, said = _lint(capsys, good, bad)
    assert code == 1
    assert "Phải sửa: Dòng cuối của nơi nhận" in said
    assert "Nghị định 30/2020/NĐ-CP" in said
    code, said = _lint(capsys, odd, tmp_path / "none.pdf", tmp_path)
    assert code == 2
    assert said.count("KHÔNG ĐỌC ĐƯỢC") == 3
    with pytest.raises(SystemExit):
        call_command("documents", "lint", str(bad), "--json")
    answers = json.loads(capsys.readouterr().out)
    assert answers[0]["ok"] is False
    assert {"code", "severity", "sentence", "article"} == set(answers[0]["findings"][0])


def test_every_code_has_a_sentence_and_a_place_in_the_law() -> None:
    for severity, article, sentence in CATALOGUE.values():
        assert severity in {"blocking", "warning"}
        assert article
        assert str(sentence)
