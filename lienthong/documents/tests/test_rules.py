from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.documents import rules
from lienthong.documents.rules import Facts, State
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

OUTGOING = """
drafting         revise            drafting
drafting         submit_for_check  drafting
drafting         check_content     content_checked
drafting         return_draft      drafting
content_checked  check_format      format_checked
content_checked  return_draft      drafting
format_checked   approve           approved
format_checked   return_draft      drafting
approved         begin_signing     signing
approved         fail_signing      format_checked
approved         return_draft      drafting
issued           replace           replaced
issued           correct           corrected
issued           recall            recalled
corrected        replace           replaced
corrected        correct           corrected
corrected        recall            recalled
issued           chase             issued
corrected        chase             corrected
drafting         change_signer     drafting
content_checked  change_signer     content_checked
format_checked   change_signer     format_checked
signing          finish_signing    signed
signing          fail_signing      format_checked
signed           request_seal      signed
signed           seal              sealed
sealed           issue             issued
drafting         submit_copy       format_checked
drafting         number_paper      signed
signed           put_scan          signed
signed           void_paper        drafting
"""
INCOMING = """
arrived      register  registered
arrived      return    returned
registered   submit    submitted
registered   forward   resolved
registered   assign    assigned
submitted    assign    assigned
assigned     assign    assigned
assigned     start     in_progress
in_progress  assign    assigned
registered   void_arrival    voided
submitted    void_arrival    voided
submitted    unsubmit  registered
submitted    pass_on   submitted
assigned     take_back submitted
in_progress  resolve   resolved
arrived      agree_recall    recalled
registered   agree_recall    recalled
submitted    agree_recall    recalled
assigned     agree_recall    recalled
in_progress  agree_recall    recalled
resolved     agree_recall    recalled
arrived      decline_recall  arrived
registered   decline_recall  registered
submitted    decline_recall  submitted
assigned     decline_recall  assigned
in_progress  decline_recall  in_progress
resolved     decline_recall  resolved
registered   put_scan        registered
submitted    put_scan        submitted
assigned     put_scan        assigned
in_progress  put_scan        in_progress
resolved     put_scan        resolved
registered   seal_scan       registered
submitted    seal_scan       submitted
assigned     seal_scan       assigned
in_progress  seal_scan       in_progress
resolved     seal_scan       resolved
"""
"""Decree 30/2020, art. 10-24, written down once more: whoever changes a table changes it twice."""

TABLES = {
    direction: {(was, verb): now for was, verb, now in map(str.split, text.strip().splitlines())}
    for direction, text in (("outgoing", OUTGOING), ("incoming", INCOMING))
}
VERBS = {direction: {verb for _state, verb in table} for direction, table in TABLES.items()}
BOTH = list(product(TABLES, sorted(VERBS["outgoing"] | VERBS["incoming"])))
OF_PEOPLE = [(way, verb) for way, verb in BOTH if verb in {*rules.RIGHT_OF_VERB, "return_draft"}]
FORWARD = "check_content check_format approve begin_signing finish_signing seal issue"
ANSWERS = {"agree_recall", "decline_recall"}
EVERYBODY = frozenset(permissions.ROLES)
MADE_AS = {
    "submit_copy": rules.COPY, "number_paper": rules.PAPER, "void_paper": rules.PAPER,
    "put_scan": rules.PAPER, "seal_scan": rules.PAPER, "void_arrival": rules.PAPER,
}  # fmt: skip
"""Steps that only a copy, or only paper, takes; the others are tried with what was drafted here."""


def act(*roles: str, agency_id: int = 5, unit_id: int = 6, position_id: int = 7) -> Act:
    return Act(
        at=datetime(2022, 11, 21, tzinfo=UTC), door="page", by_name="Người thử",
        roles=frozenset(roles), agency_id=agency_id, unit_id=unit_id, position_id=position_id,
    )  # fmt: skip


