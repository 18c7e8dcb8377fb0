"""Who signs for whom, in what, from when until when, and by which document."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F

from lienthong.directory.models.agencies import Agency
from lienthong.directory.models.dated import DatedQuerySet, DateRange, forwards, never_twice
from lienthong.directory.models.posts import Position
from lienthong.directory.models.reach import reached_by
from lienthong.kernel.acts import Act

KINDS = ("KT", "TL", "TUQ", "Q", "leave")
STAND_INS = ("Q", "leave")
"""Kinds of which a post has one at a time: who acts as the head, who stands in for somebody away.
"""


class DelegationQuerySet(DatedQuerySet["Delegation"]):
    """Delegations."""

    def administered_by(self, act: Act) -> Self:
        """Those of the agencies within reach."""
        return self.filter(reached_by(act, "agency_id")) if act.agency_id else self.none()


class Delegation(models.Model):
    """The giver's post lets the receiver's post sign, as the basis says (Decree 30/2020, art. 13).

    `scope` is what the basis says it covers, `types` the abbreviations of the documents meant ("CV"
    for official letters), or "*". A delegation taken back before it began is deleted; the log keeps
    it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="delegations_received"
    )
    kind = models.TextField()
    scope = models.TextField()
    types = ArrayField(models.TextField(), default=list)
    basis = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        db_table = "directory_delegation"
        constraints = [
            never_twice(
                "directory_delegation_once",
                "giver",
                "receiver",
                message="Hai chức vụ này đã có giao ký trong khoảng ngày đã chọn.",
            ),
            ExclusionConstraint(
                name="directory_delegation_stand_in",
                expressions=[
                    (
                        DateRange(F("valid_from"), F("valid_to"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("giver", RangeOperators.EQUAL),
                ],
                condition=models.Q(kind__in=STAND_INS),
                violation_error_message="Chức vụ này đã có người thay trong khoảng ngày đã chọn.",
            ),
            forwards("directory_delegation_forwards"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="directory_delegation_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=F("receiver")), name="directory_delegation_two_posts"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["TUQ", "leave"]) | ~models.Q(valid_to=None),
                name="directory_delegation_limited",
                violation_error_message="Thừa ủy quyền và thay người nghỉ phải có ngày kết thúc.",
            ),
        ]
