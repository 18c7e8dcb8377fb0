"""What a set of indicators is: groups of indicators, each with the points that a ratio gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from lienthong.indicators.facts import Reckoning, Subject

SOURCES = {
    "computed": "tính từ nhật ký",
    "imported": "nhập từ hệ thống khác",
    "declared": "cơ quan tự kê khai",
}
LEVELS = {"province": "cấp tỉnh", "district": "cấp huyện", "commune": "cấp xã"}


@dataclass(frozen=True)
class Rule:
    """`most` points at the ratio `full_at`, in proportion below; above too, unless `capped`.

    `none` is what is given when there was nothing to count: "most", "zero" or "" (no data).
    """

    most: Fraction
    full_at: Fraction = Fraction(1)
    capped: bool = True
    none: str = ""

    def points(self, ratio: Fraction) -> Fraction:
        """Points for a ratio from 0 to 1."""
        points = self.most * ratio / self.full_at
        return min(self.most, points) if self.capped else points

    def points_for_none(self) -> Fraction | None:
        """Points when the denominator is 0; None says that there is nothing to judge."""
        return {"most": self.most, "zero": Fraction(0)}.get(self.none)


@dataclass(frozen=True)
class Variant:
    """The other reading of a formula that sources disagree about, behind a switch."""

    switch: str
    note: str
    full_at: Fraction | None = None
    capped: bool | None = None

    def of(self, rule: Rule) -> Rule:
        """The rule by the other reading."""
        return replace(
            rule,
            full_at=rule.full_at if self.full_at is None else self.full_at,
            capped=rule.capped if self.capped is None else self.capped,
        )


@dataclass(frozen=True)
class Counts:
    """Names that an input may give instead of a ratio: the sums of the first over the second."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """One metric. `levels` empty: it applies everywhere. `called`, `counts` and `less` are what an
    input may give: other names of the ratio, two counts, shares to be taken off the whole.
    """

    id: str
    name: str
    source: str
    rule: Rule
    called: tuple[str, ...] = ()
    counts: tuple[Counts, ...] = ()
    less: tuple[str, ...] = ()
    levels: frozenset[str] = frozenset()
    variant: Variant | None = None
    reckon: Reckoning | None = None

    def applies_to(self, level: str) -> bool:
        """Is it asked of agencies of this level? An unknown level is asked everything."""
        return not level or not self.levels or level in self.levels

    def rule_with(self, switches: frozenset[str]) -> Rule:
        """Its rule when these switches are on."""
        chosen = self.variant is not None and self.variant.switch in switches
        return self.variant.of(self.rule) if self.variant and chosen else self.rule


@dataclass(frozen=True)
class Group:
    """Metrics under one heading; together they give at most `most`."""

    id: str
    name: str
    most: Fraction
    indicators: tuple[Indicator, ...]
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorSet:
    """One version of a set of indicators, valid [valid_from, valid_to)."""

    id: str
    version: int
    name: str
    basis: str
    valid_from: date
    valid_to: date | None
    confirmed: bool
    note: str
    most: Fraction
    groups: tuple[Group, ...]
    subject: Subject | None = None

    @property
    def reckonings(self) -> dict[str, Reckoning]:
        """Those that the log answers, by indicator."""
        return {one.id: one.reckon for one in self.indicators if one.reckon is not None}

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All metrics, in their order."""
        return tuple(one for group in self.groups for one in group.indicators)

    @property
    def switches(self) -> dict[str, Variant]:
        """What can be read otherwise."""
        variants = (one.variant for one in self.indicators)
        return {one.switch: one for one in variants if one is not None}
