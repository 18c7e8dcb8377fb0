"""What was found of the signatures on what arrived (Decree 30/2020, art. 21)."""

from __future__ import annotations

from typing import Any

from lienthong.documents.models import Signature
from lienthong.documents.signing.verdict import NAMES, Verdict
from lienthong.exchange.models import Packet
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act


@action
def keep_verdict(act: Act, *, packet_id: int, sha256: str, report: dict[str, Any]) -> None:
    """Keep what a check said of the file of a packet; saying the same again adds nothing.

    `report` is that of `FileVerdict.as_json`.
    """
    newest = Signature.objects.filter(sha256=sha256).order_by("-id").first()
    if newest is not None and newest.report == report:
        events.nothing(act, "this was found before")
        return
    Signature.objects.create(
        sha256=sha256, verdict=report["verdict"], report=report, checked_at=act.at
    )

    events.record(
        act,
        "documents.signatures_checked",
        Packet(id=packet_id),
        verdict=report["verdict"],
        found=NAMES[Verdict(report["verdict"])],
        sha256=sha256,
    )
