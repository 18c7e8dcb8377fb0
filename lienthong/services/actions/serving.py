"""What the system does by itself when the process comes to it: the services that diagrams name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lienthong.engine.bpmn.process import Step as Waiting
from lienthong.kernel import clock, deadlines, events, numbering
from lienthong.kernel.actions import bookkeeping
from lienthong.services.actions.common import case_of, deadline_of, facts_of, tick
from lienthong.services.actions.moving import Answer, Course
from lienthong.services.models import Payment, Result
from lienthong.services.models.payments import WAITING
from lienthong.services.packages.fees import Fee
from lienthong.services.payments import references
from lienthong.services.queries import bundles
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Tick
from lienthong.work import actions as work

SERIES = "results"
AT_RETURN = 4


def fees_of(course: Course) -> list[Fee]:
    """What this application owes, line by line."""
    application = course.application
    return course.package.fees(
        case_of(course.package, application), application.answers, facts_of(application),
        working_days=deadlines.current().working_days_between,
    )  # fmt: skip


def compute_fee(course: Course, _step: Waiting) -> Answer:
    """The sum; when there is one, it is asked for under a reference of its own."""
    lines = [one for one in fees_of(course) if one.amount and one.moment != AT_RETURN]
    total = sum(one.amount for one in lines)
    if total:
        _ask(course, lines, total)
    return {"fee": total}


def due_at_return(course: Course) -> int:
    """What is paid when the result is handed over (HinhThucThu 4), in đồng."""
    return sum(one.amount for one in fees_of(course) if one.moment == AT_RETURN)


def plain_lines(lines: Sequence[Fee]) -> list[dict[str, str | int]]:
    """Fees as a payment keeps them."""
    return [
        {"code": one.code, "name": one.name, "kind": one.kind, "amount": one.amount,
         "moment": one.moment} for one in lines
    ]  # fmt: skip


@bookkeeping
def _ask(course: Course, lines: list[Fee], total: int) -> None:
    act, application = course.act, course.application
    payment = Payment.objects.create(
        application=application,
        reference=references.new(),
        amount=total,
        lines=plain_lines(lines),
        state=WAITING,
        asked_at=act.at,
    )  # fmt: skip
    application.status = Status.FEE
    paused = Status.FEE in deadline_of(course.package, application).pauses
    if paused:
        tick(application, course.package, Tick("paused", act.at))
    events.record(
        act, "services.fee_asked", application, agency_id=application.agency_id,
        code=application.code, status=int(Status.FEE), amount=total, reference=payment.reference,
        paused=paused,
    )  # fmt: skip


def issue_receipt(_course: Course, _step: Waiting) -> Answer:
    """The receipt got its number when the payment was settled."""
    return {}


def remind(course: Course, step: Waiting) -> Answer:
    """Whoever holds the application is told that it waits too long; the applicant sees it too."""
    holder = course.application.steps.filter(closed_at=None, position_id__isnull=False).first()
    if holder is not None and holder.position_id is not None:
        work.tell(
            course.act, position_id=holder.position_id, obj=course.application,
            text=f"{course.application.code}: {step.name}.",
        )  # fmt: skip
    return {}


def notify(course: Course, _step: Waiting) -> Answer:
    """The applicant is told once the signed file of the result is there; not before."""
    result = Result.objects.filter(application=course.application).first()
    return {} if result is not None and result.sha256 else None


def allot_number(course: Course, _step: Waiting) -> Answer:
    """The result's number in its agency's series of the year (Decree 30/2020, art. 15); the job
    that follows this event makes the file and signs it.
    """
    act, application = course.act, course.application
    result = Result.objects.get(application=application)
    year = clock.local(act.at).year
    series = numbering.series_for(application.agency_id, SERIES, course.package.result.code)
    number = numbering.take(series, result, at=act.at, year=year)
    code = f"{number:02d}/{course.package.result.code}"
    _number(result, number, code)
    events.record(
        act, "services.numbered", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), result=code, number=number,
    )  # fmt: skip
    return {}


@bookkeeping
def _number(result: Result, number: int, code: str) -> None:
    result.number, result.code = number, code
    result.save(update_fields=["number", "code"])


def open_children(course: Course, _step: Waiting) -> Answer:
    """The other agencies' applications of a bundle: the outbox opens them after this event, each
    with a code and a clock of its own.
    """
    application = course.application
    events.record(
        course.act, "services.parts_wanted", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status),
    )  # fmt: skip
    return {}


def await_children(course: Course, _step: Waiting) -> Answer:
    """Goes on when each has ended, or somebody decided not to wait for it."""
    return {} if bundles.all_ended(course.package, course.application) else None


SERVICES: dict[str, Any] = {
    "compute_fee": compute_fee,
    "issue_receipt": issue_receipt,
    "remind": remind,
    "notify": notify,
    "allot_number": allot_number,
    "open_children": open_children,
    "await_children": await_children,
}
