"""Territories: province, district, commune, as they were on each day."""

from __future__ import annotations

from django.db import models

from lienthong.directory.models.dated import DatedQuerySet, forwards, never_twice

LEVELS = ("province", "district", "commune")
LINEAGE_KINDS = ("merge", "split", "rename", "transfer", "abolish")


class Place(models.Model):
    """A territory's identity across codes and names; codes are re-used and identify nothing."""

    key = models.TextField(unique=True)

    class Meta:
        db_table = "directory_place"


class PlaceVersion(models.Model):
    """A territory's code, name, level and parent while they held."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="versions")
    code = models.TextField()
    name = models.TextField()
    type = models.TextField()
    level = models.TextField()
    parent = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    tile_column = models.FloatField(null=True)
    tile_row = models.FloatField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_basis = models.TextField(default="")

    objects = DatedQuerySet["PlaceVersion"].as_manager()

    class Meta:
        db_table = "directory_place_version"
        constraints = [
            never_twice(
                "directory_place_once",
                "place",
                message="Địa bàn đã có bản ghi trong khoảng ngày này.",
            ),
            forwards("directory_place_forwards"),
            models.CheckConstraint(
                condition=models.Q(level__in=LEVELS), name="directory_place_level"
            ),
        ]
        indexes = [models.Index(fields=["level", "valid_from"], name="directory_place_level_from")]


class PlaceLineage(models.Model):
    """What became of a territory, and by which text."""

    kind = models.TextField()
    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successors")
    to_place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="origins")
    effective_on = models.DateField()
    legal_basis = models.TextField(default="")

    class Meta:
        db_table = "directory_place_lineage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=LINEAGE_KINDS), name="directory_place_lineage_kind"
            ),
            models.UniqueConstraint(
                fields=["from_place", "to_place", "effective_on"],
                name="directory_place_lineage_once",
                nulls_distinct=False,
            ),
        ]
