"""A payment is settled: by the bank's word, or with cash at the desk."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.common import (
    check,
    deadline_of,
    locked,
    locked_by_system,
    package_for,
    tick,
)
from lienthong.services.actions.moving import Course, advance
from lienthong.services.actions.serving import (
    AT_RETURN,
    SERVICES,
    fees_of,
    plain_lines,
)
from lienthong.services.models import Payment
from lienthong.services.models.payments import PAID, WAITING
from lienthong.services.payments import references
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Tick

CASH, BANK = "cash", "bank"


@action
def settle(act: Act, *, payment_id: int, received: int) -> Payment:
    """The whole sum has come through the bank; what is more is owed back. Follows from
    `services.money_came` when nothing is missing any more; `received` is all that has come.
    """
    application_id = Payment.objects.values_list("application_id", flat=True).get(id=payment_id)
    locked_by_system(application_id)  # first, as everybody does
    payment = Payment.objects.select_for_update().get(id=payment_id)
    return _settle(act, payment, received, BANK)


@action
def take_cash(act: Act, *, application_id: int) -> Payment:
    """The applicant pays at the desk."""
    permissions.require(act, "services.receive")
    application = locked(act, application_id)
    payment = Payment.objects.select_for_update().filter(
        application=application, state=WAITING
    ).first()  # fmt: skip
    if payment is None:
        raise Refused("services.nothing_due", _("Hồ sơ này không còn khoản nào phải nộp."))
    return _settle(act, payment, payment.received + payment.missing, CASH)


def _settle(act: Act, payment: Payment, received: int, way: str) -> Payment:
    application = locked_by_system(payment.application_id)
    check(act, application, "pay")
    payment.state, payment.way, payment.settled_at = PAID, way, act.at
    payment.received, payment.refund_due = received, received - payment.amount
    payment.receipt_number = _receipt_number(application.agency_id, clock.local(act.at).year)
    payment.save()
    package = package_for(application)
    if Status.FEE in deadline_of(package, application).pauses:
        tick(application, package, Tick("went_on", act.at))
    application.status = Status.IN_PROGRESS
    events.record(
        act, "services.fee_paid", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), amount=payment.amount,
        received=received, way=way, reference=payment.reference, receipt=payment.receipt_number,
        due_at=application.due_at,
    )  # fmt: skip
    advance(Course(act, application, package, SERVICES), "pay", outcome=_("Đã nộp"))
    application.save()
    return payment


@bookkeeping
def take_at_return(course: Course) -> Payment:
    """Cash for what is due at the return, with its receipt; called by the step that hands over."""
    application = course.application
    lines = [one for one in fees_of(course) if one.amount and one.moment == AT_RETURN]
    total = sum(one.amount for one in lines)
    return Payment.objects.create(
        application=application, reference=references.new(), amount=total, received=total,
        lines=plain_lines(lines), state=PAID, way=CASH, asked_at=course.act.at,
        settled_at=course.act.at,
        receipt_number=_receipt_number(
            application.agency_id, clock.local(course.act.at).year
        ),
    )  # fmt: skip


def _receipt_number(agency_id: int, year: int) -> int:
    """The next receipt of the agency's year; the lock is held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [7404, agency_id])
        cursor.execute(
            "select coalesce(max(p.receipt_number), 0) + 1 from services_payment p"
            " join services_application a on a.id = p.application_id where a.agency_id = %s"
            " and extract(year from p.settled_at at time zone 'Asia/Ho_Chi_Minh') = %s",
            [agency_id, year],
        )
        return int(cursor.fetchone()[0])
