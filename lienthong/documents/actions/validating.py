"""What was found of the signatures on what arrived (Decree 30/2020, art. 21)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents.models import Document, Signature
from lienthong.documents.queries import verdicts
from lienthong.documents.rules_verdicts import WORDS
from lienthong.documents.signing.verdict import NAMES, FileVerdict, Verdict
from lienthong.exchange.models import Packet
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.work import actions as work


@action
def keep_verdict(act: Act, *, packet_id: int, sha256: str, report: dict[str, Any]) -> None:
    """Keep what a check said of the file of a packet; saying the same again adds nothing. A doubt
    is told to the clerk of every agency that has the document.

    `report` is that of `FileVerdict.as_json`.
    """
    before = verdicts.newest(packet_id)
    if before is not None and before.report == report:
        events.nothing(act, "this was found before")
        return
    Signature.objects.create(
        packet_id=packet_id,
        sha256=sha256,
        verdict=report["verdict"],
        report=report,
        checked_at=act.at,
    )
    warn(act, [packet_id], cleared=before is not None)

    events.record(
        act,
        "documents.signatures_checked",
        Packet(id=packet_id),
        verdict=report["verdict"],
        found=NAMES[Verdict(report["verdict"])],
        sha256=sha256,
    )


def warn(act: Act, packet_ids: Sequence[int], *, cleared: bool = False) -> None:
    """Doubts about these packets stand on the work of the clerks who hold them, with a notice;
    `cleared` also takes back a warning that no longer holds.

    Called when a verdict is kept and when copies come after it: whichever is last.
    """
    with connection.cursor() as cursor:  # two at once: the later one sees what the other wrote
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('documents.verdict'), id::int)"
            " from unnest(%s::bigint[]) id order by id",
            [list(packet_ids)],
        )
    checks = Signature.objects.filter(packet_id__in=packet_ids).order_by("packet_id", "-id")
    for one in checks.distinct("packet_id"):
        verdict = Verdict(one.verdict)
        if verdict is Verdict.VALID:
            if cleared:
                work.warn("documents.document", _copies(one.packet_id), warning="")
            continue
        _tell(act, one, WORDS[verdict])


def _copies(packet_id: int) -> list[int]:
    copies = Document.objects.incoming().filter(packet_id=packet_id)
    return list(copies.values_list("id", flat=True))


def _tell(act: Act, checked: Signature, words: object) -> None:
    copies = list(
        Document.objects.incoming()
        .filter(packet_id=checked.packet_id)
        .values_list("id", "agency_id", "code", "issuer_name")
    )
    if not copies:
        return
    desks = posts.desk_positions([copy[1] for copy in copies], clock.local(act.at).date())
    work.warn("documents.document", [copy[0] for copy in copies], warning=str(words))
    code, issuer = copies[0][2:]
    why = " ".join(one.text for one in FileVerdict.from_json(checked.report).reasons)
    told = {document: desks[agency] for document, agency, *_more in copies if agency in desks}
    text = _("{what}: văn bản đến {code} của {issuer}. {why}").format(
        what=words, code=code, issuer=issuer, why=why
    )
    work.tell_many(
        act,
        "documents.document",
        "select unnest(%s::bigint[]) as position_id, unnest(%s::bigint[]) as object_id,"
        " %s::text as text",
        [list(told.values()), list(told), text],
    )
