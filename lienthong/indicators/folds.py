"""Facts, conditions and reckonings of a definition read from YAML; names and types are checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.indicators.facts import (
    BUILT_IN,
    OBJECT,
    OPERATORS,
    TYPES,
    All,
    Condition,
    Derived,
    Either,
    Fact,
    Reckoning,
    Subject,
    Taken,
)

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
KIND = re.compile(r"[a-z]+\.[a-z_]+")
LINE = re.compile(rf"([a-z0-9_]+)\s+({'|'.join(OPERATORS)})(?:\s+(.+))?")
NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
YES_NO = {"true": True, "false": False}
NAMES_MOST = 60


def subject(sheet: Sheet, row: Part | None) -> Subject | None:
    """`facts:`; None when there are none or they can't be read."""
    if row is None:
        return None
    part = sheet.entries(row, {"of", "opened_by", "taken", "derived"}, ("of", "opened_by", "taken"))
    types: dict[str, str] = dict(BUILT_IN)
    taken = [_taken(sheet, one, types) for one in sheet.rows(part.get("taken"))]
    derived = [_derived(sheet, one, types) for one in sheet.rows(part.get("derived"))]
    return Subject(
        _kind(sheet, part.get("of")), _kind(sheet, part.get("opened_by")), tuple(taken),
        tuple(derived),
    )  # fmt: skip


def reckoning(sheet: Sheet, row: Part | None, of: Subject | None) -> Reckoning | None:
    """`reckon:` of an indicator."""
    if row is None or of is None:
        return None
    part = sheet.entries(row, {"within", "over", "counted", "by"}, ("within", "counted"))
    within = _known(sheet, part.get("within"), of.types)
    if of.types.get(within) != "time":
        sheet.say(row, "“within” phải là một mốc thời gian.")
    return Reckoning(
        within,
        _conditions(sheet, part.get("over"), of.types),
        _conditions(sheet, part.get("counted"), of.types),
        _known(sheet, part["by"], of.types) if "by" in part else OBJECT,
    )


def _kind(sheet: Sheet, part: Part | None) -> str:
    text = sheet.text(part)
    if part is not None and not KIND.fullmatch(text):
        sheet.say(part, "Viết dạng phòng.việc, thí dụ services.submitted.")
    return text


def _new(sheet: Sheet, part: Part | None, types: dict[str, str], type_: str) -> str:
    name = sheet.text(part, most=NAMES_MOST)
    if part is None:
        return name
    if not NAME.fullmatch(name) or name in types:
        sheet.say(part, "Tên dữ kiện viết chữ thường không dấu, mỗi tên một lần.")
    types[name] = type_
    return name


def _taken(sheet: Sheet, row: Part, types: dict[str, str]) -> Taken:
    known = {"name", "kinds", "take", "type", "last", "where"}
    part = sheet.entries(row, known, ("name", "kinds", "take"))
    take = sheet.text(part.get("take"))
    own = {"at": "time", "count": "number"}.get(take, "")
    type_ = own or sheet.choice(part.get("type"), TYPES, "text")
    where = sheet.entries(part["where"], ()) if "where" in part else {}
    kinds = sheet.rows(part.get("kinds"))
    return Taken(
        name=_new(sheet, part.get("name"), types, type_),
        kinds=tuple(_kind(sheet, one) for one in kinds),
        take=take,
        type=type_,
        last=sheet.yes_no(part.get("last")),
        where=tuple((key, sheet.text(value)) for key, value in where.items()),
    )


def _derived(sheet: Sheet, row: Part, types: dict[str, str]) -> Derived:
    part = sheet.entries(row, {"name", "first", "when"}, ("name", "first"))
    names = tuple(_known(sheet, one, types) for one in sheet.rows(part.get("first")))
    kinds = {types.get(name, "") for name in names}
    if len(kinds) != 1:
        sheet.say(row, "Các dữ kiện của “first” phải cùng một kiểu.")
    when = _conditions(sheet, part.get("when"), types)
    type_ = min(kinds, default="text")
    return Derived(_new(sheet, part.get("name"), types, type_), type_, names, when)


def _known(sheet: Sheet, part: Part | None, types: Mapping[str, str]) -> str:
    name = sheet.text(part)
    if part is not None and name not in types:
        sheet.say(part, f"Không có dữ kiện “{name[:60]}”.")
    return name


def _conditions(sheet: Sheet, part: Part | None, types: Mapping[str, str]) -> All:
    return tuple(
        found for one in sheet.rows(part) if (found := _condition(sheet, one, types)) is not None
    )


def _condition(sheet: Sheet, part: Part, types: Mapping[str, str]) -> Condition | Either | None:
    if isinstance(part.value, dict):
        ways = sheet.rows(sheet.entries(part, {"any"}, ("any",)).get("any"))
        return Either(tuple(_plain(sheet, way, types) for way in ways))
    line = LINE.fullmatch(sheet.text(part))
    if line is None or line[1] not in types:
        sheet.say(part, "Điều kiện viết “dữ kiện so_sánh giá trị”, thí dụ “supplements <= 1”.")
        return None
    fact, operator, value = line[1], line[2], line[3] or ""
    if (operator in {"known", "unknown"}) is bool(value):
        sheet.say(part, f"“{operator}” thiếu hoặc thừa giá trị.")
        return None
    if value in types and types[value] == types[fact]:
        return Condition(fact, operator, other=value)
    words = value.split() if operator == "in" else [value] if value else []
    values = [_literal(word, types[fact]) for word in words]
    if None in values:
        sheet.say(part, f"“{value[:60]}” không phải {TYPES[types[fact]]} hay dữ kiện cùng kiểu.")
    return Condition(fact, operator, tuple(values))


def _plain(sheet: Sheet, way: Part, types: Mapping[str, str]) -> tuple[Condition, ...]:
    """Conditions inside an `any`; none of them is an `any` itself."""
    found = _conditions(sheet, way, types)
    plain = tuple(one for one in found if isinstance(one, Condition))
    if len(plain) < len(found):
        sheet.say(way, "Không lồng “any” trong “any”.")
    return plain


def _literal(word: str, type_: str) -> Fact:
    if type_ == "number":
        return Decimal(word) if NUMBER.fullmatch(word) else None
    if type_ == "yes_no":
        return YES_NO.get(word)
    return word if type_ == "text" else None