def right_person(verb: str) -> Act:
    """Somebody who may take the step as far as persons go."""
    signer = {"position_id": 70} if verb == "approve" else {}
    return act(*EVERYBODY, **signer)


def facts(direction: str, state: str, verb: str = "") -> Facts:
    return Facts(
        direction=direction, state=state, agency_id=5, unit_id=6, drafter_id=60,
        content_checker_id=65, signer_id=70, is_reply=True, recall_asked=verb in ANSWERS,
        made_as=MADE_AS.get(verb, rules.DRAFTED),
    )  # fmt: skip


@pytest.mark.parametrize(("direction", "verb"), BOTH)
def test_a_verb_is_allowed_or_refused_from_every_state_as_the_table_says(
    direction: str, verb: str
) -> None:
    for state in State:
        expected = TABLES[direction].get((state, verb))
        if expected is not None:
            assert rules.next_state(direction, state, verb) == expected
            continue
        with pytest.raises(Refused) as refusal:
            rules.next_state(direction, state, verb)
        assert (refusal.value.code, refusal.value.reason) == ("documents.wrong_state", "state")
        assert str(rules.STATE_NAMES[state]) in refusal.value.message
        assert str(rules.VERBS[verb]) in refusal.value.message


@pytest.mark.parametrize(("direction", "verb"), OF_PEOPLE)
def test_the_right_person_may_take_a_step_exactly_from_the_right_states(
    direction: str, verb: str
) -> None:
    for state in State:
        person, document = right_person(verb), facts(direction, state, verb)
        expected = TABLES[direction].get((state, verb))
        assert rules.may(person, document, verb) is (expected is not None)
        if expected is not None:
            assert rules.check_step(person, document, verb) == expected


def _a_state_for(verb: str) -> Facts:
    return next(
        facts(direction, state, verb)
        for direction, table in TABLES.items()
        for state, known in table
        if known == verb
    )


@pytest.mark.parametrize("verb", sorted(rules.RIGHT_OF_VERB))
def test_a_step_needs_the_right_that_the_law_gives(verb: str) -> None:
    document = _a_state_for(verb)
    for role in permissions.ROLES:
        person = replace(right_person(verb), roles=frozenset({role}))
        if role in permissions.RIGHTS[rules.RIGHT_OF_VERB[verb]].roles:
            assert rules.may(person, document, verb)
            continue
        with pytest.raises(Refused) as refusal:
            rules.check_step(person, document, verb)
        assert (refusal.value.code, refusal.value.reason) == ("permissions.no_right", "right")


@pytest.mark.parametrize("verb", sorted({*rules.RIGHT_OF_VERB, "return_draft"}))
def test_no_role_reaches_into_another_agency(verb: str) -> None:
    stranger = replace(right_person(verb), agency_id=500)
    with pytest.raises(Refused, match="thuộc cơ quan khác") as refusal:
        rules.check_step(stranger, _a_state_for(verb), verb)
    assert (refusal.value.code, refusal.value.reason) == ("documents.not_yours", "right")


def _refused(person: Act, document: Facts, verb: str) -> str:
    with pytest.raises(Refused) as refusal:
        rules.check_step(person, document, verb)
    assert refusal.value.reason == "right"
    assert not rules.may(person, document, verb)
    return refusal.value.code


def test_only_the_drafting_units_head_or_a_leader_checks_content() -> None:
    draft = facts("outgoing", "drafting")
    assert rules.may(act("unit_head", unit_id=6), draft, "check_content")
    assert rules.may(act("leader", unit_id=99), draft, "check_content")
    assert (
        _refused(act("unit_head", unit_id=99), draft, "check_content") == "documents.not_your_unit"
    )


def test_content_and_format_are_checked_by_two_people() -> None:
    checked = facts("outgoing", "content_checked")
    assert rules.may(act("format_checker", position_id=66), checked, "check_format")
    same = act("format_checker", position_id=65)
    assert _refused(same, checked, "check_format") == "documents.same_checker"


