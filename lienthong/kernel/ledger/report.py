"""What a verification found, in words: the report and its findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as _

from lienthong.kernel.ledger.leaf import time_text

KEPT = 100  # findings kept with their words; all are counted

SENTENCES = {
    "event_changed": _("Số {seq}: sự kiện {event_id} không còn như lúc niêm: dòng đã bị sửa."),
    "event_missing": _("Số {seq}: sự kiện {event_id} đã niêm nhưng không còn: dòng đã bị xóa."),
    "leaf_changed": _("Số {seq}: lá của sự kiện {event_id} đã bị sửa; sự kiện vẫn khớp mốc đã ký."),
    "leaf_missing": _("Số {seq}: dãy số đứt ở đây, thiếu {count} lá: dòng đã bị xóa."),
    "leaf_order": _(
        "Số {seq}: sự kiện {event_id} đứng sai chỗ: thứ tự không khớp mốc {size} đã ký."
    ),
    "leaves_differ": _("Số {seq} đến {size}: các lá không khớp mốc {size} đã ký."),
    "leaf_unsigned": _("Số {seq}: {count} lá từ sự kiện {event_id} nằm ngoài mọi mốc đã ký."),
    "checkpoint_signature": _("Mốc {size}: chữ ký không đúng: mốc đã bị sửa."),
    "checkpoint_key": _("Mốc {size}: ký bằng khóa {key}, không phải khóa của sổ này."),
    "checkpoint_chain": _(
        "Mốc {size}: không nối với mốc đứng trước: một mốc đã bị xóa hoặc bị sửa."
    ),
    "checkpoint_origin": _("Mốc {size}: thuộc sổ khác ({origin})."),
    "checkpoint_frontier": _("Mốc {size}: phần cây tính sẵn không khớp gốc đã ký."),
    "event_unsealed": _(
        "Sự kiện {event_id}: {count} sự kiện từ đây không có số và không chờ niêm: "
        "dòng chờ đã bị xóa."
    ),
    "pending_odd": _(
        "Sự kiện {event_id}: {count} dòng chờ niêm nêu sự kiện không có hoặc đã niêm rồi."
    ),
    "against_short": _("Sổ chỉ còn {count} sự kiện, mốc đã công bố có {size}: phần cuối đã mất."),
    "against_differs": _(
        "Mốc {size} đã công bố không khớp sổ: các sự kiện đến số {size} đã bị viết lại."
    ),
    "against_missing": _("Mốc {size} đã công bố không còn trong bảng mốc."),
    "against_signature": _("Mốc {size} đã công bố: chữ ký trong tệp không đúng."),
    "against_key": _("Mốc {size} đã công bố: ký bằng khóa {key} mà sổ này không biết."),
    "against_origin": _("Mốc {size} đã công bố thuộc sổ khác ({origin})."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One break: `code` for machines, and the row it is about, as far as it has one."""

    code: str
    seq: int | None = None
    event_id: int | None = None
    size: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The break told in Vietnamese."""
        rows = {"seq": self.seq, "event_id": self.event_id, "size": self.size}
        return translated(SENTENCES[self.code]).format(**rows, **self.facts)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        rows = {"seq": self.seq, "event_id": self.event_id, "checkpoint": self.size}
        return {
            "code": self.code,
            **{name: value for name, value in rows.items() if value is not None},
            **self.facts,
            "sentence": self.sentence,
        }


@dataclass(slots=True)
class Report:
    """`events` are sealed ones recomputed, `pending` the tail that no checkpoint covers yet."""

    origin: str = ""
    events: int = 0
    checkpoints: int = 0
    pending: int = 0
    root: str = ""
    signed_at: datetime | None = None
    against: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    found: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Does the ledger hold?"""
        return self.found == 0

    @property
    def first(self) -> Finding | None:
        """The break with the lowest number; one without a number comes last."""
        if not self.findings:
            return None
        return min(self.findings, key=lambda one: (one.seq is None, one.seq or one.size or 0))

    def add(self, finding: Finding, count: int = 1) -> None:
        """Note a break; `count` when one finding stands for several rows."""
        self.found += count
        if len(self.findings) < KEPT:
            self.findings.append(finding)

    def as_dict(self) -> dict[str, Any]:
        """For --json: the same facts, times in UTC."""
        return {
            "ok": self.ok,
            "origin": self.origin,
            "events": self.events,
            "checkpoints": self.checkpoints,
            "pending": self.pending,
            "root": self.root,
            "signed_at": time_text(self.signed_at) if self.signed_at else None,
            "against": self.against,
            "found": self.found,
            "first": self.first.as_dict() if self.first else None,
            "findings": [finding.as_dict() for finding in self.findings],
            "seconds": round(self.seconds, 3),
        }
