from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import transaction

from lienthong.kernel import actions, events
from lienthong.kernel.actions import SilentActionError, action, bookkeeping
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.events import Kind
from lienthong.kernel.models import Event, Series

ACT = system_act(datetime(2022, 11, 21, 1, 0, tzinfo=UTC), "Người thử")
KIND = "tests.happened"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events.KINDS, KIND, Kind(KIND, "đã thử"))
    monkeypatch.setattr(actions, "ACTIONS", {})
    monkeypatch.setattr(actions, "BOOKKEEPING", {})


def _write(code: str) -> Series:
    return Series.objects.create(owner_id=1, code=code, name=code, direction="outgoing")


def _kept() -> set[str]:
    return set(
        Series.objects.filter(owner_id=1, code__startswith="T-").values_list("code", flat=True)
    )


@action
def speaks(act: Act, *, code: str) -> None:
    events.record(act, KIND, _write(code))


@action
def silent(act: Act, *, code: str) -> None:
    _write(code)


@action
def repeated(act: Act) -> str:
    events.nothing(act, "told before")
    return "same"


def test_an_action_that_records_keeps_its_writes() -> None:
    speaks(ACT, code="T-1")
    assert _kept() == {"T-1"}
    assert Event.objects.filter(kind=KIND).count() == 1


def test_a_silent_action_is_rolled_back() -> None:
    with pytest.raises(SilentActionError, match="silent recorded no event"):
        silent(ACT, code="T-1")
    assert _kept() == set()


def test_an_action_inside_an_action_joins_its_transaction() -> None:
    @action
    def fails_late(act: Act) -> None:
        speaks(act, code="T-inner")
        events.record(act, KIND, _write("T-outer"))
        raise LookupError("after both")

    with pytest.raises(LookupError):
        fails_late(ACT)
    assert _kept() == set()
    assert not Event.objects.filter(kind=KIND).exists()


def test_an_inner_event_does_not_speak_for_the_outer_action() -> None:
    @action
    def relies_on_inner(act: Act) -> None:
        speaks(act, code="T-inner")
        _write("T-outer")

    with pytest.raises(SilentActionError, match="relies_on_inner"):
        relies_on_inner(ACT)
    assert _kept() == set()


def test_an_outer_event_does_not_speak_for_the_inner_action() -> None:
    @action
    def speaks_first(act: Act) -> None:
        events.record(act, KIND, _write("T-outer"))
        silent(act, code="T-inner")

    with pytest.raises(SilentActionError, match="silent"):
        speaks_first(ACT)
    assert _kept() == set()


def test_nothing_is_the_way_out_of_a_repeated_delivery() -> None:
    assert repeated(ACT) == "same"
    assert not Event.objects.filter(kind=KIND).exists()


def test_nothing_must_say_why() -> None:
    @action
    def without_reason(act: Act) -> None:
        events.nothing(act, "")

    with pytest.raises(ValueError, match="say why"):
        without_reason(ACT)


def test_after_a_failure_the_next_action_opens_a_transaction_of_its_own() -> None:
    with pytest.raises(SilentActionError):
        silent(ACT, code="T-1")
    assert not actions.in_action()
    speaks(ACT, code="T-2")
    assert _kept() == {"T-2"}


def test_a_unit_is_durable_and_refuses_to_hide_in_another_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        speaks(ACT, code="T-1")
    assert _kept() == set()


def test_a_unit_inside_a_unit_joins_it() -> None:
    def joins() -> None:
        with actions.unit():
            with actions.unit():
                _write("T-1")
            raise LookupError

    with pytest.raises(LookupError):
        joins()
    assert _kept() == set()


def test_bookkeeping_needs_no_event_and_joins_an_action() -> None:
    @bookkeeping
    def note(code: str) -> None:
        _write(code)

    note("T-alone")
    assert _kept() == {"T-alone"}

    @action
    def notes_only(act: Act) -> None:
        note("T-inside")

    with pytest.raises(SilentActionError):
        notes_only(ACT)
    assert _kept() == {"T-alone"}


def test_every_action_is_known_by_the_place_it_lives_in() -> None:
    @action
    def known(act: Act) -> None:
        events.nothing(act, "only its name is asked for")

    @bookkeeping
    def kept() -> None:
        return None

    assert [name.rpartition(".")[2] for name in actions.ACTIONS] == ["known"]
    assert [name.rpartition(".")[2] for name in actions.BOOKKEEPING] == ["kept"]
    from lienthong.exchange.actions import deliver

    assert actions.name_of(deliver) == "exchange.actions.deliver"


def test_what_is_open_in_one_thread_is_not_open_in_another() -> None:
    seen: list[bool] = []

    @action
    def looks_aside(act: Act) -> None:
        seen.append(actions.in_action())
        aside = threading.Thread(target=lambda: seen.append(actions.in_action()))
        aside.start()
        aside.join()
        events.nothing(act, "only looked")

    looks_aside(ACT)
    assert seen == [True, False]
