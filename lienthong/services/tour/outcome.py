"""What became of the story, told from the log alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.kernel import deadlines
from lienthong.kernel.ledger import sealing, verify
from lienthong.services import rules_clock
from lienthong.services.actions.common import deadline_of, ticks_of
from lienthong.services.models import Application
from lienthong.services.packages.package import Package
from lienthong.services.rules import Status
from lienthong.services.shelf import package_of

_STATUSES = """
select (data->>'status')::int from kernel_event
where object_type = 'services.application' and object_id = %s and data ? 'status'
order by id
"""


def statuses_of(application_id: int) -> list[int]:
    """The statuses an application went through, each once as long as it lasted."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUSES, [application_id])
        found: list[int] = []
        for (status,) in cursor.fetchall():
            if not found or found[-1] != status:
                found.append(status)
    return found


@dataclass(frozen=True)
class Told:
    """One application of the story."""

    application: Application
    package: Package

    def as_json(self) -> dict[str, Any]:
        """A row of `--json`."""
        one = self.application
        result = getattr(one, "result", None)
        return {
            "code": self.package.code,
            "name": self.package.name,
            "application": one.code,
            "statuses": statuses_of(one.id),
            "due": one.due_at.isoformat() if one.due_at else None,
            "fee": sum(payment.amount for payment in one.payments.all()),
            "result": bool(result and result.sha256),
            "number": result.code if result else "",
            "parts": [part.code for part in one.children.order_by("id")],
        }

    def faults(self) -> list[str]:
        """What does not hold: empty when all is well."""
        row, one = self.as_json(), self.application
        found = []
        if not row["result"]:
            found.append("không có kết quả")
        if row["statuses"][:1] != [1] or row["statuses"][-1] != Status.RETURNED:
            found.append(f"trạng thái {row['statuses']}")
        now = rules_clock.reckon(deadlines.current(), deadline_of(self.package, one), ticks_of(one))
        if now.due_at != one.due_at:
            found.append("hạn trả không tính lại được từ nhật ký")
        return [f"{one.code}: {fault}" for fault in found]


@dataclass(frozen=True)
class Outcome:
    """The whole story."""

    told: list[Told]
    parts: list[Told]
    counted: int
    ledger_ok: bool
    ledger_note: str
    seconds: float

    @property
    def faults(self) -> list[str]:
        """Everything that does not hold."""
        return [fault for one in (*self.told, *self.parts) for fault in one.faults()]

    @property
    def complete(self) -> bool:
        """Did every application end with its result, and does the log hold?"""
        return bool(self.told) and not self.faults and self.ledger_ok

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "procedures": [one.as_json() for one in self.told],
            "parts": [one.as_json() for one in self.parts],
            "applications": len(self.told) + len(self.parts),
            "counted": self.counted,
            "faults": self.faults,
            "ledger": "ok" if self.ledger_ok else "broken",
            "ledger_note": self.ledger_note,
            "seconds": round(self.seconds, 1),
            "complete": self.complete,
        }


def outcome(seconds: float) -> Outcome:
    """Read it from the database as it is now."""
    rows = list(Application.objects.select_related("version__procedure").order_by("id"))
    told = [Told(one, package_of(one.version)) for one in rows]
    sealing.seal_all()
    report = verify.verify()
    return Outcome(
        told=[one for one in told if one.application.parent_id is None],
        parts=[one for one in told if one.application.parent_id is not None],
        counted=sum(one.parent_id is None for one in rows),
        ledger_ok=report.ok,
        ledger_note=report.first.sentence if report.first else _("Sổ sự kiện nguyên vẹn."),
        seconds=seconds,
    )
