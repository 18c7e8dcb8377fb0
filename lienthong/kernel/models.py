"""The kernel's tables. Events and ledger rows are never changed: a trigger and the grants see to
it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.search.models import FileText, SearchHolding, SearchText

__all__ = [
    "AccessNote",
    "Attachment",
    "Clock",
    "Event",
    "FileText",
    "LedgerCheckpoint",
    "LedgerLeaf",
    "LedgerPending",
    "NumberEntry",
    "Outbox",
    "SearchHolding",
    "SearchText",
    "Series",
    "SeriesYear",
]


class Event(models.Model):
    """One thing that happened. Ids and texts of that day, no foreign keys, never changed."""

    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    object_type = models.TextField()
    object_id = models.BigIntegerField()
    agency_id = models.IntegerField(null=True)
    place_id = models.IntegerField(null=True)
    by_person_id = models.BigIntegerField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    by_position_id = models.IntegerField(null=True)
    by_unit_id = models.IntegerField(null=True)
    by_agency_id = models.IntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    by_name = models.TextField()
    by_title = models.TextField()
    door = models.TextField()
    request_id = models.UUIDField()
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "kernel_event"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="kernel_event_object"),
            models.Index(fields=["agency_id", "kind", "occurred_at"], name="kernel_event_agency"),
        ]


class Outbox(models.Model):
    """One subscriber still to be told of one act's events; deleted in the subscriber's own
    transaction.
    """

    subscriber = models.TextField()
    event_ids = ArrayField(models.BigIntegerField())
    attempts = models.IntegerField(db_default=0)
    not_before = models.DateTimeField(db_default=Now())
    error = models.TextField(db_default="")

    class Meta:
        db_table = "kernel_outbox"
        indexes = [models.Index(fields=["not_before", "id"], name="kernel_outbox_due")]


class LedgerPending(models.Model):
    """Event ids that committed and wait for their number; written by a trigger only."""

    event_ids = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "ledger_pending"


class LedgerLeaf(models.Model):
    """The gap-free number of an event in the log, and its leaf hash (RFC 6962)."""

    seq = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_leaf"


class LedgerCheckpoint(models.Model):
    """The signed head of the log after `size` events, chained to the one before."""

    size = models.BigIntegerField(primary_key=True)
    origin = models.TextField()
    key_id = models.TextField()
    root = models.BinaryField()
    prev = models.BinaryField()
    signed_at = models.DateTimeField()
    signature = models.BinaryField()
    frontier = ArrayField(models.BinaryField())

    class Meta:
        db_table = "ledger_checkpoint"


class Clock(models.Model):
    """One row: how far the province's time is from real time (a demo only)."""

    id = models.SmallIntegerField(primary_key=True)
    shift = models.DurationField()

    class Meta:
        db_table = "kernel_clock"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="kernel_clock_one_row"),
        ]


class Series(models.Model):
    """A numbering series of an owner (an agency): configuration, decided by its head."""

    owner_id = models.BigIntegerField()
    code = models.TextField()
    name = models.TextField()
    direction = models.TextField()
    types = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "kernel_series"
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "code"],
                name="kernel_series_code",
                violation_error_message="Cơ quan đã có sổ mang mã này. Đặt mã khác.",
            ),
        ]


class SeriesYear(models.Model):
    """The last number taken in a year: the row that is locked while a number is taken."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    last = models.IntegerField(db_default=0)

    class Meta:
        db_table = "kernel_series_year"
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="kernel_series_year_once"),
        ]


class NumberEntry(models.Model):
    """One number of a series: live, or void with its reason; kept for ever."""

    series_year = models.ForeignKey(SeriesYear, on_delete=models.PROTECT)
    ordinal = models.IntegerField()
    object_type = models.TextField()
    object_id = models.BigIntegerField()
    state = models.TextField(db_default="live")
    reason = models.TextField(db_default="")
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_number_entry"
        constraints = [
            models.UniqueConstraint(fields=["series_year", "ordinal"], name="kernel_number_once"),
            models.UniqueConstraint(
                fields=["series_year", "object_type", "object_id"],
                condition=models.Q(state="live"),
                name="kernel_number_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(state="live", reason="")
                | (models.Q(state="void") & ~models.Q(reason="")),
                name="kernel_number_void_has_reason",
                violation_error_message="Số bị hủy phải có lý do.",
            ),
        ]


class AccessNote(models.Model):
    """Who opened or printed what: written after the response, folded into events in batches."""

    at = models.DateTimeField()
    what = models.TextField()
    object_type = models.TextField()
    object_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    position_id = models.IntegerField(null=True)
    agency_id = models.IntegerField(null=True)
    by_name = models.TextField()
    by_title = models.TextField()

    class Meta:
        db_table = "kernel_access_note"
