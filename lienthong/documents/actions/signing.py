"""Number, date and the two signatures (Decree 30/2020, art. 5, 13, 15, 32). Rendering and keys are
the job's.

The job takes a number, renders and signs outside any transaction, then reports here; a failure, or
a midnight in between, voids the number with its reason and gives the draft back to the signer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lienthong.directory import authority, posts
from lienthong.directory.document_types import types_of
from lienthong.documents import rules
from lienthong.documents.actions import indexing, manifesting
from lienthong.documents.actions.common import (
    facts,
    locked,
    locked_by_system,
    person_of,
    series_of,
    share,
)
from lienthong.documents.actions.drafting import authority_on
from lienthong.documents.models import AttachedFile, Document, Version
from lienthong.documents.rules import State
from lienthong.kernel import clock, deadlines, events, numbering
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.work import actions as work


class Kept(Protocol):
    """A file in the store: its digest and how many bytes it has."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...


ISSUE_DAYS = 1
"""Issue on the day of signing, at the latest the next working day (Decree 30/2020, art. 18)."""


@action
def begin_signing(act: Act, *, document_id: int) -> bool:
    """Allot number and date to an approved document; False when another run of the job is ahead of
    this one.
    """
    document = locked_by_system(document_id)
    if document.state != State.APPROVED:
        events.nothing(act, "the job ran before: the document is past approval")
        return False
    reached = rules.next_state(document.direction, document.state, "begin_signing")
    signer = allot(act, document, reached)

    events.record(
        act,
        "documents.numbered",
        document,
        code=document.code,
        number=document.number,
        issued_on=document.issued_on,
        authority=signer.prefix,
        basis=signer.basis,
    )
    return True


def allot(act: Act, document: Document, reached: State) -> authority.Signer:
    """Number, date and code from the document's series of that year, agency and signer named as of
    that day, and its next state (Decree 30/2020, art. 15). Returns who signs in whose name.
    """
    day = clock.local(act.at).date()
    series_id = numbering.series_for(document.agency_id, series_of(document), document.type or "CV")

    document.state = reached
    signer = name_as_of(document, day)
    document.issued_on = day
    document.number = numbering.take(series_id, document, at=act.at, year=day.year)
    document.code = types_of(document.branch).grammar.code(document.number, document.symbol)
    check_code_is_new(document, day)
    document.save(
        update_fields=[
            "state", "issued_on", "number", "code", "issuer_name", "signer_name",
            "signer_title", "authority_prefix",
        ]
    )  # fmt: skip
    indexing.index(document)
    return signer


def check_code_is_new(document: Document, day: date) -> None:
    """Number and symbol stand once in a year (Decree 30/2020, art. 15). A series opened in the
    middle of a year for a type that another one has numbered begins again at 1.
    """
    same = Document.objects.outgoing().filter(
        agency_id=document.agency_id, code=document.code, issued_on__year=day.year
    )
    if same.exists():
        raise Refused(
            "documents.code_taken",
            _(
                "Số và ký hiệu {code} đã có trong năm nay vì cách chia sổ vừa đổi."
                " Nhờ quản trị để loại này ở sổ cũ đến hết năm, rồi ký lại."
            ).format(code=document.code),
        )


def agency_of(document: Document, day: date) -> posts.AgencyFacts:
    """The agency that signs, as it is on that day; refused in words when it has ended."""
    agency = posts.agencies_on([document.agency_id], day).get(document.agency_id)
    if agency is None:
        raise Refused(
            "documents.agency_gone",
            _("Cơ quan đã kết thúc hoạt động nên không ký văn bản được nữa. Cơ quan kế thừa soạn."),
        )
    return agency


def name_as_of(document: Document, day: date) -> authority.Signer:
    """What registers and receivers read is what the page says: the agency and the signer as they
    are named on the day of signing, not on the day the draft was begun; and whether he may sign is
    asked of that day too (Decree 30/2020, art. 13).
    """
    agency = agency_of(document, day)
    signer = authority_on(agency, document.signer_id or 0, day, document.type)
    document.issuer_name, document.authority_prefix = agency.name, signer.prefix
    document.signer_name, document.signer_title = signer.post.name, signer.post.title
    return signer


@action
def finish_signing(
    act: Act,
    *,
    document_id: int,
    sha256: str,
    size: int,
    pages: int,
    letter: dict[str, Any],
    number: int | None = None,
    by_person: bool = True,
) -> None:
    """The leader's signature is on the stored PDF: the clerk may seal (Decree 30/2020, art. 32).

    Without `by_person` it is the file that a copy keeps as it is: the leader's word is his
    approval, and the agency's signature alone will stand on it (Decree 30/2020, art. 25, 27).
    `number` is the one on that page: a slow run whose number was voided meanwhile, and the
    document approved anew, must not pass its page for the new one.
    """
    document = locked_by_system(document_id)
    if document.state != State.SIGNING or number not in {None, document.number}:
        events.nothing(act, "signed before, or under another number by now")
        return
    if document.issued_on != clock.local(act.at).date():
        raise Refused(
            "documents.midnight",
            _("Đã qua ngày ghi trên văn bản trong khi ký. Số này bị hủy, ký lại."),
        )
    document.state = rules.next_state(document.direction, document.state, "finish_signing")
    _keep_file(document, sha256, size, pages)
    Version.objects.create(
        document=document, stage="signed", letter=letter, sha256=sha256, size=size, pages=pages,
        made_at=act.at, made_by=act.by_name,
    )  # fmt: skip
    clerk = posts.post_with_role(
        document.agency_id, "clerk", clock.local(act.at).date(), what=_("văn thư")
    )
    share(
        document,
        [(KeyKind.DESK, document.agency_id), (KeyKind.CONTROL, document.agency_id)],
        "signed",
    )
    _clerk_work(act, document, clerk.position_id, "documents.seal")

    if by_person:
        events.record(act, "documents.signed", document, code=document.code, sha256=sha256)
    else:
        events.record(act, "documents.copy_ready", document, code=document.code, sha256=sha256)


