"""Money asked for an application, and what the bank says about it."""

from __future__ import annotations

from django.db import models

from lienthong.services.models.applications import Application

WAITING, PAID, CANCELLED = "waiting", "paid", "cancelled"


class Payment(models.Model):
    """A sum asked for one application, under a reference of its own (ASCII, at most 25 signs).

    `lines` are the fees it is made of: code, name, kind, amount (đồng), moment 1 | 2 | 4.
    `received` is all that has come; what of it is owed back, and still here, is `refund_due`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="payments")
    reference = models.TextField(unique=True)
    amount = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    refund_due = models.BigIntegerField(default=0)
    lines = models.JSONField()
    state = models.TextField(default=WAITING)
    way = models.TextField(default="")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    receipt_number = models.IntegerField(null=True)

    class Meta:
        db_table = "services_payment"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[WAITING, PAID, CANCELLED]),
                name="services_payment_state",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="services_payment_sum"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state=WAITING),
                name="services_payment_one_waits",
                violation_error_message="Hồ sơ đang chờ một khoản phải nộp.",
            ),
        ]

    @property
    def missing(self) -> int:
        """How much is still to come."""
        return max(self.amount - self.received, 0)


class BankNotice(models.Model):
    """One transaction as a bank told it, never deleted; `verdict` is what it meant here
    (`payments.matching`), `refund` how much of it goes back until `refunded_at`.

    `content` are the payer's words, `digest` the SHA-256 of what was signed ("" when the bank was
    asked). Of an unknown reference `payment` is null: staff look for whom it is.
    """

    bank = models.TextField()
    transaction = models.TextField()
    reference = models.TextField()
    amount = models.BigIntegerField()
    content = models.TextField(default="")
    digest = models.TextField(default="")
    paid_at = models.DateTimeField()
    told_at = models.DateTimeField()
    verdict = models.TextField()
    refund = models.BigIntegerField(default=0)
    refunded_at = models.DateTimeField(null=True)
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="notices"
    )

    class Meta:
        db_table = "services_bank_notice"
        constraints = [
            models.UniqueConstraint(fields=["bank", "transaction"], name="services_notice_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, refund__gte=0, refund__lte=models.F("amount")),
                name="services_notice_sum",
            ),
        ]
        indexes = [models.Index(fields=["reference"], name="services_notice_reference")]
