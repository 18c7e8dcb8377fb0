"""Which bank fees are paid through, and asking it for what it never told.

A real bank is a class with the shape of `payments.bank.Bank`, returned by `current`: what its own
messages look like is known only with the contract.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from lienthong.kernel import jobs
from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions import noticing
from lienthong.services.models import Payment
from lienthong.services.models.payments import WAITING
from lienthong.services.payments import vietqr
from lienthong.services.payments.bank import Bank
from lienthong.services.payments.simulated import SimulatedBank, Way
from lienthong.services.payments.vietqr import Transfer

log = logging.getLogger(__name__)

TOLD_BY = timedelta(minutes=5)  # so long a notice may take before anybody asks
ASKED_AFTER = timedelta(days=7)  # so long after it was settled a second transfer is looked for
A_TURN = 300
BANK_TELLS = "services.bank_tells"


def current() -> Bank | None:
    """The bank in use: the simulated one in a demonstration, else none (fees are paid in cash)."""
    return simulated() if settings.DEMO else None


def simulated() -> SimulatedBank:
    """The bank of the demonstration."""
    secret = salted_hmac("simulated-bank", "notices", algorithm="sha256").digest()
    return SimulatedBank(settings.BANK_BOOKS, secret)


def code_of(bank: Bank, payment: Payment) -> str:
    """The text of the VietQR that pays what is still missing of a payment."""
    to = bank.account
    return vietqr.build(Transfer(to.bank, to.number, payment.missing, payment.reference))


@bookkeeping
def pay_simulated(payment: Payment, way: Way, *, address: str, at: datetime) -> None:
    """In a demonstration: somebody pays at the simulated bank, which then tells us at `address`."""
    for telling in simulated().pay(payment.reference, payment.missing or payment.amount, way, at):
        jobs.defer(
            BANK_TELLS,
            after_seconds=int(telling.after.total_seconds()),
            address=address,
            transaction=telling.notice.transaction,
        )


def tell(address: str, transaction: str, at: datetime) -> None:
    """The job by which the simulated bank tells us; raises when it has to try again."""
    bank = simulated()
    notice = bank.entry(transaction)
    if notice is None:
        log.warning("the simulated bank knows no %s", transaction)
        return
    status = bank.tell(address, notice, at)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RuntimeError(f"{address} answered {status}")
    log.info("%s answered %s", address, status)


def reconcile(act: Act) -> int:
    """Ask the bank about payments that wait, and those settled lately; returns how many notices
    were new. A bank that is away is asked again next time.
    """
    bank = current()
    if bank is None:
        return 0
    lately = Q(state=WAITING, asked_at__lt=act.at - TOLD_BY) | Q(
        settled_at__gt=act.at - ASKED_AFTER
    )
    waiting = Payment.objects.filter(lately).order_by("-asked_at", "-id")[:A_TURN]
    fresh = 0
    for reference in list(waiting.values_list("reference", flat=True)):
        try:
            told = bank.inquiry(reference)
        except Refused as refused:
            log.warning("%s is not asked any more for now: %s", bank.name, refused.message)
            break
        for notice in told:
            outcome = noticing.take_notice(act.later(act.at), bank=bank.name, notice=notice)
            fresh += outcome.verdict != "replayed"
    return fresh
