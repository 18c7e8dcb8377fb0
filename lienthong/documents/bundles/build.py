"""Packing one document: what the post may see anyway, with what proves it."""

from __future__ import annotations

import io
import json
import ssl
import zipfile
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents import keys as signature_keys
from lienthong.documents.bundles import contents, fields
from lienthong.documents.models import Document
from lienthong.documents.queries import attached
from lienthong.exchange.models import Packet
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import keys
from lienthong.kernel.ledger import queries as ledger
from lienthong.kernel.ledger.proofs import Proof

_EVENTS = """
select e.id, l.seq from kernel_event e left join ledger_leaf l on l.event_id = e.id
where (e.object_type = 'documents.document' and e.object_id = %(document)s)
  or (e.object_type = 'exchange.packet' and e.object_id = %(packet)s and e.kind = 'exchange.sent')
order by e.id limit %(limit)s
"""
_TO = """
select coalesce(nullif(v.code_2020, ''), v.code_2016), v.name from documents_recipient r
join directory_agency_version v on v.agency_id = r.agency_id
  and v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)
where r.document_id = %(document)s order by v.name, v.agency_id
"""


def build(act: Act, document: Document) -> bytes:
    """The bundle of an issued or arrived document that this post may see.

    Refused for a document that has not been issued, and while its sending is not yet sealed in the
    ledger: both in words. Events still waiting for their seal are counted in the manifest.
    """
    if document.packet_id is None or not document.file_sha256:
        raise Refused(
            "documents.not_issued",
            _("Chỉ văn bản đã phát hành hoặc đã đến mới xuất được. Phát hành rồi xuất lại."),
        )
    proofs, waiting = _proofs(document)
    packet = bytes(Packet.objects.get(id=document.packet_id).manifest)
    sent = {one["sha256"] for one in json.loads(packet)["files"]}
    members: dict[str, bytes] = {
        contents.README: contents.WORDS.encode(),
        contents.PDF: kept(document.file_sha256),
        contents.PACKET: packet,
        contents.FIELDS: fields.write(fields_of(document)),
        contents.KEY: _keys().encode(),
    }
    for one in attached.files_of(document):
        if one.clean and one.sha256 in sent:
            members[f"{contents.FILES}{one.ordinal:02d}-{safe(one.name)}"] = kept(one.sha256)
    for number, root in enumerate(signature_keys.trusted().roots, start=1):
        pem = ssl.DER_cert_to_PEM_cert(root)
        members[f"{contents.ROOTS}{number:02d}.pem"] = pem.encode()
    for proof in proofs:
        members[f"{contents.EVENTS}{proof.seq:09d}.json"] = proof.as_json().encode()
    members[contents.MANIFEST] = _manifest(act, document, members, waiting)
    return packed(members, act.at)


def _proofs(document: Document) -> tuple[list[Proof], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _EVENTS,
            {"document": document.id, "packet": document.packet_id, "limit": contents.MEMBERS_MAX},
        )
        rows = cursor.fetchall()
    proofs = [ledger.proof_for(event_id) for event_id, seq in rows if seq is not None]
    if not any('"exchange.sent"' in proof.text for proof in proofs):
        raise Refused(
            "documents.not_sealed",
            _("Việc gửi văn bản này đang chờ niêm vào sổ sự kiện. Thử lại sau vài giây."),
        )
    return proofs, sum(seq is None for _event_id, seq in rows)


def kept(digest: str) -> bytes:
    """The bytes of a kept file, refused in words where the server has lost it."""
    try:
        with store().open(digest) as file:
            return file.read()
    except FileNotFoundError as error:
        raise Refused(
            "documents.file_missing",
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị khôi phục từ bản sao lưu."),
        ) from error


def _keys() -> str:
    return "".join(keys.public_text(public) for public in keys.trusted().values())


def safe(name: str) -> str:
    """A name that stays inside its folder on every system."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in name)
    return kept.strip(".-")[-80:] or "tep"


def fields_of(document: Document) -> fields.Fields:
    """The decree's fields of a document or of an arrived copy."""
    day = document.issued_on or clock.local(document.created_at).date()
    issuer = posts.agencies_on([document.issuer_id or 0], day).get(document.issuer_id or 0)
    outgoing = document.direction == Document.OUTGOING
    due = document.due_at or document.reply_due_at
    arrived = document.registered_at if not outgoing else None
    return fields.Fields(
        type_name=types_of(document.branch).name(document.type),
        number=document.code.partition("/")[0] if document.code else "",
        notation=document.symbol,
        issued_on=document.issued_on,
        agency_code=issuer.code if issuer else "",
        agency_name=document.issuer_name,
        subject=document.subject,
        pages=document.file_pages,
        signer_title=document.signer_title,
        signer_name=document.signer_name,
        to=_to(document, day.isoformat()) if outgoing else (),
        priority=document.urgency,
        due_on=clock.local(due).date() if due else None,
        arrived_on=clock.local(arrived).date() if arrived else None,
        arrival_number=str(document.arrival_number or ""),
    )


def _to(document: Document, day: str) -> tuple[tuple[str, str], ...]:
    with connection.cursor() as cursor:
        cursor.execute(_TO, {"document": document.id, "day": day})
        return tuple(cursor.fetchall())


def _manifest(act: Act, document: Document, members: dict[str, bytes], waiting: int) -> bytes:
    whole = {
        "format": contents.FORMAT,
        "code": document.code,
        "direction": document.direction,
        "made_at": clock.local(act.at).isoformat(),
        "made_by": f"{act.by_name}, {act.by_title}",
        "events_waiting_for_seal": waiting,
        "demo": bool(settings.DEMO),
        "files": {
            name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
            for name, content in sorted(members.items())
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def packed(members: dict[str, bytes], at: datetime) -> bytes:
    """A ZIP of these members in this order, all of one moment."""
    out = io.BytesIO()
    stamp = clock.local(at).timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()
