"""Money that came, as a bank tells it: kept once whatever it means, given back when not owed."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from lienthong.kernel import events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.common import locked, locked_by_system
from lienthong.services.models import BankNotice, Payment
from lienthong.services.models.payments import CANCELLED
from lienthong.services.payments import matching
from lienthong.services.payments.matching import Expected, Notice, Outcome


@action
def take_notice(act: Act, *, bank: str, notice: Notice, digest: str = "") -> Outcome:
    """Keep what a bank told and say what it means; the same transaction again changes nothing.

    Money is never refused: what belongs to no payment of ours is kept for staff to look at. When it
    completes a payment, settling it follows from the event, so that nothing that could go wrong
    there loses the notice.
    """
    payment = _of(notice.reference)
    known = BankNotice.objects.filter(bank=bank, transaction=notice.transaction)
    told = known.values_list("transaction", flat=True)
    outcome = matching.judge(_expected(payment), notice, told=list(told))
    kept, fresh = BankNotice.objects.get_or_create(
        bank=bank,
        transaction=notice.transaction,
        defaults={
            "reference": notice.reference,
            "amount": notice.amount,
            "content": notice.content,
            "digest": digest,
            "paid_at": notice.paid_at,
            "told_at": act.at,
            "verdict": outcome.verdict.value,
            "refund": outcome.refund,
            "payment": payment,
        },
    )
    if not fresh:
        events.nothing(act, "this transaction was told before")
        return Outcome(matching.Verdict.REPLAYED, missing=outcome.missing)
    if payment is not None:
        payment.received += notice.amount
        payment.refund_due += outcome.refund
        payment.save(update_fields=["received", "refund_due"])
    _tell(act, kept, payment, outcome)
    return outcome


def _tell(act: Act, kept: BankNotice, payment: Payment | None, outcome: Outcome) -> None:
    """The log has the sums, never the payer's words."""
    if payment is None:
        events.record(
            act, "services.money_unknown", kept, amount=kept.amount, bank=kept.bank,
            transaction=kept.transaction, meaning=str(matching.NAMES[outcome.verdict]),
        )  # fmt: skip
        return
    application = payment.application
    events.record(
        act, "services.money_came", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), payment_id=payment.pk,
        amount=kept.amount, bank=kept.bank, transaction=kept.transaction,
        reference=payment.reference, verdict=kept.verdict,
        meaning=str(matching.NAMES[outcome.verdict]), settles=outcome.settles,
        refund=outcome.refund, missing=outcome.missing,
    )  # fmt: skip


def _of(reference: str) -> Payment | None:
    """The payment of a reference, locked after its application."""
    if not reference:
        return None
    ids = Payment.objects.filter(reference=reference).values_list("id", "application_id").first()
    if ids is None:
        return None
    application = locked_by_system(ids[1])
    payment = Payment.objects.select_for_update().get(id=ids[0])
    payment.application = application
    return payment


def _expected(payment: Payment | None) -> Expected | None:
    if payment is None:
        return None
    return Expected(
        reference=payment.reference,
        amount=payment.amount,
        received=payment.received,
        cancelled=payment.state == CANCELLED,
    )


@action
def give_back(act: Act, *, application_id: int, notice_id: int) -> BankNotice:
    """The agency has sent back what of a transaction was not owed."""
    permissions.require(act, "services.receive")
    application = locked(act, application_id)
    notice = BankNotice.objects.select_for_update().get(
        id=notice_id, payment__application=application
    )
    if not notice.refund or notice.refunded_at is not None:
        raise Refused(
            "services.nothing_to_refund", _("Khoản này không còn gì phải hoàn. Tải lại trang.")
        )
    notice.refunded_at = act.at
    notice.save(update_fields=["refunded_at"])
    Payment.objects.filter(notices=notice).update(refund_due=F("refund_due") - notice.refund)
    events.record(
        act,
        "services.refunded",
        application,
        agency_id=application.agency_id,
        code=application.code,
        status=int(application.status),
        amount=notice.refund,
        transaction=notice.transaction,
    )
    return notice


@action
def assign_notice(act: Act, *, notice_id: int, application_id: int) -> Outcome:
    """Staff found for which application money without a reference came: it counts as if it had
    been told with one.
    """
    permissions.require(act, "services.receive")
    application = locked(act, application_id)
    notice = BankNotice.objects.select_for_update().get(id=notice_id)
    payment = Payment.objects.select_for_update().filter(application=application).last()
    if notice.payment_id is not None or payment is None:
        raise Refused(
            "services.notice_assigned",
            _("Khoản tiền này đã có hồ sơ, hoặc hồ sơ không có phí phải nộp. Tải lại trang."),
        )
    payment.application = application
    told = Notice(notice.transaction, payment.reference, notice.amount, notice.paid_at)
    outcome = matching.judge(_expected(payment), told)
    notice.payment, notice.verdict, notice.refund = payment, outcome.verdict.value, outcome.refund
    notice.save(update_fields=["payment", "verdict", "refund"])
    payment.received += notice.amount
    payment.refund_due += outcome.refund
    payment.save(update_fields=["received", "refund_due"])
    _tell(act, notice, payment, outcome)
    return outcome
