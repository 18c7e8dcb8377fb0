"""How long an application may take: in all, by case and channel, and step by step.

The clock over events (pauses, supplements, apologies) is elsewhere; here is what it goes by.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from lienthong.engine.expressions.functions import add_months
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.kernel.deadlines import Calendar
from lienthong.services.packages.codes import CHANNELS

UNITS = ("same_day", "working_hours", "days", "working_days", "months")
STEP_UNITS = ("working_hours", "working_days")
AMOUNT_MOST = 400
SUPPLEMENTS_MOST = 5
PAUSES = (5, 6, 8)
AFTER = ("resume", "restart")
KNOWN = {
    "totals", "cutoff", "legal_most", "after_supplement", "supplements_most", "pauses", "steps",
    "basis", "note",
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """So many units; `same_day` has amount 0."""

    amount: int
    unit: str


@dataclass(frozen=True)
class Deadline:
    """What the clock of one application goes by.

    `cutoff`: what comes after this time of day on a same-day procedure is due the next working
    day. `pauses`: statuses (1..10) in which the clock stands. `steps`: limits by node
    (`tham-dinh.appraise`). `legal_most` is the law's maximum where the promise is shorter.
    """

    amount: int
    unit: str
    cutoff: time | None
    after_supplement: str
    supplements_most: int
    pauses: frozenset[int]
    legal_most: Span | None
    steps: Mapping[str, Span]
    basis: str = ""
    note: str = ""

    def step_limit(self, process: str, node: str) -> Span | None:
        """How long that step may take, where the package says."""
        return self.steps.get(f"{process}.{node}")


@dataclass(frozen=True)
class Total:
    """One row of `totals`: the first whose case and channel fit, "" fitting any."""

    case: str
    channel: str
    span: Span
    legal_most: Span | None


@dataclass(frozen=True)
class Deadlines:
    """`deadlines.yaml`."""

    totals: tuple[Total, ...]
    common: Deadline

    def of(self, case: str, channel: str) -> Deadline:
        """For one application."""
        fitting = [
            one for one in self.totals
            if one.case in ("", case) and one.channel in ("", channel)
        ]  # fmt: skip
        total = fitting[0]
        common = self.common
        return Deadline(
            total.span.amount, total.span.unit, common.cutoff, common.after_supplement,
            common.supplements_most, common.pauses, total.legal_most or common.legal_most,
            common.steps, common.basis, common.note,
        )  # fmt: skip


def due_at(deadline: Deadline | Span, at: datetime, calendar: Calendar) -> datetime:
    """When an application received at that moment is due, were nothing to stop its clock.

    A term whose last day is a day off ends on the next working day (Civil Code 2015, art. 148).
    """
    local = at.astimezone(calendar.zone)
    today, amount = local.date(), deadline.amount
    if deadline.unit == "working_hours":
        return calendar.add_working_hours(at, amount)
    if deadline.unit == "working_days":
        return calendar.add_working_days(at, amount)
    if deadline.unit == "same_day":
        cutoff = getattr(deadline, "cutoff", None)
        late = cutoff is not None and local.time() > cutoff
        return calendar.add_working_days(at, int(late or not calendar.is_working_day(today)))
    months = deadline.unit == "months"
    last = add_months(today, amount) if months else today + timedelta(days=amount)
    return calendar.close_of(_worked(last, calendar))


def _worked(day: date, calendar: Calendar) -> date:
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)


def read(
    sheet: Sheet, content: bytes | None, cases: Collection[str]
) -> tuple[Deadlines, Mapping[str, Part]]:
    """`deadlines.yaml`, and where its steps are written. The last total fits every application."""
    top = sheet.top(content, KNOWN, ("totals", "after_supplement", "supplements_most"))
    totals = [_total(sheet, row, cases) for row in sheet.rows(top.get("totals"))]
    if top and not (totals and (totals[-1].case, totals[-1].channel) == ("", "")):
        at = top.get("totals", Part(None, 1, 1))
        sheet.say(at, "Dòng cuối của “totals” không nêu case, channel: để hồ sơ nào cũng có hạn.")
    for earlier, later in pairwise(totals):
        if (earlier.case, earlier.channel) == ("", ""):
            at = top["totals"]
            sheet.say(at, f"Hạn {later.span.amount} {later.span.unit} đứng sau dòng chung: không"
                          " bao giờ được dùng.")  # fmt: skip
    default = Total("", "", Span(1, "working_days"), None)
    pauses = [sheet.whole(one, 1, 10) for one in sheet.rows(top.get("pauses"))]
    for one, part in zip(pauses, sheet.rows(top.get("pauses")), strict=True):
        if one and one not in PAUSES:
            sheet.say(part, "Đồng hồ chỉ dừng ở trạng thái 5, 6 hoặc 8.")
    placed = sheet.entries(top["steps"], ()) if "steps" in top else {}
    common = Deadline(
        amount=0,
        unit="",
        cutoff=sheet.hour(top.get("cutoff")),
        after_supplement=sheet.choice(top.get("after_supplement"), AFTER, "resume"),
        supplements_most=sheet.whole(top.get("supplements_most"), 0, SUPPLEMENTS_MOST, 1),
        pauses=frozenset(pauses) or frozenset({5}),
        legal_most=_span(sheet, top["legal_most"], UNITS) if "legal_most" in top else None,
        steps={name: _span(sheet, one, STEP_UNITS) for name, one in placed.items()},
        basis=sheet.text(top.get("basis")),
        note=sheet.text(top.get("note")),
    )
    return Deadlines((*totals, default), common), placed


def _total(sheet: Sheet, row: Part, cases: Collection[str]) -> Total:
    part = sheet.entries(row, {"case", "channel", "amount", "unit", "legal_most"}, ("unit",))
    case = sheet.choice(part.get("case"), cases)
    channel = sheet.choice(part.get("channel"), CHANNELS)
    legal = _span(sheet, part["legal_most"], UNITS) if "legal_most" in part else None
    return Total(case, channel, _measured(sheet, row, part, UNITS), legal)


def _span(sheet: Sheet, row: Part, units: Collection[str]) -> Span:
    return _measured(sheet, row, sheet.entries(row, {"amount", "unit"}, ("unit",)), units)


def _measured(sheet: Sheet, row: Part, part: Mapping[str, Part], units: Collection[str]) -> Span:
    unit = sheet.choice(part.get("unit"), units, "working_days")
    if unit == "same_day":
        if "amount" in part:
            sheet.say(part["amount"], "Hạn trong ngày (same_day) không có số lượng.")
        return Span(0, unit)
    if "amount" not in part:
        sheet.say(row, "Thiếu mục “amount”.")
    return Span(sheet.whole(part.get("amount"), 1, AMOUNT_MOST, 1), unit)
