"""Ratios into points, groups and a total (Decision 766/2022). Exact arithmetic; nothing is
rounded before it is written down.

No data is not 0: a metric without data gives no points and loses none, and the score says out of
how many points it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lienthong.indicators.indicator_set import SOURCES, Group, Indicator, IndicatorSet, Rule

PLACES = Decimal("0.0001")
SCORED, NO_DATA, NOT_APPLICABLE, WRONG = "scored", "no_data", "not_applicable", "wrong"


@dataclass(frozen=True)
class Measure:
    """What is known of a metric: a ratio, or n of d. `wrong` says why an input can't be used."""

    ratio: Fraction | None = None
    n: Fraction | None = None
    d: Fraction | None = None
    wrong: str = ""

    @property
    def nothing(self) -> bool:
        """Counted, and there was nothing."""
        return self.d is not None and self.d == 0


@dataclass(frozen=True)
class Line:
    """A metric with its points; None where there are none to give."""

    indicator: Indicator
    status: str
    measure: Measure
    points: Fraction | None
    note: str = ""

    @property
    def lost(self) -> Fraction | None:
        """Points lost; below 0 only where a formula without a cap gave more than `most`."""
        return None if self.points is None else self.indicator.rule.most - self.points


@dataclass(frozen=True)
class Scored:
    """A group with its lines. `most_scored` is what its scored metrics could give."""

    group: Group
    lines: tuple[Line, ...]

    @property
    def most_scored(self) -> Fraction:
        found = (one.indicator.rule.most for one in self.lines if one.points is not None)
        return min(self.group.most, sum(found, Fraction(0)))

    @property
    def points(self) -> Fraction | None:
        """None when nothing in it is known."""
        known = [one.points for one in self.lines if one.points is not None]
        return min(self.group.most, sum(known, Fraction(0))) if known else None

    @property
    def lost(self) -> Fraction | None:
        return None if self.points is None else self.most_scored - self.points


@dataclass(frozen=True)
class Score:
    """All groups; the total is the sum of those known."""

    indicator_set: IndicatorSet
    groups: tuple[Scored, ...]
    switches: frozenset[str]

    @property
    def total(self) -> Fraction | None:
        known = [one.points for one in self.groups if one.points is not None]
        return sum(known, Fraction(0)) if known else None

    @property
    def most_scored(self) -> Fraction:
        return sum((one.most_scored for one in self.groups), Fraction(0))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def complete(self) -> bool:
        """Does every metric that applies have a value?"""
        return all(one.status in {SCORED, NOT_APPLICABLE} for one in self.lines)


def score(
    indicator_set: IndicatorSet,
    measures: Mapping[str, Measure],
    *,
    level: str = "",
    switches: Collection[str] = (),
) -> Score:
    """The score of one agency from what is known of it, by indicator id."""
    on = frozenset(switches)
    groups = tuple(
        Scored(
            group,
            tuple(
                _line(one, measures.get(one.id, Measure()), level, on) for one in group.indicators
            ),
        )
        for group in indicator_set.groups
    )
    return Score(indicator_set, groups, on)


def _line(indicator: Indicator, measure: Measure, level: str, on: frozenset[str]) -> Line:
    if measure.wrong:
        return Line(indicator, WRONG, measure, None, measure.wrong)
    rule = indicator.rule_with(on)
    if measure.nothing:
        return _nothing(indicator, rule, measure)
    if measure.ratio is None:
        if not indicator.applies_to(level):
            return Line(indicator, NOT_APPLICABLE, measure, None, "Không áp dụng cho cấp này.")
        return Line(indicator, NO_DATA, measure, None, "Chưa có số liệu.")
    points = rule.points(measure.ratio)
    return Line(indicator, SCORED, measure, points, _otherwise(indicator, measure.ratio, on))


def _nothing(indicator: Indicator, rule: Rule, measure: Measure) -> Line:
    points = rule.points_for_none()
    if points is None:
        said = "Mẫu số bằng 0: không có gì để tính, không phải 0 điểm."
        return Line(indicator, NO_DATA, measure, None, said)
    return Line(indicator, SCORED, measure, points, f"Mẫu số bằng 0: tính {told(points)} điểm.")


def _otherwise(indicator: Indicator, ratio: Fraction, on: frozenset[str]) -> str:
    """What the other reading of the formula would give, when it gives something else."""
    variant = indicator.variant
    if variant is None:
        return ""
    here, other = indicator.rule, variant.of(indicator.rule)
    chosen = variant.switch in on
    used, unused = (other, here) if chosen else (here, other)
    if used.points(ratio) == unused.points(ratio):
        return ""
    return f"{variant.note} Cách kia cho {told(unused.points(ratio))} điểm."


def told(points: Fraction | None) -> str:
    """Points as people read them: at most two decimals, a decimal comma."""
    if points is None:
        return "—"
    text = format(rounded(points).quantize(Decimal("0.01"), ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".").replace(".", ",")


def rounded(value: Fraction) -> Decimal:
    """To four decimals, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(PLACES, ROUND_HALF_UP)


def _plain(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(rounded(value))


def as_json(found: Score) -> dict[str, Any]:
    """The shape of docs/reference/score.md."""
    total = found.total
    return {
        "indicator_set": found.indicator_set.id,
        "version": found.indicator_set.version,
        "basis": found.indicator_set.basis,
        "confirmed": found.indicator_set.confirmed,
        "switches": sorted(found.switches),
        "total": _plain(total),
        "max": _plain(found.indicator_set.most),
        "max_scored": _plain(found.most_scored),
        "lost": None if total is None else _plain(found.most_scored - total),
        "complete": found.complete,
        "groups": [_group(one) for one in found.groups],
        "notes": [
            f"{one.indicator.id}: {one.note}" for one in found.lines if one.note
        ],
    }  # fmt: skip


def _group(one: Scored) -> dict[str, Any]:
    return {
        "id": one.group.id,
        "name": one.group.name,
        "points": _plain(one.points),
        "max": _plain(one.group.most),
        "max_scored": _plain(one.most_scored),
        "lost": _plain(one.lost),
        "metrics": [_metric(line) for line in one.lines],
    }


def _metric(line: Line) -> dict[str, Any]:
    return {
        "id": line.indicator.id,
        "name": line.indicator.name,
        "source": line.indicator.source,
        "source_name": SOURCES[line.indicator.source],
        "status": line.status,
        "points": _plain(line.points),
        "max": _plain(line.indicator.rule.most),
        "lost": _plain(line.lost),
        "ratio": _plain(line.measure.ratio),
        "n": _plain(line.measure.n),
        "d": _plain(line.measure.d),
        "note": line.note,
    }
