"""Paper and its scan: what the agency signed on paper gets its number here, and its scan the
agency's signature; so does the scan of what came on paper (Decree 30/2020, art. 15, 25).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents import rules
from lienthong.documents.actions import indexing
from lienthong.documents.actions.common import facts, locked, locked_by_system, share
from lienthong.documents.actions.drafting import authority_on, begin, check_recipients, check_type
from lienthong.documents.actions.signing import allot
from lienthong.documents.models import Document, Version
from lienthong.kernel import clock, deadlines, events, numbering, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

SCAN_DAYS = 1
"""Working days for a scan of what has its number: issue on the day of signing, at the latest the
next working day (Decree 30/2020, art. 18).
"""


class Measured(Protocol):
    """What was measured of a scan (`documents.scans.Scan`)."""

    @property
    def pages(self) -> int: ...
    @property
    def findings(self) -> tuple[str, ...]: ...


@action
def enter_paper(
    act: Act,
    *,
    subject: str,
    signer_id: int,
    document_type: str = "",
    urgency: int = 0,
    secrecy: str = "",
    reply_due_at: datetime | None = None,
) -> Document:
    """The clerk enters a document that a leader of the agency has signed on paper.

    `document_type` is the abbreviation, empty for an official letter; `signer_id` the position
    that signed. It gets its number by `number_paper`.
    """
    permissions.require(act, "documents.digitise")
    rules.check_secrecy(secrecy)
    rules.check_reply_due(reply_due_at, act.at)
    subject = rules.check_text(
        subject, name=_("Trích yếu"), longest=rules.SUBJECT_MAX, code="documents.subject"
    )
    day = clock.local(act.at).date()
    agency = posts.agency_on(act.agency_id or 0, day)
    types = types_of(agency.branch)
    check_type(types, document_type)
    signer = authority_on(agency, signer_id, day, document_type).post
    own = posts.post(act.position_id or 0, day)
    document = begin(
        act, agency, signer, subject=subject, type=document_type, urgency=urgency,
        symbol=types.symbol(document_type, agency=agency.symbol, unit=own.unit_code if own else ""),
        reply_due_at=reply_due_at, made_as=rules.PAPER,
    )  # fmt: skip
    Version.objects.create(
        document=document, stage="draft", letter={"subject": subject, "body": ""},
        made_at=act.at, made_by=act.by_name,
    )  # fmt: skip
    indexing.index(document)
    share(
        document,
        [(KeyKind.POSITION, act.position_id), (KeyKind.DESK, agency.agency_id)],
        "drafter",
    )
    events.record(act, "documents.paper_entered", document, subject=subject)
    return document


@action
def number_paper(act: Act, *, document_id: int) -> str:
    """Number and date for what was signed on paper, from the series of outgoing documents: one
    series for both (Decree 30/2020, art. 15). Returns the code that is to be written on the paper.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "number_paper")
    check_recipients(document, clock.local(act.at).date())
    signer = allot(act, document, reached)
    share(document, [(KeyKind.CONTROL, document.agency_id)], "signed")
    work.done(act, document)
    _give(act, document, "documents.put_scan")

    events.record(
        act, "documents.numbered", document, code=document.code, number=document.number,
        issued_on=document.issued_on, authority=signer.prefix, basis=signer.basis,
    )  # fmt: skip
    return document.code


