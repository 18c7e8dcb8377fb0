"""What every step shares: the lock, the facts for the rules, the right to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.documents import rules
from lienthong.documents.models import Document, Version
from lienthong.kernel.acts import KEY_SHIFT, Act, KeyKind, reader_key
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event


def locked(act: Act, document_id: int) -> Document:
    """The document, locked, if this post may see it; Document.DoesNotExist (a 404) otherwise."""
    return Document.objects.visible_to(act).select_for_update(of=("self",)).get(id=document_id)


def locked_by_system(document_id: int) -> Document:
    """The document, locked, for the signing job, which acts on an approval already recorded."""
    return Document.objects.select_for_update(of=("self",)).get(id=document_id)


def facts(document: Document) -> rules.Facts:
    """The plain values the rules look at."""
    return rules.Facts(
        direction=document.direction,
        state=document.state,
        agency_id=document.agency_id,
        unit_id=document.unit_id,
        drafter_id=document.drafter_id,
        content_checker_id=document.content_checker_id,
        signer_id=document.signer_id,
        is_reply=document.in_reply_to_id is not None,
        recall_asked=document.recall_asked_at is not None,
        made_as=made_as(document),
        has_file=bool(document.file_sha256),
        scan_sealed=scan_sealed(document),
    )


def made_as(document: Document) -> str:
    """How it came to be here; what arrived outside the system came on paper."""
    incoming = document.direction == Document.INCOMING
    return rules.PAPER if incoming and document.delivery_id is None else document.made_as


def scan_sealed(document: Document) -> bool:
    """Does the agency's signature stand on the scan of what came on paper?"""
    incoming = document.direction == Document.INCOMING and document.delivery_id is None
    return bool(incoming and document.file_sha256) and (
        Version.objects.filter(
            document=document, stage="sealed", sha256=document.file_sha256
        ).exists()
    )


def series_of(document: Document) -> str:
    """Which kind of series gives its number: copies have their own (Decree 30/2020, app. I)."""
    return "copies" if document.made_as == rules.COPY else "outgoing"


LENT = "dossier"
"""The source of a right that only what holds the document lends: any other takes its place, so
that taking back what was lent takes nothing else.
"""
_SHARE = """
insert into documents_reader (document_id, key, source)
select document_id, key, %s from ({select}) shown order by document_id, key
on conflict (document_id, key) do update set source = excluded.source
where documents_reader.source = '{lent}' and excluded.source <> '{lent}'
"""


def share(document: Document, holders: Iterable[tuple[KeyKind, int | None]], source: str) -> int:
    """Let holders see a document; those who may already are left as they are. Returns the new
    readers.
    """
    keys = [reader_key(kind, holder) for kind, holder in holders if holder is not None]
    with connection.cursor() as cursor:
        cursor.execute(_SHARE.format(select=_KEYS, lent=LENT), [source, document.id, keys])
        return int(cursor.rowcount)


_KEYS = "select distinct %s::bigint as document_id, k as key from unnest(%s::bigint[]) k"


def lend_many(shown: str, hidden: str, params: Mapping[str, Any]) -> tuple[int, int]:
    """Let see and take back, for many documents at once, by what holds them.

    `shown` and `hidden` are SELECTs of (document_id, key); only rights that were lent are taken
    back. Returns how many were given and taken.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into documents_reader (document_id, key, source)"
            f" select document_id, key, '{LENT}' from ({shown}) s order by document_id, key"
            " on conflict do nothing",
            params,
        )
        given = int(cursor.rowcount)
        cursor.execute(
            f"delete from documents_reader r using ({hidden}) h where r.document_id = h.document_id"
            f" and r.key = h.key and r.source = '{LENT}'",
            params,
        )
        return given, int(cursor.rowcount)


def unshare(
    document: Document, source: str, holders: Iterable[tuple[int | None, int | None]]
) -> None:
    """Take back what an act that is undone let people see; `holders` are (position, unit).

    A right from another source stays, and one that another assignment still gives.
    """
    gone = list(holders)
    positions = [position for position, _unit in gone if position is not None]
    units = [unit for _position, unit in gone if unit is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from documents_reader where document_id = %(document)s and source = %(source)s"
            " and key in (select (%(by_position)s::bigint << %(shift)s) + p"
            "   from unnest(%(positions)s::bigint[]) p where not exists (select from"
            "     documents_assignment a where a.document_id = %(document)s and a.position_id = p"
            "     and a.state <> 'withdrawn')"
            "   union select (%(by_unit)s::bigint << %(shift)s) + u"
            "   from unnest(%(units)s::bigint[]) u where not exists (select from"
            "     documents_assignment a where a.document_id = %(document)s and a.unit_id = u"
            "     and a.state <> 'withdrawn'))",
            {
                "document": document.id,
                "source": source,
                "positions": positions,
                "units": units,
                "by_position": int(KeyKind.POSITION),
                "by_unit": int(KeyKind.UNIT),
                "shift": KEY_SHIFT,
            },
        )


def person_of(document: Document, kind: str) -> int | None:
    """Who last took a step of this document, as a human being: one may hold several posts."""
    taken = Event.objects.filter(object_type="documents.document", object_id=document.id, kind=kind)
    return taken.order_by("-id").values_list("by_person_id", flat=True).first()


CONTENT = (
    "documents.drafted",
    "documents.revised",
    "documents.recipients_chosen",
    "documents.file_attached",
    "documents.file_removed",
    "documents.signer_changed",
    "documents.copy_made",
    "documents.paper_entered",
)
"""What changes the text of a draft, the files with it, whom it is for or who signs it."""


def content_mark(document_id: int) -> int:
    """The id of the last event that changed a draft: what a page showed is known by it."""
    changed = Event.objects.filter(
        object_type="documents.document", object_id=document_id, kind__in=CONTENT
    )
    return changed.order_by("-id").values_list("id", flat=True).first() or 0


def check_seen(document: Document, seen: int | None) -> None:
    """Whoever agrees or signs does so to what stood before him (Decree 30/2020, art. 11): a draft
    that was sent back, changed and checked anew meanwhile is in the same state again, but is
    another text. `seen` is the `content_mark` of the page; None when there was no page.
    """
    if seen is not None and seen != content_mark(document.id):
        raise Refused(
            "documents.changed",
            _(
                "Dự thảo đã được sửa sau khi bạn mở trang này."
                " Tải lại trang, đọc bản mới rồi làm lại."
            ),
        )
