"""The page of a part of the work and its steps, as the people who take them see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from lienthong.documents.actions import assigning, following
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Assignment, Document, Extension
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import DISTRICT, ActOf

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
DAY = timedelta(days=1)
SPECIALIST = f"{DISTRICT}/vhtt/chuyen-vien"


def given(act_of: ActOf, **more: bool) -> tuple[Document, Assignment]:
    copy = way.received(act_of, State.SUBMITTED)
    lead = Receiver("lead", position_id=way.position(SPECIALIST))
    made = assigning.assign(
        act_of("phuoc"),
        document_id=copy.id,
        receivers=[lead],
        directive="Làm kỹ.",
        days=3,
        **more,
    )
    return copy, made[0]


def page(part: Assignment, name: str = "") -> str:
    return f"/van-phong/assignments/{part.id}/{name}"


def test_the_page_of_a_part_tells_what_was_asked_and_offers_what_one_may(
    act_of: ActOf, client_as: ClientAs
) -> None:
    copy, part = given(act_of)
    own = text(client_as("dung").get(page(part)))
    for words in ("Làm kỹ.", copy.code, "Nhận việc", "Xin gia hạn", "Kết thúc phần việc"):
        assert words in own
    assert "Rút phần việc" not in own
    giver = text(client_as("phuoc").get(page(part)))
    assert "Rút phần việc" in giver
    assert "Đôn đốc" in giver
    assert "Nhận việc" not in giver
    assert page(part) in text(client_as("phuoc").get(f"/van-phong/documents/{copy.id}/"))


def test_a_report_is_sent_read_and_sent_back(act_of: ActOf, client_as: ClientAs) -> None:
    copy, part = given(act_of, report_back=True)
    dung, phuoc = client_as("dung"), client_as("phuoc")
    bar = text(dung.get(f"/van-phong/documents/{copy.id}/"))
    assert "Báo cáo kết quả" in bar
    assert "/resolution/" not in bar
    empty = dung.post(page(part, "report/"), {"text": "", "kind": "final"})
    assert (empty.status_code, "Nhập nội dung báo cáo." in text(empty)) == (422, True)
    dung.post(page(part, "report/"), {"text": "Đã xong cả.", "kind": "final"})
    assert "Xem báo cáo" in text(phuoc.get(f"/van-phong/documents/{copy.id}/"))
    assert "Đã xong cả." in text(phuoc.get(page(part)))
    phuoc.post(page(part, "send-back/"), {"reason": "Thiếu biểu."})
    part.refresh_from_db()
    assert part.state == "sent_back"
    assert "Thiếu biểu." in text(dung.get(page(part)))


def test_an_extension_is_asked_and_answered_on_the_page(act_of: ActOf, client_as: ClientAs) -> None:
    _copy, part = given(act_of)
    dung, phuoc = client_as("dung"), client_as("phuoc")
    wrong = dung.post(page(part, "extension/"), {"days": "0", "reason": "Chờ."})
    assert "Ít nhất 1 ngày" in text(wrong)
    dung.post(page(part, "extension/"), {"days": "2", "reason": "Chờ số liệu xã."})
    assert "Chờ số liệu xã." in text(phuoc.get(page(part)))
    no_reason = phuoc.post(page(part, "extension/answer/"), {"granted": "no"})
    assert "Lý do còn trống" in text(no_reason)
    phuoc.post(page(part, "extension/answer/"), {"granted": "yes"})
    assert Extension.objects.get(assignment=part).state == "granted"
    assert "Đã đồng ý" in text(dung.get(page(part)))


def test_the_leader_undoes_an_assignment_from_the_toast(act_of: ActOf, client_as: ClientAs) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    phuoc = client_as("phuoc")
    person = f"position:{way.position(SPECIALIST)}"
    answer = phuoc.post(
        f"/van-phong/documents/{copy.id}/assignments/", {"lead": person}, follow=True
    )
    assert "Hoàn tác" in text(answer)
    undoing = f"/van-phong/documents/{copy.id}/assignments/undoing/"
    assert undoing in text(answer)
    again = phuoc.post(undoing, follow=True)
    assert "Văn bản chờ phân công lại" in text(again)
    copy.refresh_from_db()
    assert copy.state == State.SUBMITTED
    assert phuoc.post(undoing).status_code == 422


@pytest.mark.appendix_vi("III.1.l", "III.1.m")
def test_late_receivers_are_reminded_from_the_document(act_of: ActOf, client_as: ClientAs) -> None:
    copy, part = given(act_of)
    Assignment.objects.filter(id=part.id).update(due_at=copy.created_at - DAY)
    bar = text(client_as("tuyet").get(f"/van-phong/documents/{copy.id}/"))
    assert "Đôn đốc" in bar
    answer = client_as("tuyet").post(
        f"/van-phong/documents/{copy.id}/reminders/", {"words": "Gấp."}, follow=True
    )
    assert "Đã đôn đốc 1 nơi." in text(answer)
    assert "Gấp." in text(client_as("dung").get("/van-phong/"))


def test_work_without_a_document_has_the_same_page(act_of: ActOf, client_as: ClientAs) -> None:
    (part,) = assigning.give(
        act_of("phuoc"),
        source="meetings.conclusion:7",
        title="Lập danh sách điểm cầu",
        receivers=[Receiver("lead", position_id=way.position(SPECIALIST))],
        due_at=None,
    )
    mine = text(client_as("dung").get("/van-phong/"))
    assert page(part) in mine
    assert "Lập danh sách điểm cầu" in text(client_as("dung").get(page(part)))
    client_as("dung").post(page(part, "acceptance/"))
    part.refresh_from_db()
    assert part.state == "accepted"
    following.chase(act_of("phuoc"), assignment_id=part.id)
    assert "Đôn đốc" in text(client_as("phuoc").get(page(part)))


def test_the_head_gives_his_part_to_his_own_people(act_of: ActOf, client_as: ClientAs) -> None:
    copy = way.received(act_of, State.SUBMITTED)
    (part,) = assigning.assign(
        act_of("phuoc"),
        document_id=copy.id,
        receivers=[Receiver("lead", unit_id=way.unit(f"{DISTRICT}/vhtt"))],
        days=4,
    )
    thao = client_as("thao")
    form = text(thao.get(page(part, "parts/")))
    assert "Châu Trí Dũng" in form
    assert "Phòng Nội vụ" not in form
    lead = f"position:{way.position(SPECIALIST)}"
    late = thao.post(page(part, "parts/"), {"lead": lead, "days": "9"})
    assert "muộn hơn hạn" in text(late)
    thao.post(page(part, "parts/"), {"lead": lead, "days": "2", "directive": "Rà soát."})
    assert Assignment.objects.get(parent=part).directive == "Rà soát."
    assert "Rà soát." in text(client_as("dung").get(page(Assignment.objects.get(parent=part))))
