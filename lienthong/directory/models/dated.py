"""What every dated row shares: a half-open interval [valid_from, valid_to), never overlapping."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class DateRange(Func):
    """`daterange(valid_from, valid_to, '[)')`; an empty valid_to is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[M_co]):
    """Rows with an interval of validity."""

    def on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def never_twice(name: str, *columns: str, message: str) -> ExclusionConstraint:
    """Two rows of the same holder never overlap in time."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
            *[(column, RangeOperators.EQUAL) for column in columns],
        ],
        violation_error_message=message,
    )


def forwards(name: str) -> models.CheckConstraint:
    """An interval ends after it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
        name=name,
        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
    )
