"""What surrounds one document: its file, its events, who has it now, answers to and from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from lienthong.documents.actions.common import scan_sealed
from lienthong.documents.models import Document
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.verdicts import Verdict
from lienthong.kernel.models import Event

EVENTS = 50
RELATED = 20


@dataclass(frozen=True)
class SignedFile:
    """The signed PDF of a document: hex digest, bytes, pages."""

    sha256: str
    size: int
    pages: int


@dataclass(frozen=True)
class Happening:
    """One event of an object, with its number in the ledger once it is sealed."""

    id: int
    at: datetime
    kind: str
    by_name: str
    by_title: str
    data: dict[str, Any]
    seq: int | None


def is_paper(document: Document) -> bool:
    """Did it come on paper?"""
    return document.direction == Document.INCOMING and document.delivery_id is None


def file_of(document: Document) -> SignedFile | None:
    """The PDF as it was signed here, as it came in the packet, or as paper was scanned; None while
    there is none, and while no scanner has answered for a scan.
    """
    if not document.file_sha256:
        return None
    if (
        is_paper(document)
        and not Attachment.objects.filter(
            sha256=document.file_sha256, verdict=Verdict.CLEAN.value
        ).exists()
        and not scan_sealed(document)
    ):
        return None
    return SignedFile(document.file_sha256, document.file_size, document.file_pages)


def happenings(
    document_id: int,
    *,
    before: int | None = None,
    limit: int = EVENTS,
    kinds: tuple[str, ...] = (),
    about: str = "documents.document",
    part: int | None = None,
) -> list[Happening]:
    """Events about a document, newest first; `before` is the last id already shown.

    With `about` "documents.assignment" about a part of the work without one; `part` keeps those of
    one assignment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id, e.occurred_at, e.kind, e.by_name, e.by_title, e.data, l.seq"
            " from kernel_event e left join ledger_leaf l on l.event_id = e.id"
            " where e.object_type = %(about)s and e.object_id = %(document)s"
            " and (%(part)s::bigint is null or (e.data -> 'assignment_id')::bigint = %(part)s)"
            " and (%(before)s::bigint is null or e.id < %(before)s)"
            " and (%(every)s or e.kind = any(%(kinds)s)) order by e.id desc limit %(limit)s",
            {
                "document": document_id,
                "about": about,
                "part": part,
                "before": before,
                "every": not kinds,
                "kinds": list(kinds),
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    return [
        Happening(number, at, kind, name, title, _plain(data), seq)
        for number, at, kind, name, title, data, seq in rows
    ]


def _plain(data: Any) -> dict[str, Any]:
    """A jsonb column comes as text or as a dict, as the driver was told last."""
    found: dict[str, Any] = json.loads(data) if isinstance(data, str) else data
    return found


def is_about(document_id: int, event_id: int) -> bool:
    """Is this event one of this document's?"""
    return Event.objects.filter(
        id=event_id, object_type="documents.document", object_id=document_id
    ).exists()


def related(act: Act, document: Document) -> list[Document]:
    """What this document answers, and what answers it, as far as this post may see it."""
    return list(
        Document.objects.visible_to(act)
        .filter(Q(in_reply_to_id=document.id) | Q(id=document.in_reply_to_id or 0))
        .order_by("id")[:RELATED]
    )


def replies(act: Act, document: Document) -> list[Document]:
    """What answers it, drafts too, as far as this post may see them."""
    return [one for one in related(act, document) if one.in_reply_to_id == document.id]
