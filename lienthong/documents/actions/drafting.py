"""A draft: written, revised, given recipients, handed to its checkers
(Decree 30/2020, art. 10-12).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import authority, in_force, posts
from lienthong.directory.document_types import Types, types_of
from lienthong.documents import rules
from lienthong.documents.actions import indexing
from lienthong.documents.actions.common import facts, locked, share
from lienthong.documents.models import Document, Version
from lienthong.documents.queries import agencies
from lienthong.documents.rules import State
from lienthong.kernel import clock, deadlines, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

BODY_MAX = 200_000
STEPS_OF_A_DRAFT = (
    "documents.revise",
    "documents.check_content",
    "documents.check_format",
    "documents.approve",
)
"""The work that passes from one to the next as a draft goes its way."""
DRAFT_DAYS = 1
"""Working days a check waits before it is late: the house's choice, the decree sets no clock for
drafts.
"""


@action
def draft(
    act: Act,
    *,
    subject: str,
    body: str,
    signer_id: int,
    document_type: str = "",
    urgency: int = 0,
    secrecy: str = "",
    reply_due_at: datetime | None = None,
    in_reply_to_id: int | None = None,
    amends_id: int | None = None,
    amends_as: str = "",
) -> Document:
    """Start an outgoing document in the drafter's unit.

    `document_type` is the abbreviation ("BC"), empty for an official letter; `body` is text, one
    paragraph a line; `amends_as` is "replace" or "correct", of the issued document `amends_id`;
    `signer_id` the position that will sign. `in_reply_to_id` must be an incoming
    document one may see.
    """
    permissions.require(act, "documents.draft")
    rules.check_secrecy(secrecy)
    rules.check_reply_due(reply_due_at, act.at)
    subject = rules.check_text(
        subject, name=_("Trích yếu"), longest=rules.SUBJECT_MAX, code="documents.subject"
    )
    body = rules.check_text(body, name=_("Nội dung"), longest=BODY_MAX, code="documents.body")
    day = clock.local(act.at).date()
    if in_reply_to_id is not None:
        answered = Document.objects.visible_to(act).incoming().get(id=in_reply_to_id)
        in_reply_to_id = answered.id
    if amends_id is not None:
        _check_amended(act, amends_id, amends_as, document_type)
    agency = posts.agency_on(act.agency_id or 0, day)
    types = types_of(agency.branch)
    check_type(types, document_type)
    signer = authority_on(agency, signer_id, day, document_type).post
    own = posts.post(act.position_id or 0, day)
    document = begin(
        act, agency, signer, subject=subject, type=document_type, urgency=urgency,
        symbol=types.symbol(document_type, agency=agency.symbol, unit=own.unit_code if own else ""),
        reply_due_at=reply_due_at, in_reply_to_id=in_reply_to_id,
        amends_id=amends_id, amends_as=amends_as,
    )  # fmt: skip
    _keep(act, document, body)
    share(
        document,
        [(KeyKind.POSITION, act.position_id), (KeyKind.UNIT, act.unit_id)],
        "drafter",
    )
    events.record(act, "documents.drafted", document, subject=subject, symbol=document.symbol)
    return document


def begin(act: Act, agency: posts.AgencyFacts, signer: posts.Post, **facts: Any) -> Document:
    """An outgoing document of the acting agency, in the acting unit: `signer` is the post that
    signs, `facts` are the columns in which documents written here, copied and signed on paper
    differ.
    """
    return Document.objects.create(
        direction=Document.OUTGOING,
        branch=agency.branch,
        agency_id=agency.agency_id,
        unit_id=act.unit_id,
        state=State.DRAFTING,
        issuer_id=agency.agency_id,
        issuer_name=agency.name,
        signer_name=signer.name,
        signer_title=signer.title,
        signer_id=signer.position_id,
        drafter_id=act.position_id,
        created_at=act.at,
        **facts,
    )


def _check_amended(act: Act, amends_id: int, amends_as: str, document_type: str) -> None:
    """What is replaced or corrected is an issued document of the own agency."""
    old = Document.objects.visible_to(act).outgoing().get(id=amends_id)
    rules.check_step(act, facts(old), amends_as)
    rules.check_amendment(amends_as, old_type=old.type, new_type=document_type)


def check_type(types: Types, document_type: str) -> None:
    """A document is of a type of its own system, or an official letter (Decree 30/2020, art. 7)."""
    if document_type and document_type not in types.names:
        raise Refused(
            "documents.type",
            _("Không có loại văn bản “{type}”. Chọn lại loại văn bản.").format(type=document_type),
            reason="input",
        )


def authority_on(
    agency: posts.AgencyFacts, signer_id: int, day: date, document_type: str
) -> authority.Signer:
    """How this post signs such a document on the day; Refused when it may not that day: away, gone,
    its time over, the type outside what was given (Decree 30/2020, art. 13).
    """
    signer = authority.signer_on(agency, signer_id, day, document_type)
    if signer is None:
        raise Refused(
            "documents.signer",
            _(
                "Người ký đã chọn không có thẩm quyền ký loại văn bản này ngày {day}."
                " Chọn người ký khác."
            ).format(day=f"{day:%d/%m/%Y}"),
            reason="input",
        )
    return signer


def _keep(act: Act, document: Document, body: str) -> None:
    Version.objects.create(
        document=document,
        stage="draft",
        letter={"body": body, "subject": document.subject},
        made_at=act.at,
        made_by=act.by_name,
    )
    indexing.index(document)


@action
def revise(act: Act, *, document_id: int, subject: str, body: str) -> None:
    """Keep a new version of a draft; the earlier ones stay (Decree 30/2020, app. VI III.5.a)."""
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "revise")

    document.subject = rules.check_text(
        subject, name=_("Trích yếu"), longest=rules.SUBJECT_MAX, code="documents.subject"
    )
    if document.made_as == rules.PAPER:
        body = ""  # its text is on the paper
    else:
        body = rules.check_text(body, name=_("Nội dung"), longest=BODY_MAX, code="documents.body")
    document.save(update_fields=["subject"])
    _keep(act, document, body)

    events.record(act, "documents.revised", document, subject=document.subject)


_CHOOSE = f"""
insert into documents_recipient (document_id, agency_id, purpose, "group")
select %(document)s, r.agency_id, 'to_act', r."group" from (
  {posts.RECIPIENTS_OF_GROUPS}
  union
  select v.agency_id, '' from directory_agency_version v
  where v.agency_id = any(%(agencies)s) and {posts.IN_FORCE.format("v")}
) r where r.agency_id <> %(own)s
on conflict (document_id, agency_id) do nothing
"""


@action
def choose_recipients(
    act: Act,
    *,
    document_id: int,
    groups: Sequence[str] = (),
    agency_ids: Sequence[int] = (),
    codes: Sequence[str] = (),
) -> int:
    """Put the recipients of a draft in place of the earlier ones: by group, by picking, by agency
    code.

    Party agencies are in no group and come only by picking or code. Refused when a group is
    unknown or an agency is not in force today. Returns how many there are.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "revise")
    day = clock.local(act.at).date()
    chosen = [*agency_ids, *in_force.agencies_with_codes(codes, day)]
    _check_known(groups, chosen, day)

    document.recipients.all().delete()
    values: dict[str, Any] = {
        "document": document.id,
        "groups": list(groups),
        "agencies": chosen,
        "own": document.agency_id,
        "day": day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, values)
        count = int(cursor.rowcount)
    indexing.index(document)

    events.record(
        act,
        "documents.recipients_chosen",
        document,
        count=count,
        groups=list(groups),
        codes=list(codes),
    )
    return count