def test_only_the_named_signer_approves() -> None:
    ready = facts("outgoing", "format_checked")
    assert rules.may(act("leader", position_id=70), ready, "approve")
    assert _refused(act("leader", position_id=71), ready, "approve") == "documents.not_signer"


def test_the_signer_does_not_put_the_seal_on() -> None:
    signed = facts("outgoing", "signed")
    assert rules.may(act("clerk", position_id=8), signed, "request_seal")
    signer = act("clerk", "leader", position_id=70)
    assert _refused(signer, signed, "request_seal") == "documents.seal_by_signer"


def test_only_a_reply_goes_straight_to_whoever_asked() -> None:
    reply = facts("incoming", "registered")
    assert rules.may(act("clerk"), reply, "forward")
    with pytest.raises(Refused, match="Trình lãnh đạo") as refusal:
        rules.check_step(act("clerk"), replace(reply, is_reply=False), "forward")
    assert refusal.value.code == "documents.not_a_reply"


def test_a_recalled_document_is_answered_before_it_is_registered() -> None:
    """Decree 30/2020, app. VI III.8."""
    arrived = replace(facts("incoming", "arrived"), recall_asked=True)
    for verb in ("register", "return"):
        with pytest.raises(Refused, match="đã thu hồi") as refusal:
            rules.check_step(act("clerk"), arrived, verb)
        assert refusal.value.code == "documents.recall_asked"
    assert rules.may(act("clerk"), arrived, "agree_recall")
    working = replace(facts("incoming", "registered"), recall_asked=True)
    assert rules.may(act("clerk"), working, "submit")
    with pytest.raises(Refused, match="không yêu cầu thu hồi"):
        rules.check_step(act("clerk"), facts("incoming", "arrived"), "agree_recall")


@pytest.mark.parametrize(
    ("amends_as", "old", "new", "allowed"),
    [
        ("replace", "QĐ", "QĐ", True), ("replace", "QĐ", "", False), ("replace", "", "", True),
        ("correct", "QĐ", "", True), ("correct", "QĐ", "QĐ", False), ("correct", "", "", True),
    ],
)  # fmt: skip
def test_content_is_mended_in_equal_form_and_form_by_a_letter(
    amends_as: str, old: str, new: str, allowed: bool
) -> None:
    """Decree 30/2020, art. 18."""
    if allowed:
        rules.check_amendment(amends_as, old_type=old, new_type=new)
        return
    with pytest.raises(Refused) as refusal:
        rules.check_amendment(amends_as, old_type=old, new_type=new)
    assert refusal.value.code == "documents.type"


@pytest.mark.parametrize("role", permissions.ROLES)
def test_a_draft_is_sent_back_by_those_who_check_or_sign(role: str) -> None:
    may = role in {"unit_head", "format_checker", "leader"}
    assert rules.may(act(role), facts("outgoing", "format_checked"), "return_draft") is may


def test_every_state_has_a_name_and_is_in_one_machine() -> None:
    outgoing = {state for (state, _verb) in rules.OUTGOING} | set(rules.OUTGOING.values())
    incoming = {state for (state, _verb) in rules.INCOMING} | set(rules.INCOMING.values())
    assert outgoing | incoming == set(State)
    assert outgoing & incoming == {State.RECALLED}
    assert set(rules.STATE_NAMES) == set(State)


def test_every_verb_has_words() -> None:
    assert set(rules.VERBS) == VERBS["outgoing"] | VERBS["incoming"]
    assert rules.RIGHT_OF_VERB.keys() <= rules.VERBS.keys()


