"""The job that checks the signatures of what arrived: in a process of its own, once a packet, and
whether the seal is that of the agency which sent it.
"""

from __future__ import annotations

import json

from lienthong.directory import certificates
from lienthong.documents import keys, rules_copies, senders
from lienthong.documents.actions import validating
from lienthong.documents.queries import verdicts
from lienthong.documents.signing import reasons
from lienthong.documents.signing.isolated import check_isolated
from lienthong.documents.signing.verdict import FileVerdict
from lienthong.exchange.models import Packet
from lienthong.kernel import events
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.models import Event


def check(event_id: int) -> None:
    """Judge the letter of the packet of one `exchange.arrived` event."""
    event = Event.objects.get(id=event_id)
    packet = Packet.objects.get(id=event.object_id)
    manifest = json.loads(bytes(packet.manifest))
    letter, *_others = manifest["files"]
    if not letter["sha256"] or verdicts.newest(packet.id) is not None:
        return  # nothing to judge, or judged before
    act = events.continued(event)
    try:
        pdf = store().path(letter["sha256"]).read_bytes()
    except FileNotFoundError:
        verdict = FileVerdict.because(reasons.MISSING)
    else:
        alone = rules_copies.of_agency_alone(manifest)
        verdict = senders.compared(
            check_isolated(pdf, trust=keys.trusted(), at=act.at, copy=alone),
            sender=certificates.known_as(packet.sender_id),
            name=str(manifest["sender"]["name"]),
            namings=certificates.naming(),
        )
    validating.keep_verdict(
        act, packet_id=packet.id, sha256=letter["sha256"], report=verdict.as_json()
    )
