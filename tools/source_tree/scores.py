"""The reference page of `lienthong score`: the metrics of Decision 766/2022, and the shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lienthong.indicators import definitions, inputs, scoring
from lienthong.indicators.indicator_set import Indicator, Rule
from lienthong.indicators.management.commands.score import EXAMPLE

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
WORDS = Path(__file__).parent / "score_page.md"
HEAD = (
    "Metric",
    "Group",
    "Points at most",
    "Points for a ratio r",
    "Nothing to count",
    "Or as counts",
)


def formula(rule: Rule) -> str:
    """`min(2, 2 r / 0.8)`, as the published formulas are written."""
    most, full = f"{float(rule.most):g}", f"{float(rule.full_at):g}"
    if rule.full_at == 1:
        return f"{most} r"
    grown = f"{most} r / {full}"
    return f"min({most}, {grown})" if rule.capped else grown


def _row(group: str, one: Indicator) -> tuple[str, ...]:
    nothing = one.rule.points_for_none()
    counts = "; ".join(
        f"`{' + '.join(pair.numerator)}` / `{' + '.join(pair.denominator)}`" for pair in one.counts
    )
    letters = [name for name in one.called if len(name) == 1]
    names = f"`{one.id}`" + "".join(f" ({letter})" for letter in letters)
    return (
        names, group, f"{float(one.rule.most):g}", formula(one.rule),
        "no data" if nothing is None else f"{float(nothing):g} points", counts,
    )  # fmt: skip


def body(table: Table) -> str:
    """The page below its title."""
    indicator_set = definitions.national()
    rows = [_row(group.id, one) for group in indicator_set.groups for one in group.indicators]
    switches = [
        (f"`{name}`", variant.note, formula(variant.of(one.rule)))
        for one in indicator_set.indicators
        if (variant := one.variant) is not None
        for name in [variant.switch]
    ]
    example = EXAMPLE.read_text(encoding="utf-8").rstrip()
    filled = {
        "metrics": table(HEAD, rows),
        "example": example,
        "switches": table(("Switch", "Why", "Then"), switches),
        "answer": json.dumps(_answer(example), ensure_ascii=False, indent=1),
    }
    text = WORDS.read_text(encoding="utf-8").rstrip()
    for name, part in filled.items():
        text = text.replace(f"<{name}>", part)
    return text


def _answer(example: str) -> dict[str, Any]:
    """What the example gives, its groups but the first without their metrics."""
    indicator_set = definitions.national()
    given = inputs.read(indicator_set, inputs.parse(example.encode()))
    found = scoring.as_json(scoring.score(indicator_set, given.measures, level=given.level))
    groups = found["groups"]
    for group in groups[1:]:
        group["metrics"] = ["…"]
    groups[0]["metrics"][2:] = ["…"]
    return {**found, "problems": []}
