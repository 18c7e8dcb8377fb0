"""What a package answers about an application."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from lienthong.engine.expressions.language import Unfilled
from lienthong.engine.problems import Wrong
from lienthong.services.packages import reading, trying
from lienthong.services.packages.deadlines import Span, due_at
from lienthong.services.packages.package import Package
from lienthong.services.packages.tests.test_packages import packages
from lienthong.services.packages.tests.written import FEES, PROCEDURE, package

FACTS = {"channel": "online", "filed_on": date(2022, 11, 21)}


def given(code: str, **answers: Any) -> tuple[Package, dict[str, Any]]:
    """A package of the province and the answers of its first test."""
    found = packages()[code]
    first = next(one for _sheet, one in trying.tests_of(found, []))
    return found, trying.merged(first.answers, answers)


def test_a_bundle_gives_each_child_its_answers() -> None:
    bundle, answers = given("DEMO.LT-KS")
    case = bundle.case_of(answers, FACTS)
    (home, residence), (card, insurance) = bundle.children_of(case, answers, FACTS)
    assert (home.agency_kind, home.level, home.after) == ("police", "commune", "")
    assert (card.agency_kind, card.level, card.after) == (
        "social_insurance",
        "district",
        "1.004222",
    )
    assert residence["person"]["full_name"] == insurance["child"]["full_name"]
    assert residence["housing"] == "family"
    assert residence["home"] == answers["home"]


def test_a_box_that_nobody_ticked_is_a_no() -> None:
    licence, answers = given("DEMO.GPXD", volume_m3=5_000)
    case = licence.case_of(answers, FACTS)
    assert licence.decided(case, answers, FACTS) == {"opinion_needed": True}
    ticked = {**answers, "fire_approved": True}
    assert licence.decided(case, ticked, FACTS) == {"opinion_needed": False}


def test_a_fee_is_never_guessed() -> None:
    copies, answers = given("2.000815")
    case = copies.case_of(answers, FACTS)
    with pytest.raises(Unfilled):
        copies.fees(case, {**answers, "copies": None}, FACTS)
    small = reading.read(package(fees=FEES.replace("copies * 1000", "1000 - copies * 200")))
    with pytest.raises(Wrong, match="không thể là số âm"):
        small.fees(small.cases[-1], {"copies": 9}, FACTS)


@pytest.mark.parametrize("code", sorted(packages()))
def test_answers_that_make_no_sense_are_told_and_break_nothing(code: str) -> None:
    """Every day of the form put after the day of filing."""

    def later(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: later(one) for key, one in value.items()}
        if isinstance(value, list):
            return [later(one) for one in value]
        dated = isinstance(value, str) and len(value) == len("2022-11-21") and value[4] == "-"
        return "2999-01-01" if dated else value

    found, answers = given(code)
    sentences = found.not_met(later(answers), FACTS)
    assert all(one.strip() and "_on:" not in one for one in sentences)
    if not sentences:
        case = found.case_of(later(answers), FACTS)
        found.needed(case, later(answers), FACTS)
        found.fees(case, later(answers), FACTS)


def test_a_birth_after_the_filing_is_told_in_words() -> None:
    future = {"born_on": "2999-01-01"}
    residence, answers = given("1.004222", person=future, housing="family")
    (told,) = residence.not_met(answers, FACTS)
    assert told == "Xem lại các ngày và số đã điền: ngày sinh sau ngày tính tuổi."


def test_steps_have_a_status_a_lane_and_questions() -> None:
    land = packages()["DEMO.BDD"]
    assert land.status_of("tiep-nhan", "check") == 1
    assert land.status_of("yeu-cau-bo-sung", "ask") == 0
    assert land.status_of("bien-dong-dat", "refuse") == 1
    assert land.lane("Cơ quan phối hợp").agency == "tax"
    assert [one.name for one in land.asks("xin-y-kien", "gather")] == ["tax_amount"]
    assert land.deadline(land.cases[0], "direct").step_limit("tham-dinh", "appraise") == Span(
        3, "working_days"
    )


def test_translations_fall_back_to_vietnamese_and_say_when_they_wait() -> None:
    birth = packages()["1.001193"]
    english, khmer = birth.texts("en"), birth.texts("km")
    assert english.of(birth.name) == "Birth registration"
    assert (english.mark, khmer.mark) == ("", "chờ duyệt")
    assert khmer.of(birth.name) != birth.name
    assert khmer.of("Câu chưa dịch.") == birth.texts("vi").of("Câu chưa dịch.") == "Câu chưa dịch."


@pytest.mark.parametrize(
    ("span", "at", "due"),
    [
        (Span(0, "same_day"), "2022-11-26 09:00", "2022-11-28 17:00"),
        (Span(8, "working_hours"), "2022-11-21 13:30", "2022-11-22 13:30"),
        (Span(1, "months"), "2023-01-31 09:00", "2023-02-28 17:00"),
        (Span(5, "days"), "2022-11-21 09:00", "2022-11-28 17:00"),
        (Span(2, "working_days"), "2022-11-25 23:00", "2022-11-29 17:00"),
    ],
)
def test_terms_end_on_a_working_day(span: Span, at: str, due: str) -> None:
    calendar = trying.calendar(frozenset())
    assert due_at(span, trying.moment(at), calendar) == trying.moment(due)
    assert isinstance(trying.moment(at), datetime)


def test_a_case_that_fits_nothing_cannot_be_written() -> None:
    with pytest.raises(Wrong, match="không có “when”"):
        reading.read(package(procedure=PROCEDURE.replace("name: Ít bản}", "name: A, when: true}")))
