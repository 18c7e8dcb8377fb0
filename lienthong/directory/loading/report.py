"""What came of a loading: counts per file, and every refused row with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Rejection:
    """A row that was not taken in. `line` is where it starts in its file; 1 is the heading line."""

    file: str
    line: int
    reason: str


@dataclass
class Report:
    """Counts of rows by file name, and the rejections in the order of the files."""

    read: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def reject(self, file: str, line: int, reason: str) -> None:
        """Keep one refusal."""
        self.rejections.append(Rejection(file, line, reason))

    @property
    def accepted(self) -> int:
        """Rows taken in now, new or changed."""
        return self.new.total() + self.changed.total()

    @property
    def rejected(self) -> int:
        """Rows refused, counted once however many faults they have."""
        return len({(rejection.file, rejection.line) for rejection in self.rejections})

    @property
    def unchanged(self) -> int:
        """Rows that stand as they were taken in before."""
        return max(0, self.read.total() - self.accepted - self.rejected)

    def as_data(self) -> dict[str, Any]:
        """Plain values for the table of loadings and for `--json`."""
        return {
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "files": {
                file: {"read": rows, "new": self.new[file], "changed": self.changed[file]}
                for file, rows in sorted(self.read.items())
            },
            "missing": self.missing,
            "rejections": [asdict(rejection) for rejection in self.rejections],
        }
