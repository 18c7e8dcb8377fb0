"""What a notice means: every case of the model, and that no đồng is lost whatever comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.services.payments.matching import (
    Expected,
    Notice,
    Outcome,
    Verdict,
    dong,
    judge,
    told_to_payer,
)

AT = datetime(2022, 11, 21, 2, 0, tzinfo=UTC)
REF = "LT0000000000X"
FEE = Expected(REF, 50_000, due_at=AT + timedelta(days=3))


def notice(amount: int = 50_000, *, number: str = "1", reference: str = REF) -> Notice:
    return Notice(number, reference, amount, AT)


@pytest.mark.parametrize(
    ("expected", "amount", "outcome"),
    [
        (FEE, 50_000, Outcome(Verdict.PAID, 50_000)),
        (FEE, 20_000, Outcome(Verdict.UNDERPAID, 20_000, missing=30_000)),
        (FEE, 60_000, Outcome(Verdict.OVERPAID, 50_000, refund=10_000)),
        (replace(FEE, received=20_000), 30_000, Outcome(Verdict.PAID, 30_000)),
        (replace(FEE, received=20_000), 10_000, Outcome(Verdict.UNDERPAID, 10_000, missing=20_000)),
        (replace(FEE, received=20_000), 50_000, Outcome(Verdict.OVERPAID, 30_000, refund=20_000)),
        (replace(FEE, received=50_000), 50_000, Outcome(Verdict.TWICE, refund=50_000)),
        (replace(FEE, cancelled=True), 50_000, Outcome(Verdict.CANCELLED, refund=50_000)),
        (
            replace(FEE, cancelled=True, received=50_000),
            50_000,
            Outcome(Verdict.CANCELLED, refund=50_000),
        ),
        (replace(FEE, received=60_000), 50_000, Outcome(Verdict.TWICE, refund=50_000)),
        (replace(FEE, due_at=AT), 50_000, Outcome(Verdict.PAID, 50_000)),
        (
            replace(FEE, due_at=AT - timedelta(seconds=1)),
            50_000,
            Outcome(Verdict.PAID, 50_000, late=True),
        ),
        (replace(FEE, due_at=None), 50_000, Outcome(Verdict.PAID, 50_000)),
    ],
)
def test_every_case(expected: Expected, amount: int, outcome: Outcome) -> None:
    assert judge(expected, notice(amount)) == outcome


@pytest.mark.parametrize("expected", [None, replace(FEE, reference="LT1111111111X")])
def test_a_reference_of_nobody_is_kept_for_staff(expected: Expected | None) -> None:
    assert judge(expected, notice()) == Outcome(Verdict.UNKNOWN)
    assert judge(expected, notice(reference="")) == Outcome(Verdict.UNKNOWN)


@pytest.mark.parametrize("expected", [None, FEE, replace(FEE, received=50_000)])
def test_the_same_transaction_again_changes_nothing(expected: Expected | None) -> None:
    outcome = judge(expected, notice(), told={"1"})
    assert (outcome.verdict, outcome.counted, outcome.refund) == (Verdict.REPLAYED, 0, 0)


@given(st.integers(1, 10**6), st.lists(st.integers(1, 10**6), max_size=8), st.booleans())
@settings(max_examples=80, deadline=None)
def test_whatever_comes_the_fee_is_taken_once_and_the_rest_goes_back(
    amount: int, transfers: list[int], cancelled: bool
) -> None:
    expected = Expected(REF, amount, cancelled=cancelled)
    settled, refunds, told = 0, 0, []
    for number, one in enumerate(transfers):
        for _again in range(2):  # every notice comes twice
            outcome = judge(expected, notice(one, number=str(number)), told=told)
            told.append(str(number))
            expected = replace(expected, received=expected.received + outcome.counted)
            refunds += outcome.refund
            settled += outcome.settles
    assert expected.received + refunds == sum(transfers)
    assert expected.received == (0 if cancelled else min(amount, sum(transfers)))
    assert settled == (expected.received == amount)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_outcome_has_its_words(verdict: Verdict) -> None:
    words = told_to_payer(Outcome(verdict, counted=20_000, refund=10_000, missing=30_000))
    assert words.endswith(".")
    assert "{" not in words
    assert ("30.000 đồng" in words) is (verdict is Verdict.UNDERPAID)


def test_dong() -> None:
    assert dong(1_234_567) == "1.234.567 đồng"
