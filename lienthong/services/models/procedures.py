"""Procedures and their immutable versions."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from lienthong.kernel import permissions
from lienthong.kernel.acts import Act

DRAFT, SUBMITTED, PUBLISHED = "draft", "submitted", "published"


class Procedure(models.Model):
    """A procedure's identity across its versions."""

    code = models.TextField(unique=True)

    class Meta:
        db_table = "services_procedure"


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions of procedures."""

    def on(self, day: date) -> Self:
        """Published and in force on that day."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gt=day), state=PUBLISHED, valid_from__lte=day
        )

    def visible_to(self, act: Act) -> Self:
        """To officials: what was published, and drafts of their own agency if they draft or
        publish procedures.
        """
        if act.position_id is None:
            return self.none()
        published = Q(state=PUBLISHED)
        if permissions.may(act, "services.draft_procedure") or permissions.may(
            act, "services.publish_procedure"
        ):
            return self.filter(published | Q(agency_id=act.agency_id))
        return self.filter(published)


class Version(models.Model):
    """One package of data (`packages/`), kept whole: path -> text. Once published it never
    changes, and applications keep theirs. What lists show is repeated in columns.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    state = models.TextField(default=DRAFT)
    digest = models.TextField()
    files = models.JSONField()
    name = models.TextField()
    field = models.TextField()
    level = models.TextField()
    agency_kinds = ArrayField(models.TextField())
    online = models.TextField()
    rule_set = models.TextField()
    folded = models.TextField()
    life_events = ArrayField(models.TextField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.TextField()
    drafted_by_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.TextField(default="")
    published_by_id = models.BigIntegerField(null=True)
    decision = models.TextField(default="")

    objects = VersionQuerySet.as_manager()

    class Meta:
        db_table = "services_version"
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"],
                name="services_version_number",
                violation_error_message="Thủ tục đã có phiên bản mang số này.",
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=~Q(state=PUBLISHED),
                name="services_one_draft",
                violation_error_message="Thủ tục đang có một bản soạn dở.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, SUBMITTED, PUBLISHED]), name="services_version_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=PUBLISHED)
                | Q(drafted_by_id=None)
                | ~Q(drafted_by_id=F("published_by_id")),
                name="services_version_two_people",
                violation_error_message="Người soạn không tự công bố thủ tục của mình.",
            ),
            ExclusionConstraint(
                name="services_version_in_force_once",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state=PUBLISHED),
                violation_error_message="Hai phiên bản của một thủ tục trùng ngày hiệu lực.",
            ),
        ]
