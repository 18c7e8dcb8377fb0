"""VietQR: an answer published by NAPAS, one counted by hand, and every transfer there and back."""

from __future__ import annotations

from base64 import b64decode
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel.errors import Refused
from lienthong.services.payments import vietqr
from lienthong.services.payments.vietqr import Transfer

PUBLISHED = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
)
"""The dynamic transfer to an account in NAPAS's own description of the format."""

TRANSFER = Transfer("970499", "0000000000", 8000, "LT0123456789X")
BY_HAND = (
    "000201"  # format 01
    "010212"  # made for one payment
    "3854"  # 54 = 14 + 28 + 12
    "0010A000000727"  # 4 + 10
    "0124" "0006970499" "01100000000000"  # 4 + 24 = 4 + (4 + 6) + (4 + 10)
    "0208QRIBFTTA"  # 4 + 8
    "5303704"
    "54048000"
    "5802VN"
    "6217" "0813LT0123456789X"  # 17 = 4 + 13
    "6304"
)  # fmt: skip


def _crc_bit_by_bit(text: str) -> str:
    """The same sum as the standard writes it, without a table."""
    total = 0xFFFF
    for byte in text.encode():
        total ^= byte << 8
        for _bit in range(8):
            total = (total << 1) ^ (0x1021 if total & 0x8000 else 0)
        total &= 0xFFFF
    return f"{total:04X}"


def test_the_published_code_is_read() -> None:
    assert vietqr.read(PUBLISHED) == Transfer(
        "970403", "0011012345678", 180000, "thanh toan don hang"
    )


def test_a_code_is_built_as_counted_by_hand() -> None:
    assert vietqr.build(TRANSFER) == BY_HAND + _crc_bit_by_bit(BY_HAND)


def test_the_sum_is_the_one_of_the_standard() -> None:
    assert vietqr.crc("123456789") == "29B1"  # the check value of CRC-16/CCITT with FFFF


TRANSFERS = st.builds(
    Transfer,
    bank=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    amount=st.integers(1, 10**13 - 1),
    reference=st.from_regex(r"[\x20-\x7e]{1,25}", fullmatch=True),
)


@given(TRANSFERS)
@settings(max_examples=60, deadline=None)
def test_what_is_built_is_read_back(transfer: Transfer) -> None:
    text = vietqr.build(transfer)
    assert text.isascii()
    assert vietqr.read(text) == transfer
    assert vietqr.read(text[:-4] + text[-4:].lower()) == transfer


@given(TRANSFERS, st.integers(0, 10**6), st.sampled_from("0A~"))
@settings(max_examples=60, deadline=None)
def test_no_single_wrong_sign_goes_unseen(transfer: Transfer, place: int, sign: str) -> None:
    text = vietqr.build(transfer)
    place %= len(text) - 4
    if text[place] != sign:
        with pytest.raises(Refused):
            vietqr.read(text[:place] + sign + text[place + 1 :])


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_other_text_is_refused_in_words(text: str) -> None:
    summed = text + "6304"
    for wrong in (text, summed + vietqr.crc(summed) if summed.isascii() else summed):
        with pytest.raises(Refused, match="Mã VietQR không dùng được"):
            vietqr.read(wrong)


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97049", "1", 1, "a"),
        Transfer("970499", "", 1, "a"),
        Transfer("970499", "1" * 20, 1, "a"),
        Transfer("970499", "1", 0, "a"),
        Transfer("970499", "1", -5, "a"),
        Transfer("970499", "1", 10**13, "a"),
        Transfer("970499", "1", 1, ""),
        Transfer("970499", "1", 1, "a" * 26),
        Transfer("970499", "1", 1, "nộp phí"),
        Transfer("٩٧٠٤٩٩", "1", 1, "a"),
    ],
)
def test_what_no_bank_could_read_is_not_built(transfer: Transfer) -> None:
    with pytest.raises(Refused, match="Mã VietQR không dùng được"):
        vietqr.build(transfer)


def test_another_currency_or_service_is_not_ours() -> None:
    for old, new in (("5303704", "5303840"), ("QRIBFTTA", "QRIBFTTC")):
        body = BY_HAND.replace(old, new)
        with pytest.raises(Refused, match="không phải VietQR chuyển khoản"):
            vietqr.read(body + vietqr.crc(body))


def test_the_picture_is_data_without_a_style_in_it() -> None:
    head, _, data = vietqr.picture(vietqr.build(TRANSFER)).partition(",")
    drawn = b64decode(data).decode() if head.endswith("base64") else unquote(data)
    assert head.startswith("data:image/svg+xml")
    assert "<svg" in drawn
    assert "style" not in drawn
