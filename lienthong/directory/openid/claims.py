"""From what a provider says to a `CitizenIdentity`; whatever is not as expected is left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from lienthong.directory.citizens import CitizenIdentity
from lienthong.directory.models.citizens import GENDERS
from lienthong.directory.openid.providers import Provider

_LONGEST = 300
_FIRST_YEAR = 1900


def identity(provider: Provider, said: Mapping[str, Any]) -> CitizenIdentity:
    """Who a provider's checked claims mean. `sub` is there: it was checked with the token."""
    told = {ours: said.get(theirs) for ours, theirs in provider.claims.items()}
    gender = _text(told["gender"])
    return CitizenIdentity(
        issuer=provider.issuer,
        subject=str(said["sub"]),
        verified_by=provider.method,
        level=_level(provider, told["level"]),
        full_name=_text(told["full_name"]),
        personal_number=_text(told["personal_number"]),
        born_on=_day(told["born_on"]),
        gender=gender if gender in GENDERS else "",
        residence=_text(told["residence"]),
        phone=_text(told["phone"]),
        email=_text(told["email"]),
    )


def _text(value: object) -> str:
    """One line of text; an address may come as an object with `formatted` in it."""
    if isinstance(value, dict):
        value = value.get("formatted")
    if not isinstance(value, str):
        return ""
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in value)
    return unicodedata.normalize("NFC", " ".join(plain.split()))[:_LONGEST]


def _day(value: object) -> date | None:
    try:
        read = date.fromisoformat(str(value))
    except ValueError:
        return None
    return read if read.year >= _FIRST_YEAR else None


def _level(provider: Provider, value: object) -> int:
    """How sure it is, in its own words or as 1 and 2; what it does not say is 1."""
    word = str(value)
    return provider.levels.get(word, 2 if not provider.levels and word == "2" else 1)