def _check_known(groups: Sequence[str], agency_ids: Sequence[int], day: date) -> None:
    known = {key for key, _name in agencies.groups()}
    if strange := sorted(set(groups) - known):
        raise Refused(
            "documents.recipient_group",
            _("Không có nhóm nơi nhận “{key}”. Tải lại trang rồi chọn lại.").format(key=strange[0]),
            reason="input",
        )
    _check_in_force(agency_ids, day)


def _check_in_force(agency_ids: Sequence[int], day: date) -> None:
    missing = in_force.absent(agency_ids, day)
    if missing:
        raise Refused("documents.recipient_ended", in_force.in_words(missing), reason="input")


def check_recipients(document: Document, day: date) -> None:
    """A document goes on only with recipients, all of them in force that day: the page names them
    over the signature, so they are looked at before it, not after.
    """
    chosen = list(document.recipients.order_by("id").values_list("agency_id", flat=True))
    if not chosen:
        raise Refused(
            "documents.no_recipient", _("Chưa chọn nơi nhận. Chọn ít nhất một nơi rồi trình lại.")
        )
    _check_in_force(chosen, day)


@action
def submit_for_check(act: Act, *, document_id: int) -> None:
    """The drafter hands the draft to the head of the unit for the content check
    (Decree 30/2020, art. 12).
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "submit_for_check")
    day = clock.local(act.at).date()
    check_recipients(document, day)
    head = posts.unit_head(document.unit_id or 0, day) or posts.post_with_role(
        document.agency_id, "unit_head", day, what=_("người kiểm tra nội dung")
    )

    share(document, [(KeyKind.POSITION, head.position_id)], "checker")
    for step in STEPS_OF_A_DRAFT:
        work.done(act, document, kind=step)
    work.give(
        act,
        document,
        position_id=head.position_id,
        agency_id=document.agency_id,
        kind="documents.check_content",
        title=document.subject,
        code=document.symbol,
        source=act.by_name,
        urgency=document.urgency,
        due_at=deadlines.working_days_after(act.at, DRAFT_DAYS),
    )

    events.record(act, "documents.submitted_for_check", document, to=head.name)
