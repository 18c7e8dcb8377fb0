"""Worked cases of the score, derived by hand from the published formulas (Decision 766/2022)."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.indicators import definitions, inputs, scoring
from lienthong.indicators.scoring import Measure, Score

SET = definitions.national()
ALL_ONE = {one.id: 1 for one in SET.indicators}


def scored(values: dict[str, Any], level: str = "", switches: tuple[str, ...] = ()) -> Score:
    given_ = inputs.read(SET, inputs.parse(json.dumps(values).encode()))
    assert given_.notes == []
    level = level or given_.level
    return scoring.score(SET, given_.measures, level=level, switches=switches)


def points(found: Score) -> dict[str, float | None]:
    return {
        one.indicator.id: None if one.points is None else float(one.points) for one in found.lines
    }


def groups(found: Score) -> list[float | None]:
    return [None if one.points is None else float(one.points) for one in found.groups]


def test_everything_done_is_a_hundred() -> None:
    # 18 + 20 + 12 + (6 + 2 + 2.5, but the group has 10) + 22 + 18
    found = scored(ALL_ONE)
    assert groups(found) == [18, 20, 12, 10, 22, 18]
    assert found.total == 100
    assert found.complete


def test_everything_at_nought_is_nought_and_all_is_lost() -> None:
    found = scored(dict.fromkeys(ALL_ONE, 0))
    assert groups(found) == [0] * 6
    assert (found.total, found.most_scored) == (0, 100)


def test_a_province_in_the_middle() -> None:
    # 6*0.95 + 4*0.9 + 2*1 + 6*0.8                             = 5.7 + 3.6 + 2 + 4.8 = 16.1
    # 20 * 912/960 = 20*0.95                                                        = 19
    # 2*0.6/0.8 + 4*0.35 + 6*0.42/0.5                          = 1.5 + 1.4 + 5.04   = 7.94
    # 6*0.25 + 2.5*0.4 + 2.5*0.64                              = 1.5 + 1 + 1.6      = 4.1
    # 6*0.5 + 4*0.3 + 2*0.2/0.8 + 4*0.1 + 2*1 + 2*0.5 + 2*0.05 = 3+1.2+0.5+0.4+2+1+0.1 = 8.2
    # 6*0.9 + 6*0.75 + 6*0.81/0.9                              = 5.4 + 4.5 + 5.4    = 15.3
    found = scored({
        "PUBLISH_ON_TIME": 0.95, "PUBLIC_UPDATE_ON_TIME": 0.9, "PUBLIC_CONTENT_FULL": 1,
        "DOSSIER_SYNC": 0.8, "totalOnTime": 912, "totalReceived": 960,
        "online": {"A": 0.6, "B": 0.35, "C": 0.42}, "payment": {"A": 0.25, "B": 0.4, "C": 0.64},
        "ORIGINAL_RESULT_AVAILABLE": 0.5, "SO_HOA_GIAY_TO": 0.3, "REUSED_DIGITIZED_DATA": 0.2,
        "SYNCED_WITH_PERSONAL_STORAGE": 0.1, "CITIZEN_DATA_CONNECTED_DOSSIER": 1,
        "CITIZEN_DATA_CONNECTED_FORMALITY": 0.5, "ELECTRONIC_CERTIFIED_COPY": 0.05,
        "PAKN on time": 0.9, "PAKN satisfied": 0.75, "applications satisfied": 0.81,
    })  # fmt: skip
    assert groups(found) == [16.1, 19, 7.94, 4.1, 8.2, 15.3]
    assert found.total == Fraction("70.64")
    assert found.complete


def test_caps_hold_just_below_at_and_above_their_ratio() -> None:
    # 2*0.79/0.8 is 1.975, at 0.8 just 2, above still 2; 6*0.49/0.5 is 5.88, then 6;
    # of applications satisfied 6*0.89/0.9 is 5.9333, then 6
    for ratio, expected in ((0.79, 1.975), (0.8, 2), (0.81, 2), (1, 2)):
        assert points(scored({"onlineA": ratio}))["ONLINE_PROVIDED"] == expected
        assert points(scored({"paymentB": ratio}))["PAYMENT_USED"] == expected
        assert points(scored({"REUSED_DIGITIZED_DATA": ratio}))["REUSED_DIGITIZED_DATA"] == expected
    assert points(scored({"onlineC": 0.49}))["ONLINE_APPLICATIONS"] == 5.88
    assert points(scored({"onlineC": 0.51}))["ONLINE_APPLICATIONS"] == 6
    below = points(scored({"APPLICATIONS_SATISFIED": 0.89}))["APPLICATIONS_SATISFIED"]
    assert below == pytest.approx(5.9333, abs=1e-4)
    assert points(scored({"APPLICATIONS_SATISFIED": 0.9}))["APPLICATIONS_SATISFIED"] == 6


def test_the_offer_of_payment_has_no_cap_as_published_and_one_by_its_switch() -> None:
    # 6*0.5 + 2 + 2.5*1 = 7.5 as published; 7 with a cap of 2. The note says so.
    values = {"payment": {"A": 0.5, "B": 1, "C": 1}}
    found = scored(values)
    assert groups(found)[3] == 7.5
    (offered,) = [one for one in found.lines if one.indicator.id == "PAYMENT_OFFERED"]
    assert offered.note.endswith("Cách kia cho 2 điểm.")
    assert offered.lost == Fraction("-0.5")
    assert groups(scored(values, switches=("payment_offered_capped",)))[3] == 7


def test_digitised_papers_go_straight_as_published_and_are_full_at_80_by_their_switch() -> None:
    # 4*0.6 = 2.4; with full marks from 80 %: 4*0.6/0.8 = 3
    values = {"SO_HOA_GIAY_TO": 0.6}
    assert points(scored(values))["SO_HOA_GIAY_TO"] == 2.4
    assert points(scored(values, switches=("digitised_full_at_80",)))["SO_HOA_GIAY_TO"] == 3


def test_nothing_to_count_is_full_for_feedback_nought_for_applications_and_else_no_data() -> None:
    none = {"n": 0, "d": 0}
    found = scored({
        "PAKN_ON_TIME": none, "PAKN_SATISFIED": none, "APPLICATIONS_SATISFIED": none,
        "totalOnTime": 0, "totalReceived": 0, "ONLINE_USED": none,
    })  # fmt: skip
    # 6 + 6 + 0; nothing was received: no points, and none lost
    assert groups(found) == [None, None, None, None, None, 12]
    assert (found.total, found.most_scored, found.complete) == (12, 18, False)


def test_no_data_is_not_nought() -> None:
    # the group of 18 is judged on 12: 6*0.5 + 6*1 = 9, and 3 are lost, not 9
    found = scored({"PUBLISH_ON_TIME": 0.5, "DOSSIER_SYNC": 1, "PUBLIC_CONTENT_FULL": None})
    (group, *_others) = found.groups
    assert (group.points, group.most_scored, group.lost) == (9, 12, 3)
    nought = scored({"PUBLISH_ON_TIME": 0.5, "DOSSIER_SYNC": 1, "PUBLIC_CONTENT_FULL": 0})
    assert (nought.groups[0].points, nought.groups[0].lost) == (9, 5)


def test_nothing_known_is_no_total() -> None:
    found = scored({})
    assert found.total is None
    assert scoring.as_json(found)["lost"] is None


def test_a_commune_is_not_asked_what_only_the_others_publish() -> None:
    # all but 6 + 4 + 2 of the first group: 6 + 20 + 12 + 10 + 22 + 18 = 88 of 88, and complete
    asked = {one.id: 1 for one in SET.indicators if not one.levels}
    found = scored({"level": "commune", **asked})
    assert (found.total, found.most_scored, found.complete) == (88, 88, True)
    assert found.lines[0].status == scoring.NOT_APPLICABLE
    assert not scored({"level": "district", **asked}).complete
    # a value that is given all the same is scored
    assert scored({"level": "commune", "PUBLISH_ON_TIME": 0.5}).total == 3


def test_counts_make_the_ratios_of_online_services() -> None:
    # A = (300 + 200)/1000 = 0.5 -> 2*0.5/0.8 = 1.25; B = 150/500 -> 1.2; C = 90/300 -> 3.6
    found = scored({
        "partialServices": 300, "fullServices": 200, "totalProcedures": 1000,
        "servicesWithApplications": 150, "totalServices": 500,
        "onlineApplications": 90, "totalApplications": 300,
    })  # fmt: skip
    assert groups(found)[2] == pytest.approx(1.25 + 1.2 + 3.6)


def test_satisfied_is_the_whole_less_the_late_and_the_disliked() -> None:
    # 100% - (3% + 2%) = 0.95 -> full; 1 - (10 + 18)/100 = 0.72 -> 6*0.72/0.9 = 4.8
    assert (
        points(scored({"APPLICATIONS_SATISFIED": {"late": "3%", "disliked": 0.02}}))[
            "APPLICATIONS_SATISFIED"
        ]
        == 6
    )
    found = scored({"applications satisfied": {"late": 10, "complained": 18, "d": 100}})
    assert points(found)["APPLICATIONS_SATISFIED"] == pytest.approx(4.8)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ALL_ONE)), st.integers(0, 97)))
def test_sums_hold_whatever_is_known(counts: dict[str, int]) -> None:
    values = {name: Fraction(count, 97) for name, count in counts.items()}
    found = scoring.score(SET, {name: Measure(ratio) for name, ratio in values.items()})
    known = [one.points for one in found.groups if one.points is not None]
    assert (found.total or 0) == sum(known)
    assert found.complete is (len(values) == len(ALL_ONE))
    for group in found.groups:
        assert group.points is None or 0 <= group.points <= group.group.most
    more = {
        name: Measure(min(Fraction(1), ratio + Fraction(1, 7))) for name, ratio in values.items()
    }
    assert (scoring.score(SET, more).total or 0) >= (found.total or 0)
