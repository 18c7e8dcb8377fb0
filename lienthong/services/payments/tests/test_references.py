"""References: found in what banks make of them, and not confused by a slip."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.services.payments import references

SIGNS = st.text(references.SIGNS, min_size=10, max_size=10)


def test_a_new_one_fits_and_is_sound() -> None:
    made = {references.new() for _time in range(50)}
    assert len(made) == 50
    assert all(references.is_sound(one) and len(one) == 13 for one in made)


@given(SIGNS)
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize(
    "words",
    [
        "{ref}", "nop le phi {ref}", "MBVCB.4711.{ref}.CT tu 0111 toi 0222", "{ref}.", "x{ref}y",
        "{low}", "LT12 {ref}", "{apart}",
    ],
)  # fmt: skip
def test_it_is_found_in_what_banks_make_of_it(words: str, signs: str) -> None:
    ref = references.of(signs)
    content = words.format(ref=ref, low=ref.lower(), apart=f"{ref[:6]} {ref[6:]}")
    assert references.found_in(content) == ref


@given(SIGNS, st.integers(2, 12), st.sampled_from(references.SIGNS))
@settings(max_examples=80, deadline=None)
def test_one_wrong_sign_is_no_other_payment(signs: str, place: int, sign: str) -> None:
    ref = references.of(signs)
    slip = ref[:place] + sign + ref[place + 1 :]
    assert references.found_in(slip) == (ref if slip == ref else None)


@pytest.mark.parametrize("content", ["", "nop le phi", "LT", "LT0000000000", "LTIIIIIIIIIII"])
def test_other_words_have_none(content: str) -> None:
    assert references.found_in(content) is None
