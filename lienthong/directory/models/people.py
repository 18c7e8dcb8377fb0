"""Human beings, the posts they hold, and the accounts they sign in with."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lienthong.directory.models.dated import DatedQuerySet, forwards, never_twice
from lienthong.directory.models.posts import Position


class Person(models.Model):
    """One human being, whatever the posts."""

    key = models.TextField(unique=True)
    full_name = models.TextField()
    birth_year = models.SmallIntegerField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "directory_person"


class Appointment(models.Model):
    """A person in a position, from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

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


class AccountManager(BaseUserManager["Account"]):
    """Accounts by user name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """What a person signs in with. Rights come from posts, never from the account."""

    username = models.TextField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    demo_persona = models.TextField(default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        db_table = "directory_account"


class RightsChange(models.Model):
    """A change of rights that stands as a notice until somebody entitled confirms it (app. VI III.3.c)."""

    agency_id = models.IntegerField()
    what = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="")

    class Meta:
        db_table = "directory_rights_change"
        indexes = [
            models.Index(
                fields=["agency_id", "id"],
                condition=models.Q(confirmed_at=None),
                name="directory_rights_open",
            )
        ]
