"""A sender reminds its late receivers: on its board, on their copies, once a working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from lienthong.documents import rules
from lienthong.documents.actions import amending, chasing, receiving
from lienthong.documents.models import Document
from lienthong.documents.queries import BoardRow, board_rows
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import COMMUNE, DISTRICT, ActOf
from lienthong.exchange.models import Delivery, Packet
from lienthong.kernel import clock, deadlines, jobs
from lienthong.kernel.errors import Refused
from lienthong.work.models import Notice

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
BOTH = (DISTRICT, COMMUNE)
LATER, NEXT_DAY = timedelta(days=2), timedelta(days=3)


def late(act_of: ActOf) -> Document:
    """Sent on Monday to two agencies; by Wednesday one of them has not entered it."""
    made = way.sent(act_of, to=BOTH)
    receiving.register(act_of("tuyet"), document_id=way.copy_of(made, DISTRICT).id)
    jobs.drain()
    return made


def at(act_of: ActOf, after: timedelta) -> datetime:
    return act_of("lan").at + after


def rows(act_of: ActOf, made: Document, after: timedelta) -> dict[int, BoardRow]:
    return {one.agency_id: one for one in board_rows(made.id, at=at(act_of, after), keys=[])}


def chase(act_of: ActOf, made: Document, after: timedelta, who: str = "lan") -> int:
    act = act_of(who, at=at(act_of, after))
    count = chasing.chase_receivers(act, document_id=made.id, words="Gửi trong hôm nay.")
    jobs.drain()
    return count


@pytest.mark.appendix_vi("III.1.m")
def test_only_the_late_are_reminded_and_both_sides_know(act_of: ActOf, client_as: ClientAs) -> None:
    made = late(act_of)
    assert chase(act_of, made, LATER) == 1
    told = way.last_event(made, "documents.receivers_chased")
    assert told.data["agency_ids"] == [way.agency(COMMUNE)]
    copy = way.copy_of(made, COMMUNE)
    taken = way.last_event(copy, "documents.copy_chased")
    assert (taken.data["words"], taken.agency_id) == ("Gửi trong hôm nay.", way.agency(COMMUNE))
    notice = Notice.objects.get()
    assert notice.position_id == act_of("huong").position_id
    assert notice.text == f"{made.issuer_name} đôn đốc văn bản {made.code}"
    assert "documents.copy_chased" not in way.kinds_of(way.copy_of(made, DISTRICT))
    clock.start_at(at(act_of, LATER))
    client = client_as("huong")
    assert "Gửi trong hôm nay." in text(client.get(f"/van-phong/documents/{copy.id}/"))
    assert "Nơi gửi đôn đốc" in text(client.get("/van-phong/documents/incoming/"))
    one = rows(act_of, made, LATER)[way.agency(COMMUNE)]
    assert (one.chased_at, one.chased_times) == (at(act_of, LATER), 1)
    board = text(client_as("thu").get(f"/van-phong/documents/{made.id}/board/"))
    assert f"Đôn đốc 08:00, 23/11/2022, {act_of('lan').by_name}" in board


def test_not_twice_in_a_working_day(act_of: ActOf) -> None:
    made = late(act_of)
    chase(act_of, made, LATER)
    with pytest.raises(Refused, match="trong ngày làm việc này"):
        chase(act_of, made, LATER + timedelta(hours=6), who="minh")
    assert chase(act_of, made, NEXT_DAY) == 1
    assert rows(act_of, made, NEXT_DAY)[way.agency(COMMUNE)].chased_times == 2


def test_a_working_day_begins_on_a_working_day() -> None:
    def between(first: date, second: date) -> int:
        return deadlines.current().working_days_between(first, second)

    friday, saturday, monday = date(2022, 11, 25), date(2022, 11, 26), date(2022, 11, 28)
    assert rules.may_chase(None, friday, between)
    assert not rules.may_chase(friday, friday, between)
    assert not rules.may_chase(friday, saturday, between)
    assert rules.may_chase(friday, monday, between)
    assert rules.may_chase(saturday, monday, between)


def test_who_has_done_it_meanwhile_is_left_alone(act_of: ActOf) -> None:
    made = late(act_of)
    receiving.register(act_of("huong"), document_id=way.copy_of(made, COMMUNE).id)
    jobs.drain()
    with pytest.raises(Refused, match="Tải lại bảng"):
        chase(act_of, made, LATER)
    assert not Packet.objects.filter(business="chase").exists()


def test_a_copy_that_was_returned_is_not_reminded_of(act_of: ActOf) -> None:
    made = way.sent(act_of, to=BOTH, reply_due_at=at(act_of, timedelta(days=1)))
    copy = way.copy_of(made, COMMUNE)
    receiving.turn_back(act_of("huong"), document_id=copy.id, reason="Sai nơi nhận.")
    jobs.drain()
    assert chase(act_of, made, LATER) == 1
    asked = Packet.objects.get(business="chase")
    assert Delivery.objects.get(packet_id=asked.pk).agency_id == way.agency(DISTRICT)


def test_what_was_recalled_is_not_asked_after(act_of: ActOf) -> None:
    made = late(act_of)
    amending.recall(act_of("lan"), document_id=made.id, reason="Gửi nhầm.")
    with pytest.raises(Refused, match="đôn đốc nơi nhận khi văn bản ở trạng thái"):
        chase(act_of, made, LATER)


def test_a_reminder_that_finds_no_copy_tells_nobody(act_of: ActOf) -> None:
    made = late(act_of)
    act = act_of("lan", at=at(act_of, LATER))
    chasing.chase_receivers(act, document_id=made.id)
    Document.objects.filter(id=way.copy_of(made, COMMUNE).id).update(state="returned")
    jobs.drain()
    assert not Notice.objects.exists()


def test_the_page_ticks_the_late_and_asks_for_one(act_of: ActOf, client_as: ClientAs) -> None:
    made = late(act_of)
    clock.start_at(at(act_of, LATER))
    client, address = client_as("thu"), f"/van-phong/documents/{made.id}/board/reminders/"
    assert address in text(client.get(f"/van-phong/documents/{made.id}/board/"))
    page = text(client.get(address))
    commune, district = way.agency(COMMUNE), way.agency(DISTRICT)
    assert f'value="{commune}" checked' in page
    assert f'value="{district}"' not in page
    none = client.post(address, {"words": "Nhanh."})
    assert none.status_code == 422
    assert "Chưa chọn nơi nhận nào." in text(none)
    assert "Nhanh." in text(none)
    told = text(client.post(address, {"agency": [commune, district, "x"]}, follow=True))
    assert "Đã đôn đốc 1 nơi nhận." in told
    assert "1 nơi không còn trễ hoặc đã được đôn đốc hôm nay." in told
    assert f'value="{commune}" disabled' in text(client.get(address))
