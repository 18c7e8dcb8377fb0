"""What a bank's notice means for a payment: plain values in, an outcome out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Verdict(StrEnum):
    """What a notice came to."""

    PAID = "paid"
    UNDERPAID = "underpaid"  # counted; the rest is waited for
    OVERPAID = "overpaid"  # paid, and the excess goes back
    TWICE = "twice"  # was paid before: all of it goes back, none is counted
    CANCELLED = "cancelled"  # nothing is owed any more: all of it goes back
    UNKNOWN = "unknown"  # belongs to no payment of ours: staff look at it
    REPLAYED = "replayed"  # told before: nothing


NAMES: dict[Verdict, Promise] = {
    Verdict.PAID: gettext_lazy("đủ"),
    Verdict.UNDERPAID: gettext_lazy("còn thiếu"),
    Verdict.OVERPAID: gettext_lazy("thừa"),
    Verdict.TWICE: gettext_lazy("nộp hai lần"),
    Verdict.CANCELLED: gettext_lazy("không còn phải nộp"),
    Verdict.UNKNOWN: gettext_lazy("chưa biết của hồ sơ nào"),
    Verdict.REPLAYED: gettext_lazy("báo lại"),
}


@dataclass(frozen=True)
class Notice:
    """Money that came, as a bank tells it. `transaction` is the bank's own number, told once.

    `reference` is what was found in the transfer's words, "" when nothing was.
    """

    transaction: str
    reference: str
    amount: int
    paid_at: datetime
    content: str = ""


@dataclass(frozen=True)
class Expected:
    """A payment that is waited for, or no longer: so much, until then. `received` is all that came
    so far, what is too much included.
    """

    reference: str
    amount: int
    received: int = 0
    cancelled: bool = False
    due_at: datetime | None = None

    @property
    def missing(self) -> int:
        """How much is still to come."""
        return max(self.amount - self.received, 0)


@dataclass(frozen=True)
class Outcome:
    """`counted` of the notice's amount is for the fee, `refund` goes back; `missing` after it.

    `late`: it was paid after the day; it counts all the same while nobody has cancelled the
    payment. `counted + refund` is the amount of the notice, for every verdict but a replay and an
    unknown reference.
    """

    verdict: Verdict
    counted: int = 0
    refund: int = 0
    missing: int = 0
    late: bool = False

    @property
    def settles(self) -> bool:
        """Is the fee paid by this notice?"""
        return self.verdict in {Verdict.PAID, Verdict.OVERPAID}


def judge(expected: Expected | None, notice: Notice, *, told: Collection[str] = ()) -> Outcome:
    """What a notice means. `expected` is the payment of its reference, None when there is none;
    `told` the transactions of this bank that were taken before.
    """
    if notice.transaction in told:
        return Outcome(Verdict.REPLAYED, missing=expected.missing if expected else 0)
    if expected is None or expected.reference != notice.reference:
        return Outcome(Verdict.UNKNOWN)
    late = expected.due_at is not None and notice.paid_at > expected.due_at
    if expected.cancelled:
        return Outcome(Verdict.CANCELLED, refund=notice.amount, late=late)
    if not expected.missing:
        return Outcome(Verdict.TWICE, refund=notice.amount, late=late)
    counted = min(notice.amount, expected.missing)
    missing, refund = expected.missing - counted, notice.amount - counted
    verdict = Verdict.UNDERPAID if missing else Verdict.OVERPAID if refund else Verdict.PAID
    return Outcome(verdict, counted, refund, missing, late)


def told_to_payer(outcome: Outcome) -> str:
    """What a citizen reads about it: what happened and what to do."""
    words = {
        Verdict.PAID: _("Đã nhận đủ tiền. Hồ sơ được xử lý tiếp."),
        Verdict.UNDERPAID: _(
            "Đã nhận {counted}, còn thiếu {missing}. Quét lại mã để chuyển phần thiếu."
        ),
        Verdict.OVERPAID: _("Đã nhận đủ tiền. Phần thừa {refund} sẽ được hoàn lại."),
        Verdict.TWICE: _("Phí này đã nộp rồi. {refund} chuyển lần sau sẽ được hoàn lại."),
        Verdict.CANCELLED: _("Không còn phải nộp phí này. {refund} sẽ được hoàn lại."),
        Verdict.UNKNOWN: _("Tiền đến không ghi đúng nội dung nên chưa biết của hồ sơ nào."),
        Verdict.REPLAYED: _("Ngân hàng báo lại một lần chuyển đã ghi nhận."),
    }
    return words[outcome.verdict].format(
        counted=dong(outcome.counted), missing=dong(outcome.missing), refund=dong(outcome.refund)
    )


def dong(amount: int) -> str:
    """50000 -> "50.000 đồng"."""
    return _("{amount} đồng").format(amount=f"{amount:,}".replace(",", "."))
