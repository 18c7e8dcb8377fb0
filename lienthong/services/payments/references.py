"""The reference of a payment: what the citizen's transfer carries and the bank tells back.

`LT` and eleven letters or digits without I, L, O, U, the last of them a check: 13 ASCII signs, well
under the 25 that VietQR takes. Banks put words around it, drop marks and change case; it is found
all the same, and a slip of one sign is not taken for another payment.
"""

from __future__ import annotations

import re
import secrets

PREFIX = "LT"
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SIGNS = 10  # 50 bits: nobody guesses one, and 2 in a million million are the same
LONGEST_CONTENT = 500

_SHAPE = re.compile(rf"(?={PREFIX}([{SIGNS}]{{{RANDOM_SIGNS + 1}}}))")
_BETWEEN = re.compile(r"[\s.\-_/]+")


def new() -> str:
    """A reference not used before: at random, so that it tells nothing of the application."""
    return of("".join(secrets.choice(SIGNS) for _sign in range(RANDOM_SIGNS)))


def of(signs: str) -> str:
    """The reference of ten signs."""
    return f"{PREFIX}{signs}{_check(signs)}"


def is_sound(reference: str) -> bool:
    """Could this be one of ours?"""
    return found_in(reference) == reference


def found_in(content: str) -> str | None:
    """The first sound reference in the words of a transfer; None when there is none."""
    words = content[:LONGEST_CONTENT].upper()
    for text in (words, _BETWEEN.sub("", words)):
        for found in _SHAPE.finditer(text):
            signs = found.group(1)
            if _check(signs[:-1]) == signs[-1]:
                return PREFIX + signs
    return None


def _check(signs: str) -> str:
    """Luhn's check over the 32 signs: finds every wrong sign and most changes of two neighbours."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        doubled = SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += doubled // len(SIGNS) + doubled % len(SIGNS)
    return SIGNS[-total % len(SIGNS)]
