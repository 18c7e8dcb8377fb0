"""Issue: one transaction and one statement, whatever the number of recipients
(Decree 30/2020, art. 18).

The statement takes the sealed document and writes all that its issue writes; the rules look
afterwards at what it found, and a refusal takes everything back (docs/decisions/0013).
"""

from __future__ import annotations

import uuid
from typing import Any, NoReturn, cast

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions import amending, drafting
from lienthong.documents.actions.attaching import check_files
from lienthong.documents.actions.common import facts, locked
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.exchange import actions as exchange
from lienthong.kernel import clock, events, statements
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

LABEL = "documents.document"
_REACHED = rules.next_state(Document.OUTGOING, State.SEALED, "issue")
_FACTS = (
    "direction", "agency_id", "unit_id", "drafter_id", "content_checker_id", "signer_id", "made_as"
)  # fmt: skip
_RECIPIENTS = f"""
select t.agency_id, v.id is null as ended from documents_recipient t
left join directory_agency_version v
  on v.agency_id = t.agency_id and {posts.IN_FORCE.format("v") % {"day": "%s::date"}}
where t.document_id = %s
"""
_MANIFEST = """
select response_to, convert_to(pieces[1] || %s || pieces[2] || %s || pieces[3], 'UTF8') as body
from documents_manifest where document_id = %s
"""
_ISSUED = f"""
issued as (
  update documents_document d set state = %s, issued_at = %s, packet_id = packet.id from packet
  where d.id = %s and d.state = %s and exists (
    select from documents_reader r where r.document_id = d.id and r.key = any(%s))
  returning d.id, d.code, d.file_sha256, d.amends_id,
    exists (select from documents_attached_file f where f.document_id = d.id) as has_files,
    {", ".join(f"d.{fact}" for fact in _FACTS)}
)
"""
_ISSUE = f"""
with {{sent}}, {{issued}}, {{event}}, {{done}}
select sent.recipients, (select count(*) from recipient where ended), amends_id, has_files,
  {", ".join(_FACTS)}
from issued, sent
"""


@action
def issue(act: Act, *, document_id: int) -> int:
    """The clerk issues a sealed document to all its recipients; returns the number of deliveries.

    The packet carries the manifest that was written with the seal. Refused without a recipient, for
    one that is not in force that day, or before the agency's signature (Decree 30/2020, art. 5,
    18).
    """
    written = _write(act, document_id)
    if written is None:
        _refuse(act, document_id)
    count, ended, amends_id, has_files, *found = written
    seen = rules.Facts(state=State.SEALED, **dict(zip(_FACTS, found, strict=True)))
    rules.check_step(act, seen, "issue")
    if ended:
        drafting.check_recipients(Document(id=document_id), clock.local(act.at).date())
    if has_files:
        check_files(Document(id=document_id))
    if not count:
        raise Refused(
            "documents.no_recipient", _("Chưa có nơi nhận. Trả lại dự thảo để chọn nơi nhận.")
        )
    if amends_id is not None:
        amending.amend(act, document_id=amends_id, by_id=document_id)
    return int(count)


def _write(act: Act, document_id: int) -> tuple[Any, ...] | None:
    """Everything the issue writes, and the facts by which it was allowed; None when there is no
    sealed document that this post sees.
    """
    at, message_id = clock.local(act.at), uuid.uuid4()
    (sent, sent_values), sent_event = exchange.send(
        act,
        message_id=message_id,
        recipients=(_RECIPIENTS, [at.date(), at.date(), document_id]),
        manifest=(_MANIFEST, [str(message_id), at.isoformat(), document_id]),
    )
    issued_event = events.part(
        "documents.issued", LABEL, "issued",
        data_sql="jsonb_build_object('code', code, 'sha256', file_sha256,"
        " 'recipients', (select recipients from sent))",
    )  # fmt: skip
    event, event_values = events.clause(act, sent_event, issued_event)
    done, done_values = work.done_clause(act, LABEL, document_id)
    issued_values: list[Any] = [_REACHED, act.at, document_id, State.SEALED, act.keys()]
    with statements.prepared() as cursor:
        cursor.execute(
            _ISSUE.format(sent=sent, issued=_ISSUED, event=event, done=done),
            [*sent_values, *issued_values, *event_values, *done_values],
        )
        return cast("tuple[Any, ...] | None", cursor.fetchone())


def _refuse(act: Act, document_id: int) -> NoReturn:
    """Why there was nothing to issue: not for this post to see (a 404), not to do, or not yet."""
    rules.check_step(act, facts(locked(act, document_id)), "issue")
    raise Refused(  # the seal was put on it while this waited
        "documents.just_sealed", _("Văn bản vừa được đóng dấu. Tải lại trang rồi phát hành.")
    )
