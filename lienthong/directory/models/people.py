"""Human beings, the posts they hold, and the accounts they sign in with."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery, Window
from django.db.models.expressions import RawSQL

from lienthong.directory.models.agencies import AgencyVersion
from lienthong.directory.models.dated import DatedQuerySet, forwards, never_twice
from lienthong.directory.models.posts import Position
from lienthong.directory.models.reach import reached_by
from lienthong.kernel import clock
from lienthong.kernel.acts import Act


class Person(models.Model):
    """One human being, whatever the posts."""

    key = models.TextField(unique=True)
    full_name = models.TextField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "directory_person"


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    """Appointments."""

    def administered_by(self, act: Act) -> Self:
        """Those to posts of the agencies within reach."""
        reached = reached_by(act, "position__agency_id")
        return self.filter(reached) if act.agency_id else self.none()


class Appointment(models.Model):
    """A person in a position, from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        db_table = "directory_appointment"
        constraints = [
            never_twice(
                "directory_appointment_once",
                "position",
                message="Chức vụ này đã có người giữ trong khoảng ngày đã chọn.",
            ),
            forwards("directory_appointment_forwards"),
        ]


# A run is the time a person has held posts of one agency without a day between; the first listed
# appointment decides between two runs that began together.
_HOME = """(
select run.agency_id from (
  select p.agency_id, min(a.id) as first,
    unnest(range_agg(daterange(a.valid_from, a.valid_to))) as held
  from directory_appointment a join directory_position p on p.id = a.position_id
  where a.person_id = directory_account.person_id group by p.agency_id
) run
order by run.held @> %s::date desc, coalesce(upper(run.held) <= %s, false) desc,
  case when upper(run.held) <= %s then upper(run.held) end desc, lower(run.held), run.first
limit 1)"""


def _held() -> models.QuerySet[Appointment]:
    return Appointment.objects.filter(person_id=OuterRef("person_id"))


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts."""

    def administered_by(self, act: Act) -> Self:
        """Those of the people whose home is within reach; `home_id` says where that is.

        Home is the agency whose posts the person has held longest until today without a day
        between; for who holds none today, the one that ended last, else the first to begin. So an
        agency cannot take over a stranger's account by giving that person a post, and does not lose
        its own when somebody changes desks.
        """
        if act.agency_id is None:
            return self.none()
        ever = _held().filter(reached_by(act, "position__agency_id"))
        days = [clock.local(act.at).date()] * 3
        home = RawSQL(_HOME, days, models.BigIntegerField())  # noqa: S611 - a text of ours
        found = self.filter(Exists(ever)).annotate(home_id=home)
        return found.filter(reached_by(act, "home_id"))

    def at_home_in(self, agency_id: int) -> Self:
        """Of those that are administered, the ones of an agency."""
        return self.filter(Exists(_held().filter(position__agency_id=agency_id)), home_id=agency_id)


class AccountManager(BaseUserManager["Account"].from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Accounts by user name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        account: Account = self.get(username=username)
        return account


class Account(AbstractBaseUser):
    """What a person signs in with. Rights come from posts, never from the account.

    While `code_expires_at` is set, the password is a one-time code given by an administrator.
    """

    username = models.TextField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    demo_persona = models.TextField(default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    code_expires_at = models.DateTimeField(null=True)
    email = models.TextField(default="", db_default="")
    daily_mail = models.BooleanField(default=False, db_default=False)
    last_login = None  # the log of events says it, with the place and the post
    created_at = models.DateTimeField()

    home_id: int  # of those read by `administered_by`

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        db_table = "directory_account"


class RightsChangeQuerySet(models.QuerySet["RightsChange"]):
    """Changes of rights."""

    def visible_to(self, act: Act) -> Self:
        """Those of the act's own agency; from the one that operates the system, of all."""
        return self.filter(reached_by(act, "agency_id")) if act.agency_id else self.none()

    def unconfirmed(self) -> Self:
        """Those that still stand as a notice."""
        return self.filter(confirmed_at=None)

    def counted(self) -> Self:
        """Each with `total`: how many there are."""
        return self.annotate(total=Window(Count("*")))

    def with_agency(self, day: date) -> Self:
        """Each with `agency_name`: the short name that day of the agency concerned."""
        names = AgencyVersion.objects.filter(agency_id=OuterRef("agency_id"), valid_from__lte=day)
        return self.annotate(
            agency_name=Subquery(names.order_by("-valid_from").values("short_name")[:1])
        )


class RightsChange(models.Model):
    """A change of rights that stands as a notice until somebody else who is entitled confirms it.

    The ids are of persons (Decree 30/2020, app. VI, III.3.c).
    """

    agency_id = models.IntegerField()
    what = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    changed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="")
    confirmed_by_id = models.BigIntegerField(null=True)

    agency_name: str  # of those read `with_agency`
    total: int  # of those read `counted`

    objects = RightsChangeQuerySet.as_manager()

    class Meta:
        db_table = "directory_rights_change"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by_id=None)
                | ~models.Q(confirmed_by_id=models.F("changed_by_id")),
                name="directory_rights_two_people",
                violation_error_message="Người thay đổi không tự xác nhận thay đổi của mình.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency_id", "id"],
                condition=models.Q(confirmed_at=None),
                name="directory_rights_open",
            )
        ]
