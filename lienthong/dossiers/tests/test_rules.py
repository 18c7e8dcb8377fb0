"""The rules of files, without a database: every state and verb, the codes, the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lienthong.dossiers import rules
from lienthong.dossiers.rules import Facts, ListState, State
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

AT = datetime(2022, 11, 21, 1, tzinfo=UTC)
EVERY = [(state, verb) for state in State for verb in rules.VERBS]


def act(*roles: str, position: int = 1, agency: int = 1) -> Act:
    return Act(
        at=AT, door="page", by_name="Thu", position_id=position, agency_id=agency,
        roles=frozenset(roles),
    )  # fmt: skip


def facts(state: str, **more: object) -> Facts:
    return Facts(**{"state": state, "agency_id": 1, "keeper_id": 1, "items": 1, **more})  # type: ignore[arg-type]


def refused(code: str, step: object, *values: object) -> None:
    with pytest.raises(Refused) as no:
        step(*values)  # type: ignore[operator]
    assert no.value.code == code


@pytest.mark.parametrize(("state", "verb"), EVERY)
def test_every_step_is_in_the_table_or_refused(state: State, verb: str) -> None:
    able = act("archivist", "inspector")
    known = facts(state, held=verb == "release")
    if (state, verb) in rules.STEPS:
        assert rules.check_step(able, known, verb) == rules.STEPS[state, verb]
    else:
        refused("dossiers.wrong_state", rules.check_step, able, known, verb)


@pytest.mark.parametrize(("state", "verb"), EVERY)
def test_a_held_file_stays_as_it_is_for_everybody(state: State, verb: str) -> None:
    everything = act("archivist", "inspector", "administrator", "leader", "clerk")
    known = facts(state, held=True)
    if verb == "release":
        assert rules.may(everything, known, verb)
    else:
        refused("dossiers.held", rules.check_step, everything, known, verb)


@pytest.mark.parametrize("verb", sorted(rules.KEEPERS))
def test_only_the_keeper_takes_the_keepers_steps(verb: str) -> None:
    state = next(state for state, known in rules.STEPS if known == verb)
    assert rules.may(act(position=1), facts(state), verb)
    other = act("leader", "clerk", "archivist", "administrator", position=2)
    refused("dossiers.not_keeper", rules.check_step, other, facts(state), verb)
    refused("dossiers.not_yours", rules.check_step, act(agency=2), facts(state), verb)


@pytest.mark.parametrize("verb", sorted(rules.RIGHT_OF_VERB))
def test_the_other_steps_need_a_right(verb: str) -> None:
    state = next(state for state, known in rules.STEPS if known == verb)
    refused("permissions.no_right", rules.check_step, act("specialist"), facts(state), verb)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [(5, 10, True), (5, None, True), (10, 10, False), (10, 5, False), (None, 70, False)],
)
def test_retention_may_rise_and_never_fall(
    before: int | None, after: int | None, may: bool
) -> None:
    if may:
        assert rules.check_raise(before, after) is None
    else:
        refused("dossiers.retention", rules.check_raise, before, after)


def test_the_archivist_raises_the_retention_of_what_was_handed_over() -> None:
    other = act("archivist", position=2)
    assert rules.may(other, facts("archived"), "raise_retention")
    assert not rules.may(other, facts("closed"), "raise_retention")


@pytest.mark.parametrize("years", [0, -1, 71])
def test_a_retention_is_some_years(years: int) -> None:
    refused("dossiers.retention", rules.check_retention, years)


@pytest.mark.appendix_vi("III.4.b")
def test_the_code_of_a_file_is_organ_year_and_notation() -> None:
    assert rules.notation(1, "TCCB") == "01.TCCB"
    assert rules.file_code("H51", 2022, "01.TCCB") == "H51.2022.01.TCCB"


@pytest.mark.parametrize("letters", ["", "1A", "A B", "A.B", "ABCDEFGHIJK", "Ế"])
def test_a_heading_has_plain_letters(letters: str) -> None:
    refused("dossiers.abbreviation", rules.check_abbreviation, letters)
    assert rules.check_abbreviation(" tccb ") == "TCCB"


def test_further_facts_are_names_and_values() -> None:
    assert rules.read_notes("Từ khóa: hạ tầng\n\n Ngôn ngữ :  Tiếng Việt: Khmer") == {
        "Từ khóa": "hạ tầng",
        "Ngôn ngữ": "Tiếng Việt: Khmer",
    }


@pytest.mark.parametrize(
    "text",
    ["Từ khóa", ": giá trị", "tên:", "a: 1\na: 2", f"{'a' * 61}: 1", f"a: {'b' * 501}",
     "\n".join(f"k{n}: v" for n in range(21))],
)  # fmt: skip
def test_facts_in_another_form_are_refused_in_words(text: str) -> None:
    refused("dossiers.notes", rules.read_notes, text)


@pytest.mark.parametrize("state", list(ListState))
@pytest.mark.parametrize("verb", sorted(rules.RIGHT_OF_LIST_VERB))
def test_the_list_goes_from_the_clerk_to_the_leader(state: ListState, verb: str) -> None:
    known = (state, verb) in rules.LIST_STEPS
    right = "leader" if verb in {"approve", "send_back"} else "clerk"
    assert rules.may_list(act(right), state, verb) is known
    assert not rules.may_list(act("specialist"), state, verb)


def test_a_file_is_handed_over_within_a_year() -> None:
    assert rules.transfer_due(date(2022, 11, 21)) == date(2023, 11, 21)
    assert rules.transfer_due(date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_full_or_empty_file_says_so() -> None:
    refused("dossiers.full", rules.check_room, rules.ITEMS_MAX)
    refused("dossiers.empty", rules.check_close, facts("open", items=0))
