"""Sending, arriving, reporting: set-based, one transaction each whatever the number of agencies."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.exchange import rules
from lienthong.exchange.models import Delivery, Packet
from lienthong.kernel import canonical, clock, events, statements
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, system_act

_SEND = """
recipient as materialized ({recipients}), packet as (
  insert into exchange_packet (message_id, sender_id, response_to, manifest, digest, sent_at)
  select %s::uuid, %s::bigint, m.response_to, m.body, sha256(m.body), %s::timestamptz
  from ({manifest}) m returning id, message_id, digest
), delivery as (
  insert into exchange_delivery (packet_id, agency_id, state, state_at, status)
  select packet.id, r.agency_id, 'queued', %s::timestamptz, '' from packet, recipient r
), sent as (
  select count(*) as recipients from recipient
)
"""


def send(
    act: Act, *, message_id: uuid.UUID, manifest: events.Clause, recipients: events.Clause
) -> tuple[events.Clause, events.Part]:
    """One packet and its deliveries, as CTEs of the issuing action's one statement.

    `recipients` is a SELECT with a column `agency_id`; `manifest` one of a single row, `body` (a
    JSON object as its canonical RFC 8785 bytes) and `response_to`, or of none: then nothing is
    sent. Gives the CTEs `recipient` (that SELECT), `packet` (id) and `sent` (recipients, their
    number), and `exchange.sent` for the statement's events.
    """
    (receivers, receiver_values), (body, body_values) = recipients, manifest
    told = events.part(
        "exchange.sent", "exchange.packet", "packet",
        data_sql="jsonb_build_object('message_id', message_id, 'sha256', encode(digest, 'hex'),"
        " 'recipients', (select recipients from sent))",
    )  # fmt: skip
    values = [*receiver_values, message_id, act.agency_id, act.at, *body_values, act.at]
    return (_SEND.format(manifest=body, recipients=receivers), values), told


def letter(manifest: dict[str, Any], response_to: uuid.UUID | None = None) -> events.Clause:
    """The `manifest` of `send` for plain JSON values."""
    body = canonical.dumps(manifest)
    return "select %s::bytea as body, %s::uuid as response_to", [body, response_to]


ELSEWHERE = "not exists (select from exchange_peer w where {0}.agency_id = any(w.agencies))"
"""Not an agency that works in another system: what goes there is handed to its peer."""
_UNREACHED = f"""
select a.agency_id, coalesce(v.name, (select l.name from directory_agency_version l
    where l.agency_id = a.agency_id order by l.valid_from desc limit 1), ''), v.id is null
from (select distinct agency_id from exchange_delivery
  where packet_id = any(%(packets)s) and state = 'queued') a
left join directory_agency_version v
  on v.agency_id = a.agency_id and {posts.IN_FORCE.format("v")}
where (v.id is null or not exists (select from directory_position p
  where p.agency_id = a.agency_id and 'clerk' = any(p.roles) and {posts.IN_FORCE.format("p")}))
  and {ELSEWHERE.format("a")}
"""
_ARRIVE = f"""
with due as materialized (
  select id from exchange_delivery
  where packet_id = any(%(packets)s) and state = 'queued'
    and {ELSEWHERE.format("exchange_delivery")} order by id for update
), posted as (
  insert into exchange_peer_message
    (peer_id, way, kind, key, state, at, delivery_id, packet_id, name, words)
  select w.id, 'out', 'letter', 'packet ' || d.packet_id, 'queued', %(at)s, min(d.id),
    d.packet_id, '', ''
  from exchange_delivery d join exchange_peer w on d.agency_id = any(w.agencies)
  where d.packet_id = any(%(packets)s) and d.state = 'queued'
  group by w.id, d.packet_id
  on conflict do nothing
)
update exchange_delivery e
set state = case when %(why)s::jsonb ? e.agency_id::text
    then '{rules.REFUSED}' else '{rules.HELD}' end,
  status = case when %(why)s::jsonb ? e.agency_id::text
    then '{rules.TURNED_BACK}' else '{rules.ARRIVED}' end,
  state_at = %(at)s, status_at = %(at)s,
  status_by = coalesce(%(why)s::jsonb ->> e.agency_id::text, '')
