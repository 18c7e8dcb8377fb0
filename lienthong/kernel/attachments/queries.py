"""Reading stored files: only what is clean leaves the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.store import State
from lienthong.kernel.attachments.verdicts import Verdict
from lienthong.kernel.errors import Refused


def open_clean(attachment: Attachment, *, verify: bool = False) -> BinaryIO:
    """The bytes for reading; `verify` compares them with their sha256 first (reads them twice).

    Refused while in quarantine, when found harmful, when altered, and when they are not on the
    disk.
    """
    if attachment.verdict != Verdict.CLEAN.value:
        raise Refused("attachments.not_clean", attachment.reason)
    if verify and store().verify(attachment.sha256) is State.ALTERED:
        raise Refused(
            "attachments.altered",
            f"Tệp “{attachment.name}” đã bị sửa trên đĩa, không còn đúng mã băm."
            " Báo quản trị hệ thống khôi phục từ bản sao lưu.",
        )
    try:
        return store().open(attachment.sha256)
    except FileNotFoundError as error:
        raise Refused(
            "attachments.missing",
            f"Không tìm thấy tệp “{attachment.name}” trên đĩa."
            " Báo quản trị hệ thống khôi phục từ bản sao lưu.",
        ) from error


def damaged() -> Iterator[tuple[Attachment, State]]:
    """Every stored file whose bytes are altered or missing, in order of id; reads all of them."""
    kept = store()
    for attachment in Attachment.objects.order_by("id").iterator(chunk_size=500):
        state = kept.verify(attachment.sha256)
        if state is not State.OK:
            yield attachment, state


def in_quarantine(limit: int) -> list[Attachment]:
    """Files waiting for a scanner, the oldest first."""
    waiting = Attachment.objects.filter(verdict=Verdict.QUARANTINED.value)
    return list(waiting.order_by("id")[:limit])
