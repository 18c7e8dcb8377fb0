"""What the packet of a sealed document will say, written with the seal: nothing of it changes after
(Decree 30/2020, art. 18).

Its number and its moment are known only when it is sent. The text is cut where they go, so that the
issue, which is the hot step, joins pieces and makes no JSON.
"""

from __future__ import annotations

from typing import Any

from lienthong.documents.models import AttachedFile, Document, Manifest
from lienthong.documents.queries import copies
from lienthong.exchange.models import Packet
from lienthong.kernel import canonical, clock


def write(document: Document) -> None:
    """Keep the manifest of a document whose file and further files have just been sealed."""
    answered = Document.objects.filter(id=document.in_reply_to_id or 0).values("packet_id")
    asked = Packet.objects.filter(id__in=answered).values_list("message_id", flat=True).first()
    told = {**_told(document), "response_to": str(asked) if asked else None}
    Manifest.objects.create(document=document, pieces=cut(told), response_to=asked)


def cut(manifest: dict[str, Any]) -> list[str]:
    """The canonical JSON (RFC 8785) of a manifest as three pieces: before its number, between that
    and its moment, and the rest. Quotes within a text are escaped, so no text is ever cut.
    """
    text = canonical.dumps({**manifest, "message_id": "", "sent_at": ""}).decode()
    before, between = text.split('"message_id":""')
    between, after = between.split('"sent_at":""')
    return [f'{before}"message_id":"', f'"{between}"sent_at":"', f'"{after}']


def _told(document: Document) -> dict[str, Any]:
    """Plain JSON values: ISO texts for dates and instants, whole numbers, no floats."""
    issued_on, due = document.issued_on, document.reply_due_at
    return {
        "version": 1,
        "sender": {"agency_id": document.agency_id, "name": document.issuer_name},
        "document": {
            "code": document.code,
            "number": document.number,
            "symbol": document.symbol,
            "type": document.type,
            "subject": document.subject,
            "issued_on": issued_on.isoformat() if issued_on else None,
            "signer": {
                "name": document.signer_name,
                "title": document.signer_title,
                "authority": document.authority_prefix,
            },
            "urgency": document.urgency,
            "reply_due_at": clock.local(due).isoformat() if due else None,
            **copies.told(document.made_as, document.type, document.copies_id),
        },
        "files": [
            {
                "sha256": document.file_sha256,
                "size": document.file_size,
                "pages": document.file_pages,
                "mime": "application/pdf",
            },
            *map(_file, AttachedFile.objects.filter(document=document).order_by("ordinal")),
        ],
    }


def _file(file: AttachedFile) -> dict[str, Any]:
    """A further file, with the agency's signature on it where there is one."""
    return {
        "role": file.role,
        "name": file.name,
        "mime": file.mime,
        "examined": file.sha256,
        "sha256": file.sealed_sha256 or file.sha256,
        "size": file.sealed_size if file.sealed_sha256 else file.size,
    }
