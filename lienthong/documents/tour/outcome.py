"""What came of the story: counts by level, the log, the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.documents.queries import board_counts
from lienthong.kernel.ledger import sealing, verify
from lienthong.kernel.models import Event

STEPS = ("sent", "arrived", "registered", "assigned", "answered", "late")


@dataclass(frozen=True)
class Outcome:
    """Counts of one issued document and of the log behind it."""

    levels: list[dict[str, Any]]
    events: int
    ledger: str
    ledger_note: str
    seconds: float

    def total(self, step: str) -> int:
        return sum(int(level[step]) for level in self.levels)

    @property
    def complete(self) -> bool:
        """Did every recipient come back, and does the ledger hold?"""
        sent = self.total("sent")
        back = all(
            self.total(step) == sent for step in ("arrived", "registered", "assigned", "answered")
        )
        return sent > 0 and back and self.ledger == "ok"

    def as_json(self) -> dict[str, Any]:
        """The machine's form: totals, then the levels."""
        totals = {step: self.total(step) for step in STEPS}
        totals["recipients"] = totals.pop("sent")
        return {
            **totals,
            "events": self.events,
            "ledger": self.ledger,
            "seconds": round(self.seconds, 1),
            "levels": self.levels,
            "complete": self.complete,
        }


def outcome(document_id: int, seconds: float) -> Outcome:
    """Seal what is pending, verify the whole log, and count the recipients of the document."""
    sealing.seal_all()
    report = verify.verify()
    return Outcome(
        levels=board_counts(document_id),
        events=Event.objects.count(),
        ledger="ok" if report.ok else "broken",
        ledger_note=report.first.sentence if report.first else _("Sổ sự kiện nguyên vẹn."),
        seconds=seconds,
    )
