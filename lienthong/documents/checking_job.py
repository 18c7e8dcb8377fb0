"""The job that checks the signatures of what arrived: in a process of its own, once for the same
bytes.
"""

from __future__ import annotations

import json

from lienthong.documents import keys, rules_copies
from lienthong.documents.actions import validating
from lienthong.documents.models import Signature
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
    if not letter["sha256"] or Signature.objects.filter(sha256=letter["sha256"]).exists():
        return  # nothing to judge, or judged before
    act = events.continued(event)
    try:
        pdf = store().path(letter["sha256"]).read_bytes()
    except FileNotFoundError:
        verdict = FileVerdict.because(reasons.MISSING)
    else:
        alone = rules_copies.of_agency_alone(manifest)
        verdict = check_isolated(pdf, trust=keys.trusted(), at=act.at, copy=alone)
    validating.keep_verdict(
        act, packet_id=packet.id, sha256=letter["sha256"], report=verdict.as_json()
    )
