"""The registers by the decree's columns, their numbers explained, and the two reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from lienthong.documents.actions import issuing, receiving, signing
from lienthong.documents.registers import printed
from lienthong.documents.registers.reports import summed
from lienthong.documents.registers.shapes import Asked, Line, Reading
from lienthong.documents.registers.sheets import KINDS
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost, text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel import jobs
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
URL = "/van-phong/registers/"
DAY = date(2022, 11, 21)


def read(key: str, act_of: ActOf, who: str, **facts: object) -> Reading:
    act = act_of(who)
    asked = Asked(act.agency_id or 0, DAY, DAY, act.at + timedelta(hours=6), **facts)  # type: ignore[arg-type]
    return KINDS[key].read(asked)


def cells(reading: Reading, column: int) -> list[str]:
    return [line.cells[column] for line in reading.lines]


def answered(act_of: ActOf) -> int:
    """The district has registered the province's letter, handled it and is done."""
    copy = way.take_on(act_of, way.copy_of(way.sent(act_of)), State.RESOLVED)
    jobs.drain()
    return copy.id


@pytest.mark.appendix_vi("V.1", "V.3")
def test_every_row_has_the_columns_of_the_decree(act_of: ActOf) -> None:
    way.sent(act_of)
    answered(act_of)
    assert [len(KINDS[key].heads) for key in ("outgoing", "incoming", "follow-up")] == [10, 10, 7]
    for key, kind in KINDS.items():
        for who in ("lan", "tuyet"):
            for line in read(key, act_of, who).lines:
                assert len(line.cells) == len(kind.heads), (key, line)


@pytest.mark.appendix_vi("V.3")
def test_the_outgoing_register_tells_a_sent_letter(act_of: ActOf) -> None:
    sent = way.sent(act_of, groups=("tat-ca-huyen",))
    [line] = read("outgoing", act_of, "lan").lines
    assert line.document_id == sent.id
    assert line.cells[0] == sent.code == "01/UBND-VX"
    assert line.cells[1] == line.cells[7] == "21/11/2022"
    assert line.cells[2] == "Công văn: Về việc rà soát hạ tầng"
    assert line.cells[3].startswith("Phó Chủ tịch, ")
    assert line.cells[4]
    assert line.cells[5].startswith("VT; ")
    assert (line.cells[6], line.cells[8]) == ("11", "11/11 nơi")
    assert line.cells[9] == ""


def test_a_void_number_stays_with_its_reason_and_none_is_missing(act_of: ActOf) -> None:
    failed = way.brought_to(act_of, State.SIGNING)
    signing.fail_signing(act_of("minh"), document_id=failed.id, reason="Mất kết nối máy ký")
    way.sent(act_of)
    reading = read("outgoing", act_of, "lan")
    assert [line.void for line in reading.lines] == [True, False]
    assert reading.lines[0].cells[0] == "01"
    assert reading.lines[0].cells[9] == "Số đã hủy: Mất kết nối máy ký"
    [note] = reading.notes
    assert "2 số. Không số nào bị bỏ trống. 1 số đã hủy: 01 (Mất kết nối máy ký)." in note


@pytest.mark.appendix_vi("V.1")
def test_the_incoming_register_and_the_follow_up_tell_who_has_it(act_of: ActOf) -> None:
    number = answered(act_of)
    [line] = read("incoming", act_of, "tuyet").lines
    assert line.document_id == number
    assert line.cells[:2] == ("21/11/2022", "1")
    assert line.cells[2] == "Ủy ban nhân dân tỉnh Sóc Trăng"
    assert line.cells[3] == "01/UBND-VX"
    assert line.cells[6]
    assert line.cells[7] == "21/11/2022"
    [followed] = read("follow-up", act_of, "tuyet").lines
    assert followed.cells[0] == "1"
    assert "01/UBND-VX" in followed.cells[1]
    assert "Ủy ban nhân dân tỉnh" in followed.cells[1]
    assert followed.cells[4].startswith("Đã xong, ")


@pytest.mark.appendix_vi("III.1.l", "V.2", "V.4")
def test_reports_sum_to_their_last_row(act_of: ActOf) -> None:
    answered(act_of)
    receiving.register(act_of("tuyet"), document_id=way.copy_of(way.sent(act_of)).id)
    one, waiting, total = read("incoming-report", act_of, "tuyet").lines
    assert one.cells[1:] == ("1", "1", "0", "0", "0", "100,0%", "0")
    assert waiting.cells[:6] == ("Chưa phân công", "1", "0", "0", "1", "0")
    assert total.cells[:6] == ("Cộng", "2", "1", "0", "1", "0")
    [written] = read("outgoing-report", act_of, "lan").lines
    assert written.cells[1:5] == ("2", "2", "2", "0")
    assert written.cells[6] == "2"
    made: list[tuple[object, ...]] = [("A", 1, 2), ("B", 3, 4)]
    rows = summed(
        [Line(("A", "1", "2")), Line(("B", "3", "4"))],
        made,
        lambda row: Line(tuple(map(str, row))),
    )
    assert rows[-1].cells == ("Cộng", "4", "6")


