"""Queue numbers of the one-stop desk."""

from __future__ import annotations

from typing import Self

from django.db import models

from lienthong.kernel.acts import Act


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Queue numbers."""

    def visible_to(self, act: Act) -> Self:
        """Those of one's own agency."""
        return self.filter(agency_id=act.agency_id or 0)

    def waiting(self) -> Self:
        """Nobody has called them yet."""
        return self.filter(called_at=None, done_at=None)


class Ticket(models.Model):
    """One person who waits: a number of the agency's day, the window that called it, and when it
    was done with.
    """

    agency_id = models.BigIntegerField()
    day = models.DateField()
    number = models.IntegerField()
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    window = models.TextField(default="")
    caller_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        db_table = "services_ticket"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "day", "number"],
                name="services_ticket_once",
                violation_error_message="Số thứ tự này đã có người lấy.",
            )
        ]
