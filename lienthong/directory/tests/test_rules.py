"""Rules of the directory: plain values, no database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.directory import rules
from lienthong.kernel.errors import Refused

AT = datetime(2022, 11, 21, 8, 0, tzinfo=UTC)
TODAY = date(2022, 11, 21)
DAY = timedelta(days=1)


def refused(code: Any, function: Callable[..., object], /, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        function(**facts)
    assert caught.value.code == f"directory.{code}"
    assert caught.value.message.endswith(".")
    return caught.value


def test_five_attempts_are_free_then_each_waits_twice_as_long() -> None:
    state, at, waits = None, AT, []
    for _attempt in range(10):
        state = rules.after_attempt("account", state, at)
        if state.until is not None:
            waits.append((state.until - at).total_seconds() / 60)
            at = state.until
    assert waits == [1, 2, 4, 8, 15, 15]


def test_an_attempt_before_the_wait_is_over_is_refused_and_says_how_long() -> None:
    state = rules.Attempts(7, AT, AT + timedelta(minutes=4))
    error = refused(
        "throttled",
        rules.after_attempt,
        scope="account",
        before=state,
        at=AT + timedelta(seconds=30),
    )
    assert "4 phút" in error.message
    assert error.reason == "limit"
    assert rules.after_attempt("account", state, AT + timedelta(minutes=4)).attempts == 8


def test_attempts_are_forgotten_after_the_window() -> None:
    later = AT + timedelta(minutes=15, seconds=1)
    assert rules.after_attempt("account", rules.Attempts(5, AT), later) == rules.Attempts(1, later)


def test_an_address_is_allowed_more_than_a_name() -> None:
    state = None
    for _attempt in range(59):
        state = rules.after_attempt("address", state, AT)
    assert state.until is None
    assert rules.after_attempt("address", state, AT).until == AT + timedelta(minutes=5)


@given(st.lists(st.integers(0, 3600), max_size=60))
def test_no_pattern_of_attempts_gets_more_than_a_handful_in_an_hour(gaps: list[int]) -> None:
    state, at, tried = None, AT, 0
    for gap in gaps:
        at += timedelta(seconds=gap)
        if at > AT + timedelta(hours=1):
            break
        try:
            state = rules.after_attempt("account", state, at)
        except Refused:
            continue
        tried += 1
    assert tried <= 24


def test_a_code_opens_for_a_while_a_password_always() -> None:
    assert rules.code_opens(None, AT)
    assert rules.code_opens(AT + timedelta(seconds=1), AT)
    assert not rules.code_opens(AT, AT)


@pytest.mark.parametrize("name", ["lan", "an.nguyen", "a1", "x", "a-b_c.d"])
def test_user_names_that_are_taken(name: str) -> None:
    rules.check_username(name)


@pytest.mark.parametrize(
    "name", ["", "Lan", "lân", ".lan", "lan.", "a b", "a" * 61, "lan\n", "a/b"]
)
def test_user_names_that_are_refused(name: str) -> None:
    refused("username", rules.check_username, username=name)


ACCOUNT_TABLE = [  # verb, is_active, refused with
    (rules.check_close, True, None),
    (rules.check_close, False, "closed_already"),
    (rules.check_reopen, False, None),
    (rules.check_reopen, True, "open_already"),
    (rules.check_reset, True, None),
    (rules.check_reset, False, "closed"),
]


@pytest.mark.parametrize(("check", "is_active", "code"), ACCOUNT_TABLE)
def test_every_verb_on_an_account_in_every_state(
    check: Callable[..., None], is_active: bool, code: Any
) -> None:
    if code is None:
        check(is_active=is_active)
    else:
        refused(code, check, is_active=is_active)


def test_nobody_closes_the_account_they_came_in_with() -> None:
    rules.check_not_own_account(own=False)
    refused("own_account", rules.check_not_own_account, own=True)


APPOINTMENTS = [  # from, to, end of the post, refused with
    (TODAY, None, None, None),
    (TODAY + DAY, TODAY + 2 * DAY, None, None),
    (TODAY - DAY, None, None, "backdated"),
    (TODAY, TODAY, None, "dates"),
    (TODAY, None, TODAY + DAY, None),
    (TODAY, None, TODAY, "post_ended"),
]


@pytest.mark.parametrize(("start", "end", "post_to", "code"), APPOINTMENTS)
def test_a_post_is_given_from_today_on(
    start: date, end: date | None, post_to: date | None, code: Any
) -> None:
    facts = {"today": TODAY, "valid_from": start, "valid_to": end, "post_to": post_to}
    if code is None:
        rules.check_appointment(**facts)
    else:
        refused(code, rules.check_appointment, **facts)


def test_an_appointment_ends_today_or_later_and_never_later_than_before() -> None:
    rules.check_dismissal(today=TODAY, valid_to=TODAY, ends=None)
    rules.check_dismissal(today=TODAY, valid_to=TODAY, ends=TODAY + DAY)
    refused("backdated", rules.check_dismissal, today=TODAY, valid_to=TODAY - DAY, ends=None)
    refused("ended", rules.check_dismissal, today=TODAY, valid_to=TODAY, ends=TODAY)


def test_roles_are_known_and_something_changes() -> None:
    rules.check_roles(before=["clerk"], after=["clerk", "archivist"])
    rules.check_roles(before=["clerk"], after=[])
    refused("role", rules.check_roles, before=[], after=["king"])
    refused("roles_same", rules.check_roles, before=["clerk", "leader"], after=["leader", "clerk"])


@pytest.mark.parametrize(
    ("own_id", "agency_id", "reaches"), [(1, 1, True), (1, 2, False), (9, 2, True), (9, 9, True)]
)
def test_administration_reaches_the_own_agency_and_from_the_operating_one_all(
    own_id: int, agency_id: int, reaches: bool
) -> None:
    found = rules.administers(own_id=own_id, operating=frozenset({9}), agency_id=agency_id)
    assert found == reaches


def test_the_last_administrator_stays() -> None:
    rules.check_administrator_left(others=1, looked_after=False)
    rules.check_administrator_left(others=0, looked_after=True)
    refused("last_administrator", rules.check_administrator_left, others=0, looked_after=False)


def test_a_change_is_confirmed_once_by_another() -> None:
    rules.check_confirm(changed_by_id=1, person_id=2, confirmed=False)
    rules.check_confirm(changed_by_id=None, person_id=2, confirmed=False)
    refused("own_change", rules.check_confirm, changed_by_id=2, person_id=2, confirmed=False)
    refused("own_change", rules.check_confirm, changed_by_id=1, person_id=None, confirmed=False)
    refused("confirmed", rules.check_confirm, changed_by_id=1, person_id=2, confirmed=True)


SERIES = {
    "code": "VB-DI",
    "name": "Sổ văn bản đi",
    "direction": "outgoing",
    "types": ["*"],
    "others": [],
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"types": ["QĐ", "CT"]}, None),
        ({"others": [["QĐ"]]}, None),
        ({"types": ["QĐ"], "others": [["*"]]}, None),
        ({"types": ["QĐ", "CT"], "others": [["CV"], ["CT"]]}, "series_overlap"),
        ({"others": [["*"]]}, "series_overlap"),
        ({"code": "sổ 1"}, "series_code"),
        ({"code": ""}, "series_code"),
        ({"name": "  "}, "series_name"),
        ({"direction": "sideways"}, "series_direction"),
        ({"types": []}, "series_types"),
        ({"types": ["*", "QĐ"]}, "series_types"),
    ],
)
def test_a_series_covers_what_no_other_does(change: dict[str, Any], code: Any) -> None:
    if code is None:
        rules.check_series(**SERIES | change)
    else:
        refused(code, rules.check_series, **SERIES | change)


def test_a_series_in_use_keeps_its_code_and_its_use() -> None:
    rules.check_series_change(in_use=False, same_code=False, same_direction=False)
    rules.check_series_change(in_use=True, same_code=True, same_direction=True)
    facts = {"in_use": True, "same_code": True, "same_direction": False}
    refused("series_in_use", rules.check_series_change, **facts)
    facts = {"in_use": True, "same_code": False, "same_direction": True}
    refused("series_in_use", rules.check_series_change, **facts)


@pytest.mark.parametrize("level", ["province", "district", "commune"])
@pytest.mark.parametrize("branch", ["state", "party", "front"])
def test_only_a_provincial_agency_of_the_state_changes_the_calendar(
    level: str, branch: str
) -> None:
    if (level, branch) == ("province", "state"):
        rules.check_calendar(level=level, branch=branch)
        assert rules.runs_calendar(level=level, branch=branch)
    else:
        refused("calendar_not_yours", rules.check_calendar, level=level, branch=branch)
