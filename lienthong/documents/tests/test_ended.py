"""Agencies that end: what is chosen, signed, sent and answered around 1/9/2024 and 1/7/2025."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lienthong.directory.models import AgencyVersion, Position
from lienthong.documents.actions import checking, drafting, issuing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import CLERK, COMMUNE, DISTRICT, FILE, ActOf
from lienthong.exchange.models import Delivery, Packet, Receipt
from lienthong.exchange.tests import sending
from lienthong.kernel import events, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, Series
from lienthong.work.models import Notice

pytestmark = pytest.mark.django_db

MERGED = "ubnd.phuong-9.soc-trang"
"""A ward that was merged into another on 1/9/2024."""
AFTER = datetime(2024, 9, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def test_an_agency_that_has_ended_is_not_chosen_in_silence(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    late = act_of("thu", at=AFTER)
    with pytest.raises(Refused, match="Phường 9") as refusal:
        drafting.choose_recipients(
            late, document_id=made.id, agency_ids=[way.agency(MERGED), way.agency(DISTRICT)]
        )
    assert (refusal.value.code, refusal.value.reason) == ("documents.recipient_ended", "input")
    with pytest.raises(Refused, match="cơ quan số 123456789"):
        drafting.choose_recipients(late, document_id=made.id, agency_ids=[123456789])
    with pytest.raises(Refused, match="tat-ca-tinh") as refusal:
        drafting.choose_recipients(late, document_id=made.id, groups=["tat-ca-tinh"])
    assert refusal.value.code == "documents.recipient_group"
    assert made.recipients.count() == 1


@pytest.mark.parametrize("state", [State.DRAFTING, State.FORMAT_CHECKED])
def test_nothing_is_checked_or_signed_for_an_agency_that_has_ended(
    act_of: ActOf, state: State
) -> None:
    made = way.brought_to(act_of, state, to=(MERGED, DISTRICT))
    who, step = {
        State.DRAFTING: ("son", checking.check_content),
        State.FORMAT_CHECKED: ("minh", checking.approve),
    }[state]
    with pytest.raises(Refused, match="Phường 9") as refusal:
        step(act_of(who, at=AFTER), document_id=made.id)
    assert refusal.value.code == "documents.recipient_ended"
    made.refresh_from_db()
    assert made.state == state


def test_nothing_is_checked_or_signed_without_a_recipient(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    made.recipients.all().delete()
    with pytest.raises(Refused, match="Chưa chọn nơi nhận"):
        checking.approve(act_of("minh"), document_id=made.id)
    draft = way.drafted(act_of, to=())
    with pytest.raises(Refused, match="Chưa chọn nơi nhận"):
        checking.check_content(act_of("son"), document_id=draft.id)


def test_nothing_is_signed_that_could_get_no_number(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    Series.objects.filter(owner_id=made.agency_id, direction="outgoing").update(direction="copies")
    with pytest.raises(Refused, match="chưa có sổ"):
        checking.approve(act_of("minh"), document_id=made.id)


EVE = datetime(2025, 6, 30, 16, 0, tzinfo=AFTER.tzinfo)
REFORM = datetime(2025, 7, 1, 8, 0, tzinfo=AFTER.tzinfo)


@pytest.mark.parametrize("by_code", [False, True])
def test_on_the_day_of_the_reform_the_heir_is_named(act_of: ActOf, by_code: bool) -> None:
    made = way.drafted(act_of, to=())
    one = way.agency(COMMUNE)
    code = AgencyVersion.objects.get(agency_id=one).code_2020
    facts: dict[str, Any] = {"codes": [code]} if by_code else {"agency_ids": [one]}
    before, after = (act_of("thu").later(at) for at in (EVE, REFORM))
    assert drafting.choose_recipients(before, document_id=made.id, **facts) == 1
    with pytest.raises(Refused) as refusal:
        drafting.choose_recipients(after, document_id=made.id, **facts)
    assert refusal.value.message == (
        "UBND xã Nhơn Mỹ, huyện Kế Sách đã kết thúc hoạt động ngày 01/07/2025; cơ quan kế thừa:"
        " UBND xã Nhơn Mỹ (H13.307). Chọn cơ quan kế thừa."
    )
    assert made.recipients.get().agency_id == one


def test_a_sealed_document_goes_to_nobody_when_one_recipient_has_ended(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED, to=(DISTRICT, "so-tp"))
    jobs.drain()
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        issuing.issue(act_of(CLERK).later(REFORM), document_id=made.id)
    assert refusal.value.code == "documents.recipient_ended"
    assert "huyện Kế Sách đã kết thúc hoạt động ngày 01/07/2025" in refusal.value.message
    assert "Sở Tư pháp" in refusal.value.message
    made.refresh_from_db()
    assert (made.state, made.packet_id) == (State.SEALED, None)
    assert (Packet.objects.count(), Delivery.objects.count()) == (0, 0)
    assert Event.objects.count() == before

    assert issuing.issue(act_of(CLERK).later(EVE), document_id=made.id) == 2


def _packet(act: Act, *to: str) -> int:
    manifest = {
        "version": 1,
        "sender": {"name": "Nơi gửi"},
        "document": {
            "code": "1/UBND", "number": 1, "symbol": "UBND", "type": "", "subject": "Về việc",
            "issued_on": "2024-08-30", "signer": {"name": "A", "title": "B"}, "urgency": 0,
            "reply_due_at": None,
        },
        "files": [{"sha256": FILE["sha256"], "size": 1000, "pages": 2}],
    }  # fmt: skip
    packet_id, _count = sending.send(act, to=[way.agency(key) for key in to], manifest=manifest)
    return packet_id


def test_a_packet_that_comes_too_late_is_refused_in_words(act_of: ActOf) -> None:
    in_time = _packet(act_of(CLERK), MERGED)
    late = _packet(act_of(CLERK, at=AFTER), MERGED, DISTRICT)
    jobs.drain()  # both in one batch, each in its own day
    assert Delivery.objects.get(packet_id=in_time).state == "held"
    rows = Delivery.objects.filter(packet_id=late)
    assert {(one.agency_id, one.state, one.status, one.status_by) for one in rows} == {
        (way.agency(DISTRICT), "held", "01", ""),
        (way.agency(MERGED), "refused", "02", "Cơ quan đã kết thúc hoạt động: gửi nơi kế thừa."),
    }
    assert Document.objects.incoming().filter(packet_id=late).count() == 1
    kept = Receipt.objects.filter(delivery_id__in=rows.values("id"))
    assert sorted(kept.values_list("code", flat=True)) == ["01", "02"]
    told = Event.objects.get(kind="exchange.undelivered")
    assert (told.object_id, told.data["recipients"]) == (late, 1)
    assert "Phường 9" in told.data["agencies"]


def test_what_waited_over_an_agencys_last_day_is_carried_on_in_the_next(
    act_of: ActOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was down when it was sent: what counts is when it is handed over."""
    evening = act_of(CLERK, at=datetime(2024, 8, 31, 23, 0, tzinfo=AFTER.tzinfo))
    packet_id = _packet(evening, MERGED)
    (sent,) = Event.objects.filter(kind="exchange.sent", object_id=packet_id)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return (sent.recorded_at + timedelta(hours=2)).astimezone(tz)

    monkeypatch.setattr(events, "datetime", Later)
    jobs.drain()
    assert Delivery.objects.get(packet_id=packet_id).state == "refused"


def test_an_agency_without_a_clerk_here_refuses_and_the_drafter_is_told(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, to=(COMMUNE, DISTRICT))
    for post in Position.objects.filter(agency_id=way.agency(COMMUNE)):
        Position.objects.filter(id=post.pk).update(roles=["specialist"])
    jobs.drain()
    notice = Notice.objects.get(position_id=made.drafter_id or 0)
    assert "Nhơn Mỹ" in notice.text
    assert "chưa có văn thư" in notice.text
    jobs.drain()
    packet_id = Document.objects.values_list("packet_id", flat=True).get(id=made.id)
    states = Delivery.objects.filter(packet_id=packet_id).values_list("state", flat=True)
    assert sorted(states) == ["held", "refused"]