def test_issued_two_working_days_after_signing_is_late(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED)
    monday = act_of("lan").at
    issuing.issue(act_of("lan", at=monday + timedelta(days=2)), document_id=made.id)
    [line] = read("outgoing-report", act_of, "lan").lines
    assert line.cells[2:5] == ("1", "0", "1")


def test_pages_go_on_after_the_last_number(act_of: ActOf) -> None:
    for _n in range(3):
        way.brought_to(act_of, State.SIGNED)
    first = read("outgoing", act_of, "lan", limit=2)
    assert cells(first, 0) == ["01/UBND-VX", "02/UBND-VX"]
    rest = read("outgoing", act_of, "lan", limit=2, after=first.next_after)
    assert cells(rest, 0) == ["03/UBND-VX"]
    assert rest.next_after is None


def test_the_page_shows_a_register_with_its_ways_to_print(
    act_of: ActOf, client_as: ClientAs
) -> None:
    sent = way.sent(act_of)
    page = client_as("lan").get(f"{URL}outgoing/?first=1/11/2022&last=30/11/2022")
    assert page.status_code == 200
    seen = text(page)
    assert "Sổ đăng ký văn bản đi" in seen
    assert f'href="/van-phong/documents/{sent.id}/"' in page.content.decode()
    assert "outgoing.pdf?first=2022-11-01&amp;last=2022-11-30" in page.content.decode()
    assert "Không có văn bản nào" in text(
        client_as("lan").get(f"{URL}outgoing/?first=1/1/2022&last=2/1/2022")
    )


def test_days_that_make_no_sense_are_told_and_this_year_is_shown(client_as: ClientAs) -> None:
    lan = client_as("lan")
    assert "Từ ngày phải trước" in text(lan.get(f"{URL}incoming/?first=2/1/2022&last=1/1/2022"))
    assert "Nhập ngày dạng" in text(lan.get(f"{URL}incoming/?first=31/2/2022&last=1/1/2022"))
    assert lan.get(f"{URL}nothing/").status_code == 404


PLANNED = 6
"""After so many times a statement is planned for good, and no longer told by its text."""


def test_a_register_costs_the_same_whatever_its_length(act_of: ActOf, client_as: ClientAs) -> None:
    lan = client_as("lan")
    address = f"{URL}outgoing/?first=1/11/2022&last=30/11/2022"
    way.brought_to(act_of, State.SIGNED)
    for _n in range(PLANNED):
        lan.get(address)
    with cost() as one:
        lan.get(address)
    for _n in range(2):
        way.brought_to(act_of, State.SIGNED)
    with cost() as three:
        lan.get(address)
    assert len(three.statements) == len(one.statements)


@pytest.mark.appendix_vi("III.6.i", "III.6.k")
def test_print_and_workbook_hold_the_same_rows(act_of: ActOf, client_as: ClientAs) -> None:
    way.sent(act_of)
    lan = client_as("lan")
    days = "first=2022-11-01&last=2022-11-30"
    pdf = lan.get(f"{URL}outgoing.pdf?{days}")
    assert pdf["Content-Type"] == "application/pdf"
    page = pypdfium2.PdfDocument(pdf.content)[0].get_textpage().get_text_bounded()
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in page
    assert "In từ hệ thống lúc" in page
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(lan.get(f"{URL}outgoing.xlsx?{days}").streaming_content))  # type: ignore[attr-defined]
    ).active
    assert sheet is not None
    row = [cell.value for cell in sheet[6]]
    assert row[0] == "01/UBND-VX"
    assert "01/UBND-VX" in page
    assert AccessNote.objects.filter(what="print", object_type="directory.agency").count() == 2


def test_nothing_is_cut_off_in_silence(
    act_of: ActOf, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "ROWS_MAX", 1)
    for _n in range(2):
        way.brought_to(act_of, State.SIGNED)
    answer = client_as("lan").get(f"{URL}outgoing.pdf?first=2022-11-01&last=2022-11-30")
    assert answer.status_code == 422
    assert "Chọn khoảng ngày ngắn hơn" in text(answer)


def test_a_returned_copy_is_told_beside_the_number(act_of: ActOf) -> None:
    sent = way.sent(act_of)
    receiving.turn_back(act_of("tuyet"), document_id=way.copy_of(sent).id, reason="Gửi nhầm")
    jobs.drain()
    [line] = read("outgoing", act_of, "lan").lines
    assert line.cells[8:] == ("0/1 nơi", "Bị trả lại 1")
