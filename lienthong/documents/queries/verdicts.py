"""What was found of the signatures of what arrived."""

from __future__ import annotations

from lienthong.documents.models import Signature
from lienthong.documents.signing.verdict import Verdict


def newest(packet_id: int | None) -> Signature | None:
    """The last check of what a packet brought; None while none was made."""
    return Signature.objects.filter(packet_id=packet_id or 0).order_by("-id").first()


def verdict_of(packet_id: int | None) -> Verdict | None:
    """Its verdict alone."""
    found = newest(packet_id)
    return Verdict(found.verdict) if found is not None else None
