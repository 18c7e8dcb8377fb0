"""A regime of the one-stop shop as data: which numbers its printed forms have, levels, hours.

Two are known: 2022 (Decree 61/2018 with Decree 107/2021) and 2025 (Decree 118/2025). A form is
found by (rule set, kind), never by its number: the same number is another form in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from lienthong.engine.problems import refuse
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages.codes import CHANNELS, LEVELS

FORM_KINDS = (
    "receipt", "supplement", "refusal", "apology", "stop", "control_slip", "register",
)  # fmt: skip
KNOWN = {
    "code", "name", "valid_from", "valid_to", "levels", "channels", "cutoff", "reception_hours",
    "apology_days_before", "apologies_most", "forms", "legal_basis", "unconfirmed",
    "citizens_only_on_national_portal", "any_place",
}  # fmt: skip


@dataclass(frozen=True)
class PrintedForm:
    """One form of the regime; `number` is printed at its corner."""

    kind: str
    number: str
    name: str


@dataclass(frozen=True)
class RuleSet:
    """`reception_hours`: within how many working hours an online filing is answered; `any_place`:
    whether an application may be filed anywhere. `unconfirmed` says what nobody has checked.
    """

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    levels: tuple[str, ...]
    channels: tuple[str, ...]
    cutoff: time | None
    reception_hours: int
    apology_days_before: int
    apologies_most: int
    citizens_only_on_national_portal: bool
    any_place: bool
    forms: Mapping[str, PrintedForm]
    legal_basis: tuple[str, ...]
    unconfirmed: tuple[str, ...]


def read(content: bytes, name: str = "rule_set.yaml") -> RuleSet:
    """Raises `Wrong` with all problems."""
    sheet = Sheet(name)
    top = sheet.top(content, KNOWN, ("code", "name", "valid_from", "levels", "channels", "forms"))
    forms = [_form(sheet, row) for row in sheet.rows(top.get("forms"))]
    found = RuleSet(
        code=sheet.text(top.get("code"), most=40),
        name=sheet.text(top.get("name")),
        valid_from=sheet.day(top.get("valid_from")),
        valid_to=sheet.day(top.get("valid_to")),
        levels=sheet.choices(top.get("levels"), LEVELS),
        channels=sheet.choices(top.get("channels"), CHANNELS),
        cutoff=sheet.hour(top.get("cutoff")),
        reception_hours=sheet.whole(top.get("reception_hours"), 1, 80, 8),
        apology_days_before=sheet.whole(top.get("apology_days_before"), 0, 30, 1),
        apologies_most=sheet.whole(top.get("apologies_most"), 0, 10, 1),
        citizens_only_on_national_portal=sheet.yes_no(top.get("citizens_only_on_national_portal")),
        any_place=sheet.yes_no(top.get("any_place")),
        forms={one.kind: one for one in forms},
        legal_basis=sheet.texts(top.get("legal_basis")),
        unconfirmed=sheet.texts(top.get("unconfirmed")),
    )
    refuse(sheet.problems)
    return found


def _form(sheet: Sheet, row: Part) -> PrintedForm:
    one = sheet.entries(row, {"kind", "number", "name"}, ("kind", "number", "name"))
    return PrintedForm(
        sheet.choice(one.get("kind"), FORM_KINDS),
        sheet.text(one.get("number"), most=20),
        sheet.text(one.get("name")),
    )
