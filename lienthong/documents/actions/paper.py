"""What comes on paper: entered in the same register as what comes through the system
(Decree 30/2020, art. 22).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienthong.directory.document_types import types_of
from lienthong.documents import rules
from lienthong.documents.actions import indexing, receiving
from lienthong.documents.actions.common import facts as check_facts
from lienthong.documents.actions.common import locked, share
from lienthong.documents.models import Document
from lienthong.documents.queries import duplicates
from lienthong.documents.rules import State
from lienthong.kernel import clock, deadlines, events, numbering
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

ISSUER_MAX = 200
SYMBOL_MAX = 30


@dataclass(frozen=True)
class Paper:
    """What stands on the page, as the clerk reads it. `number` None: the document bears none;
    `arrived_on` None: it came today.
    """

    issuer_name: str
    subject: str
    issued_on: date
    number: int | None = None
    symbol: str = ""
    issuer_id: int | None = None
    branch: str = "state"
    type: str = ""
    urgency: int = 0
    pages: int = 0
    arrived_on: date | None = None
    signer_name: str = ""


@action
def register_paper(
    act: Act, *, paper: Paper, staged: Staged | None = None, anyway: str = ""
) -> Document:
    """The clerk enters a paper document; its arrival number is the next of the one series.

    `staged` is the scan, one PDF; there may be none yet. The same number, symbol and issuer of a
    year once more is refused, unless `anyway` says why it is entered all the same.
    """
    rules.check_right(act, "register")
    facts = _checked(act, paper)
    twins = same_as(act, paper)
    check_duplicate(twins, anyway)
    kept = keep(act, staged) if staged else None
    day = clock.local(act.at).date()
    series_id = numbering.series_for(facts.agency_id, "incoming", facts.type or "CV")

    facts.file_sha256 = kept.sha256 if kept else ""
    facts.file_size = kept.size if kept else 0
    facts.save(force_insert=True)
    share(
        facts, [(KeyKind.DESK, facts.agency_id), (KeyKind.CONTROL, facts.agency_id)], "registered"
    )
    receiving.give_to(act, facts, act.position_id or 0, "documents.submit")
    facts.arrival_number = numbering.take(series_id, facts, at=act.at, year=day.year)
    facts.save(update_fields=["arrival_number"])
    indexing.index(facts)

    events.record(
        act, "documents.paper_registered", facts,
        number=facts.arrival_number, code=facts.code, issuer=facts.issuer_name,
        arrived_on=facts.arrived_on, late=_late(act, facts),
        sha256=facts.file_sha256, duplicate_of=[one.id for one in twins], anyway=anyway,
    )  # fmt: skip
    return facts


def _checked(act: Act, paper: Paper) -> Document:
    subject = rules.check_text(
        paper.subject, name=_("Trích yếu"), longest=rules.SUBJECT_MAX, code="documents.subject"
    )
    issuer = rules.check_text(
        paper.issuer_name,
        name=_("Cơ quan ban hành"),
        longest=ISSUER_MAX,
        code="documents.issuer",
    )
    day = clock.local(act.at).date()
    rules.check_issued_on(paper.issued_on, day)
    arrived_on = paper.arrived_on or day
    rules.check_arrived_on(arrived_on, paper.issued_on, day)
    return Document(
        direction=Document.INCOMING,
        branch=paper.branch,
        agency_id=act.agency_id or 0,
        state=State.REGISTERED,
        type=paper.type,
        number=paper.number,
        symbol=paper.symbol,
        code=code(paper),
        subject=subject,
        issuer_id=paper.issuer_id,
        issuer_name=issuer,
        issued_on=paper.issued_on,
        signer_name=paper.signer_name,
        urgency=paper.urgency,
        file_pages=paper.pages,
        arrived_on=arrived_on,
        register_due_at=_register_due(act, arrived_on, urgent=paper.urgency > 0),
        created_at=act.at,
        registered_at=act.at,
    )


def _register_due(act: Act, arrived_on: date, *, urgent: bool) -> datetime:
    """The clock of registration runs from the arrival (Decree 30/2020, art. 22); of an earlier day
    only the date is known, so that day counts until its close.
    """
    calendar = deadlines.current()
    today = clock.local(act.at).date()
    came = act.at if arrived_on == today else calendar.close_of(arrived_on)
    return calendar.register_due(came, urgent=urgent)


def _late(act: Act, document: Document) -> bool:
    due = document.register_due_at
    return due is not None and act.at > due


@action
def void_arrival(act: Act, *, document_id: int, reason: str) -> None:
    """The clerk strikes out the arrival number of a paper entered by mistake: the number stays
    used, and the register says why (Decree 30/2020, art. 22).
    """
    document = locked(act, document_id)
    document.state = rules.check_step(act, check_facts(document), "void_arrival")
    reason = rules.check_text(
        reason, name=_("Lý do hủy số"), longest=rules.REASON_MAX, code="documents.reason"
    )
    document.save(update_fields=["state"])
    numbering.void(document, reason=reason)
    work.done(act, document)
    indexing.index(document)

    events.record(
        act, "documents.arrival_voided", document, number=document.arrival_number, reason=reason
    )


def code(paper: Paper) -> str:
    """Number and symbol as its system writes them: `05/UBND-VX`, or whichever there is."""
    if paper.number is None:
        return paper.symbol
    if not paper.symbol:
        return f"{paper.number:02d}"
    return types_of(paper.branch).grammar.code(paper.number, paper.symbol)


def same_as(act: Act, paper: Paper) -> list[Document]:
    """What the agency holds already under this number, symbol and issuer."""
    return duplicates.same(
        act.agency_id or 0,
        number=paper.number,
        symbol=paper.symbol,
        code=code(paper),
        issuer_id=paper.issuer_id,
        issuer_name=paper.issuer_name,
        year=paper.issued_on.year,
    )


def check_duplicate(twins: list[Document], anyway: str) -> None:
    """Twice the same is entered only by somebody who says why."""
    if twins and not anyway.strip():
        known = twins[0]
        raise Refused(
            "documents.duplicate",
            _(
                "Văn bản {code} của nơi gửi này đã có, số đến {number}. Nếu vẫn vào sổ, ghi lý do."
            ).format(code=known.code, number=known.arrival_number or "…"),
            reason="input",
        )
