"""Work items wait for a position; notices tell a position. Rows carry what a list shows."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Open and done work."""

    def open(self) -> Self:
        """Still waiting."""
        return self.filter(done_at__isnull=True)

    def of(self, position_id: int) -> Self:
        """What waits for this post."""
        return self.filter(position_id=position_id)

    def asked_by(self, position_id: int) -> Self:
        """What this post waits for and others hold."""
        return self.filter(asker_id=position_id)

    def late(self, at: datetime) -> Self:
        """Past its deadline at that moment."""
        return self.filter(due_at__lt=at)

    def after(self, due_at: datetime, item_id: int) -> Self:
        """The next keyset page, in order of deadline: one comparison of rows, which an index
        answers from its place on; an OR of two would be read from the start.
        """
        place = Tuple(models.F("due_at"), models.F("id"))
        return self.filter(TupleGreaterThan(place, (due_at, item_id)))


class WorkItem(models.Model):
    """One thing that waits for a post. `kind` is the step ("documents.register"); `asker_id` the
    post that handed it over and waits for it, null when nobody else does; `warning` what to look at
    first, "" for nothing.
    """

    position_id = models.BigIntegerField()
    asker_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField()
    kind = models.TextField()
    title = models.TextField()
    code = models.TextField(default="")
    source = models.TextField(default="")
    urgency = models.SmallIntegerField(default=0)
    warning = models.TextField(default="", db_default="")
    due_at = models.DateTimeField()
    object_type = models.TextField()
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        db_table = "work_item"
        indexes = [
            models.Index(
                fields=["position_id", "due_at", "id"],
                condition=models.Q(done_at=None),
                name="work_item_open",
            ),
            models.Index(
                fields=["object_type", "object_id"],
                condition=models.Q(done_at=None),
                name="work_item_object",
            ),
            models.Index(
                fields=["asker_id", "due_at", "id"],
                condition=models.Q(done_at=None) & ~models.Q(asker_id=None),
                name="work_item_asked",
            ),
        ]


class Digest(models.Model):
    """The daily mail to one account: a row a day, so that it is never mailed twice.

    waiting > sending > sent, or empty (nothing to say), failed (the server refused it: tried
    again), unknown (killed or cut off while sending: never tried again).
    """

    account_id = models.BigIntegerField()
    day = models.DateField()
    state = models.TextField(default="waiting")
    error = models.TextField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "work_digest"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "day"],
                name="work_digest_once",
                violation_error_message="Hôm nay đã có thư cho tài khoản này.",
            )
        ]
        indexes = [
            models.Index(
                fields=["-id"],
                condition=models.Q(state__in=["failed", "unknown"]),
                name="work_digest_trouble",
            )
        ]


class Notice(models.Model):
    """A message to a post, kept until it is read; never the document type of that name."""

    position_id = models.BigIntegerField()
    text = models.TextField()
    object_type = models.TextField(default="")
    object_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "work_notice"
        indexes = [
            models.Index(
                fields=["position_id", "id"],
                condition=models.Q(read_at=None),
                name="work_notice_unread",
            )
        ]


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Searches worth keeping."""

    def of(self, position_id: int) -> Self:
        """Those of this post."""
        return self.filter(position_id=position_id)


class SavedSearch(models.Model):
    """A search that a post keeps under a name; `query` is its address' query string."""

    position_id = models.BigIntegerField()
    name = models.TextField()
    query = models.TextField()
    created_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        db_table = "work_saved_search"
        constraints = [
            models.UniqueConstraint(
                fields=["position_id", "name"],
                name="work_saved_search_name",
                violation_error_message="Chức vụ này đã lưu một tìm kiếm mang tên ấy.",
            )
        ]
