from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthong.kernel import numbering
from lienthong.kernel.actions import unit
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import AccessNote, NumberEntry, Series, SeriesYear

AT = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)
OWNER = 987_654


def series(code: str = "DI", types: tuple[str, ...] = ("*",), direction: str = "outgoing") -> int:
    made = Series.objects.create(
        owner_id=OWNER, code=code, name=code, direction=direction, types=list(types)
    )
    return made.pk


def thing(object_id: int) -> AccessNote:
    """Anything with an id can carry a number."""
    return AccessNote(id=object_id)


def take(series_id: int, object_id: int, year: int = 2022) -> int:
    return numbering.take(series_id, thing(object_id), at=AT, year=year)


def rolled_back(series_id: int, object_id: int) -> int:
    """The number that was taken and given back."""
    with transaction.atomic():
        number = take(series_id, object_id)
        transaction.set_rollback(True)
    return number


@pytest.mark.django_db
def test_numbers_start_at_one_and_follow_each_other() -> None:
    own = series()
    assert [take(own, n) for n in (11, 12, 13)] == [1, 2, 3]


@pytest.mark.django_db
def test_each_year_and_each_series_counts_for_itself() -> None:
    letters, decisions = series("CV"), series("QD")
    assert [take(letters, 1), take(letters, 2), take(decisions, 3)] == [1, 2, 1]
    assert [take(letters, 1, year=2023), take(letters, 4)] == [1, 3]


@pytest.mark.django_db
def test_a_rolled_back_transaction_gives_its_number_back() -> None:
    own = series()
    assert take(own, 1) == 1
    assert rolled_back(own, 2) == 2
    assert take(own, 3) == 2
    assert NumberEntry.objects.filter(series_year__series_id=own).count() == 2


@pytest.mark.django_db
def test_a_void_number_keeps_its_row_and_reason_and_is_never_used_again() -> None:
    own = series()
    take(own, 1)
    assert numbering.void(thing(1), reason="Máy ký số không trả lời.") == 1
    assert take(own, 1) == 2
    entries = list(
        NumberEntry.objects.filter(series_year__series_id=own)
        .order_by("ordinal")
        .values_list("ordinal", "state", "reason")
    )
    assert entries == [(1, "void", "Máy ký số không trả lời."), (2, "live", "")]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_number_is_not_voided_without_a_reason(reason: str) -> None:
    own = series()
    take(own, 1)
    with pytest.raises(Refused, match="phải ghi lý do") as refusal:
        numbering.void(thing(1), reason=reason)
    assert (refusal.value.code, refusal.value.reason) == ("numbering.reason", "input")
    assert NumberEntry.objects.get(series_year__series_id=own).state == "live"


@pytest.mark.django_db
def test_voiding_what_has_no_number_changes_nothing() -> None:
    assert numbering.void(thing(404), reason="Không có số.") is None


@pytest.mark.django_db
def test_one_object_holds_one_live_number_of_a_year() -> None:
    own = series()
    take(own, 1)
    with pytest.raises(IntegrityError, match="kernel_number_one_live"), transaction.atomic():
        take(own, 1)
    assert take(own, 2) == 2


@pytest.mark.django_db
def test_the_database_refuses_a_void_number_without_its_reason() -> None:
    own = series()
    take(own, 1)
    entry = NumberEntry.objects.get(series_year__series_id=own)
    entry.state = "void"
    with pytest.raises(IntegrityError, match="kernel_number_void_has_reason"), transaction.atomic():
        entry.save(update_fields=["state"])


@pytest.mark.django_db
def test_the_narrow_series_wins_over_the_one_for_everything() -> None:
    everything = series("DI")
    decisions = series("QD", ("QĐ", "NQ"))
    incoming = series("DEN", direction="incoming")
    assert numbering.series_for(OWNER, "outgoing", "QĐ") == decisions
    assert numbering.series_for(OWNER, "outgoing", "CV") == everything
    assert numbering.series_for(OWNER, "incoming", "QĐ") == incoming


@pytest.mark.django_db
def test_a_narrow_series_made_first_does_not_take_other_types() -> None:
    decisions = series("QD", ("QĐ",))
    assert numbering.series_for(OWNER, "outgoing", "QĐ") == decisions
    with pytest.raises(Refused, match="chưa có sổ"):
        numbering.series_for(OWNER, "outgoing", "CV")


@pytest.mark.django_db
def test_an_agency_without_a_series_is_told_whom_to_ask() -> None:
    with pytest.raises(Refused, match="Nhờ quản trị mở sổ") as refusal:
        numbering.series_for(OWNER, "outgoing", "CV")
    assert refusal.value.code == "numbering.no_series"


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(["take", "void", "roll back"]), max_size=14))
def test_whatever_happens_every_number_up_to_the_last_is_accounted_for(steps: list[str]) -> None:
    with transaction.atomic():
        own, live = series(f"S{Series.objects.filter(owner_id=OWNER).count()}"), []
        for objects, step in enumerate(steps):
            if step == "take":
                live.append(thing(own * 100 + objects))
                numbering.take(own, live[-1], at=AT, year=2022)
            elif step == "void" and live:
                numbering.void(live.pop(), reason="Thử.")
            elif step == "roll back":
                rolled_back(own, own * 100 + objects)
        entries = NumberEntry.objects.filter(series_year__series_id=own)
        numbers = sorted(entries.values_list("ordinal", flat=True))
        assert numbers == list(range(1, steps.count("take") + 1))
        assert entries.filter(state="live").count() == len(live)


def test_people_who_take_numbers_at_once_never_share_or_skip_one(own_database: str) -> None:
    own, people, each = series(), 6, 12

    def work(person: int) -> list[int]:
        try:
            taken = []
            for turn in range(each):
                with unit():
                    number = take(own, person * 1000 + turn)
                    if turn % 4 != 3:
                        taken.append(number)
                        continue
                    transaction.set_rollback(True)  # changed his mind: the number goes back
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        numbers = [number for taken in pool.map(work, range(people)) for number in taken]

    kept = people * each * 3 // 4
    assert sorted(numbers) == list(range(1, kept + 1))
    assert SeriesYear.objects.get(series_id=own).last == kept
    entries = NumberEntry.objects.filter(series_year__series_id=own)
    assert sorted(entries.values_list("ordinal", flat=True)) == list(range(1, kept + 1))
