"""Two checks by two people, and the leader's one tap (Decree 30/2020, art. 12, 13)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.directory import authority, posts
from lienthong.documents import rules, rules_copies
from lienthong.documents.actions.attaching import check_files
from lienthong.documents.actions.common import (
    check_seen,
    facts,
    locked,
    person_of,
    series_of,
    share,
)
from lienthong.documents.actions.drafting import (
    DRAFT_DAYS,
    STEPS_OF_A_DRAFT,
    authority_on,
    check_recipients,
)
from lienthong.documents.layouts import check_layout
from lienthong.documents.models import Document
from lienthong.documents.queries import copies
from lienthong.documents.rules import State
from lienthong.kernel import clock, deadlines, events, numbering
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.work import actions as work


def _pass_on(act: Act, document: Document, position_id: int, kind: str) -> None:
    share(document, [(KeyKind.POSITION, position_id)], "checker")
    for step in STEPS_OF_A_DRAFT:  # opinions that are still asked stay asked
        work.done(act, document, kind=step)
    work.give(
        act,
        document,
        position_id=position_id,
        agency_id=document.agency_id,
        kind=kind,
        title=document.subject,
        code=document.code or document.symbol,
        source=act.by_name,
        urgency=document.urgency,
        due_at=deadlines.working_days_after(act.at, DRAFT_DAYS),
        asker_id=document.drafter_id,
    )


@action
def check_content(act: Act, *, document_id: int, seen: int | None = None) -> None:
    """The head of the drafting unit answers for the content (Decree 30/2020, art. 12)."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "check_content")
    check_seen(document, seen)
    check_recipients(document, clock.local(act.at).date())
    check_files(document)

    document.state, document.content_checker_id = reached, act.position_id
    document.save(update_fields=["state", "content_checker_id"])
    checker = posts.post_with_role(
        document.agency_id,
        "format_checker",
        clock.local(act.at).date(),
        what=_("người kiểm tra thể thức"),
    )
    _pass_on(act, document, checker.position_id, "documents.check_format")

    events.record(act, "documents.content_checked", document)


@action
def check_format(act: Act, *, document_id: int, seen: int | None = None) -> None:
    """The appointed person answers for form and presentation (Decree 30/2020, art. 12)."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "check_format")
    check_seen(document, seen)
    rules.check_two_checkers(act, person_of(document, "documents.content_checked"))
    check_layout(document, clock.local(act.at).date())

    document.state, document.format_checker_id = reached, act.position_id
    document.save(update_fields=["state", "format_checker_id"])
    events.record(act, "documents.format_checked", document)
    day = clock.local(act.at).date()
    instead = authority.stand_in(document.agency_id, document.signer_id or 0, day)
    if instead is not None:  # the signer has gone on leave since the draft was begun
        _hand_to(act, document, instead)
    _pass_on(act, document, document.signer_id or 0, "documents.approve")


def _hand_to(act: Act, document: Document, signer_id: int) -> None:
    """Another post signs, if it may on that day (Decree 30/2020, art. 13)."""
    day = clock.local(act.at).date()
    agency = posts.agency_on(document.agency_id, day)
    signer = authority_on(agency, signer_id, day, document.type)
    document.signer_id = signer.post.position_id
    document.signer_name, document.signer_title = signer.post.name, signer.post.title
    document.save(update_fields=["signer_id", "signer_name", "signer_title"])
    events.record(
        act,
        "documents.signer_changed",
        document,
        signer=f"{signer.post.title} {signer.post.name}",
        basis=signer.basis,
    )


@action
def change_signer(act: Act, *, document_id: int, signer_id: int) -> None:
    """Lay a draft before another signer: the one named is away, or may not sign it any more.

    `signer_id` is the position. Where it already waited to be signed, it waits for the new one.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "change_signer")
    rules.check_other_signer(before=document.signer_id, after=signer_id)

    _hand_to(act, document, signer_id)
    if document.state == State.FORMAT_CHECKED:
        _pass_on(act, document, signer_id, "documents.approve")


@action
def return_draft(act: Act, *, document_id: int, reason: str) -> None:
    """Send a draft back to its drafter, with the reason (Decree 30/2020, app. VI III.1.n)."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "return_draft")
    reason = rules.check_text(
        reason, name=_("Lý do trả lại"), longest=rules.REASON_MAX, code="documents.reason"
    )

    document.state = reached
    document.content_checker_id = document.format_checker_id = None
    document.save(update_fields=["state", "content_checker_id", "format_checker_id"])
    _pass_on(act, document, document.drafter_id or 0, "documents.revise")

    events.record(act, "documents.draft_returned", document, reason=reason)


@action
def approve(act: Act, *, document_id: int, seen: int | None = None) -> None:
    """The leader's one tap: the signing job then allots number and date, renders and signs
    (Decree 30/2020, art. 13, 15).

    What the job and the clerk will need is asked for now, while somebody reads the answer.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "approve")
    check_seen(document, seen)
    day = clock.local(act.at).date()
    check_recipients(document, day)
    check_files(document)
    agency = posts.agency_on(document.agency_id, day)
    authority_on(agency, document.signer_id or 0, day, document.type)
    if document.made_as == rules.COPY:
        source = Document.objects.get(id=document.copies_id or 0)
        rules_copies.check_source(copies.source_of(source), document.type)
    numbering.series_for(document.agency_id, series_of(document), document.type or "CV")
    posts.post_with_role(document.agency_id, "clerk", day, what=_("văn thư"))

    document.state = reached
    document.save(update_fields=["state"])
    work.done(act, document)

    events.record(act, "documents.approved", document)
