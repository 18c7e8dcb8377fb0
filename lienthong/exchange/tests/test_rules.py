from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lienthong.exchange import rules

MOVES = """
.. 01
01 02
01 03
01 04
01 05
01 06
03 04
03 05
03 06
04 05
04 06
05 04
05 06
01 15
01 16
16 15
"""
"""Which status may follow which; `..` is a delivery that nobody has reported on."""

TABLE = {(was.replace(".", ""), now) for was, now in map(str.split, MOVES.strip().splitlines())}
CODES = sorted({*rules.STATUS_NAMES, *rules.ANSWER_NAMES})


def test_every_pair_of_statuses_has_its_answer() -> None:
    for current, reported in product(CODES, CODES):
        assert rules.moves(current, reported) is ((current, reported) in TABLE)


def test_an_unknown_status_moves_nothing() -> None:
    for code in CODES:
        assert rules.moves(code, "99") is False
        assert rules.moves("99", code) is False


def test_every_status_has_words() -> None:
    assert {code for move in rules.MOVES for code in move} == {
        *rules.STATUS_NAMES,
        *rules.ANSWER_NAMES,
    }


@given(st.lists(st.sampled_from(CODES), max_size=25))
def test_whatever_is_reported_a_finished_delivery_stays_finished(reports: list[str]) -> None:
    status, seen = "", []
    for reported in reports:
        if rules.moves(status, reported):
            status = reported
            seen.append(reported)
    for last in (rules.FINISHED, rules.TURNED_BACK, rules.AGREED):
        assert seen.count(last) <= 1
        assert last not in seen[:-1]
    assert not seen or seen[0] == rules.ARRIVED
