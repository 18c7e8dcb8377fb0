"""How a certificate names its agency, and what an agency is known as: the province's data.

Where the Government Cipher Committee's certificates write an agency's code is not confirmed, so it
is a list in province.toml ([certificates]), not code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.directory.models import Agency, AgencyVersion, ProvinceSetting
from lienthong.kernel.errors import Refused

PARTS = {"organization_identifier", "organization", "common_name"}
CODE, NAME = "code", "name"
LONGEST_FORM = 200


@dataclass(frozen=True, slots=True)
class Naming:
    """One part of a certificate, what it holds ("code" or "name"), and in which form; a value of
    another form says nothing.
    """

    part: str
    holds: str
    form: str = ".+"

    def says(self, value: str) -> bool:
        """Does this value name an agency?"""
        return re.fullmatch(self.form, value) is not None


USUAL = (Naming("organization_identifier", CODE), Naming("organization", NAME))


@dataclass(frozen=True, slots=True)
class KnownAs:
    """Every code and name that an agency has or had, and what the province accepts besides."""

    codes: frozenset[str]
    names: frozenset[str]


def namings(table: object) -> tuple[Naming, ...]:
    """The list of [certificates]; `Refused` in words for what is none."""
    listed = table.get("agency", []) if isinstance(table, Mapping) else [None]
    also = table.get("also", {}) if isinstance(table, Mapping) else {}
    found = tuple(_naming(one) for one in listed) if isinstance(listed, list) else (None,)
    sound = isinstance(also, Mapping) and all(
        isinstance(values, list) and all(isinstance(one, str) for one in values)
        for values in also.values()
    )
    if None in found or not sound:
        raise Refused(
            "directory.certificates",
            _(
                "[certificates] agency: ghi danh sách {{part, holds, form}}; part là {parts};"
                " holds là code hoặc name; form là mẫu chữ. also: khóa cơ quan = danh sách chữ."
            ).format(parts=", ".join(sorted(PARTS))),
            reason="input",
        )
    return tuple(one for one in found if one is not None)


def _naming(one: object) -> Naming | None:
    if not isinstance(one, Mapping) or not set(one) <= {"part", "holds", "form"}:
        return None
    part, holds, form = one.get("part"), one.get("holds"), one.get("form", ".+")
    if part not in PARTS or holds not in {CODE, NAME} or not isinstance(form, str):
        return None
    try:
        re.compile(form)
    except re.error:
        return None
    return Naming(part, holds, form) if len(form) <= LONGEST_FORM else None


def _table() -> dict[str, Any]:
    rows = ProvinceSetting.objects.filter(name="certificates")
    found = rows.values_list("value", flat=True).first()
    return found if isinstance(found, dict) else {}


def naming() -> tuple[Naming, ...]:
    """How certificates name agencies in this province, the surest part first."""
    return namings(_table()) or USUAL


def known_as(agency_id: int) -> KnownAs:
    """What a certificate may call an agency: any of its dated names and codes."""
    versions = AgencyVersion.objects.filter(agency_id=agency_id)
    rows = versions.values_list("name", "short_name", "code_2020", "code_2016")
    key = Agency.objects.values_list("key", flat=True).get(id=agency_id)
    also = frozenset(_table().get("also", {}).get(key, ()))
    return KnownAs(
        codes=frozenset(code for row in rows for code in row[2:] if code) | also,
        names=frozenset(name for row in rows for name in row[:2] if name) | also,
    )
