"""What an examination can answer, in one enum and one value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """The five answers. Only CLEAN may be shown to people or sent on."""

    CLEAN = "clean"
    INFECTED = "infected"  # a scanner named something
    SUSPICIOUS = "suspicious"  # it can run something, or is two files in one
    REFUSED = "refused"  # type, size or shape not accepted, or not readable to its end
    QUARANTINED = "quarantined"  # nobody could answer: kept apart until somebody does


SEVERITY = {
    Verdict.CLEAN: 0,
    Verdict.QUARANTINED: 1,
    Verdict.REFUSED: 2,
    Verdict.SUSPICIOUS: 3,
    Verdict.INFECTED: 4,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: `code` is stable text for machines, `reason` a Vietnamese sentence for people."""

    verdict: Verdict
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination found.

    `mime` and `label` (Vietnamese) say the type found in the content, "" when none; `size` and
    `expanded` are bytes (expanded = all that is inside unpacked, equal to size for a plain file).
    """

    name: str
    size: int
    expanded: int
    mime: str
    label: str
    verdict: Verdict
    code: str
    reason: str

    @property
    def clean(self) -> bool:
        """True only when every check and every scanner answered and none objected."""
        return self.verdict is Verdict.CLEAN


def worst(findings: list[Finding]) -> Finding | None:
    """The gravest finding, the first of equals; None of none."""
    return max(findings, key=lambda found: SEVERITY[found.verdict], default=None)
