"""Taking a file in: its bytes before the transaction, its one row inside it."""

from __future__ import annotations

import errno
import os
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.examine import examine
from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.reasons import bytes_in_words, finding
from lienthong.kernel.attachments.scanners import Scanner, from_settings
from lienthong.kernel.attachments.store import Readable, Store, TooBig
from lienthong.kernel.attachments.verdicts import Report, Verdict
from lienthong.kernel.errors import Refused

KEPT = frozenset({Verdict.CLEAN, Verdict.QUARANTINED})
_NAME_BYTES = 200
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes examined, on the disk and waiting for their row: what an action is given."""

    sha256: str
    name: str
    report: Report


def store() -> Store:
    """The installation's store (ATTACHMENTS_DIR)."""
    return Store(Path(settings.ATTACHMENTS_DIR))


def limits() -> Limits:
    """The installation's limits: ATTACHMENT_LIMITS on top of ATTACHMENT_MAX_BYTES and our
    defaults.
    """
    given: dict[str, int] = getattr(settings, "ATTACHMENT_LIMITS", {})
    return Limits.read({"file_bytes": settings.ATTACHMENT_MAX_BYTES, **given})


def scanners() -> Sequence[Scanner]:
    """The installation's scanners (ATTACHMENT_SCANNERS, ["yara"] when it says nothing)."""
    return _scanners(tuple(getattr(settings, "ATTACHMENT_SCANNERS", ["yara"])))


def stage(stream: Readable, name: str) -> Staged:
    """Examine a stream and put its bytes on the disk: called by a door, before the transaction.

    Refused, with nothing kept, for every verdict but clean and quarantined, and when the disk is
    full. Bytes whose transaction then fails stay behind unreferenced, which harms nobody.
    """
    name, bounds = clean_name(name), limits()
    try:
        with store().receive(stream, bounds.file_bytes) as written:
            report = examine(written.path, name, limits=bounds, scanners=scanners())
            if report.verdict in KEPT:
                store().place(written)
    except TooBig:
        too_big = finding("too_big", limit=bytes_in_words(bounds.file_bytes))
        raise Refused("attachments.too_big", too_big.reason, reason="input") from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Refused(
            "attachments.disk_full",
            "Máy chủ hết chỗ lưu tệp nên chưa nhận được. Báo quản trị hệ thống rồi tải lại sau.",
            reason="limit",
        ) from error
    if report.verdict not in KEPT:
        raise Refused(f"attachments.{report.code}", report.reason, reason="input")
    return Staged(written.sha256, name, report)


@bookkeeping
def keep(act: Act, staged: Staged) -> Attachment:
    """The row of staged bytes; the same content has one row whoever brings it, under its first
    name.

    Called inside the action whose event names the file. A row in quarantine is let out when
    these same bytes have now been scanned clean. Refused when they have been found harmful
    meanwhile.
    """
    report = staged.report
    Attachment.objects.bulk_create([_row(act, staged)], ignore_conflicts=True)
    kept = Attachment.objects.select_for_update().get(sha256=staged.sha256)
    if kept.verdict == Verdict.QUARANTINED.value and report.clean:
        Attachment.objects.filter(id=kept.id).update(**_verdict(act, report))
        kept.refresh_from_db()
    if Verdict(kept.verdict) not in KEPT:
        raise Refused("attachments.harmful", kept.reason, reason="input")
    return kept


@bookkeeping
def keep_many(act: Act, staged: Sequence[Staged]) -> dict[str, int]:
    """`keep` for several at once, in two statements: digest -> id of the row. Refused when one of
    them has been found harmful meanwhile.
    """
    if not staged:
        return {}
    by_digest = {one.sha256: one for one in staged}
    Attachment.objects.bulk_create(
        [_row(act, one) for one in by_digest.values()], ignore_conflicts=True
    )
    rows = Attachment.objects.filter(sha256__in=by_digest).order_by("id").select_for_update()
    kept = list(rows)
    for one in kept:
        report = by_digest[one.sha256].report
        if one.verdict == Verdict.QUARANTINED.value and report.clean:
            Attachment.objects.filter(id=one.id).update(**_verdict(act, report))
        elif Verdict(one.verdict) not in KEPT:
            raise Refused("attachments.harmful", one.reason, reason="input")
    return {one.sha256: one.id for one in kept}


def examine_again(act: Act, attachment: Attachment) -> Verdict:
    """Ask the scanners again about a file in quarantine and write what they say; the verdict now.

    The bytes are examined outside any transaction. A file that turns out harmful keeps its row
    and its bytes, and is never shown. ValueError when it is not in quarantine.
    """
    if attachment.verdict != Verdict.QUARANTINED.value:
        raise ValueError("only a file in quarantine is examined again")
    path = store().path(attachment.sha256)
    report = examine(path, attachment.name, limits=limits(), scanners=scanners())
    if report.verdict is not Verdict.QUARANTINED:
        release(act, attachment.id, report)
    return report.verdict


def examine_waiting(act: Act, limit: int = 50) -> int:
    """Ask the scanners again about the oldest files in quarantine; how many have an answer now."""
    waiting = Attachment.objects.filter(verdict=Verdict.QUARANTINED.value).order_by("id")[:limit]
    return sum(examine_again(act, one) is not Verdict.QUARANTINED for one in waiting)


def sweep(hours: int = 24) -> int:
    """Remove what writers that died left in the store; how many."""
    return store().sweep(time.time() - hours * 3600)


@bookkeeping
def release(act: Act, attachment_id: int, report: Report) -> None:
    """Write the verdict of a second examination, if the file still waits for one."""
    waiting = Attachment.objects.filter(id=attachment_id, verdict=Verdict.QUARANTINED.value)
    waiting.update(**_verdict(act, report))


def clean_name(name: str) -> str:
    """A name from outside as we keep it: no folders, no control signs, NFC, at most 200 bytes."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
    stem, ending = os.path.splitext(kept)  # noqa: PTH122 - a text, not a path
    room = _NAME_BYTES - len(ending.encode())
    if room < 1:
        return kept.encode()[:_NAME_BYTES].decode("utf-8", "ignore")
    return stem.encode()[:room].decode("utf-8", "ignore") + ending


@lru_cache(maxsize=4)
def _scanners(names: tuple[str, ...]) -> list[Scanner]:
    return from_settings(names)


def _row(act: Act, staged: Staged) -> Attachment:
    report = staged.report
    return Attachment(
        sha256=staged.sha256,
        size=report.size,
        mime=report.mime,
        name=staged.name,
        stored_at=act.at,
        **_verdict(act, report),
    )


def _verdict(act: Act, report: Report) -> dict[str, Any]:
    scanned = report.verdict is not Verdict.QUARANTINED
    return {
        "verdict": report.verdict.value,
        "reason": "" if report.clean else report.reason,
        "scanned_at": act.at if scanned else None,
    }
