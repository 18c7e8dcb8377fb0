"""Where a document is: its steps from the state machines, each with who and when from the
events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.documents import rules, rules_copies
from lienthong.documents.models import Document
from lienthong.documents.queries.around import Happening
from lienthong.documents.rules import State
from lienthong.ui.shapes import Step

INCOMING_STEPS: tuple[tuple[str, Promise, str], ...] = (
    ("documents.arrived", gettext_lazy("Đến cơ quan"), "mail-opened"),
    ("documents.registered", gettext_lazy("Vào sổ"), "list-check"),
    ("documents.submitted", gettext_lazy("Trình lãnh đạo"), "user-check"),
    ("documents.assigned", gettext_lazy("Phân công"), "user-plus"),
    ("documents.started", gettext_lazy("Bắt đầu xử lý"), "clock"),
    ("documents.resolved", gettext_lazy("Kết thúc xử lý"), "circle-check"),
)
PAPER_STEPS = (
    ("documents.paper_registered", gettext_lazy("Vào sổ văn bản giấy"), "list-check"),
    *INCOMING_STEPS[2:],
)
RETURNED_STEPS = (
    INCOMING_STEPS[0],
    ("documents.returned", gettext_lazy("Trả lại nơi gửi"), "arrow-forward-up"),
)
FORWARDED_STEPS = (
    *INCOMING_STEPS[:2],
    ("documents.forwarded", gettext_lazy("Chuyển người soạn"), "arrow-right"),
)
OUTGOING_STEPS: tuple[tuple[str, Promise, str], ...] = (
    ("documents.drafted", gettext_lazy("Soạn dự thảo"), "pencil"),
    ("documents.submitted_for_check", gettext_lazy("Trình kiểm tra"), "arrow-right"),
    ("documents.content_checked", gettext_lazy("Kiểm tra nội dung"), "check"),
    ("documents.format_checked", gettext_lazy("Kiểm tra thể thức"), "list-check"),
    ("documents.approved", gettext_lazy("Lãnh đạo duyệt"), "user-check"),
    ("documents.signed", gettext_lazy("Cấp số, ký số"), "signature"),
    ("documents.sealed", gettext_lazy("Đóng dấu"), "rubber-stamp"),
    ("documents.issued", gettext_lazy("Phát hành"), "send"),
)
COPY_STEPS: tuple[tuple[str, Promise, str], ...] = (
    ("documents.copy_made", gettext_lazy("Lập bản sao"), "copy"),
    ("documents.copy_submitted", gettext_lazy("Trình ký"), "arrow-right"),
    ("documents.approved", gettext_lazy("Ký bản sao"), "user-check"),
    ("documents.copy_ready", gettext_lazy("Cấp số bản sao"), "list-check"),
    ("documents.sealed", gettext_lazy("Ký số của cơ quan"), "rubber-stamp"),
    ("documents.issued", gettext_lazy("Phát hành"), "send"),
)
EXTRACT_STEPS = (
    *COPY_STEPS[:3],
    OUTGOING_STEPS[5],
    *COPY_STEPS[4:],
)
SCANNED_STEPS: tuple[tuple[str, Promise, str], ...] = (
    ("documents.paper_entered", gettext_lazy("Vào sổ văn bản ký giấy"), "file-text"),
    ("documents.numbered", gettext_lazy("Cấp số"), "list-check"),
    ("documents.scan_put", gettext_lazy("Tải bản quét"), "file-text"),
    ("documents.sealed", gettext_lazy("Ký số của cơ quan"), "rubber-stamp"),
    ("documents.issued", gettext_lazy("Phát hành"), "send"),
)
TROUBLE = (
    "documents.draft_returned",
    "documents.number_voided",
    "documents.signing_failed",
    "documents.seal_requested",
    "documents.seal_failed",
    "documents.scan_sealed",
)
WAITS = "documents.signing_waits"
DOUBT = "documents.doubt_noted"
BEGUN = {
    rules.DRAFTED: "documents.drafted",
    rules.COPY: "documents.copy_made",
    rules.PAPER: "documents.paper_entered",
}
UNSIGNED = ("documents.number_voided", "documents.signing_failed")
STANDING = (
    "documents.replaced",
    "documents.corrected",
    "documents.recalled",
    "documents.copy_replaced",
    "documents.copy_corrected",
    "documents.recall_asked",
    "documents.recall_agreed",
    "documents.recall_declined",
    "documents.arrival_voided",
)
"""What happened to a document after it was issued, or to its arrival number."""
REMINDED = "documents.copy_chased"
KINDS = (
    REMINDED,
    *dict.fromkeys(
        kind
        for kind, _title, _icon in (
            *INCOMING_STEPS,
            *PAPER_STEPS,
            *RETURNED_STEPS,
            *FORWARDED_STEPS,
            *OUTGOING_STEPS,
            *COPY_STEPS,
            *SCANNED_STEPS,
        )
    ),
    *TROUBLE,
    WAITS,
    DOUBT,
    *STANDING,
)
"""The kinds of event a flow is drawn from."""


@dataclass(frozen=True)
class Story:
    """What the events of a document say about it now."""

    steps: list[Step]
    setback: Happening | None
    sealing: bool
    waits: str


def story(
    document: Document, events: Sequence[Happening], due: datetime | None, now: datetime
) -> Story:
    """Steps of the flow, the last setback that still matters, whether the seal is on its way, and
    why the key that signs is waited for.

    `events` are the newest of `KINDS`, newest first.
    """
    last = _live(document, events)
    steps = _steps_of(document, last)
    happened = [last.get(kind) for kind, _title, _icon in steps]
    reached = max((place for place, one in enumerate(happened) if one), default=-1)
    late = due is not None and now > due
    drawn: list[Step] = []
    for place, (one, (_kind, title, icon)) in enumerate(zip(happened, steps, strict=True)):
        if one is not None:
            drawn.append(Step(str(title), "done", "check", by=_by(one), at=one.at))
        elif place > reached:
            state = "todo" if place > reached + 1 else ("late" if late else "now")
            drawn.append(Step(str(title), state, icon))
    waits = str(events[0].data["reason"]) if events and events[0].kind == WAITS else ""
    return Story(drawn, _setback(document, events), _sealing(document, events), waits)


def _steps_of(document: Document, last: dict[str, Happening]) -> Sequence[tuple[str, Promise, str]]:
    if document.made_as == rules.COPY:
        return COPY_STEPS if rules_copies.keeps_pages(document.type) else EXTRACT_STEPS
    if document.made_as == rules.PAPER:
        return SCANNED_STEPS
    if document.direction == Document.OUTGOING:
        return OUTGOING_STEPS
    if "documents.paper_registered" in last:
        return PAPER_STEPS
    if "documents.forwarded" in last:
        return FORWARDED_STEPS
    return RETURNED_STEPS if document.state == State.RETURNED else INCOMING_STEPS


def _live(document: Document, events: Sequence[Happening]) -> dict[str, Happening]:
    """The newest event of each step that still holds: a draft sent back begins again."""
    last: dict[str, Happening] = {}
    for event in events:
        voided = event.kind == "documents.number_voided" and document.made_as == rules.PAPER
        if voided or event.kind == "documents.draft_returned":
            begun = BEGUN[document.made_as]
            last.setdefault(begun, _first(events, begun) or event)
            return last
        if event.kind in UNSIGNED:
            last["void"] = event
        elif not ("void" in last and event.kind == "documents.approved"):
            last.setdefault(event.kind, event)
    if document.state in {State.REGISTERED, State.SUBMITTED}:  # undone, or withdrawn
        for kind in ("documents.assigned", "documents.started"):
            last.pop(kind, None)
    if document.state == State.REGISTERED:
        last.pop("documents.submitted", None)
    if document.state == State.ASSIGNED:
        last.pop("documents.started", None)
    return last


def _first(events: Sequence[Happening], kind: str) -> Happening | None:
    return next((event for event in reversed(events) if event.kind == kind), None)


def _by(event: Happening) -> str:
    if event.kind == "documents.arrived":
        return str(event.data.get("issuer", ""))
    if event.kind == "documents.submitted":
        return _("{by} trình {to}").format(by=event.by_name, to=event.data.get("to", "…"))
    if event.kind == "documents.forwarded":
        return _("{by} chuyển {to}").format(by=event.by_name, to=event.data.get("to", "…"))
    if event.kind == "documents.assigned":
        return _("{by} giao {to}").format(by=event.by_name, to=event.data.get("receiver", "…"))
    return event.by_name


def _setback(document: Document, events: Sequence[Happening]) -> Happening | None:
    """Why it stands where it stands: a draft sent back, a signing or sealing that failed."""
    wanted = {
        State.DRAFTING: ("documents.draft_returned", "documents.number_voided"),
        State.FORMAT_CHECKED: UNSIGNED,
        State.SIGNED: ("documents.seal_failed",),
    }.get(State(document.state), ())
    if document.direction == Document.INCOMING:
        wanted = ("documents.seal_failed",)
    newest = next((event for event in events if event.kind in TROUBLE), None)
    return newest if newest is not None and newest.kind in wanted else None


def _sealing(document: Document, events: Sequence[Happening]) -> bool:
    newest = next((event for event in events if event.kind in TROUBLE), None)
    asked = newest is not None and newest.kind == "documents.seal_requested"
    return asked and (document.state == State.SIGNED or document.direction == Document.INCOMING)
