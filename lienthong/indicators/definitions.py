"""Definitions read from YAML; whoever wrote one is told everything that is wrong, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

from lienthong.engine.problems import Problem, Wrong, refuse
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.indicators import folds
from lienthong.indicators.facts import Reckoning, Subject
from lienthong.indicators.indicator_set import (
    LEVELS,
    SOURCES,
    Counts,
    Group,
    Indicator,
    IndicatorSet,
    Rule,
    Variant,
)

NATIONAL = Path(__file__).parent / "definitions"
QD_766 = "qd-766-2022"
TOP = {
    "id", "version", "name", "basis", "valid_from", "valid_to", "confirmed", "note", "most",
    "groups", "facts",
}  # fmt: skip
NEEDED = ("id", "version", "name", "basis", "valid_from", "most", "groups")
OF_GROUP = {"id", "name", "called", "most", "metrics"}
OF_METRIC = {
    "id", "name", "called", "counts", "less", "source", "levels", "most", "full_at", "capped",
    "none", "variant", "reckon",
}  # fmt: skip
OF_VARIANT = {"switch", "note", "full_at", "capped"}
OF_COUNTS = {"numerator", "denominator"}
NONE = {"most", "zero"}
DECIMAL = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
NOTHING = Part(None, 0, 0)


@cache
def national() -> IndicatorSet:
    """The index of Decision 766/2022, as shipped."""
    return read((NATIONAL / f"{QD_766}.yaml").read_bytes(), f"{QD_766}.yaml")


def read(content: bytes, name: str) -> IndicatorSet:
    """One set. Raises `Wrong` with every problem found."""
    sheet = Sheet(name)
    top = sheet.top(content, TOP, NEEDED)
    indicator_set = _set(sheet, top) if top else None
    refuse(sheet.problems)
    if indicator_set is None:
        raise Wrong(Problem("Tệp này không có nội dung.", where=name))
    return indicator_set


def _set(sheet: Sheet, top: Mapping[str, Part]) -> IndicatorSet | None:
    subject = folds.subject(sheet, top.get("facts"))
    groups = tuple(_group(sheet, part, subject) for part in sheet.rows(top.get("groups")))
    most = _number(sheet, top.get("most"))
    valid_from = sheet.day(top.get("valid_from"))
    at = top.get("groups", NOTHING)
    _once(sheet, at, [one.id for one in groups], "Mã nhóm")
    _once(sheet, at, [one.id for group in groups for one in group.indicators], "Mã chỉ số")
    _adds_up(sheet, at, "Các nhóm", sum((one.most for one in groups), Fraction(0)), most)
    if valid_from is None:
        return None
    return IndicatorSet(
        id=_code(sheet, top.get("id")),
        version=sheet.whole(top.get("version"), 1, 9_999, 1),
        name=sheet.text(top.get("name")),
        basis=sheet.text(top.get("basis")),
        valid_from=valid_from,
        valid_to=sheet.day(top.get("valid_to")),
        confirmed=sheet.yes_no(top.get("confirmed")),
        note=sheet.text(top.get("note")),
        most=most,
        groups=groups,
        subject=subject,
    )


def _group(sheet: Sheet, row: Part, subject: Subject | None) -> Group:
    part = sheet.entries(row, OF_GROUP, ("id", "name", "most", "metrics"))
    indicators = tuple(_indicator(sheet, one, subject) for one in sheet.rows(part.get("metrics")))
    most = _number(sheet, part.get("most"))
    name = sheet.text(part.get("name"))
    total = sum((one.rule.most for one in indicators), Fraction(0))
    _adds_up(sheet, row, f"Các chỉ số của nhóm “{name}”", total, most)
    return Group(
        _code(sheet, part.get("id")), name, most, indicators, sheet.texts(part.get("called"))
    )


def _indicator(sheet: Sheet, row: Part, subject: Subject | None) -> Indicator:
    part = sheet.entries(row, OF_METRIC, ("id", "name", "source", "most"))
    rule = Rule(
        most=_number(sheet, part.get("most")),
        full_at=_share(sheet, part.get("full_at")) or Fraction(1),
        capped=sheet.yes_no(part.get("capped"), default=True),
        none=sheet.choice(part.get("none"), NONE),
    )
    return Indicator(
        id=_code(sheet, part.get("id")),
        name=sheet.text(part.get("name")),
        source=sheet.choice(part.get("source"), SOURCES, "declared"),
        rule=rule,
        called=sheet.texts(part.get("called")),
        counts=tuple(_counts(sheet, one) for one in sheet.rows(part.get("counts"))),
        less=sheet.texts(part.get("less")),
        levels=frozenset(sheet.choices(part.get("levels"), LEVELS)),
        variant=_variant(sheet, part.get("variant")),
        reckon=_reckon(sheet, row, part, subject),
    )


def _reckon(
    sheet: Sheet, row: Part, part: Mapping[str, Part], subject: Subject | None
) -> Reckoning | None:
    computed = "source" in part and part["source"].value == "computed"
    if computed is not ("reckon" in part):
        sheet.say(row, "Chỉ số “computed” phải có “reckon”, chỉ số khác thì không.")
    return folds.reckoning(sheet, part.get("reckon"), subject)


def _variant(sheet: Sheet, row: Part | None) -> Variant | None:
    if row is None:
        return None
    part = sheet.entries(row, OF_VARIANT, ("switch", "note"))
    capped = sheet.yes_no(part["capped"]) if "capped" in part else None
    full_at = _share(sheet, part.get("full_at"))
    if capped is None and full_at is None:
        sheet.say(row, "Cách hiểu khác phải đổi “full_at” hoặc “capped”.")
    return Variant(_code(sheet, part.get("switch")), sheet.text(part.get("note")), full_at, capped)


def _counts(sheet: Sheet, row: Part) -> Counts:
    part = sheet.entries(row, OF_COUNTS, ("numerator", "denominator"))
    return Counts(sheet.texts(part.get("numerator")), sheet.texts(part.get("denominator")))


def _code(sheet: Sheet, part: Part | None) -> str:
    text = sheet.text(part, most=60)
    if part is not None and not CODE.fullmatch(text):
        sheet.say(part, "Mã bắt đầu bằng chữ không dấu, sau đó là chữ, số, gạch nối, gạch dưới.")
    return text


def _number(sheet: Sheet, part: Part | None) -> Fraction:
    if part is None:
        return Fraction(0)
    text = str(part.value)
    if isinstance(part.value, bool | list | dict) or not DECIMAL.fullmatch(text):
        sheet.say(part, "Chỗ này phải là số không âm, dấu thập phân là dấu chấm.")
        return Fraction(0)
    return Fraction(text)


def _share(sheet: Sheet, part: Part | None) -> Fraction | None:
    if part is None:
        return None
    found = _number(sheet, part)
    if not 0 < found <= 1:
        sheet.say(part, "Tỉ lệ phải lớn hơn 0 và không quá 1.")
        return None
    return found


def _once(sheet: Sheet, part: Part, ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            sheet.say(part, f"{what} “{one}” viết hai lần.")
        seen.add(one)


def _adds_up(sheet: Sheet, part: Part, what: str, total: Fraction, most: Fraction) -> None:
    if total != most:
        sheet.say(part, f"{what} cộng được {float(total):g} điểm, “most” ghi {float(most):g}.")
