"""What follows from events, inside the database; named in config/wiring.py. Each takes a list of
event ids.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.documents.actions import amending, chasing, receiving
from lienthong.documents.models import Document
from lienthong.exchange import actions as exchange
from lienthong.exchange import rules as exchange_rules
from lienthong.exchange.models import Packet
from lienthong.kernel import events, jobs
from lienthong.kernel.acts import system_act
from lienthong.kernel.models import Event
from lienthong.work import actions as work

STATUS_OF_EVENT = {
    "documents.registered": exchange_rules.REGISTERED,
    "documents.returned": exchange_rules.TURNED_BACK,
    "documents.assigned": exchange_rules.ASSIGNED,
    "documents.started": exchange_rules.IN_PROGRESS,
    "documents.forwarded": exchange_rules.FINISHED,
    "documents.resolved": exchange_rules.FINISHED,
}
"""Which step of a receiver the sender is told, and as which business status (QĐ 28/2018/QĐ-TTg)."""

AXIS = "Trục liên thông của tỉnh"


def receive(event_ids: Sequence[int]) -> None:
    """On `exchange.arrived`: make the incoming documents of the agencies."""
    for at, packet_ids in events.carried_on(event_ids):
        receiving.receive_many(system_act(at, AXIS), packet_ids=packet_ids)


def undelivered(event_ids: Sequence[int]) -> None:
    """On `exchange.undelivered`: whoever drafted the document is told which agencies it did not
    reach, and why.
    """
    for event in Event.objects.filter(id__in=event_ids).order_by("id"):
        sent = Document.objects.outgoing().filter(packet_id=event.object_id).first()
        if sent is not None and sent.drafter_id is not None:
            work.tell(
                system_act(event.occurred_at, AXIS),
                position_id=sent.drafter_id,
                text=_("Văn bản {code} không chuyển được đến: {agencies}").format(
                    code=sent.code, agencies=event.data["agencies"]
                ),
                obj=sent,
            )


def report_status(event_ids: Sequence[int]) -> None:
    """On each step of a receiver: tell the sender, through exchange, inside one database too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select max(occurred_at) from kernel_event where id = any(%s)", [list(event_ids)]
        )
        at = cursor.fetchone()[0]
    exchange.report(
        system_act(at, AXIS),
        select="select d.delivery_id, s.code, e.occurred_at as at, e.by_name, e.by_title,"
        " coalesce(e.data ->> 'reason', '') as note, e.id as event_id"
        " from kernel_event e join documents_document d on d.id = e.object_id"
        " join (select unnest(%s::text[]) as kind, unnest(%s::text[]) as code) s on s.kind = e.kind"
        " where e.id = any(%s) and d.delivery_id is not null",
        params=[list(STATUS_OF_EVENT), list(STATUS_OF_EVENT.values()), list(event_ids)],
    )


def ask_to_check(event_ids: Sequence[int]) -> None:
    """On `exchange.arrived`: the job that judges the signatures, one a packet whatever the number
    of receivers.
    """
    for event_id in event_ids:
        jobs.defer("documents.check_signatures", event_id=event_id)


def ask_to_sign(event_ids: Sequence[int]) -> None:
    """On approval: the job that numbers, renders and signs, once the approval is committed."""
    for event_id in event_ids:
        jobs.defer("documents.sign", event_id=event_id)


def ask_to_seal(event_ids: Sequence[int]) -> None:
    """On the clerk's request: the job that applies the agency's signature."""
    for event_id in event_ids:
        jobs.defer("documents.seal", event_id=event_id)


def asked(event_ids: Sequence[int]) -> None:
    """On `exchange.asked`: the receivers' copies are marked as the sender says."""
    for event in Event.objects.filter(id__in=event_ids).order_by("id"):
        packet = Packet.objects.get(id=event.object_id)
        manifest = json.loads(bytes(packet.manifest))
        mark = (
            chasing.take_reminder
            if packet.business == exchange_rules.CHASE
            else amending.mark_copies
        )
        mark(
            system_act(event.occurred_at, AXIS),
            packet_id=packet.pk,
            why={name: str(manifest.get(name, "")) for name in ("by", "reason")},
        )


ANSWER_OF_EVENT = {
    "documents.recall_agreed": exchange_rules.AGREED,
    "documents.recall_declined": exchange_rules.DECLINED,
}


def report_recall(event_ids: Sequence[int]) -> None:
    """On a receiver's answer to a recall: the sender is told, on the request it sent."""
    at = Event.objects.filter(id__in=event_ids).latest("occurred_at").occurred_at
    exchange.report(
        system_act(at, AXIS),
        select="select x.id as delivery_id, s.code, e.occurred_at as at, e.by_name, e.by_title,"
        " coalesce(e.data ->> 'reason', '') as note, e.id as event_id"
        " from kernel_event e join documents_document d on d.id = e.object_id"
        " join exchange_delivery own on own.id = d.delivery_id"
        " join lateral (select max(q.id) as id from exchange_packet q"
        "   where q.about_id = own.packet_id and q.business = 'recall') q on true"
        " join exchange_delivery x on x.packet_id = q.id and x.agency_id = d.agency_id"
        " join (select unnest(%s::text[]) as kind, unnest(%s::text[]) as code) s on s.kind = e.kind"
        " where e.id = any(%s)",
        params=[list(ANSWER_OF_EVENT), list(ANSWER_OF_EVENT.values()), list(event_ids)],
    )
