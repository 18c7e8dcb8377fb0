"""Files, what is in them, who may see them, and the yearly list they are opened from."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Exists, OuterRef

from lienthong.documents.models import Document
from lienthong.kernel import clock
from lienthong.kernel.acts import Act


class DossierListQuerySet(models.QuerySet["DossierList"]):
    """Lists of files, through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """Everybody in the agency reads its lists."""
        return self.filter(agency_id=act.agency_id or 0)


class DossierList(models.Model):
    """The list of an agency's files of one year (Decree 30/2020, art. 28)."""

    agency_id = models.BigIntegerField()
    year = models.SmallIntegerField()
    state = models.TextField(default="drafting")
    made_at = models.DateTimeField()
    made_by = models.TextField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(default="")

    objects = DossierListQuerySet.as_manager()

    class Meta:
        db_table = "dossiers_list"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "year"],
                name="dossiers_one_list_a_year",
                violation_error_message="Năm này đã có danh mục hồ sơ.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["drafting", "submitted", "approved"]),
                name="dossiers_list_state",
            ),
        ]


class Heading(models.Model):
    """A part of the list; its letters end the codes of the files under it."""

    list = models.ForeignKey(DossierList, on_delete=models.PROTECT, related_name="headings")
    abbreviation = models.TextField()
    title = models.TextField()

    class Meta:
        db_table = "dossiers_heading"
        constraints = [
            models.UniqueConstraint(
                fields=["list", "abbreviation"],
                name="dossiers_heading_once",
                violation_error_message="Ký hiệu đề mục này đã có trong danh mục.",
            )
        ]


class Entry(models.Model):
    """A file that the year will need. `retention_years` is null for "permanent"."""

    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="entries")
    ordinal = models.SmallIntegerField()
    title = models.TextField()
    keeper_id = models.BigIntegerField()
    keeper_title = models.TextField()
    retention_years = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "dossiers_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["heading", "ordinal"],
                name="dossiers_entry_ordinal",
                violation_error_message="Số thứ tự này đã có trong đề mục.",
            ),
            models.CheckConstraint(
                condition=models.Q(retention_years=None) | models.Q(retention_years__gt=0),
                name="dossiers_entry_retention",
            ),
        ]


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups, through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """Everybody in the agency may know its groups."""
        return self.filter(agency_id=act.agency_id or 0)


class Group(models.Model):
    """Files of one information level (Decree 30/2020, app. VI IV.1.a): who sees them besides those
    whom each file names. `units` are those whose heads and clerks do, at the level "units".
    """

    agency_id = models.BigIntegerField()
    name = models.TextField()
    level = models.TextField()
    units = ArrayField(models.BigIntegerField(), default=list)

    objects = GroupQuerySet.as_manager()

    class Meta:
        db_table = "dossiers_group"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "name"],
                name="dossiers_group_once",
                violation_error_message="Cơ quan đã có nhóm mang tên này.",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["agency", "units", "named"]),
                name="dossiers_group_level",
            ),
        ]


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Files, always through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """What this post may see: its reader rows, as for documents, of those not at an end."""
        own = Reader.objects.live_on(clock.local(act.at).date()).filter(
            dossier_id=OuterRef("id"), key__in=act.keys()
        )
        return self.filter(Exists(own))

    def kept_by(self, act: Act) -> Self:
        return self.filter(keeper_id=act.position_id or 0)

    def open(self) -> Self:
        return self.filter(state="open")


class Dossier(models.Model):
    """One work file. `notes` are further facts by name; `hold_reason` is set while it is held.

    `opened_by_account_id` made it; `keeper_id` is the post that keeps it. `retention_years` is null
    for "permanent".
    """

    agency_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="dossiers")
    year = models.SmallIntegerField()
    notation = models.TextField()
    code = models.TextField()
    title = models.TextField()
    keeper_id = models.BigIntegerField()
    keeper_name = models.TextField()
    keeper_title = models.TextField()
    retention_years = models.SmallIntegerField(null=True)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="dossiers")
    notes = models.JSONField(default=dict)
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    opened_by_account_id = models.BigIntegerField(null=True)
    opened_by = models.TextField()
    closed_at = models.DateTimeField(null=True)
    review = models.TextField(default="")
    hold_reason = models.TextField(default="")
    due_announced_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    archived_by = models.TextField(default="", db_default="")

    objects = DossierQuerySet.as_manager()

    class Meta:
        db_table = "dossiers_dossier"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "year", "notation"],
                name="dossiers_code_once",
                violation_error_message="Số, ký hiệu hồ sơ này đã có trong năm.",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                name="dossiers_entry_once",
                violation_error_message="Hồ sơ này trong danh mục đã được mở.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "closed", "offered", "archived"]),
                name="dossiers_state",
            ),
            models.CheckConstraint(
                condition=models.Q(retention_years=None) | models.Q(retention_years__gt=0),
                name="dossiers_retention",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="dossiers_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "id"], name="dossiers_of_agency"),
            models.Index(fields=["keeper_id", "id"], name="dossiers_of_keeper"),
        ]


class Item(models.Model):
    """A document in a file: a link, so that one document stands in several files
    (Decree 30/2020, app. VI III.4.e). `ordinal` counts from 1 without gaps.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ordinal = models.SmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        db_table = "dossiers_item"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "document"],
                name="dossiers_item_once",
                violation_error_message="Văn bản này đã ở trong hồ sơ.",
            ),
            models.UniqueConstraint(
                fields=["dossier", "ordinal"],
                name="dossiers_item_ordinal",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="Số thứ tự này đã có trong hồ sơ.",
            ),
        ]


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Who may see files."""

    def live_on(self, day: date) -> Self:
        """Those whose right has not ended by that day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day))


class Reader(models.Model):
    """Who may see a file: `key` packs a kind of holder and its id (`acts.reader_key`).

    `source` is "" for the file's own people, "group" for those of its group, "grant" for whom the
    archive lets see it until a day, that day included.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="readers")
    key = models.BigIntegerField()
    name = models.TextField(default="")
    source = models.TextField(default="", db_default="")
    until = models.DateField(null=True)
    given_by = models.TextField(default="", db_default="")
    reason = models.TextField(default="", db_default="")

    objects = ReaderQuerySet.as_manager()

    class Meta:
        db_table = "dossiers_reader"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key", "source"],
                name="dossiers_reader_once",
                violation_error_message="Người này đã xem được hồ sơ.",
            ),
            models.CheckConstraint(
                condition=models.Q(source="grant", until__isnull=False)
                | models.Q(source__in=["", "group"], until=None),
                name="dossiers_reader_source",
            ),
        ]
        indexes = [models.Index(fields=["key", "dossier"], name="dossiers_reader_key")]
