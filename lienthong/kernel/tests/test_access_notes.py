from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.kernel import access, tasks
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.models import AccessNote, Event, Series

AT = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)
FOLDER = system_act(AT, "Sổ truy cập")

pytestmark = pytest.mark.django_db


def reader(name: str, agency_id: int, minutes: int) -> Act:
    return Act(
        at=AT + timedelta(minutes=minutes), door="page", by_name=name, by_title="Văn thư",
        account_id=minutes, position_id=40 + minutes, agency_id=agency_id,
    )  # fmt: skip


def _viewed() -> list[Event]:
    return list(Event.objects.filter(kind="kernel.viewed").order_by("object_id", "agency_id"))


def test_waiting_notes_become_one_event_for_each_object_and_agency() -> None:
    access.note(reader("Mai", 5, 2), "print", Series(id=71))
    access.note(reader("Lan", 5, 1), "view", Series(id=71))
    access.note(reader("Khánh", 6, 3), "view", Series(id=71))
    access.note(reader("Lan", 5, 4), "view", Series(id=72))

    assert access.fold(FOLDER) == 4

    assert not AccessNote.objects.exists()
    first, second, third = _viewed()
    assert (first.object_type, first.object_id, first.agency_id) == ("kernel.series", 71, 5)
    assert (second.object_id, second.agency_id) == (71, 6)
    assert (third.object_id, third.agency_id) == (72, 5)
    assert first.data["count"] == 2
    looks = [(one["name"], one["title"], one["what"]) for one in first.data["readers"]]
    assert looks == [("Lan", "Văn thư", "view"), ("Mai", "Văn thư", "print")]
    assert first.data["readers"][0]["account_id"] == 1
    assert first.data["readers"][0]["position_id"] == 41
    assert first.data["readers"][0]["at"].startswith("2022-11-21T")


def test_notes_folded_twice_are_counted_once() -> None:
    access.note(reader("Lan", 5, 1), "view", Series(id=71))
    assert access.fold(FOLDER) == 1
    assert access.fold(FOLDER) == 0
    assert len(_viewed()) == 1


def test_the_cron_task_told_twice_folds_once() -> None:
    access.note(reader("Lan", 5, 1), "view", Series(id=71))
    for _turn in range(2):
        tasks.fold_access(timestamp=0)
    assert [event.data["count"] for event in _viewed()] == [1]


def test_a_fold_takes_no_more_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "BATCH", 2)
    for minutes in range(3):
        access.note(reader("Lan", 5, minutes), "view", Series(id=71))
    assert [access.fold(FOLDER), access.fold(FOLDER), access.fold(FOLDER)] == [2, 1, 0]
    assert [event.data["count"] for event in _viewed()] == [2, 1]
