"""Copies of a document: sao y, sao lục, trích sao (Decree 30/2020, art. 25-27).

A copy is an outgoing document that points at what it copies. The clerk makes it, whoever may sign
copies approves, the number comes from the series of copies, and the agency signs it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents import rules, rules_copies
from lienthong.documents.actions import indexing
from lienthong.documents.actions.common import facts, locked, share
from lienthong.documents.actions.drafting import (
    BODY_MAX,
    DRAFT_DAYS,
    STEPS_OF_A_DRAFT,
    authority_on,
    begin,
    check_recipients,
)
from lienthong.documents.models import Document, Version
from lienthong.documents.queries import copies
from lienthong.kernel import clock, deadlines, events, numbering, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.ui import words
from lienthong.work import actions as work


@action
def copy(
    act: Act, *, source_id: int, form: str, signer_id: int, pages: str = "", body: str = ""
) -> Document:
    """The clerk makes a copy of a document he may read.

    `form` is "SY", "SL" or "TrS"; `signer_id` the position that certifies it. An extract has
    `pages` ("1-2, 4"), or its text as `body`, one paragraph a line. Refused for a form that the
    source cannot be copied in (Decree 30/2020, art. 25), and for a signer who may not.
    """
    permissions.require(act, "documents.copy")
    source = Document.objects.visible_to(act).get(id=source_id)
    day = clock.local(act.at).date()
    agency = posts.agency_on(act.agency_id or 0, day)
    types = types_of(agency.branch)
    rules_copies.check_source(copies.source_of(source), form)
    if form not in types.copies:
        raise Refused(
            "documents.copy_form",
            _("Cơ quan này không có hình thức sao “{form}”.").format(form=form),
            reason="input",
        )
    signer = authority_on(agency, signer_id, day, form).post
    whole = rules_copies.keeps_pages(form)
    document = begin(
        act, agency, signer, subject=named(source), type=form, urgency=source.urgency,
        symbol=types.symbol(form, agency=agency.symbol, unit=""),
        made_as=rules.COPY, copies_id=source.id,
        file_sha256=source.file_sha256 if whole else "",
        file_size=source.file_size if whole else 0,
        file_pages=source.file_pages if whole else 0,
    )  # fmt: skip
    _keep(act, document, source, pages, body)
    share(
        document,
        [(KeyKind.POSITION, act.position_id), (KeyKind.DESK, agency.agency_id)],
        "copy",
    )
    events.record(
        act, "documents.copy_made", document,
        form=str(rules_copies.FORMS[form]), of=source.code, source_id=source.id,
        sha256=source.file_sha256,
    )  # fmt: skip
    return document


def named(source: Document) -> str:
    """What is copied, as the subject of its copy: type, number, day, issuer, what it is about."""
    text = _("{kind} {code} ngày {day} của {issuer}: {subject}").format(
        kind=types_of(source.branch).name(source.type),
        code=source.code,
        day=words.day(source.issued_on),
        issuer=source.issuer_name,
        subject=source.subject,
    )
    return text if len(text) <= rules.SUBJECT_MAX else text[: rules.SUBJECT_MAX - 1] + "…"


def _keep(act: Act, document: Document, source: Document, pages: str, body: str) -> None:
    letter: dict[str, Any] = {"subject": document.subject, "body": ""}
    if not rules_copies.keeps_pages(document.type):
        letter |= _extracted(source, pages, body)
    Version.objects.create(
        document=document, stage="draft", letter=letter, made_at=act.at, made_by=act.by_name
    )
    indexing.index(document)


def _extracted(source: Document, pages: str, body: str) -> dict[str, Any]:
    """Chosen pages as they are, or the text of a part: one of the two."""
    chosen = rules_copies.pages_of(pages, source.file_pages)
    if bool(chosen) == bool(body.strip()):
        raise Refused(
            "documents.copy_pages",
            _("Trích sao cần số trang hoặc phần nội dung được trích, chỉ một trong hai."),
            reason="input",
        )
    if chosen:
        return {"pages": list(chosen)}
    return {
        "body": rules.check_text(
            body, name=_("Nội dung trích"), longest=BODY_MAX, code="documents.body"
        )
    }


@action
def revise_copy(act: Act, *, document_id: int, pages: str = "", body: str = "") -> None:
    """Keep another choice of what an extract takes; the earlier ones stay."""
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "revise")
    permissions.require(act, "documents.copy")
    source = Document.objects.get(id=document.copies_id or 0)
    if rules_copies.keeps_pages(document.type):
        events.nothing(act, "the whole of a document is copied: nothing to choose")
        return
    _keep(act, document, source, pages, body)

    events.record(act, "documents.revised", document, subject=document.subject)


@action
def submit_copy(act: Act, *, document_id: int) -> None:
    """The clerk lays a copy before whoever certifies it (Decree 30/2020, art. 27)."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "submit_copy")
    day = clock.local(act.at).date()
    check_recipients(document, day)
    source = Document.objects.get(id=document.copies_id or 0)
    rules_copies.check_source(copies.source_of(source), document.type)
    agency = posts.agency_on(document.agency_id, day)
    authority_on(agency, document.signer_id or 0, day, document.type)
    numbering.series_for(document.agency_id, "copies", document.type)

    document.state = reached
    document.save(update_fields=["state"])
    share(document, [(KeyKind.POSITION, document.signer_id)], "signer")
    for step in STEPS_OF_A_DRAFT:
        work.done(act, document, kind=step)
    work.give(
        act, document, position_id=document.signer_id or 0, agency_id=document.agency_id,
        kind="documents.approve", title=document.subject, code=document.symbol,
        source=act.by_name, urgency=document.urgency,
        due_at=deadlines.working_days_after(act.at, DRAFT_DAYS), asker_id=document.drafter_id,
    )  # fmt: skip

    events.record(act, "documents.copy_submitted", document, to=document.signer_name)
