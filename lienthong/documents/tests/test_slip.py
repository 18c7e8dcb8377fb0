"""The printed handling slip: the three levels of the decree's form, filled in from the record."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from django.test import Client

from lienthong.documents.actions import assigning, handling, receiving
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import DISTRICT, ActOf
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]


def printed(client: Client, document_id: int) -> str:
    """The words of the slip, on one line."""
    answer = client.get(f"/van-phong/documents/{document_id}/handling-slip.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(answer.content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def test_the_slip_has_what_leader_head_and_handler_said(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.REGISTERED)
    receiving.submit(act_of("tuyet"), document_id=document.id)
    unit = Receiver("lead", unit_id=way.unit(f"{DISTRICT}/vhtt"))
    told = Receiver("for_information", position_id=act_of("tuyet").position_id)
    (part, _told) = assigning.assign(
        act_of("phuoc"), document_id=document.id, receivers=[unit, told], days=3,
        directive="Tham mưu trả lời trong tuần.",
    )  # fmt: skip
    dung = Receiver("lead", position_id=act_of("dung").position_id)
    (own,) = assigning.hand_on(
        act_of("thao"), assignment_id=part.id, receivers=[dung], report_back=True,
        directive="Dũng soạn báo cáo.",
    )  # fmt: skip
    handling.report(act_of("dung"), assignment_id=own.id, text="Đề xuất gửi báo cáo số liệu.")
    slip = printed(client_as("phuoc"), document.id)
    in_order = [
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", f"Số đến: {document.arrival_number}", document.code,
        document.subject, "lãnh đạo cơ quan", "Tham mưu trả lời trong tuần.",
        "17:00, 24/11/2022", "Để biết:", f"{act_of('phuoc').by_name}, ngày 21/11/2022",
        "lãnh đạo đơn vị", "Dũng soạn báo cáo.", "người giải quyết",
        "Đề xuất gửi báo cáo số liệu.", f"{act_of('dung').by_name}, ngày 21/11/2022",
    ]  # fmt: skip
    places = [slip.index(words) for words in in_order]
    assert places == sorted(places)
    assert AccessNote.objects.filter(what="print", object_id=document.id).exists()


def test_what_nobody_has_said_stays_blank(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.on_paper(act_of)
    slip = printed(client_as("tuyet"), document.id)
    assert "Ý kiến của lãnh đạo cơ quan, tổ chức: Ý kiến của lãnh đạo đơn vị:" in slip
    assert "ngày đến: 21/11/2022" in slip