@action
def void_paper(act: Act, *, document_id: int, reason: str) -> None:
    """The number of a paper that is not issued after all is void, with the reason
    (Decree 30/2020, art. 15).
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "void_paper")
    reason = rules.check_text(
        reason, name=_("Lý do hủy số"), longest=rules.REASON_MAX, code="documents.reason"
    )
    voided = numbering.void(document, reason=reason)

    document.state = reached
    document.number, document.code, document.issued_on = None, "", None
    document.file_sha256, document.file_size, document.file_pages = "", 0, 0
    document.save(
        update_fields=[
            "state", "number", "code", "issued_on", "file_sha256", "file_size", "file_pages",
        ]
    )  # fmt: skip
    work.done(act, document)
    indexing.index(document)

    events.record(act, "documents.number_voided", document, number=voided, reason=reason)


@action
def put_scan(act: Act, *, document_id: int, staged: Staged, scan: Measured) -> None:
    """The scan of a paper document, in place of an earlier one.

    Of what the agency signed itself it must be as the decree wants a scan: with the agency's
    signature it is what is issued (Decree 30/2020, app. I). Of what came on paper, that is asked
    before it is signed.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "put_scan")
    ours = document.direction == Document.OUTGOING
    if ours:
        _check_scan(scan)
    kept = keep(act, staged)
    if ours and kept.scanned_at is None:
        raise Refused(
            "documents.scan",
            _("Bản quét chưa được quét mã độc nên chưa ký được. Chờ hệ thống quét rồi tải lại."),
        )

    document.file_sha256, document.file_size = kept.sha256, kept.size
    document.file_pages = scan.pages
    document.save(update_fields=["file_sha256", "file_size", "file_pages"])
    if ours:
        Version.objects.create(
            document=document, stage="signed", letter={"subject": document.subject, "body": ""},
            sha256=kept.sha256, size=kept.size, pages=scan.pages,
            made_at=act.at, made_by=act.by_name,
        )  # fmt: skip
        for step in ("documents.put_scan", "documents.seal"):
            work.done(act, document, kind=step)
        _give(act, document, "documents.seal")
    indexing.index(document)

    events.record(
        act, "documents.scan_put", document, pages=scan.pages, sha256=kept.sha256,
        findings=list(scan.findings),
    )  # fmt: skip


@action
def ask_to_seal_scan(act: Act, *, document_id: int, of: str, scan: Measured) -> None:
    """The clerk asks for the agency's signature on the scan of what came on paper; the job applies
    it (Decree 30/2020, art. 25). `of` is the digest of what was measured as `scan`.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "seal_scan")
    if document.file_sha256 != of:
        raise Refused(
            "documents.scan_changed", _("Bản quét vừa được thay. Mở lại trang rồi ký số.")
        )
    _check_scan(scan)

    events.record(act, "documents.seal_requested", document, code=document.code, sha256=of)


def _check_scan(scan: Measured) -> None:
    """Refused with every way in which a scan falls short (Decree 30/2020, app. I)."""
    if scan.findings:
        raise Refused(
            "documents.scan",
            _("Bản quét chưa đạt tiêu chuẩn của Nghị định 30/2020/NĐ-CP. {what}").format(
                what=" ".join(scan.findings)
            ),
            reason="input",
        )


@action
def finish_scan(act: Act, *, document_id: int, of: str, sha256: str, size: int) -> None:
    """The agency's signature is on the scan: that is the body of the document from now on.

    `of` is the digest of the scan that was signed: another that was put in its place meanwhile
    stays.
    """
    document = locked_by_system(document_id)
    if document.file_sha256 != of:
        events.nothing(act, "signed before, or another scan by now")
        return
    document.file_sha256, document.file_size = sha256, size
    document.save(update_fields=["file_sha256", "file_size"])
    Version.objects.create(
        document=document, stage="sealed", letter={}, sha256=sha256, size=size,
        pages=document.file_pages, made_at=act.at, made_by=act.by_name,
    )  # fmt: skip

    events.record(act, "documents.scan_sealed", document, sha256=sha256, scan=of)


def _give(act: Act, document: Document, kind: str) -> None:
    work.give(
        act, document, position_id=act.position_id or 0, agency_id=document.agency_id, kind=kind,
        title=document.subject, code=document.code, source=document.signer_name,
        urgency=document.urgency, due_at=deadlines.working_days_after(act.at, SCAN_DAYS),
    )  # fmt: skip
