"""Sums in words, as people say them."""

from __future__ import annotations

import pytest

from lienthong.services.payments.words import dong_in_words

SAID = {
    0: "Không đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    15: "Mười lăm đồng",
    21: "Hai mươi mốt đồng",
    25: "Hai mươi lăm đồng",
    101: "Một trăm linh một đồng",
    115: "Một trăm mười lăm đồng",
    1_000: "Một nghìn đồng",
    8_000: "Tám nghìn đồng",
    15_000: "Mười lăm nghìn đồng",
    200_000: "Hai trăm nghìn đồng",
    1_015_000: "Một triệu không trăm mười lăm nghìn đồng",
    1_000_001: "Một triệu không trăm linh một đồng",
    2_000_000_000: "Hai tỷ đồng",
    1_234_567_891: (
        "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng"
    ),
}


@pytest.mark.parametrize("amount", SAID)
def test_a_sum_in_words(amount: int) -> None:
    assert dong_in_words(amount) == SAID[amount]
