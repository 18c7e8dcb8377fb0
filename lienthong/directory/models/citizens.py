"""People who come with no post: who they are, and for whom they may act.

The log names a citizen by number and commitment only; the words in these tables can be erased, a
leaf of the ledger cannot.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from lienthong.directory.models.dated import DatedQuerySet, DateRange, forwards
from lienthong.directory.models.people import Account
from lienthong.kernel.acts import Act

GENDERS = ("male", "female")


class CitizenQuerySet(models.QuerySet["Citizen"]):
    """Citizens."""

    def visible_to(self, act: Act) -> Self:
        """Oneself, in the session of a citizen; rooms above show a citizen with what he filed."""
        if act.account_id is None or act.position_id is not None:
            return self.none()
        return self.filter(account_id=act.account_id, erased_at=None)


class Citizen(models.Model):
    """What is known of a human being who signs in as a citizen, and who said so.

    `personal_number` is the 12 digits of the citizen's card. `level` is how sure the provider is of
    who it was (1 or 2). `commitment` binds the number in the log to these words as long as `salt`
    is kept: `directory.citizens.commitment`.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="citizen")
    issuer = models.TextField(default="")
    subject = models.TextField(default="")
    full_name = models.TextField()
    personal_number = models.TextField()
    born_on = models.DateField(null=True)
    gender = models.TextField(default="")
    residence = models.TextField(default="")
    phone = models.TextField(default="")
    email = models.TextField(default="")
    level = models.SmallIntegerField(default=1)
    verified_by = models.TextField()
    verified_at = models.DateTimeField()
    salt = models.BinaryField()
    commitment = models.TextField()
    erased_at = models.DateTimeField(null=True)

    objects = CitizenQuerySet.as_manager()

    class Meta:
        db_table = "directory_citizen"
        constraints = [
            models.UniqueConstraint(
                fields=["personal_number"],
                condition=~Q(personal_number=""),
                name="directory_citizen_number",
                violation_error_message="Số định danh này đã có tài khoản.",
            ),
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=~Q(subject=""),
                name="directory_citizen_subject",
            ),
            models.CheckConstraint(
                condition=Q(gender__in=["", *GENDERS]), name="directory_citizen_gender"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(full_name="", personal_number="", subject="", residence="", phone="", email=""),
                name="directory_citizen_erased",
            ),
        ]


class RepresentationQuerySet(DatedQuerySet["Representation"]):
    """Representations."""

    def visible_to(self, act: Act) -> Self:
        """One's own, in the session of a citizen."""
        own = Citizen.objects.visible_to(act)
        return self.filter(citizen__in=own)

    def held_by(self, citizen: Citizen, day: date) -> Self:
        """For whom a citizen may act on a day."""
        return self.on(day).filter(citizen=citizen)


class Representation(models.Model):
    """A citizen acts for an organisation or for another person, from one day to another.

    The basis is the law (the organisation's legal representative; a parent, a guardian) or a paper
    that authorises, which the desk looks at with what is filed. `name` and `number` are those of
    the represented: an organisation and its tax code, a person and the personal number.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="representations")
    of = models.TextField()
    name = models.TextField()
    number = models.TextField()
    basis = models.TextField()
    paper = models.TextField(default="")
    begun_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        db_table = "directory_representation"
        constraints = [
            ExclusionConstraint(
                name="directory_representation_once",
                expressions=[
                    (
                        DateRange(F("valid_from"), F("valid_to"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    *[(column, RangeOperators.EQUAL) for column in ("citizen", "of", "number")],
                ],
                condition=~Q(number=""),
                violation_error_message=(
                    "Bạn đã đại diện cho người hoặc tổ chức này trong khoảng ngày đã chọn."
                ),
            ),
            forwards("directory_representation_forwards"),
            models.CheckConstraint(
                condition=Q(of__in=["organisation", "person"]), name="directory_representation_of"
            ),
            models.CheckConstraint(
                condition=Q(basis="law") | (Q(basis="paper") & ~Q(paper="")) | Q(number=""),
                name="directory_representation_basis",
                violation_error_message="Đại diện theo ủy quyền phải có văn bản ủy quyền.",
            ),
        ]
