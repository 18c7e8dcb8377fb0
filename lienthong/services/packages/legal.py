"""procedure.yaml: what a procedure is by law and what a citizen is told of it.

A procedure has seven parts (Decree 63/2010, art. 8): its name, its steps, how it is filed, papers
and their number, the term, who may apply, which agency; and where it has them a fee, a form,
conditions, a result, the texts it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lienthong.engine.expressions.names import Names
from lienthong.engine.forms.fields import Field
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages import values
from lienthong.services.packages.codes import (
    APPLICANTS,
    CHANNELS,
    CODE,
    LEVELS,
    LIFE_EVENTS,
    ONLINE,
    PROCEDURE,
)
from lienthong.services.packages.package import Basis, Condition, Line, Result, Source

RULE_SETS = ("2022", "2025")
RESULT_KINDS = (
    "certificate", "extract", "confirmation", "certified_copy", "certified_signature", "decision",
    "licence", "registration", "card",
)  # fmt: skip
KNOWN = {
    "code", "code_confirmed", "name", "short_name", "summary", "field", "levels", "agencies",
    "agency_kinds", "rule_set", "online", "channels", "applicants", "who_may_apply", "steps",
    "result", "legal_basis", "sources", "samples", "eligibility", "life_events", "keywords",
    "valid_from", "valid_to", "cases", "process", "children",
}  # fmt: skip
NEEDED = ("code", "name", "levels", "rule_set", "channels", "result")
VALID_MOST = 600


def read(
    sheet: Sheet, top: Mapping[str, Part], fields: Mapping[str, Field], before: Names, after: Names
) -> dict[str, Any]:
    """The fields of `Package` that procedure.yaml tells."""
    field = (
        sheet.entries(top["field"], {"code", "name"}, ("code", "name")) if "field" in top else {}
    )
    name = sheet.text(top.get("name"))
    levels = sheet.choices(top.get("levels"), LEVELS) or ("commune",)
    agencies, kinds = sheet.texts(top.get("agencies")), sheet.texts(top.get("agency_kinds"))
    valid_from, valid_to = sheet.day(top.get("valid_from")), sheet.day(top.get("valid_to"))
    if valid_from and valid_to and valid_to <= valid_from:
        sheet.say(top["valid_to"], "“valid_to” phải sau “valid_from”.")
    return {
        "code": _code(sheet, top.get("code")),
        "code_confirmed": sheet.yes_no(top.get("code_confirmed"), default=True),
        "name": name,
        "short_name": sheet.text(top.get("short_name"), most=120) or name,
        "summary": sheet.text(top.get("summary")),
        "field_code": sheet.text(field.get("code"), most=40),
        "field": sheet.text(field.get("name"), most=120),
        "levels": levels,
        "agencies": agencies,
        "agency_kinds": kinds or (() if agencies else ("peoples_committee",)),
        "rule_set": sheet.choice(top.get("rule_set"), RULE_SETS, RULE_SETS[0]),
        "online": sheet.choice(top.get("online"), ONLINE, "none"),
        "channels": sheet.choices(top.get("channels"), CHANNELS),
        "applicants": sheet.choices(top.get("applicants"), APPLICANTS),
        "who_may_apply": sheet.text(top.get("who_may_apply")),
        "steps_told": sheet.texts(top.get("steps")),
        "result": _result(sheet, top.get("result"), fields, after),
        "legal_basis": tuple(_basis(sheet, row) for row in sheet.rows(top.get("legal_basis"))),
        "sources": tuple(_source(sheet, row) for row in sheet.rows(top.get("sources"))),
        "samples": sheet.texts(top.get("samples")),
        "eligibility": tuple(_conditions(sheet, top.get("eligibility"), before)),
        "life_events": sheet.choices(top.get("life_events"), LIFE_EVENTS),
        "keywords": sheet.texts(top.get("keywords")),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def _code(sheet: Sheet, part: Part | None) -> str:
    code = sheet.text(part, most=40)
    if part is not None and code and not PROCEDURE.fullmatch(code):
        sheet.say(part, "Mã thủ tục chỉ có chữ không dấu, số, dấu chấm, gạch nối: “1.001193”.")
    return code


def _result(sheet: Sheet, part: Part | None, fields: Mapping[str, Field], names: Names) -> Result:
    known = {
        "code",
        "name",
        "kind",
        "paper_returned",
        "template",
        "lines",
        "valid_months",
        "at_delivery",
    }
    one = sheet.entries(part, known, ("code", "name", "kind")) if part is not None else {}
    code = sheet.text(one.get("code"), most=40)
    if code and not CODE.fullmatch(code):
        sheet.say(one["code"], "Mã chỉ có chữ không dấu, số, dấu chấm, gạch nối, gạch dưới.")
    lines = []
    for row in sheet.rows(one.get("lines")):
        line = sheet.entries(row, {"label", "value"}, ("label", "value"))
        if {"label", "value"} <= line.keys():
            value = values.read(sheet, line["value"], fields, names)
            lines.append(Line(sheet.text(line["label"]), value))
    return Result(
        code=code,
        name=sheet.text(one.get("name")),
        kind=sheet.choice(one.get("kind"), RESULT_KINDS, RESULT_KINDS[0]),
        paper_returned=sheet.yes_no(one.get("paper_returned"), default=True),
        template=sheet.text(one.get("template"), most=120),
        lines=tuple(lines),
        valid_months=sheet.whole(one.get("valid_months"), 1, VALID_MOST),
        at_delivery=sheet.text(one.get("at_delivery")),
    )


def _basis(sheet: Sheet, row: Part) -> Basis:
    one = sheet.entries(row, {"text", "on", "confirmed"}, ("text",))
    confirmed = sheet.yes_no(one.get("confirmed"), default=True)
    return Basis(sheet.text(one.get("text")), sheet.day(one.get("on")), confirmed)


def _source(sheet: Sheet, row: Part) -> Source:
    one = sheet.entries(row, {"text", "on", "of"}, ("text",))
    return Source(sheet.text(one.get("text")), sheet.day(one.get("on")), sheet.text(one.get("of")))


def _conditions(sheet: Sheet, part: Part | None, names: Names) -> list[Condition]:
    found = []
    for row in sheet.rows(part):
        one = sheet.entries(row, {"when", "otherwise"}, ("when", "otherwise"))
        when = sheet.expression(one.get("when"), names)
        if when is not None:
            found.append(Condition(when, sheet.text(one.get("otherwise"))))
    return found
