from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.kernel import clock
from lienthong.kernel.models import Clock

STORY = datetime(2022, 11, 21, 0, 40, tzinfo=UTC)
CLOSE = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _forget(db: None) -> None:
    clock.forget()


def test_without_a_shift_the_province_lives_in_real_time() -> None:
    Clock.objects.all().delete()
    clock.forget()
    assert clock.shift() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < CLOSE


def test_a_demo_lives_from_the_day_it_is_told() -> None:
    clock.start_at(STORY)
    assert timedelta(0) <= clock.now() - STORY < CLOSE
    assert clock.shift() < timedelta(0)


def test_told_again_the_province_has_still_one_clock() -> None:
    clock.start_at(STORY)
    clock.start_at(STORY + timedelta(days=7))
    assert Clock.objects.count() == 1
    assert timedelta(0) <= clock.now() - (STORY + timedelta(days=7)) < CLOSE


def test_the_shift_belongs_to_the_database_it_is_kept_in() -> None:
    clock.start_at(STORY)
    assert clock.shift() == Clock.objects.get().shift
    Clock.objects.update(shift=timedelta(days=-1))
    clock.forget()
    assert clock.shift() == timedelta(days=-1)


def test_the_wall_shows_the_provinces_zone() -> None:
    assert str(clock.zone()) == "Asia/Ho_Chi_Minh"
    assert clock.local(STORY).isoformat() == "2022-11-21T07:40:00+07:00"
    assert clock.local(STORY) == STORY