from due where e.id = due.id returning e.packet_id, e.id, e.agency_id
"""
_RECEIPTS = """
insert into exchange_receipt (delivery_id, code, at, by_name, by_title, note, event_id, moved)
select r.id, %s, %s, %s, '', r.note, %s, true
from unnest(%s::bigint[], %s::text[]) as r(id, note)
"""


@action
def arrive(act: Act, *, packet_ids: list[int]) -> int:
    """Queued deliveries of these packets are in the receivers' durable store: this database.

    Each packet gets one `exchange.arrived` event and each delivery a receipt "01". An agency that
    has ended, or has no clerk here to open what comes, refuses in words instead: "02" and the
    reason, told by `exchange.undelivered`. Returns deliveries held.
    """
    with connection.cursor() as cursor:
        refusals = _refusals(cursor, act, packet_ids)
        why = {str(agency_id): reason for agency_id, (_name, reason) in refusals.items()}
        cursor.execute(_ARRIVE, {"packets": packet_ids, "at": act.at, "why": json.dumps(why)})
        arrived: dict[int, list[int]] = {}
        refused: dict[int, list[tuple[int, int]]] = {}
        for packet_id, delivery_id, agency_id in sorted(cursor.fetchall()):
            if agency_id in refusals:
                refused.setdefault(packet_id, []).append((delivery_id, agency_id))
            else:
                arrived.setdefault(packet_id, []).append(delivery_id)
        for packet_id, came in arrived.items():
            event_id = events.record(
                act, "exchange.arrived", Packet(id=packet_id), recipients=len(came)
            )
            _keep_receipts(cursor, act, rules.ARRIVED, event_id, [(one, "") for one in came])
        for packet_id, lost in refused.items():
            told = ["{} ({})".format(*refusals[agency_id]) for _id, agency_id in lost]
            event_id = events.record(
                act,
                "exchange.undelivered",
                Packet(id=packet_id),
                recipients=len(lost),
                agencies="; ".join(told),
            )
            notes = [(delivery_id, refusals[agency_id][1]) for delivery_id, agency_id in lost]
            _keep_receipts(cursor, act, rules.TURNED_BACK, event_id, notes)
    if not arrived and not refused:
        events.nothing(act, "these packets had all arrived")
    return sum(map(len, arrived.values()))


def _refusals(cursor: CursorWrapper, act: Act, packet_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Agencies that cannot take what waits for them: id -> (name, the reason in words)."""
    ended = _("Cơ quan đã kết thúc hoạt động: gửi nơi kế thừa.")
    no_desk = _("Cơ quan chưa có văn thư trên hệ thống: gửi bản giấy.")
    day = clock.local(act.at).date()
    cursor.execute(_UNREACHED, {"packets": packet_ids, "day": day})
    return {row[0]: (row[1], ended if row[2] else no_desk) for row in cursor.fetchall()}


def _keep_receipts(
    cursor: CursorWrapper, act: Act, code: str, event_id: int, notes: Sequence[tuple[int, str]]
) -> None:
    numbers, texts = [number for number, _note in notes], [note for _number, note in notes]
    cursor.execute(_RECEIPTS, [code, act.at, act.by_name, event_id, numbers, texts])


def deliver(event_ids: Sequence[int]) -> None:
    """Subscriber of `exchange.sent`: hand packets over to the agencies of this province."""
    for at, packet_ids in events.carried_on(event_ids):
        arrive(system_act(at, "Trục liên thông của tỉnh"), packet_ids=packet_ids)


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
  from now s
  where d.id = s.delivery_id
    -- a subquery, not a join: asked again of the row as another reporter left it, after the wait
    and exists (select from unnest(%s::text[], %s::text[]) as m(was, becomes)
      where m.was = d.status and m.becomes = s.code)
    and not exists (select from exchange_receipt r where r.delivery_id = s.delivery_id
      and r.moved and r.code <> %s and r.event_id > s.event_id)
  returning d.id
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
    delivery, unless a later event has moved it already; the others are kept as out of turn. Told
    twice changes nothing. Returns the new receipts.
    """
    pairs = sorted(rules.MOVES)
    told = [*params, [was for was, _now in pairs], [now for _was, now in pairs], rules.ARRIVED]
    total, first = 0, 0
    with statements.prepared() as cursor:
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


_ASK = f"""
with asked as (
  insert into exchange_packet (message_id, sender_id, manifest, digest, sent_at, business, about_id)
  values (%s, %s, %s, %s, %s, %s, %s) returning id
), delivery as (
  insert into exchange_delivery
    (packet_id, agency_id, state, state_at, status, status_at, status_by)
  select asked.id, d.agency_id, '{rules.HELD}', %s::timestamptz, '{rules.ARRIVED}',
    %s::timestamptz, ''
  from asked, exchange_delivery d where d.packet_id = %s and d.state <> '{rules.REFUSED}'
    and {ELSEWHERE.format("d")}
    and (%s::bigint[] is null or d.agency_id = any(%s))
  returning 1
)
select asked.id, (select count(*) from delivery) from asked
"""


@action
def ask(
    act: Act,
    *,
    about_id: int,
    business: str,
    manifest: dict[str, Any],
    agency_ids: list[int] | None = None,
) -> int:
    """The sender of a packet tells its receivers (all of them, or those named) that it is recalled,
    corrected or replaced, or reminds them of it: a message of its own to each, held at once, since
    they are in this database. Those who work in another system are not told, nor counted.

    `manifest` says why and by which document, in plain JSON values. Only the sender may ask.
    Returns the number of receivers told.
    """
    packet = Packet.objects.get(id=about_id, sender_id=act.agency_id or 0)
    message_id = uuid.uuid4()
    body = canonical.dumps(
        manifest
        | {
            "version": 1,
            "message_id": str(message_id),
            "business": rules.BUSINESS_CODES[business],
            "about": str(packet.message_id),
            "sent_at": clock.local(act.at).isoformat(),
        }
    )
    digest = hashlib.sha256(body)
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            [
                message_id, act.agency_id, body, digest.digest(), act.at, business, about_id,
                act.at, act.at, about_id, agency_ids, agency_ids,
            ],
        )  # fmt: skip
        packet_id, count = cursor.fetchone()
    events.record(
        act,
        "exchange.asked",
        Packet(id=packet_id),
        business=business,
        about_id=about_id,
        recipients=count,
        sha256=digest.hexdigest(),
    )
    return int(count)
