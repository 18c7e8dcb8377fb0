"""Sending, arriving, reporting: set-based, one transaction each whatever the number of agencies."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

import rfc8785
from django.db import connection

from lienthong.exchange import rules
from lienthong.exchange.models import Delivery, Packet
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, system_act

_SEND = """
packet as (
  insert into exchange_packet (message_id, sender_id, response_to, manifest, digest, sent_at)
  values (%s, %s, %s, %s, %s, %s) returning id
), delivery as (
  insert into exchange_delivery (packet_id, agency_id, state, state_at, status)
  select packet.id, r.agency_id, 'queued', %s, '' from packet, ({recipients}) r returning 1
), {event}
"""


def send(
    act: Act,
    *,
    message_id: uuid.UUID,
    response_to: uuid.UUID | None,
    manifest: dict[str, Any],
    recipients: str,
    params: Sequence[Any],
) -> events.Clause:
    """One packet and its deliveries, as CTEs of the issuing action's one statement.

    `manifest` is a JSON object of plain values (kept as its canonical RFC 8785 bytes); `recipients`
    is a SELECT of one column `agency_id`. Gives the CTEs `packet` (id) and `delivery` (one row
    each), and records `exchange.sent`.
    """
    body = rfc8785.dumps(manifest)
    digest = hashlib.sha256(body)
    event, told = events.clause(
        act, "exchange.sent", "exchange.packet", "packet",
        data_sql="jsonb_build_object('recipients', (select count(*) from delivery))",
        message_id=message_id, sha256=digest.hexdigest(),
    )  # fmt: skip
    values = [message_id, act.agency_id, response_to, body, digest.digest(), act.at, act.at]
    return _SEND.format(recipients=recipients, event=event), [*values, *params, *told]


@action
def arrive(act: Act, *, packet_ids: list[int]) -> int:
    """Queued deliveries of these packets are in the receivers' durable store: this database.

    Each packet gets one `exchange.arrived` event and each delivery a receipt "01". Returns
    deliveries held.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update exchange_delivery set state = 'held', state_at = %s, status = %s,"
            " status_at = %s where packet_id = any(%s) and state = 'queued'"
            " returning packet_id, id",
            [act.at, rules.ARRIVED, act.at, packet_ids],
        )
        held = cursor.fetchall()
        counts: dict[int, int] = {}
        for packet_id, _delivery_id in held:
            counts[packet_id] = counts.get(packet_id, 0) + 1
        for packet_id, count in counts.items():
            event_id = events.record(
                act, "exchange.arrived", Packet(id=packet_id), recipients=count
            )
            cursor.execute(
                "insert into exchange_receipt (delivery_id, code, at, by_name, by_title, note,"
                " event_id, moved) select d, %s, %s, %s, '', '', %s, true"
                " from unnest(%s::bigint[]) d",
                [
                    rules.ARRIVED,
                    act.at,
                    act.by_name,
                    event_id,
                    [d for p, d in held if p == packet_id],
                ],
            )
    if not held:
        events.nothing(act, "these packets had all arrived")
    return len(held)


def deliver(event_ids: Sequence[int]) -> None:
    """Subscriber of `exchange.sent`: hand packets over to the agencies of this province."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select object_id, occurred_at from kernel_event where id = any(%s) order by id",
            [list(event_ids)],
        )
        sent = cursor.fetchall()
    act = system_act(max(at for _packet, at in sent), "Trục liên thông của tỉnh")
    arrive(act, packet_ids=[packet_id for packet_id, _at in sent])


_REPORT = """
with src as ({select}), fresh as (
  select s.*, row_number() over (partition by s.delivery_id order by s.event_id) as turn
  from src s
  left join exchange_receipt r on r.delivery_id = s.delivery_id and r.event_id = s.event_id
  where r.id is null
), now as materialized (
  select * from fresh where turn = 1
), moved as (
  update exchange_delivery d set status = s.code, status_at = s.at,
    status_by = s.by_name || case when s.by_title = '' then '' else ', ' || s.by_title end
  from now s, (select unnest(%s::text[]) as was, unnest(%s::text[]) as becomes) m
  where d.id = s.delivery_id and m.was = d.status and m.becomes = s.code returning d.id
), kept as (
  insert into exchange_receipt (delivery_id, code, at, by_name, by_title, note, event_id, moved)
  select s.delivery_id, s.code, s.at, s.by_name, s.by_title, s.note, s.event_id,
    s.delivery_id in (select id from moved)
  from now s returning delivery_id
)
select (select count(*) from fresh), count(*), min(delivery_id) from kept
"""


@action
def report(act: Act, *, select: str, params: Sequence[Any]) -> int:
    """Receivers report steps: `select` gives delivery_id, code, at, by_name, by_title, note,
    event_id.

    Each report becomes one append-only receipt; those that `rules.MOVES` allows also move their
    delivery, the others are kept as out of turn. Told twice changes nothing. Returns the new
    receipts.
    """
    pairs = sorted(rules.MOVES)
    told = [*params, [was for was, _now in pairs], [now for _was, now in pairs]]
    total, first = 0, 0
    with connection.cursor() as cursor:
        while True:
            # One report a delivery at a time, in the order of the events: several may be told.
            cursor.execute(_REPORT.format(select=select), told)
            fresh, kept, delivery_id = cursor.fetchone()
            total, first = total + int(kept), first or delivery_id
            if fresh == kept:
                break
    if not total:
        events.nothing(act, "reported before")
        return 0
    events.record(act, "exchange.reported", Delivery(id=first), count=total)
    return total
