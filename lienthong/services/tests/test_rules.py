"""Every status x every verb, and who may take each step; without a database."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.rules import ENDED, STEPS, VERBS, Facts, Status

AT = datetime(2022, 11, 21, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OURS, OTHERS = 7, 8


def official(*roles: str, agency: int = OURS, position: int = 11) -> Act:
    return Act(
        at=AT, door="page", by_name="Công chức", person_id=1, position_id=position,
        agency_id=agency, roles=frozenset(roles),
    )  # fmt: skip


def citizen(person: int) -> Act:
    return Act(at=AT, door="page", by_name="Công dân", person_id=person)


def facts(status: Status, **more: object) -> Facts:
    given: dict[str, object] = {"owner_ids": frozenset({21}), "holders": frozenset({11})} | more
    return Facts(status=status, agency_id=OURS, **given)  # type: ignore[arg-type]


WHO_CAN = {
    "receive": official("one_stop_officer"), "refuse": official("specialist"),
    "ask_supplement": official("one_stop_officer"), "answer_supplement": citizen(21),
    "hand_over": official("specialist"), "ask_fee": citizen(99), "pay": citizen(99),
    "appraise": official("specialist"), "ask_opinion": official("specialist"),
    "give_opinion": official("specialist", agency=OTHERS), "go_on_without": official("specialist"),
    "gather": official("specialist"), "draft_result": official("specialist"),
    "sign": official("leader"), "send_back": official("leader"), "finish": citizen(99),
    "deliver": official("one_stop_officer"), "withdraw": citizen(21),
    "stop": official("specialist"), "apologise": official("specialist"),
    "correct": official("one_stop_officer"), "rate": citizen(21),
}  # fmt: skip


def test_every_verb_has_its_words_and_its_people() -> None:
    used = {verb for _status, verb in STEPS}
    assert used == set(VERBS) == set(rules.WHO) == set(WHO_CAN)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", Status)
def test_every_status_and_verb(status: Status, verb: str) -> None:
    known = facts(status, holder_agency_id=OTHERS)
    if (status, verb) in STEPS:
        assert rules.check_step(WHO_CAN[verb], known, verb) == STEPS[status, verb]
        return
    with pytest.raises(Refused) as refused:
        rules.check_step(WHO_CAN[verb], known, verb)
    assert refused.value.code == "services.not_now"
    assert str(rules.STATUS_NAMES[status]) in refused.value.message


def test_what_has_ended_stays_so() -> None:
    leaving = {status for (status, _verb), reached in STEPS.items() if reached - {status}}
    assert leaving & ENDED == {Status.DONE}
    assert {verb for status, verb in STEPS if status in ENDED} == {"deliver", "rate"}


@pytest.mark.parametrize(
    ("verb", "status", "act"),
    [
        ("receive", Status.SUBMITTED, official("specialist")),
        ("receive", Status.SUBMITTED, official("one_stop_officer", agency=OTHERS)),
        ("receive", Status.SUBMITTED, citizen(21)),
        ("appraise", Status.IN_PROGRESS, official("one_stop_officer")),
        ("appraise", Status.IN_PROGRESS, official("specialist", position=12)),
        ("sign", Status.IN_PROGRESS, official("specialist")),
        ("sign", Status.IN_PROGRESS, official("leader", position=12)),
        ("give_opinion", Status.IN_PROGRESS, official("specialist")),
        ("give_opinion", Status.IN_PROGRESS, citizen(21)),
        ("withdraw", Status.IN_PROGRESS, citizen(22)),
        ("withdraw", Status.IN_PROGRESS, official("specialist")),
        ("answer_supplement", Status.SUPPLEMENT, citizen(22)),
        ("rate", Status.RETURNED, citizen(22)),
        ("deliver", Status.DONE, official("leader")),
    ],
)
def test_who_may_not(verb: str, status: Status, act: Act) -> None:
    known = facts(status, holder_agency_id=OTHERS)
    with pytest.raises(Refused) as refused:
        rules.check_step(act, known, verb)
    assert refused.value.reason == "right"
    assert not rules.may_step(act, known, verb)


def test_the_head_of_a_unit_may_do_what_waits_for_his_people() -> None:
    head = official("unit_head", position=12)
    assert rules.may_step(head, facts(Status.IN_PROGRESS), "appraise")


@pytest.mark.parametrize("points", [[], ["", "  "], ["x"] * 31, ["x" * 2_001]])
def test_points_that_are_refused(points: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_points(points)
    assert refused.value.reason == "input"


def test_points_lose_blanks_and_empty_lines() -> None:
    assert rules.check_points([" Thiếu giấy chứng sinh ", ""]) == ["Thiếu giấy chứng sinh"]


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_stars(stars: int) -> None:
    with pytest.raises(Refused):
        rules.check_rating(stars)
    assert rules.check_rating(5) == 5
