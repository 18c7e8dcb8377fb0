from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from lienthong.directory.models import AgencyVersion
from lienthong.exchange import actions, rules
from lienthong.exchange.models import Delivery, Packet, Receipt
from lienthong.exchange.tests import sending
from lienthong.kernel import events
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.models import Event

ActOf = Callable[..., Act]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchange alone: what documents make of an arrival is tested there."""
    monkeypatch.setattr(events, "SUBSCRIBERS", {})


def agencies(count: int) -> list[int]:
    """Agencies that work that day and have a clerk."""
    working = AgencyVersion.objects.on(date(2022, 11, 21)).filter(kind="peoples_committee")
    return list(working.order_by("agency_id").values_list("agency_id", flat=True)[:count])


def send(act: Act, to: Sequence[int], message_id: uuid.UUID | None = None) -> tuple[int, int]:
    return sending.send(act, to=to, manifest={"b": 1, "a": "Nhơn Mỹ"}, message_id=message_id)


def held(act: Act, count: int = 1) -> list[Delivery]:
    packet_id, _count = send(act, agencies(count))
    actions.arrive(system_act(act.at, "Trục"), packet_ids=[packet_id])
    return list(Delivery.objects.filter(packet_id=packet_id).order_by("agency_id"))


def told(delivery: Delivery, code: str, event_id: int, minutes: int = 5) -> dict[str, Any]:
    return {
        "delivery_id": delivery.id,
        "code": code,
        "at": (delivery.state_at + timedelta(minutes=minutes)).isoformat(),
        "by_name": "Trần Thị Bạch Tuyết",
        "by_title": "Văn thư",
        "note": "",
        "event_id": event_id,
    }


def report(act: Act, *rows: dict[str, Any]) -> int:
    return actions.report(
        act,
        select="select * from jsonb_to_recordset(%s::jsonb) as r(delivery_id bigint, code text,"
        " at timestamptz, by_name text, by_title text, note text, event_id bigint)",
        params=[json.dumps(rows)],
    )


def receipts(delivery: Delivery) -> list[tuple[str, bool]]:
    found = Receipt.objects.filter(delivery_id=delivery.id).order_by("id")
    return list(found.values_list("code", "moved"))


def test_a_packet_keeps_canonical_bytes_and_their_digest(act_of: ActOf) -> None:
    packet_id, count = send(act_of("lan"), agencies(3))
    packet = Packet.objects.get(id=packet_id)
    assert count == 3
    assert bytes(packet.manifest) == '{"a":"Nhơn Mỹ","b":1}'.encode()
    assert bytes(packet.digest) == hashlib.sha256(bytes(packet.manifest)).digest()
    assert packet.sender_id == act_of("lan").agency_id
    rows = Delivery.objects.filter(packet_id=packet_id).values_list("state", "status", "state_at")
    assert set(rows) == {("queued", "", act_of("lan").at)}
    event = Event.objects.get(kind="exchange.sent")
    assert (event.object_id, event.data["recipients"]) == (packet_id, 3)
    assert event.data["sha256"] == hashlib.sha256(bytes(packet.manifest)).hexdigest()


def test_sending_takes_as_many_statements_for_one_as_for_120(act_of: ActOf) -> None:
    act = act_of("lan")

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            send(act, agencies(count))
        return len(queries)

    assert statements(1) == statements(120)


def test_one_message_is_one_packet(act_of: ActOf) -> None:
    send(act_of("lan"), agencies(1))
    packet = Packet.objects.get()
    with pytest.raises(IntegrityError, match="message_id"):
        send(act_of("lan"), agencies(1), packet.message_id)


def test_an_agency_gets_a_packet_once(act_of: ActOf) -> None:
    one = agencies(1)[0]
    with pytest.raises(IntegrityError, match="exchange_delivery_once"):
        send(act_of("lan"), [one, one])


def test_nothing_is_sent_to_an_agency_that_does_not_exist(act_of: ActOf) -> None:
    with pytest.raises(IntegrityError, match="delivery to no agency"):
        send(act_of("lan"), [2_000_000_000])


@pytest.mark.appendix_vi("III.1.e")
def test_an_arrival_is_kept_once_with_a_receipt_each(act_of: ActOf) -> None:
    act = act_of("lan")
    packet_id, _count = send(act, agencies(4))
    axis = system_act(act.at, "Trục")
    assert actions.arrive(axis, packet_ids=[packet_id]) == 4
    assert actions.arrive(axis, packet_ids=[packet_id]) == 0
    deliveries = Delivery.objects.filter(packet_id=packet_id)
    assert set(deliveries.values_list("state", "status")) == {("held", rules.ARRIVED)}
    assert all(receipts(one) == [("01", True)] for one in deliveries)
    event = Event.objects.get(kind="exchange.arrived")
    assert (event.object_id, event.data["recipients"]) == (packet_id, 4)


def test_packets_that_arrive_together_each_have_their_event(act_of: ActOf) -> None:
    act = act_of("lan")
    packets = [send(act, agencies(count))[0] for count in (1, 2)]
    assert actions.arrive(system_act(act.at, "Trục"), packet_ids=packets) == 3
    found = Event.objects.filter(kind="exchange.arrived").values_list("object_id", flat=True)
    assert sorted(found) == sorted(packets)


def test_the_subscriber_hands_over_what_was_sent_once(act_of: ActOf) -> None:
    packet_id, _count = send(act_of("lan"), agencies(2))
    sent = Event.objects.get(kind="exchange.sent")
    for _turn in range(2):
        actions.deliver([sent.id])
    assert set(Delivery.objects.filter(packet_id=packet_id).values_list("state", flat=True)) == {
        "held"
    }
    assert Event.objects.filter(kind="exchange.arrived").count() == 1


def test_a_report_moves_its_delivery_and_leaves_a_receipt(act_of: ActOf) -> None:
    act = act_of("lan")
    one, other = held(act, 2)
    assert report(act, told(one, rules.REGISTERED, 901)) == 1
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, one.status_by) == ("03", "Trần Thị Bạch Tuyết, Văn thư")
    assert one.status_at == one.state_at + timedelta(minutes=5)
    assert other.status == "01"
    assert receipts(one) == [("01", True), ("03", True)]
    assert Event.objects.get(kind="exchange.reported").data == {"count": 1}


def test_a_report_told_twice_is_one_receipt(act_of: ActOf) -> None:
    act = act_of("lan")
    (one,) = held(act)
    row = told(one, rules.REGISTERED, 901)
    assert report(act, row) == 1
    assert report(act, row) == 0
    assert receipts(one) == [("01", True), ("03", True)]
    assert Event.objects.filter(kind="exchange.reported").count() == 1


def test_reports_in_the_wrong_order_never_take_a_delivery_back(act_of: ActOf) -> None:
    act = act_of("lan")
    (one,) = held(act)
    report(act, told(one, rules.REGISTERED, 901))
    report(act, told(one, rules.FINISHED, 903, minutes=50))
    report(act, told(one, rules.ASSIGNED, 902, minutes=20))
    one.refresh_from_db()
    assert one.status == rules.FINISHED
    assert one.status_at == one.state_at + timedelta(minutes=50)
    assert receipts(one) == [("01", True), ("03", True), ("06", True), ("04", False)]


def test_several_reports_on_one_delivery_are_taken_in_the_order_of_their_events(
    act_of: ActOf,
) -> None:
    act = act_of("lan")
    one, other = held(act, 2)
    rows = [
        told(one, rules.ASSIGNED, 905),
        told(other, rules.REGISTERED, 904),
        told(one, rules.REGISTERED, 901),
        told(one, rules.IN_PROGRESS, 906),
    ]
    assert report(act, *rows) == 4
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (rules.IN_PROGRESS, rules.REGISTERED)
    assert receipts(one) == [("01", True), ("03", True), ("04", True), ("05", True)]


def test_what_was_turned_back_is_not_worked_on(act_of: ActOf) -> None:
    act = act_of("lan")
    (one,) = held(act)
    report(act, told(one, rules.TURNED_BACK, 901))
    report(act, told(one, rules.REGISTERED, 902))
    one.refresh_from_db()
    assert one.status == rules.TURNED_BACK
    assert receipts(one)[-1] == ("03", False)


def test_a_batch_of_reports_takes_as_many_statements_as_one(act_of: ActOf) -> None:
    act = act_of("lan")
    deliveries = held(act, 60)

    def statements(rows: list[dict[str, Any]]) -> int:
        with CaptureQueriesContext(connection) as queries:
            report(act, *rows)
        return len(queries)

    few = statements([told(deliveries[0], "03", 900)])
    many = statements([told(one, "03", 1000 + turn) for turn, one in enumerate(deliveries[1:])])
    assert few == many


def test_a_receipt_needs_its_delivery(act_of: ActOf) -> None:
    (one,) = held(act_of("lan"))
    one.id = 2_000_000_000
    with pytest.raises(IntegrityError, match="receipt without its delivery"):
        report(act_of("lan"), told(one, "03", 901))