@pytest.mark.parametrize(
    ("direction", "first", "last"),
    [
        ("outgoing", "drafting", {"replaced", "recalled"}),
        ("incoming", "arrived", {"returned", "recalled", "voided"}),
    ],
)
def test_a_document_reaches_every_state_and_rests_only_at_the_end(
    direction: str, first: str, last: set[str]
) -> None:
    table = TABLES[direction]
    reached, fresh = {first}, {first}
    while fresh:
        fresh = {to for (state, _verb), to in table.items() if state in fresh} - reached
        reached |= fresh
    assert reached == {state for state, _verb in table} | set(table.values())
    assert reached - {state for state, _verb in table} == last


@given(st.lists(st.sampled_from(sorted(VERBS["outgoing"])), max_size=30))
def test_no_order_of_steps_issues_what_was_not_signed_and_sealed(verbs: list[str]) -> None:
    state, done = "drafting", ["drafting"]
    for verb in verbs:  # those of a document that is drafted here
        if (state, verb) in TABLES["outgoing"] and verb not in rules.NOT_FOR[rules.DRAFTED]:
            state = str(rules.next_state("outgoing", state, verb))
            done.append(state)
    if state in set(rules.AFTER_ISSUE):
        way = [to for (_was, verb), to in rules.OUTGOING.items() if verb in FORWARD.split()]
        last = [len(done) - 1 - done[::-1].index(step) for step in way]
        assert last == sorted(last)


@pytest.mark.parametrize("secrecy", ["", "none"])
def test_what_is_not_secret_may_be_written_here(secrecy: str) -> None:
    rules.check_secrecy(secrecy)


@pytest.mark.parametrize("secrecy", ["confidential", "secret", "top_secret"])
@pytest.mark.appendix_vi("III.3.a")
def test_a_secret_document_is_refused_with_the_law_and_the_way(secrecy: str) -> None:
    with pytest.raises(Refused, match="29/2018/QH14") as refusal:
        rules.check_secrecy(secrecy)
    assert refusal.value.code == "documents.secret"
    assert "máy độc lập" in refusal.value.message


def _text(value: str, longest: int = 500) -> str:
    return rules.check_text(value, name="Trích yếu", longest=longest, code="documents.subject")


def test_a_line_of_text_is_tidied_and_a_long_one_keeps_its_lines() -> None:
    assert _text("  Về việc \n rà   soát ") == "Về việc rà soát"
    assert _text(" Dòng một\nDòng hai \n", longest=2000) == "Dòng một\nDòng hai"


@pytest.mark.parametrize(("value", "words"), [("", "còn trống"), (" \n\t", "còn trống")])
def test_an_empty_text_is_refused(value: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        _text(value)
    assert (refusal.value.code, refusal.value.reason) == ("documents.subject", "input")


def test_a_text_may_be_as_long_as_the_field_and_no_longer() -> None:
    assert len(_text("ă" * rules.SUBJECT_MAX)) == 500
    with pytest.raises(Refused, match="dài 501 ký tự, quá 500"):
        _text("ă" * (rules.SUBJECT_MAX + 1))


@pytest.mark.parametrize("made_as", [rules.DRAFTED, rules.COPY, rules.PAPER])
def test_a_document_never_takes_the_steps_of_another_kind(made_as: str) -> None:
    for verb in rules.NOT_FOR[made_as]:
        document = replace(_a_state_for(verb), made_as=made_as)
        with pytest.raises(Refused) as refusal:
            rules.check_step(right_person(verb), document, verb)
        assert refusal.value.code == "documents.not_for_this"


@pytest.mark.parametrize(("direction", "state", "verb"), [
    ("outgoing", State.SIGNED, "request_seal"), ("incoming", State.REGISTERED, "seal_scan"),
])  # fmt: skip
def test_paper_is_signed_only_once_it_is_scanned(direction: str, state: State, verb: str) -> None:
    document = replace(facts(direction, state, verb), made_as=rules.PAPER, has_file=False)
    with pytest.raises(Refused) as refusal:
        rules.check_step(act(*EVERYBODY), document, verb)
    assert refusal.value.code == "documents.no_scan"
