"""The one-stop desk through HTTP: a walk-in on one page, the queue, the printed forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.services import printed, regimes
from lienthong.services.actions import ending, receiving, supplementing
from lienthong.services.models import Application, Ticket, Version
from lienthong.services.queries import story
from lienthong.services.rules import Status
from lienthong.services.tests.filed import COMMUNE_DESK
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage
from tests.days import MONDAY

File = Callable[..., Application]
COPIES = "2.000815"
PERSON = {
    "applicant.full_name": "Lý Thị Sà Rương",
    "applicant.born_on": "02/09/1988",
    "applicant.id_number": "094188000777",
    "applicant.phone": "0912000777",
    "paper_name": "Bằng tốt nghiệp",
    "pages": "2",
    "copies": "3",
}


@pytest.fixture
def desk(client_as: Callable[..., Client]) -> Client:
    return client_as("huong", hat=COMMUNE_DESK)


def walk_in(desk: Client, **changed: object) -> object:
    version = Version.objects.get(procedure__code=COPIES)
    address = f"/van-phong/mot-cua/procedures/{version.id}/"
    page = desk.get(address).content.decode()
    key = page.split('name="desk-key" value="')[1].split('"')[0]
    return desk.post(address, {**PERSON, "desk-key": key, **changed})


def test_the_desk_finds_a_procedure_by_everyday_words(desk: Client) -> None:
    listed = desk.get("/van-phong/mot-cua/", {"q": "chung thuc"}).content.decode()
    assert "Chứng thực bản sao" in listed
    assert "Chứng thực chữ ký" in listed
    straight = desk.get("/van-phong/mot-cua/", {"q": COPIES})
    assert straight.status_code == 302
    assert (
        "không có thủ tục nào"
        in desk.get("/van-phong/mot-cua/", {"q": "xây sân bay"}).content.decode()
    )


def test_a_walk_in_is_filed_and_received_in_one_go(stage: Stage, desk: Client) -> None:
    wrong = walk_in(desk, **{"applicant.phone": "12"})
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    assert Application.objects.count() == 0
    scan = SimpleUploadedFile("bang.pdf", play.invented_paper(), "application/pdf")
    answer = walk_in(desk, **{"scan_TP.BANCHINH": scan})
    assert answer.status_code == 302, answer.content.decode()  # type: ignore[attr-defined]
    one = Application.objects.get()
    assert one.received_at is not None
    assert one.channel == "direct"
    assert (one.applicant.name, one.applicant.number) == ("Lý Thị Sà Rương", "094188000777")
    paper = one.papers.get()
    assert (paper.source, paper.digitised) == ("scan", True)
    shown = desk.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert one.code in shown
    assert f"/van-phong/applications/{one.id}/forms/receipt.pdf" in shown


def test_a_bad_scan_loses_nothing_that_was_typed(stage: Stage, desk: Client) -> None:
    bad = SimpleUploadedFile("x.pdf", b"MZ not a page", "application/pdf")
    page = walk_in(desk, **{"scan_TP.BANCHINH": bad}).content.decode()  # type: ignore[attr-defined]
    assert "Lý Thị Sà Rương" in page
    assert "chọn lại tệp" in page
    assert Application.objects.count() == 0


def test_numbers_are_taken_called_and_done(stage: Stage, desk: Client) -> None:
    for number in ("1", "2"):
        kiosk = desk.post("/van-phong/mot-cua/tickets/new/").content.decode()
        assert f'num">{number}<' in kiosk
    desk.post("/van-phong/mot-cua/tickets/", {"window": "3"})
    board = desk.get("/van-phong/mot-cua/tickets/board/").content.decode()
    assert "đến quầy 3" in board
    desk.post("/van-phong/mot-cua/tickets/", {"window": "3"})
    first, second = Ticket.objects.order_by("number")
    assert first.done_at is not None
    assert second.done_at is None
    desk.post(f"/van-phong/mot-cua/tickets/{second.id}/end/")
    called = Event.objects.filter(kind="services.ticket_called")
    assert [one.data["number"] for one in called.order_by("id")] == [1, 2]
    nobody = desk.post("/van-phong/mot-cua/tickets/", {"window": "3"})
    assert nobody.status_code == 422
    assert "Không còn ai chờ" in nobody.content.decode()


def text_of(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def test_each_form_says_what_happened_under_the_number_of_its_regime(
    stage: Stage, file: File
) -> None:
    application = file()
    officer = stage.act(application.steps.get().position_id or 0)
    with pytest.raises(Refused, match="chưa có bước đó"):
        printed.pdf(officer, application, "receipt")
    supplementing.ask_supplement(
        officer, application_id=application.id, points=["Giấy chứng sinh mờ"]
    )
    application.refresh_from_db()
    asked = text_of(printed.pdf(officer, application, "supplement"))
    assert "Mẫu số 02" in asked
    assert "Giấy chứng sinh mờ" in asked
    play.answer(stage, application, application.steps.latest("id"))
    receiving.receive(officer.later(stage.now()), application_id=application.id)
    application.refresh_from_db()
    ending.apologise(
        officer.later(stage.now()), application_id=application.id, reason="Mất điện.",
        until=stage.at.replace(day=30),
    )  # fmt: skip
    application.refresh_from_db()
    receipt = text_of(printed.pdf(officer, application, "receipt"))
    assert application.code in receipt
    assert "Mẫu số 01" in receipt
    assert "Sơn Văn Bình" in receipt
    assert "Mất điện." in text_of(printed.pdf(officer, application, "apology"))
    slip = text_of(printed.pdf(officer, application, "control_slip"))
    assert "Mẫu số 05" in slip
    assert "PHIẾU KIỂM SOÁT" in slip
    ending.stop(officer.later(stage.now()), application_id=application.id, reason="Nộp trùng.")
    application.refresh_from_db()
    assert application.status == Status.STOPPED
    assert printed.kinds_of(application) == ["receipt", "supplement", "apology", "control_slip"]
    application.version = replaced(application.version, "2025")
    stopped = text_of(printed.pdf(officer, application, "stop"))
    assert "Mẫu số 05" in stopped
    assert "Nộp trùng." in stopped
    assert "Mẫu số 06" in text_of(printed.pdf(officer, application, "control_slip"))


def replaced(version: Version, rule_set: str) -> Version:
    version.rule_set = rule_set
    return version


def test_the_regime_is_the_one_of_the_day() -> None:
    assert regimes.on(date(2022, 11, 21)).code == "2022"
    assert regimes.on(date(2025, 8, 1)).code == "2025"
    with pytest.raises(Refused, match="biểu mẫu đó"):
        regimes.form_of("2022", "stop")


def test_a_hand_over_is_before_on_or_after_its_time() -> None:
    due = MONDAY.replace(hour=17)
    assert story.kept(MONDAY, None) == ""
    assert story.kept(MONDAY, due) == story.ON
    assert story.kept(due.replace(day=20), due) == story.BEFORE
    assert story.kept(due.replace(hour=18), due) == story.AFTER


def test_the_qr_code_holds_the_code() -> None:
    rows = printed.qr("H51.132-221121-0001")
    assert len(rows) == len(rows[0]) > 20
    assert set("".join(rows)) == {"0", "1"}


def test_the_register_is_printed_and_taken_as_a_workbook(stage: Stage, desk: Client) -> None:
    walk_in(desk, **{"kept_TP.BANCHINH": "on"})
    code = Application.objects.get().code
    period = {"first": "01/11/2022", "last": "31/12/2022"}
    assert code in desk.get("/van-phong/applications/register/", period).content.decode()
    pdf = text_of(desk.get("/van-phong/applications/register.pdf", period).content)
    assert "MẪU SỐ 06" in pdf
    assert code in pdf.replace(" ", "")
    book = desk.get("/van-phong/applications/register.xlsx", period)
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue())).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert any(code in row for row in sheet.iter_rows(values_only=True))
