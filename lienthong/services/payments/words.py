"""Sums in words, as receipts say them: 1.015.000 is "Một triệu không trăm mười lăm nghìn đồng"."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")
_TEN, _FIVE, _HUNDRED, _THOUSAND = 10, 5, 100, 1000


def dong_in_words(amount: int) -> str:
    """A whole sum of đồng from 0 up to 18 digits."""
    groups = []
    rest = amount
    while rest:
        rest, group = divmod(rest, _THOUSAND)
        groups.append(group)
    said = [
        f"{_group(group, leading=place == len(groups) - 1)} {GROUPS[place]}".strip()
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    return f"{' '.join(said) or DIGITS[0]} đồng".capitalize()


def _group(number: int, *, leading: bool) -> str:
    """Three digits; all three are said unless the sum begins here."""
    hundreds, rest = divmod(number, _HUNDRED)
    tens, ones = divmod(rest, _TEN)
    words = [] if leading and not hundreds else [DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens == 1:
        words += ["mười"]
    elif ones and words:
        words += ["linh"]
    if ones == 1 and tens > 1:
        words += ["mốt"]
    elif ones == _FIVE and tens:
        words += ["lăm"]
    elif ones:
        words += [DIGITS[ones]]
    return " ".join(words)
