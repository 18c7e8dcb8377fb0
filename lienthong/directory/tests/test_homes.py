"""Whose an account is: the agency whose posts its holder has held longest without a break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.directory.models import Account, Appointment, Person, Position
from lienthong.kernel import clock
from lienthong.kernel.acts import Act

OWN, OWN_NEXT = "ubnd.huyen-ke-sach/nv/chuyen-vien", "ubnd.huyen-ke-sach/tckh/chuyen-vien"
OTHER = "so-tnmt/van-phong/chuyen-vien"

Held = tuple[str, int, int | None]  # a post, its first day and the day after its last, from today


@pytest.fixture
def today(db: None) -> date:
    return clock.local(clock.now()).date()


def holder(today: date, *held: Held) -> Account:
    """The account of somebody new who has held just these posts."""
    person = Person.objects.create(key=f"moi-{Person.objects.count()}", full_name="Người Mới")
    for key, start, end in held:
        position = Position.objects.get(key=key)
        Appointment.objects.filter(position=position).delete()
        Appointment.objects.create(
            person=person,
            position=position,
            valid_from=today + timedelta(days=start),
            valid_to=None if end is None else today + timedelta(days=end),
        )
    return Account.objects.create(
        username=person.key, person=person, password="!", created_at=clock.now()
    )


HOMES: list[tuple[list[Held], str]] = [
    ([(OWN, -900, -1), (OTHER, -1, None)], OTHER),  # ended the day before, began somewhere else
    ([(OWN, -900, 0), (OTHER, 0, None)], OTHER),
    ([(OWN, -900, 0), (OTHER, 1, None)], OWN),  # between two agencies: until the other begins
    ([(OWN, -900, 1), (OTHER, 1, None)], OWN),
    ([(OWN, -900, None), (OTHER, -30, None)], OWN),  # a second post takes nothing away
    ([(OWN, -900, None), (OTHER, -30, 200)], OWN),
    ([(OWN, -900, 200), (OTHER, -30, None)], OWN),
    ([(OWN, -900, -1), (OTHER, -30, None), (OWN_NEXT, -1, None)], OWN),  # changed desks at home
    ([(OWN, -900, -9), (OTHER, -30, None), (OWN_NEXT, -1, None)], OTHER),  # had left, came back
    ([(OWN, -900, -9), (OTHER, -30, -3)], OTHER),  # holds none: the last that ended
    ([(OWN, 3, None)], OWN),  # a newcomer who begins soon
    ([(OWN, 3, 90), (OTHER, 4, None)], OWN),
    ([(OWN, -30, None), (OTHER, -30, None)], OWN),  # began together: the first listed
]


@pytest.mark.parametrize(("held", "home"), HOMES)
def test_home_is_the_longest_run_until_today(
    act_of: Callable[..., Act], today: date, held: list[Held], home: str
) -> None:
    whose = holder(today, *held)
    act = act_of("tuyet", at=clock.now())
    for key in (OWN, OTHER):
        there = replace(act, agency_id=Position.objects.get(key=key).agency_id)
        found = Account.objects.administered_by(there).filter(pk=whose.pk)
        assert found.exists() == (key == home)


def test_after_a_transfer_the_new_agency_resets_the_password_and_the_old_does_not(
    tuyet: Client, today: date
) -> None:
    come = holder(today, (OTHER, -900, -1), (OWN, -1, None))
    gone = holder(today, (OWN_NEXT, -900, -1), (OTHER, -1, None))
    answers = {
        whose: tuyet.post(reverse("directory:account_reset", args=[whose.pk])).status_code
        for whose in (come, gone)
    }
    assert answers == {come: 200, gone: 404}
    listed = tuyet.get(reverse("directory:accounts")).content.decode()
    assert come.username in listed
    assert gone.username not in listed
