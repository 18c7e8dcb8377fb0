"""Issue: one transaction, a few statements, whatever the number of recipients
(Decree 30/2020, art. 18).
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions import amending, drafting
from lienthong.documents.actions.attaching import check_files
from lienthong.documents.models import Document
from lienthong.documents.queries import copies
from lienthong.exchange import actions as exchange
from lienthong.kernel import clock, events, statements
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

# Beside the document, whether a recipient has ended since it was signed: counted here, where the
# row is read anyway; who it is, and what took over, is asked only then. So are its further files.
_FACTS = (
    "id", "direction", "state", "agency_id", "unit_id", "drafter_id", "content_checker_id",
    "signer_id", "code", "type", "number", "symbol", "subject", "issuer_name", "issued_on",
    "signer_name", "signer_title", "urgency", "authority_prefix", "amends_id", "reply_due_at",
    "in_reply_to_id", "made_as", "copies_id", "file_sha256", "file_size", "file_pages",
)  # fmt: skip
_LOCK = f"""
select {", ".join(_FACTS)},
  (select count(*) from documents_recipient t where t.document_id = d.id and not exists (
    select from directory_agency_version v
    where v.agency_id = t.agency_id and {posts.IN_FORCE.format("v")})) as absent,
  (select jsonb_agg(jsonb_build_object('role', f.role, 'name', f.name, 'mime', f.mime,
      'examined', f.sha256, 'sha256', coalesce(nullif(f.sealed_sha256, ''), f.sha256),
      'size', case when f.sealed_sha256 = '' then f.size else f.sealed_size end)
    order by f.ordinal) from documents_attached_file f where f.document_id = d.id)::text as files
from documents_document d
where id = %(id)s and exists (
  select 1 from documents_reader r where r.document_id = d.id and r.key = any(%(keys)s))
for update of d
"""

_ANSWERED = """
select p.message_id from documents_document d join exchange_packet p on p.id = d.packet_id
where d.id = %s
"""

_ISSUE = """
with {sent}, issued as (
  update documents_document set state = %s, issued_at = %s, packet_id = packet.id from packet
  where documents_document.id = %s returning documents_document.id
), {event}, {done}
select count(*) from delivery
"""
LABEL = "documents.document"


def _lock(act: Act, document_id: int) -> dict[str, Any]:
    with statements.prepared() as cursor:
        day = clock.local(act.at).date()
        cursor.execute(_LOCK, {"id": document_id, "keys": act.keys(), "day": day})
        found = cursor.fetchone()
        if found is None:
            raise Document.DoesNotExist
        row = dict(zip((*_FACTS, "absent", "files"), found, strict=True))
        row["response_to"] = None
        if row["in_reply_to_id"] is not None:
            cursor.execute(_ANSWERED, [row["in_reply_to_id"]])
            answered = cursor.fetchone()
            row["response_to"] = answered[0] if answered else None
    return row


@action
def issue(act: Act, *, document_id: int) -> int:
    """The clerk issues a sealed document to all its recipients; returns the number of deliveries.

    The packet's manifest carries what a register of incoming documents needs and the digest of the
    signed PDF. Refused without a recipient, for one that is not in force that day, or before the
    agency's signature (Decree 30/2020, art. 5, 18).
    """
    row = _lock(act, document_id)
    reached = rules.check_step(
        act,
        rules.Facts(
            direction=row["direction"], state=row["state"], agency_id=row["agency_id"],
            unit_id=row["unit_id"], drafter_id=row["drafter_id"],
            content_checker_id=row["content_checker_id"], signer_id=row["signer_id"],
            made_as=row["made_as"],
        ),
        "issue",
    )  # fmt: skip
    if row["absent"]:
        drafting.check_recipients(Document(id=document_id), clock.local(act.at).date())
    if row["files"]:
        check_files(Document(id=document_id))

    message_id = uuid.uuid4()
    (sent, sent_values), sent_event = exchange.send(
        act,
        message_id=message_id,
        response_to=row["response_to"],
        manifest=_manifest(act, row, message_id),
        recipients="select agency_id from documents_recipient where document_id = %s",
        params=[document_id],
    )
    issued_event = events.part(
        "documents.issued", LABEL, "issued", code=row["code"], sha256=row["file_sha256"],
        data_sql="jsonb_build_object('recipients', (select count(*) from delivery))",
    )  # fmt: skip
    event, event_values = events.clause(act, sent_event, issued_event)
    done, done_values = work.done_clause(act, LABEL, document_id)
    with statements.prepared() as cursor:
        cursor.execute(
            _ISSUE.format(sent=sent, event=event, done=done),
            [*sent_values, reached, act.at, document_id, *event_values, *done_values],
        )
        count = int(cursor.fetchone()[0])
    if not count:
        raise Refused(
            "documents.no_recipient", _("Chưa có nơi nhận. Trả lại dự thảo để chọn nơi nhận.")
        )
    if row["amends_id"] is not None:
        amending.amend(act, document_id=row["amends_id"], by_id=document_id)
    return count


def _manifest(act: Act, row: dict[str, Any], message_id: uuid.UUID) -> dict[str, Any]:
    """Plain JSON values: ISO texts for dates and instants, whole numbers, no floats."""
    issued_on = row["issued_on"]
    due = row["reply_due_at"]
    return {
        "version": 1,
        "message_id": str(message_id),
        "response_to": str(row["response_to"]) if row["response_to"] else None,
        "sender": {"agency_id": act.agency_id, "name": row["issuer_name"]},
        "document": {
            "code": row["code"],
            "number": row["number"],
            "symbol": row["symbol"],
            "type": row["type"],
            "subject": row["subject"],
            "issued_on": issued_on.isoformat() if issued_on else None,
            "signer": {
                "name": row["signer_name"],
                "title": row["signer_title"],
                "authority": row["authority_prefix"],
            },
            "urgency": row["urgency"],
            "reply_due_at": clock.local(due).isoformat() if due else None,
            **copies.told(row["made_as"], row["type"], row["copies_id"]),
        },
        "files": [
            {
                "sha256": row["file_sha256"],
                "size": row["file_size"],
                "pages": row["file_pages"],
                "mime": "application/pdf",
            },
            *json.loads(row["files"] or "[]"),
        ],
        "sent_at": clock.local(act.at).isoformat(),
    }
