"""Money asked for an application, and what the bank says about it."""

from __future__ import annotations

from django.db import models

from lienthong.services.models.applications import Application

WAITING, PAID, CANCELLED = "waiting", "paid", "cancelled"


class Payment(models.Model):
    """A sum asked for one application, under a reference of its own (ASCII, at most 25 signs).

    `lines` are the fees it is made of: code, name, kind, amount (đồng), moment 1 | 2 | 4.
    `received` is what has come so far; more than `amount` is owed back (`refund_due`).
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


class BankNotice(models.Model):
    """One transaction as the bank told it, kept for good; `verdict` is what it meant here."""

    transaction = models.TextField(unique=True)
    reference = models.TextField()
    amount = models.BigIntegerField()
    paid_at = models.DateTimeField()
    told_at = models.DateTimeField()
    verdict = models.TextField()
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="notices"
    )

    class Meta:
        db_table = "services_bank_notice"
        indexes = [models.Index(fields=["reference"], name="services_notice_reference")]
