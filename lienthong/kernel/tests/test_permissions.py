from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

LAW = {
    "documents.approve": {"leader", "unit_head"},  # a unit's head by order or written delegation
    "documents.check_format": {"format_checker"},
    "documents.seal": {"clerk"},
    "documents.issue": {"clerk"},
    "documents.register": {"clerk"},
    "documents.return": {"clerk"},
    "documents.submit": {"clerk"},
}
"""What the law gives to these and nobody else (Decree 30/2020, art. 4, 6, 12, 13, 22, 32)."""


def act(*roles: str) -> Act:
    return Act(
        at=datetime(2022, 11, 21, tzinfo=UTC),
        door="page",
        by_name="Người thử",
        roles=frozenset(roles),
    )


@pytest.mark.parametrize("right", permissions.RIGHTS)
def test_a_role_has_exactly_the_rights_of_the_table(right: str) -> None:
    for role in permissions.ROLES:
        allowed = role in permissions.RIGHTS[right].roles
        assert permissions.may(act(role), right) is allowed
        if allowed:
            permissions.require(act(role), right)
            continue
        with pytest.raises(Refused) as refusal:
            permissions.require(act(role), right)
        assert (refusal.value.code, refusal.value.reason) == ("permissions.no_right", "right")
        assert str(permissions.RIGHTS[right].sentence) in refusal.value.message


@pytest.mark.parametrize(("right", "roles"), LAW.items())
def test_what_the_law_gives_to_some_no_other_role_has(right: str, roles: set[str]) -> None:
    assert permissions.RIGHTS[right].roles == roles


@pytest.mark.parametrize("right", permissions.RIGHTS)
def test_nobody_without_a_post_has_a_right(right: str) -> None:
    assert not permissions.may(act(), right)


@pytest.mark.parametrize("right", permissions.RIGHTS)
def test_one_of_several_roles_is_enough(right: str) -> None:
    some = next(iter(permissions.RIGHTS[right].roles))
    assert permissions.may(act("archivist", some), right)


def test_every_right_says_in_a_sentence_whose_it_is() -> None:
    for right, facts in permissions.RIGHTS.items():
        sentence = str(facts.sentence)
        assert sentence.endswith("."), right
        assert sentence[0].isupper(), right
        assert facts.roles, right


def test_every_role_carries_some_right() -> None:
    working = frozenset().union(*(facts.roles for facts in permissions.RIGHTS.values()))
    assert working == set(permissions.ROLES)


def test_an_unknown_right_is_a_bug_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        permissions.may(act("leader"), "documents.unheard_of")


def test_a_right_cannot_name_an_unknown_role() -> None:
    with pytest.raises(ValueError, match="unknown role"):
        permissions._right("leader king", permissions.ROLES["leader"])
