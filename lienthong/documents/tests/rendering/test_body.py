"""What a drafter types, line by line, becomes the blocks of a page."""

from __future__ import annotations

import pytest

from lienthong.documents.rendering.body import Paragraph, paragraphs
from lienthong.documents.rendering.layouts import layout_of

N = "\u00a0"


def kinds(text: str) -> list[str]:
    return [one.kind for one in paragraphs(text)]


def test_headings_points_and_plain_lines_are_told_apart() -> None:
    typed = "Mở đầu\n\n  I. TÌNH HÌNH\n1. Kết quả\na) Số liệu\n- Ý nhỏ\n2. Không có gì dưới\n"
    assert [(one.text, one.kind) for one in paragraphs(typed)] == [
        ("Mở đầu", "text"),
        ("I. TÌNH HÌNH", "heading"),
        (f"1.{N}Kết quả", "title"),
        (f"a){N}Số liệu", "text"),
        (f"-{N}Ý nhỏ", "text"),
        (f"2.{N}Không có gì dưới", "text"),
    ]
    assert kinds("I. " + "dài " * 60) == ["text"]


def test_a_list_of_short_numbered_lines_has_no_titles() -> None:
    assert kinds("1. Sở Nội vụ\n2. Sở Tài chính\n3. Sở Tư pháp\nHết.") == [
        "text", "text", "title", "text",
    ]  # fmt: skip
    assert kinds("1. Sở Nội vụ;\n2. Sở Tài chính./.") == ["text", "text"]


def test_legal_bases_end_with_semicolons_and_a_full_stop() -> None:
    typed = "Căn cứ Luật A;\nCăn cứ Nghị định B,\nTheo đề nghị của C;\nĐiều 1. Phê duyệt."
    assert paragraphs(typed) == (
        Paragraph("Căn cứ Luật A;", "basis"),
        Paragraph("Căn cứ Nghị định B;", "basis"),
        Paragraph("Theo đề nghị của C.", "basis"),
        Paragraph("Phê duyệt.", lead="Điều 1."),
    )
    assert kinds("Căn cứ Công văn số 5, xã báo cáo như sau:") == ["text"]
    assert kinds("Xét tình hình;\nCăn cứ A;") == ["text", "text"]


def test_an_article_is_all_bold_only_when_it_is_a_title() -> None:
    assert kinds("Điều 1. Phạm vi điều chỉnh\n1. Quy chế này quy định.") == ["heading", "text"]
    assert kinds("Điều 1. Phê duyệt Kế hoạch\nĐiều 2. Hiệu lực.") == ["text", "text"]


@pytest.mark.parametrize(
    "typed",
    ["Chương II\nQuy định cụ thể", "Chương II. Quy định cụ thể", "Chương II QUY ĐỊNH CỤ THỂ"],
)
def test_a_chapter_has_its_title_under_it(typed: str) -> None:
    assert paragraphs(typed) == (
        Paragraph("Chương II", "group"),
        Paragraph("QUY ĐỊNH CỤ THỂ", "group_title"),
    )
    assert kinds("Phần I\nĐiều 1. Văn bản.") == ["group", "text"]


def test_rows_become_one_table_of_equal_rows() -> None:
    found = paragraphs("Biểu:\n| STT | Việc |\n|---|---|\n| 1 | Họp | thừa |\nHết.")
    assert [one.kind for one in found] == ["text", "table", "text"]
    assert found[1].rows == (("STT", "Việc", ""), ("1", "Họp", "thừa"))
    assert kinds("|---|") == []
    assert paragraphs("|")[:] == ()


def test_an_appendix_begins_with_its_word_alone() -> None:
    typed = "Xong.\nPHỤ LỤC II\nDanh mục\n(Kèm theo Quyết định số 5/QĐ-UBND)\n1. Một."
    assert [(one.text, one.kind) for one in paragraphs(typed)[1:4]] == [
        ("Phụ lục II", "appendix"),
        ("DANH MỤC", "appendix_title"),
        ("(Kèm theo Quyết định số 5/QĐ-UBND)", "appendix_note"),
    ]
    assert kinds("Phụ lục I kèm theo văn bản này.") == ["text"]


def test_each_type_has_the_layout_of_its_system() -> None:
    assert layout_of("state", "").template == "official_letter"
    assert layout_of("front", "KH").template == "named"
    assert layout_of("party", "KH").template == layout_of("party", "").template == "party"
    assert layout_of("state", "QĐ").decides == "QUYẾT ĐỊNH:"
    addressed = [one for one in ("", "QĐ", "KH", "BC", "TB", "TTr", "GM") if _addressed(one)]
    assert addressed == ["", "BC", "TTr", "GM"]


def _addressed(document_type: str) -> bool:
    return layout_of("state", document_type).addressed


@pytest.mark.parametrize("branch", ["state", "party"])
@pytest.mark.parametrize("document_type", ["", "QĐ", "KH", "BC", "TB", "TTr", "GM", "NQ"])
def test_every_skeleton_is_a_text_of_its_own_conventions(branch: str, document_type: str) -> None:
    layout = layout_of(branch, document_type)
    found = kinds(layout.skeleton)
    assert found
    if document_type == "QĐ":
        assert found[:4] == ["basis", "basis", "basis", "decision"]
