"""What an application costs (phí, lệ phí), by expressions and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienthong.engine.expressions import tables
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.expressions.tables import Table
from lienthong.engine.problems import Wrong, wrong
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages.codes import CODE

KINDS = {"phi": "Phí", "le_phi": "Lệ phí"}
MOMENTS = {"reception": 1, "supplement": 2, "return": 4}
"""HinhThucThu of the national sync."""
AMOUNT_MOST = 10**12
KNOWN = {
    "code", "name", "kind", "moment", "when", "amount", "table", "exemptions", "basis", "sample",
}  # fmt: skip
Content = Mapping[str, bytes]


@dataclass(frozen=True)
class Exemption:
    """Whoever it holds for pays nothing, and reads why."""

    when: Expression
    sentence: str


@dataclass(frozen=True)
class Fee:
    """What one application owes. `moment` 1 at reception, 2 at a supplement, 4 at the return;
    `exempt` says why the amount is 0; `sample` where the figure is not confirmed.
    """

    code: str
    name: str
    kind: str
    amount: int
    moment: int
    exempt: str = ""
    basis: str = ""
    sample: str = ""


@dataclass(frozen=True)
class FeeRule:
    """One fee of the procedure, before an application asks."""

    code: str
    name: str
    kind: str
    moment: int
    when: Expression | None
    amount: Expression | Table | None
    exemptions: tuple[Exemption, ...]
    basis: str
    sample: str

    def of(self, known: Mapping[str, Any], working_days: WorkingDays | None) -> Fee | None:
        """None where it does not apply. Raises `Unfilled` where an answer is still missing."""
        if self.when and not self.when.value(known, working_days=working_days):
            return None
        why = next(
            (
                one.sentence
                for one in self.exemptions
                if one.when.holds(known, working_days=working_days)
            ),
            "",
        )
        amount = 0
        if not why and self.amount is not None:
            amount = self.amount.value(known, working_days=working_days)
        if not 0 <= amount <= AMOUNT_MOST:
            raise wrong(f"Mức thu tính ra {amount} đồng: không thể là số âm hay quá lớn.",
                        where=f"fees.yaml, {self.code}")  # fmt: skip
        return Fee(
            self.code, self.name, self.kind, amount, self.moment, why, self.basis, self.sample
        )


@dataclass(frozen=True)
class Fees:
    """`free` is the sentence of a procedure that costs nothing."""

    all: tuple[FeeRule, ...]
    free: str = ""


def read(sheet: Sheet, content: bytes | None, names: Names, files: Content) -> Fees:
    """`fees.yaml` and the tables it names."""
    top = sheet.top(content, {"free", "fees"}, {"fees"})
    rules = tuple(_rule(sheet, row, names, files) for row in sheet.rows(top.get("fees")))
    free = sheet.text(top.get("free"))
    if top and not rules and not free:
        at = top.get("fees", Part(None, 1, 1))
        sheet.say(at, "Không thu gì thì nói rõ ở “free” vì sao.")
    return Fees(rules, free)


def _rule(sheet: Sheet, row: Part, names: Names, files: Content) -> FeeRule:
    part = sheet.entries(row, KNOWN, ("code", "name", "kind", "moment"))
    code = sheet.text(part.get("code"), most=40)
    if code and not CODE.fullmatch(code):
        sheet.say(part["code"], "Mã chỉ có chữ không dấu, số, dấu chấm, gạch nối, gạch dưới.")
    amount: Expression | Table | None
    if "table" in part:
        amount = _table(sheet, part["table"], names, files)
    else:
        amount = _amount(sheet, part, row, names)
    moment = sheet.choice(part.get("moment"), MOMENTS, "reception")
    return FeeRule(
        code=code,
        name=sheet.text(part.get("name")),
        kind=sheet.choice(part.get("kind"), KINDS, "le_phi"),
        moment=MOMENTS[moment],
        when=sheet.expression(part.get("when"), names),
        amount=amount,
        exemptions=tuple(_exemptions(sheet, part.get("exemptions"), names)),
        basis=sheet.text(part.get("basis")),
        sample=sheet.text(part.get("sample")),
    )


def _amount(sheet: Sheet, part: Mapping[str, Part], row: Part, names: Names) -> Expression | None:
    if "amount" not in part:
        sheet.say(row, "Mức thu phải có “amount” (biểu thức) hoặc “table” (tệp bảng).")
        return None
    found = sheet.expression(part["amount"], names, Kind.WHOLE)
    if found is not None and not found.uses:
        try:
            amount = found.value({})
        except Wrong as error:
            sheet.say(part["amount"], error.problems[0].sentence)
            return None
        if not 0 <= amount <= AMOUNT_MOST:
            sheet.say(part["amount"], "Mức thu không thể là số âm hay quá lớn.")
    return found


def _table(sheet: Sheet, part: Part, names: Names, files: Content) -> Table | None:
    name = sheet.text(part, most=120)
    if name not in files:
        sheet.say(part, f"Gói không có tệp “{name}”.")
        return None
    try:
        table = tables.read(files[name], names)
    except Wrong as error:
        sheet.problems.extend(error.at(name).problems)
        return None
    if table.gives is not Kind.WHOLE or table.hit != tables.FIRST:
        sheet.say(part, "Bảng mức thu phải có “gives: số nguyên” và “hit: first”.")
        return None
    for one in table.rows:
        if not one.then.uses and one.then.value({}) < 0:
            problem = Part(None, one.line, one.column)
            Sheet(name, sheet.problems).say(problem, "Mức thu không thể là số âm.")
    return table


def _exemptions(sheet: Sheet, part: Part | None, names: Names) -> list[Exemption]:
    found = []
    for row in sheet.rows(part):
        entry = sheet.entries(row, {"when", "sentence"}, ("when", "sentence"))
        when = sheet.expression(entry.get("when"), names)
        sentence = sheet.text(entry.get("sentence"))
        if when is not None:
            found.append(Exemption(when, sentence))
    return found
