"""Bodies with a code, a seal and registers of their own."""

from __future__ import annotations

from typing import Self

from django.db import models

from lienthong.directory.models.dated import DatedQuerySet, forwards, never_twice
from lienthong.directory.models.places import LEVELS, LINEAGE_KINDS, Place
from lienthong.directory.models.reach import reached_by
from lienthong.kernel.acts import Act

BRANCHES = ("state", "party", "front")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies."""

    def administered_by(self, act: Act) -> Self:
        """The act's own agency; all of the province from the one that operates the system."""
        return self.filter(reached_by(act, "id")) if act.agency_id else self.none()


class Agency(models.Model):
    """An agency's identity across names and codes. Its branch never changes."""

    key = models.TextField(unique=True)
    branch = models.TextField()

    objects = AgencyQuerySet.as_manager()

    class Meta:
        db_table = "directory_agency"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(branch__in=BRANCHES), name="directory_agency_branch"
            ),
        ]


class AgencyVersion(models.Model):
    """An agency's name, codes (of 2016 and of 2020), place and superior while they held."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="versions")
    kind = models.TextField()
    level = models.TextField()
    name = models.TextField()
    short_name = models.TextField()
    symbol = models.TextField()
    code_2020 = models.TextField(default="")
    code_2016 = models.TextField(default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_basis = models.TextField(default="")

    objects = DatedQuerySet["AgencyVersion"].as_manager()

    class Meta:
        db_table = "directory_agency_version"
        constraints = [
            never_twice(
                "directory_agency_once",
                "agency",
                message="Cơ quan đã có bản ghi trong khoảng ngày này.",
            ),
            forwards("directory_agency_forwards"),
            models.CheckConstraint(
                condition=models.Q(level__in=LEVELS), name="directory_agency_level"
            ),
        ]
        indexes = [models.Index(fields=["kind", "level"], name="directory_agency_kind")]


class AgencyLineage(models.Model):
    """Which agency took over another's codes, registers and duties."""

    kind = models.TextField()
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successors")
    to_agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="origins"
    )
    effective_on = models.DateField()
    legal_basis = models.TextField(default="")

    class Meta:
        db_table = "directory_agency_lineage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=LINEAGE_KINDS), name="directory_agency_lineage_kind"
            ),
            models.UniqueConstraint(
                fields=["from_agency", "to_agency", "effective_on"],
                name="directory_agency_lineage_once",
                nulls_distinct=False,
            ),
        ]


class RecipientGroup(models.Model):
    """A named set of agencies ("tất cả xã"), by branch, kind and level.

    Party agencies are in none: they are sent to only by explicit choice.
    """

    key = models.TextField(unique=True)
    name = models.TextField()
    branch = models.TextField()
    kind = models.TextField()
    level = models.TextField()

    class Meta:
        db_table = "directory_recipient_group"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(branch__in=("state", "front")), name="directory_group_not_party"
            ),
        ]
