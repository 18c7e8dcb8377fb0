"""What a province decides for itself and loads as data: its calendar and settings."""

from __future__ import annotations

from django.db import models


class CalendarDay(models.Model):
    """A day that differs from the week: a public holiday, or a day off or worked in exchange."""

    day = models.DateField(unique=True)
    kind = models.TextField()
    name = models.TextField()
    legal_basis = models.TextField(default="")

    class Meta:
        db_table = "directory_calendar_day"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["holiday", "swap_off", "swap_work"]),
                name="directory_calendar_kind",
                violation_error_message="Loại ngày phải là: ngày lễ, nghỉ hoán đổi hoặc làm bù.",
            )
        ]


class DocumentType(models.Model):
    """A type of document of one system (State or Party), or a kind of copy, with its abbreviation.

    Without `has_symbol` it stands in no symbol: official letters, letters (Decree 30/2020, app.
    III).
    """

    system = models.TextField()
    abbreviation = models.TextField()
    name = models.TextField()
    has_symbol = models.BooleanField()
    is_copy = models.BooleanField()
    ordinal = models.SmallIntegerField()
    legal_basis = models.TextField(default="")

    class Meta:
        db_table = "directory_document_type"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "abbreviation"], name="directory_document_type_once"
            ),
            models.CheckConstraint(
                condition=models.Q(system__in=["state", "party"]),
                name="directory_document_type_system",
            ),
        ]


class ProvinceSetting(models.Model):
    """One named part of province.toml as loaded (name, working hours, labels)."""

    name = models.TextField(primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "directory_province_setting"


class ProvinceLoad(models.Model):
    """One loading of a province's files: how many rows came in, and which were refused and why."""

    loaded_at = models.DateTimeField()
    folder = models.TextField()
    accepted = models.IntegerField()
    rejected = models.IntegerField()
    report = models.JSONField()

    class Meta:
        db_table = "directory_province_load"


class LoadedRow(models.Model):
    """A row of the province's files as it was last taken in.

    A row that has not changed since is left alone, so what administrators changed here stays.
    """

    file = models.TextField()
    key = models.TextField()
    digest = models.TextField()

    class Meta:
        db_table = "directory_loaded_row"
        constraints = [
            models.UniqueConstraint(fields=["file", "key"], name="directory_loaded_row_once"),
        ]
