"""A copy and what it was made from, both ways (Decree 30/2020, art. 25)."""

from __future__ import annotations

import json
from typing import Any

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents import rules, rules_copies
from lienthong.documents.models import Document
from lienthong.documents.queries import around, verdicts
from lienthong.documents.rules_copies import Source
from lienthong.documents.signing.verdict import Verdict
from lienthong.exchange.models import Packet
from lienthong.kernel import clock
from lienthong.kernel.acts import Act

SHOWN = 20


def source_of(document: Document) -> Source:
    """What the rules of copying look at."""
    valid: bool | None = True
    if document.direction == Document.INCOMING and not around.is_paper(document):
        verdict = verdicts.verdict_of(document.packet_id)
        valid = verdict == Verdict.VALID if verdict else None
    return Source(
        state=document.state,
        type=document.type,
        has_file=around.file_of(document) is not None,
        valid=valid,
    )


def forms_for(act: Act, document: Document) -> tuple[str, ...]:
    """In which forms the agency of this post may copy it; the Party's list has none."""
    if document.state not in rules_copies.HELD:
        return ()
    agency = posts.agency_on(act.agency_id or 0, clock.local(act.at).date())
    known = types_of(agency.branch).copies
    return tuple(form for form in rules_copies.forms_of(source_of(document)) if form in known)


def copies_of(act: Act, document: Document) -> list[Document]:
    """The copies that were made of it here, newest first, as far as this post may see them."""
    found = Document.objects.visible_to(act).filter(copies_id=document.id)
    return list(found.order_by("-id")[:SHOWN])


def told(made_as: str, form: str, copies_id: int | None) -> dict[str, Any]:
    """What a packet says of a copy: its form, and what was copied (none: the sender's own paper).
    Nothing for any other document.
    """
    if made_as == rules.PAPER:
        return {"copy": {"form": rules_copies.FULL, "of": None}}
    if copies_id is None:
        return {}
    source = Document.objects.get(id=copies_id)
    message_id = Packet.objects.filter(id=source.packet_id or 0).values_list(
        "message_id", flat=True
    )
    sent = message_id.first()
    of = {
        "code": source.code,
        "type": source.type,
        "issuer": source.issuer_name,
        "issued_on": source.issued_on.isoformat() if source.issued_on else None,
        "subject": source.subject,
        "message_id": str(sent) if sent else None,
    }
    return {"copy": {"form": form, "of": of}}


def told_by(document: Document) -> dict[str, Any] | None:
    """What the packet said of a copy that arrived."""
    if document.direction != Document.INCOMING or document.packet_id is None:
        return None
    manifest = json.loads(bytes(Packet.objects.get(id=document.packet_id).manifest))
    found: dict[str, Any] | None = manifest["document"].get("copy")
    return found


def original_of(act: Act, document: Document) -> Document | None:
    """What a copy was made from, if this post may see it: here, or as a receiver holds it."""
    seen = Document.objects.visible_to(act)
    if document.copies_id is not None:
        return seen.filter(id=document.copies_id).first()
    copied = (told_by(document) or {}).get("of")
    if not copied or not copied["message_id"]:
        return None
    packets = Packet.objects.filter(message_id=copied["message_id"]).values_list("id", flat=True)
    return seen.filter(packet_id__in=list(packets), agency_id=act.agency_id or 0).first()
