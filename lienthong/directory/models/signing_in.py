"""Sessions that can be listed and ended, and the count of failed attempts."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser's session, with whose it is and from where, so that it can be shown and ended.

    `expire_date` is in real time; `signed_in_at` is the province's.
    """

    account_id = models.BigIntegerField(null=True, db_index=True)
    signed_in_at = models.DateTimeField(null=True)
    address = models.TextField(default="")
    device = models.TextField(default="")

    class Meta:
        db_table = "directory_session"


class SignInThrottle(models.Model):
    """Attempts of one user name or one address since `since`; none is taken before `until`."""

    scope = models.TextField()
    subject = models.TextField()
    attempts = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "directory_sign_in_throttle"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=("account", "address")),
                name="directory_throttle_scope",
            ),
            models.UniqueConstraint(fields=["scope", "subject"], name="directory_throttle_once"),
        ]