@action
def fail_signing(act: Act, *, document_id: int, reason: str, number: int | None = None) -> None:
    """Signing failed: the number is void with the reason, the signer is asked again
    (Decree 30/2020, art. 15).

    `number` is the one the failed run had; without one nothing had been allotted, or it does not
    matter which.
    """
    document = locked_by_system(document_id)
    waits = document.state in {State.APPROVED, State.SIGNING}
    if not waits or number not in {None, document.number}:
        events.nothing(act, "not being signed, or under another number by now")
        return
    voided = numbering.void(document, reason=reason)
    document.state = rules.next_state(document.direction, document.state, "fail_signing")
    document.number, document.code, document.issued_on = None, "", None
    document.save(update_fields=["state", "number", "code", "issued_on"])
    indexing.index(document)
    work.give(
        act, document, position_id=document.signer_id or 0, agency_id=document.agency_id,
        kind="documents.approve", title=document.subject, code=document.symbol,
        source=_("Ký chưa được"), urgency=document.urgency,
        due_at=deadlines.working_days_after(act.at, 0), asker_id=document.drafter_id,
    )  # fmt: skip

    if voided is None:
        events.record(act, "documents.signing_failed", document, reason=reason)
    else:
        events.record(act, "documents.number_voided", document, number=voided, reason=reason)


@action
def tell_wait(act: Act, *, document_id: int, reason: str) -> None:
    """The key that signs or seals cannot be reached and is asked again: why is said once."""
    document = locked_by_system(document_id)
    told = Event.objects.filter(
        object_type="documents.document", object_id=document.id, kind="documents.signing_waits"
    )
    waits = document.state in {State.APPROVED, State.SIGNING, State.SIGNED}
    if not waits or told.filter(request_id=act.request_id, data__reason=reason).exists():
        events.nothing(act, "not being signed, or told before")
        return
    events.record(act, "documents.signing_waits", document, reason=reason)


@action
def request_seal(act: Act, *, document_id: int) -> None:
    """The clerk asks for the agency's signature; the job applies it with the key he answers for
    (Decree 30/2020, art. 32).
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "request_seal")
    rules.check_two_signers(act, person_of(document, "documents.approved"))

    events.record(act, "documents.seal_requested", document, code=document.code)


@action
def finish_seal(
    act: Act,
    *,
    document_id: int,
    sha256: str,
    size: int,
    pages: int,
    letter: dict[str, Any],
    of: str | None = None,
    appendices: Mapping[int, Kept] | None = None,
) -> None:
    """The agency's signature is on the stored PDF: the document can be issued.

    `of` is the digest of the file that was sealed: another that took its place meanwhile stays
    unsealed, and None where none could. `appendices` are the signed appendices in files of their
    own, by the id of their row.
    """
    document = locked_by_system(document_id)
    if document.state != State.SIGNED or of not in {None, document.file_sha256}:
        events.nothing(act, "sealed before, or another file by now")
        return
    document.state = rules.next_state(document.direction, document.state, "seal")
    _keep_file(document, sha256, size, pages)
    Version.objects.create(
        document=document, stage="sealed", letter=letter, sha256=sha256, size=size, pages=pages,
        made_at=act.at, made_by=act.by_name,
    )  # fmt: skip
    signed = appendices or {}
    for file in AttachedFile.objects.filter(document=document, id__in=signed):
        file.sealed_sha256, file.sealed_size = signed[file.id].sha256, signed[file.id].size
        file.save(update_fields=["sealed_sha256", "sealed_size"])
    manifesting.write(document)
    work.done(act, document, kind="documents.seal")
    _clerk_work(act, document, act.position_id or 0, "documents.issue")

    events.record(
        act,
        "documents.sealed",
        document,
        code=document.code,
        sha256=sha256,
        appendices=[one.sha256 for one in signed.values()],
    )


@action
def fail_seal(act: Act, *, document_id: int, reason: str) -> None:
    """The agency's signature could not be applied: the clerk is told why and may ask again."""
    document = locked_by_system(document_id)
    if document.state != State.SIGNED and document.direction == Document.OUTGOING:
        events.nothing(act, "not waiting for a seal")
        return
    work.tell(
        act,
        position_id=act.position_id or 0,
        text=_("Chưa đóng dấu được văn bản {code}: {reason}").format(
            code=document.code, reason=reason
        ),
        obj=document,
    )
    events.record(act, "documents.seal_failed", document, reason=reason)


def _keep_file(document: Document, sha256: str, size: int, pages: int) -> None:
    """The document's newest PDF, with the state it reached."""
    document.file_sha256, document.file_size, document.file_pages = sha256, size, pages
    document.save(update_fields=["state", "file_sha256", "file_size", "file_pages"])


def _clerk_work(act: Act, document: Document, position_id: int, kind: str) -> None:
    work.give(
        act,
        document,
        position_id=position_id,
        agency_id=document.agency_id,
        kind=kind,
        title=document.subject,
        code=document.code,
        source=document.signer_name,
        urgency=document.urgency,
        due_at=deadlines.working_days_after(act.at, ISSUE_DAYS),
        asker_id=document.drafter_id,
    )
