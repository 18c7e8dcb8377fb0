"""Departments inside an agency, and the posts in them."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from lienthong.directory.models.agencies import Agency
from lienthong.directory.models.dated import DatedQuerySet, forwards
from lienthong.directory.models.reach import reached_by
from lienthong.kernel.acts import Act


class Unit(models.Model):
    """A department or office inside an agency; `code` is its part of a symbol ("VX")."""

    key = models.TextField(unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    name = models.TextField()
    code = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = DatedQuerySet["Unit"].as_manager()

    class Meta:
        db_table = "directory_unit"
        constraints = [forwards("directory_unit_forwards")]


class PositionQuerySet(DatedQuerySet["Position"]):
    """Posts."""

    def administered_by(self, act: Act) -> Self:
        """Those of the agencies within reach: a subordinate agency's are not by being so."""
        return self.filter(reached_by(act, "agency_id")) if act.agency_id else self.none()


class Position(models.Model):
    """A post in a unit, with its roles: the source of rights. Work waits for it, not a person."""

    key = models.TextField(unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="positions")
    title = models.TextField()
    roles = ArrayField(models.TextField(), default=list)
    rank = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        db_table = "directory_position"
        constraints = [forwards("directory_position_forwards")]
        indexes = [GinIndex(fields=["roles"], name="directory_position_roles")]
