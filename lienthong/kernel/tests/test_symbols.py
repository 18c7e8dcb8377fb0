from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.kernel import symbols
from lienthong.kernel.errors import Refused
from lienthong.kernel.symbols import STATE, Grammar, Read

PARTY = Grammar("{number}-{type}/{agency}", "{number}-CV/{agency}", 2)
TYPES = {STATE: ("NQ", "QĐ", "QyĐ", "TTr", "CT", "CTr", "TB"), PARTY: ("NQ", "QĐ", "QĐi", "BC")}
GRAMMARS = st.sampled_from([STATE, PARTY])
BODIES = st.text("ABCDĐEGHKLMNOPQRSTUVXYưáê &", min_size=1, max_size=12).map(str.strip)


@pytest.mark.parametrize(
    ("grammar", "parts", "symbol", "code"),
    [
        (STATE, Read(15, "QĐ", "UBND"), "QĐ-UBND", "15/QĐ-UBND"),
        (STATE, Read(12, "", "UBND", "VX"), "UBND-VX", "12/UBND-VX"),
        (STATE, Read(5, "", "STC"), "STC", "05/STC"),
        (STATE, Read(1287, "TTr", "STC"), "TTr-STC", "1287/TTr-STC"),
        (PARTY, Read(7, "NQ", "TU"), "NQ/TU", "07-NQ/TU"),
        (PARTY, Read(36, "", "VPTU"), "CV/VPTU", "36-CV/VPTU"),
    ],
)
def test_a_number_is_written_and_read_by_the_grammar_of_its_system(
    grammar: Grammar, parts: Read, symbol: str, code: str
) -> None:
    """Decree 30/2020, app. I part II; guidance 36-HD/VPTW."""
    assert grammar.symbol(agency=parts.agency, type=parts.type, unit=parts.unit) == symbol
    assert grammar.code(parts.number, symbol) == code
    assert grammar.read(code, TYPES[grammar]) == parts


@given(data=st.data(), grammar=GRAMMARS, number=st.integers(1, 99_999))
def test_what_is_written_is_read_back(data: Any, grammar: Grammar, number: int) -> None:
    kind = data.draw(st.sampled_from(("", *TYPES[grammar])))
    agency = data.draw(BODIES.filter(lambda name: name and name not in TYPES[grammar]))
    unit = data.draw(BODIES) if grammar == STATE and not kind else ""
    code = grammar.code(number, grammar.symbol(agency=agency, type=kind, unit=unit))
    assert grammar.read(code, TYPES[grammar]) == Read(number, kind, agency, unit)


@given(grammar=GRAMMARS, text=st.text("0123456789/-QĐNTUBDVX .", max_size=20))
def test_whatever_can_be_read_is_written_so_that_it_reads_the_same(
    grammar: Grammar, text: str
) -> None:
    read = grammar.read(text, TYPES[grammar])
    if read is not None:
        symbol = grammar.symbol(agency=read.agency, type=read.type, unit=read.unit)
        assert grammar.read(grammar.code(read.number, symbol), TYPES[grammar]) == read


@pytest.mark.parametrize(
    "text", ["", "UBND-VX", "15", "15/", "15 QĐ-UBND", "QĐ-UBND/15", "-3/QĐ-U"]
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert STATE.read(text, TYPES[STATE]) is None


def test_the_longer_type_wins_and_a_strange_one_is_no_type() -> None:
    assert STATE.read("3/CTr-UBND", TYPES[STATE]) == Read(3, "CTr", "UBND")
    assert STATE.read("3/XX-UBND", TYPES[STATE]) == Read(3, "", "XX", "UBND")


GOOD = {"named": "{number}-{type}/{agency}", "unnamed": "{number}-{agency}", "width": 3}


def test_a_province_writes_its_own_grammar() -> None:
    own = symbols.grammar(GOOD)
    assert own.code(7, own.symbol(agency="TU", type="NQ")) == "007-NQ/TU"
    assert own.code(7, own.symbol(agency="TU", unit="VP")) == "007-TU"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"named": None}, "thiếu mẫu named"),
        ({"unnamed": 3}, "thiếu mẫu unnamed"),
        ({"named": "{type}/{number}-{agency}"}, "phải bắt đầu bằng {number}"),
        ({"named": "{number}{type}-{agency}"}, "phải bắt đầu"),
        ({"named": "{number}-{type}{agency}"}, "phải bắt đầu"),
        ({"named": "{number}-{agency}"}, "phải bắt đầu"),
        ({"named": "{number}-{type}/{agency}-{agency}"}, "phải bắt đầu"),
        ({"named": "{number}-{type}/{agency}/{place}"}, "phải bắt đầu"),
        ({"named": "{number}-{type}/{agency}}"}, "phải bắt đầu"),
        ({"unnamed": "{number}/{agency}"}, "cùng dấu"),
        ({"width": 0}, "width"),
        ({"width": "2"}, "width"),
    ],
)
def test_a_pattern_that_could_not_be_read_back_is_refused(
    change: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        symbols.grammar(GOOD | change)
    assert words in refused.value.message
