"""A bundle (liên thông): other agencies' applications that this one opens, each with its own code,
clock and result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Names
from lienthong.engine.forms.fields import Field
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages import values
from lienthong.services.packages.codes import LEVELS, PROCEDURE
from lienthong.services.packages.values import Value

OPENS = ("received", "signed")
KNOWN = {"code", "agency_kind", "level", "opens", "after", "when", "answers", "note"}


@dataclass(frozen=True)
class Child:
    """`agency_kind` of the same place and `level` receives it.

    `opens` when this application is received, or when its result is signed; `after` names another
    child whose result must be there first, "" none. `answers`: the child's field -> a value here.
    """

    code: str
    agency_kind: str
    level: str
    opens: str
    after: str
    when: Expression | None
    answers: Mapping[str, Value]
    note: str = ""

    def answers_of(self, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """The child's own answers, nested; what is not answered here is left out."""
        found: dict[str, Any] = {}
        for name, one in self.answers.items():
            value = one.of(answers, facts)
            if value is not None:
                values.put(found, name, value)
        return found


def read(
    sheet: Sheet, part: Part | None, fields: Mapping[str, Field], names: Names
) -> tuple[Child, ...]:
    """`children:` of procedure.yaml."""
    rows = sheet.rows(part, most=10)
    found = [_child(sheet, row, fields, names) for row in rows]
    codes = [one.code for one in found]
    for number, (row, one) in enumerate(zip(rows, found, strict=True)):
        if one.after and one.after not in codes[:number]:
            sheet.say(row, f"“after” nêu {one.after}: không phải hồ sơ con đứng trước.")
        if one.code in codes[:number]:
            sheet.say(row, f"Hồ sơ con {one.code} nêu hai lần.")
    return tuple(found)


def _child(sheet: Sheet, row: Part, fields: Mapping[str, Field], names: Names) -> Child:
    part = sheet.entries(row, KNOWN, ("code", "agency_kind", "opens", "answers"))
    code = sheet.text(part.get("code"), most=40)
    if code and not PROCEDURE.fullmatch(code):
        sheet.say(part["code"], "Mã thủ tục chỉ có chữ không dấu, số, dấu chấm, gạch nối.")
    given = sheet.entries(part["answers"], ()) if "answers" in part else {}
    return Child(
        code=code,
        agency_kind=sheet.text(part.get("agency_kind"), most=40),
        level=sheet.choice(part.get("level"), LEVELS, "commune"),
        opens=sheet.choice(part.get("opens"), OPENS, "signed"),
        after=sheet.text(part.get("after"), most=40),
        when=sheet.expression(part.get("when"), names),
        answers={name: values.read(sheet, one, fields, names) for name, one in given.items()},
        note=sheet.text(part.get("note")),
    )
