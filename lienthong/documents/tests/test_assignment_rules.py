"""Every state of an assignment and every verb; what a document's state follows from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.documents import rules_assignments as rules
from lienthong.documents.rules import State
from lienthong.kernel.errors import Refused

TABLE = """
given      accept     accepted
given      start      doing
given      report     reported
given      finish     done
given      withdraw   withdrawn
accepted   start      doing
accepted   report     reported
accepted   finish     done
accepted   withdraw   withdrawn
doing      report     reported
doing      finish     done
doing      withdraw   withdrawn
reported   conclude   done
reported   send_back  sent_back
reported   withdraw   withdrawn
sent_back  start      doing
sent_back  report     reported
sent_back  finish     done
sent_back  withdraw   withdrawn
"""
MOVES = {
    (was, verb): now for was, verb, now in (line.split() for line in TABLE.strip().splitlines())
}
VERBS = sorted({verb for _was, verb in MOVES})
MONDAY = datetime(2022, 11, 21, 1, tzinfo=UTC)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(rules.Work))
def test_an_assignment_moves_only_as_its_table_says(state: str, verb: str) -> None:
    expected = MOVES.get((str(state), verb))
    if expected is not None:
        assert rules.next_assignment(state, verb) == expected
        return
    with pytest.raises(Refused, match=str(rules.WORK_NAMES[state])) as refusal:
        rules.next_assignment(state, verb)
    assert (refusal.value.code, refusal.value.reason) == ("documents.assignment_state", "state")


@pytest.mark.parametrize(
    ("leads", "state"),
    [
        ([], State.SUBMITTED),
        (["given"], State.ASSIGNED),
        (["accepted", "given"], State.ASSIGNED),
        (["doing"], State.IN_PROGRESS),
        (["given", "doing"], State.IN_PROGRESS),
        (["given", "done"], State.IN_PROGRESS),
        (["reported"], State.IN_PROGRESS),
        (["sent_back"], State.IN_PROGRESS),
        (["done", "done"], State.RESOLVED),
    ],
)
def test_a_document_stands_as_its_leads_stand(leads: list[str], state: State) -> None:
    assert rules.document_state(leads) == state


@pytest.mark.parametrize(
    ("due", "done", "late"), [(None, None, False), (-1, None, True), (1, None, False),
                              (-1, -2, False), (-2, -1, True), (0, None, False)]
)  # fmt: skip
def test_overdue_is_computed(due: int | None, done: int | None, late: bool) -> None:
    def day(count: int | None) -> datetime | None:
        return None if count is None else MONDAY + timedelta(days=count)

    assert rules.overdue(day(due), MONDAY, day(done)) is late


@pytest.mark.parametrize(
    ("asked", "due", "whole", "code"),
    [
        (2, 1, None, ""),
        (2, 1, 2, ""),
        (2, 1, 1, "documents.extension"),
        (1, 1, None, "documents.extension"),
        (-1, -2, None, "documents.extension"),
        (2, None, None, "documents.no_due"),
    ],
)
def test_a_later_deadline_is_later_and_within_the_whole(
    asked: int, due: int | None, whole: int | None, code: str
) -> None:
    def day(count: int | None) -> datetime | None:
        return None if count is None else MONDAY + timedelta(days=count)

    asked_at = MONDAY + timedelta(days=asked)
    if not code:
        rules.check_extension(asked_at, day(due), MONDAY, day(whole))
        return
    with pytest.raises(Refused) as refusal:
        rules.check_extension(asked_at, day(due), MONDAY, day(whole))
    assert (refusal.value.code, refusal.value.reason) == (code, "input")
