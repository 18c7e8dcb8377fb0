from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest

from lienthong.kernel.acts import KEY_SHIFT, Act, KeyKind, reader_key, system_act

AT = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)


def act(**facts: object) -> Act:
    return Act(**{"at": AT, "door": "page", "by_name": "Lý Thị Mỹ Lan", **facts})  # type: ignore[arg-type]


def test_an_act_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        act(at=datetime(2022, 11, 21, 8, 0))  # noqa: DTZ001 - the mistake under test


def test_an_act_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        act().agency_id = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("roles", "kinds"),
    [
        ("", {KeyKind.POSITION, KeyKind.AGENCY}),
        ("specialist", {KeyKind.POSITION, KeyKind.AGENCY}),
        ("format_checker", {KeyKind.POSITION, KeyKind.AGENCY}),
        ("one_stop_officer", {KeyKind.POSITION, KeyKind.AGENCY}),
        ("administrator", {KeyKind.POSITION, KeyKind.AGENCY}),
        ("unit_head", {KeyKind.POSITION, KeyKind.AGENCY, KeyKind.UNIT}),
        ("leader", {KeyKind.POSITION, KeyKind.AGENCY, KeyKind.DESK}),
        ("clerk", {KeyKind.POSITION, KeyKind.AGENCY, KeyKind.UNIT, KeyKind.DESK}),
        ("inspector", {KeyKind.POSITION, KeyKind.AGENCY, KeyKind.CONTROL}),
        ("archivist", {KeyKind.POSITION, KeyKind.AGENCY, KeyKind.CONTROL}),
        ("clerk unit_head archivist", set(KeyKind)),
    ],
)
def test_roles_decide_which_keys_an_act_holds(roles: str, kinds: set[KeyKind]) -> None:
    ids = {
        KeyKind.AGENCY: 7,
        KeyKind.DESK: 7,
        KeyKind.CONTROL: 7,
        KeyKind.UNIT: 8,
        KeyKind.POSITION: 9,
    }
    held = act(agency_id=7, unit_id=8, position_id=9, roles=frozenset(roles.split())).keys()
    assert sorted(held) == sorted(reader_key(kind, ids[kind]) for kind in kinds)


def test_nobody_and_a_citizen_hold_no_key() -> None:
    assert system_act(AT, "Trục liên thông").keys() == []
    assert act(person_id=3, account_id=4).keys() == []


def test_a_key_packs_kind_and_id_without_collision() -> None:
    most = 2**KEY_SHIFT - 1
    keys = [reader_key(kind, holder) for kind in KeyKind for holder in (1, 2, most)]
    assert len(set(keys)) == len(keys)
    assert max(keys) < 2**63
    assert [(key >> KEY_SHIFT, key & most) for key in keys[:3]] == [(1, 1), (1, 2), (1, most)]


def test_later_is_the_same_actor_in_a_request_of_its_own() -> None:
    first = act(agency_id=7, roles=frozenset({"clerk"}))
    second = first.later(AT + timedelta(hours=1))
    assert second.at == AT + timedelta(hours=1)
    assert second.request_id != first.request_id
    assert (second.by_name, second.agency_id, second.roles) == (
        first.by_name,
        first.agency_id,
        first.roles,
    )


def test_a_system_act_has_a_name_and_nobody_behind_it() -> None:
    made = system_act(AT, "Trục liên thông", door="packet")
    assert (made.by_name, made.door, made.person_id, made.position_id) == (
        "Trục liên thông",
        "packet",
        None,
        None,
    )
