"""One application: its bar of steps, what was asked and handed in, its clock and its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel import deadlines
from lienthong.services import printed, regimes, results, rules_clock
from lienthong.services.actions.common import deadline_of, package_for, ticks_of
from lienthong.services.models import Application, Correction, Step
from lienthong.services.packages.package import Package
from lienthong.services.pages import answers
from lienthong.services.pages.common import opened, status_tag, url_of
from lienthong.services.pages.files import paper_rows
from lienthong.services.pages.steps import SHEETS
from lienthong.services.queries import bundles, steps, story
from lienthong.services.rules import ENDED, STATUS_NAMES, Status
from lienthong.ui import shapes, words
from lienthong.ui.shapes import Fact, Link, Tag

CHANNELS = {
    "online": gettext_lazy("Trực tuyến"),
    "direct": gettext_lazy("Tại quầy"),
    "post": gettext_lazy("Qua bưu chính"),
}
KEPT = {
    story.BEFORE: gettext_lazy("Trước hạn"),
    story.ON: gettext_lazy("Đúng hạn"),
    story.AFTER: gettext_lazy("Quá hạn"),
    "": gettext_lazy("Không đặt hạn"),
}
RARE = frozenset({"hand_over", "correct", "apologise", "stop", "withdraw"})
"""Steps that stand under “Việc khác”."""


@dataclass(frozen=True)
class Button:
    """A step as the bar draws it: over the page (`sheet`), or done at once (`tap`)."""

    label: str
    icon: str
    url: str
    kind: str = "secondary"
    sheet: bool = False
    tap: bool = False


@require_safe
@official
def application(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Everything about one application that this post may see."""
    one = opened(request, application_id)
    request.looked.append(("view", one))
    package = package_for(one)
    waiting = list(one.steps.filter(closed_at=None).order_by("id"))
    bar, more = _buttons(request, one)
    return render(
        request,
        "services/application.html",
        {
            "one": one,
            "package": package,
            "tags": _tags(one),
            "bar": bar,
            "more": more,
            "facts": _facts(one, package, waiting),
            "reasons": _reasons(one),
            "sections": answers.sections(package, one),
            "papers": paper_rows(one, package),
            "result": getattr(one, "result", None),
            "result_url": url_of(one, "result") if _has_file(one) else "",
            "proof_url": results.public_address(one.result) if _has_file(one) else "",
            "opinions": list(one.opinions.order_by("id")),
            "payments": list(one.payments.order_by("id")),
            "corrections": _corrections(one, package),
            "parts": [
                (part, url_of(part), status_tag(part), package_for(part).name)
                for part in one.children.select_related("version").order_by("id")
            ],
            "failed_parts": one.facts.get(bundles.FAILED, []),
            "parent_url": url_of(one.parent) if one.parent else "",
            "slip": [(row, str(KEPT[row.kept])) for row in story.hand_overs(one)],
            **_clock(request, one, package),
            "flow": _flow(request.act.at, one),
            "forms": _forms(one),
            "back_url": reverse("services:applications"),
        },
    )


def _corrections(one: Application, package: Package) -> list[tuple[Correction, str, Any, Any]]:
    """Field by field: who, what it is called, before, after."""
    names = answers.labels(package.form)
    return [
        (kept, names.get(name, name), before, after)
        for kept in one.corrections.order_by("id")
        for name, before, after in kept.changes
    ]


def _forms(one: Application) -> list[Link]:
    """The regime's forms that can be printed now."""
    regime = one.version.rule_set
    return [
        Link(regimes.form_of(regime, kind).name, url_of(one, "form", kind), icon="printer")
        for kind in printed.kinds_of(one)
    ]


def _has_file(one: Application) -> bool:
    return hasattr(one, "result") and bool(one.result.sha256)


def _buttons(request: ActingRequest, one: Application) -> tuple[list[Button], list[Button]]:
    """Those of the bar, the first of them the main one, and those under “Việc khác”."""
    verbs = steps.allowed(request.act, one)
    near = [_button(one, verb) for verb in verbs if verb not in RARE]
    near = [replace(button, kind="secondary" if at else "") for at, button in enumerate(near)]
    return near, [_button(one, verb) for verb in verbs if verb in RARE]


def _button(one: Application, verb: str) -> Button:
    if verb in OWN_PAGES:
        label, picture, name = OWN_PAGES[verb]
        return Button(str(label), picture, url_of(one, name))
    sheet = SHEETS[verb]
    address = url_of(one, "step", verb)
    return Button(str(sheet.title), sheet.icon, address, sheet=True, tap=verb in TAPPED)


TAPPED = frozenset({"sign", "pay"})
OWN_PAGES = {
    "correct": (gettext_lazy("Đính chính thông tin"), "edit", "correction"),
    "answer_supplement": (gettext_lazy("Nhận giấy tờ bổ sung"), "plus", "supplement_answer"),
}
"""Steps that need a page, not a sheet: words, icon, address."""


def _tags(one: Application) -> list[Tag]:
    found = [status_tag(one), Tag(str(CHANNELS[one.channel]))]
    if one.parent_id is not None:
        found.append(Tag(_("Hồ sơ liên thông"), "vio", "link"))
    if one.supplements > 1:
        found.append(Tag(_("Bổ sung quá một lần, tính trễ"), "bad", "alert-triangle"))
    return found


def _facts(one: Application, package: Package, waiting: list[Step]) -> list[Fact]:
    who = one.applicant
    found = [
        Fact(_("Mã hồ sơ"), one.code),
        Fact(_("Người nộp"), who.name, note=_filed_by(one)),
        Fact(_("Số giấy tờ"), who.number or _("Chưa ghi")),
        Fact(_("Điện thoại"), who.phone or _("Chưa ghi"), note=who.email),
        Fact(_("Nộp lúc"), words.instant(one.submitted_at), note=str(CHANNELS[one.channel])),
        Fact(_("Tiếp nhận lúc"), words.instant(one.received_at) or _("Chưa tiếp nhận")),
    ]
    if waiting:
        held = "; ".join(step.holder or step.lane for step in waiting)
        found.append(Fact(_("Đang ở"), held, note="; ".join(step.name for step in waiting)))
    if len(package.cases) > 1:
        name = next(case.name for case in package.cases if case.code == one.case)
        found.append(Fact(_("Trường hợp"), name))
    return found


def _filed_by(one: Application) -> str:
    who = one.applicant
    if not who.filed_by:
        return ""
    return _("{name} nộp thay ({basis})").format(name=who.filed_by, basis=who.basis)


def _reasons(one: Application) -> list[tuple[str, str, str]]:
    """What must be read first: (tone, title, text)."""
    found = story.reasons(one)
    titles = {
        "services.refused": ("bad", _("Lý do từ chối")),
        "services.stopped": ("bad", _("Lý do dừng xử lý")),
        "services.withdrawn": ("", _("Lý do rút hồ sơ")),
        "services.apologised": ("warn", _("Đã xin lỗi và hẹn lại")),
    }
    shown = [(*titles[kind], found[kind].data["reason"]) for kind in titles if kind in found]
    back = found.get("services.draft_sent_back")
    if back is not None and one.status == Status.IN_PROGRESS and _drafting(one):
        shown.append(("warn", _("Lãnh đạo trả lại dự thảo"), back.data["reason"]))
    return shown


def _drafting(one: Application) -> bool:
    return one.steps.filter(node="draft", closed_at=None).exists()


def _clock(request: ActingRequest, one: Application, package: Package) -> dict[str, Any]:
    """The clock with its pauses, and how each supplement moved the day."""
    calendar, now = deadlines.current(), request.act.at
    told = rules_clock.reckon(calendar, deadline_of(package, one), ticks_of(one))
    running = one.due_at is not None and one.status not in ENDED and not told.stands
    return {
        "clock": told,
        "days": calendar.days_left(now, one.due_at) if running and one.due_at else None,
        "now": now,
        "used": rules_clock.percent_used(calendar, told, now),
        "supplements": list(one.supplements_asked.order_by("id")),
        "moved": told.first_due_at != told.due_at,
    }


def _flow(now: datetime, one: Application) -> list[shapes.Step]:
    """Who had it when, and who has it."""
    found = [shapes.Step(_("Nộp hồ sơ"), "done", by=one.applicant.name, at=one.submitted_at)]
    for row in one.steps.order_by("id"):
        late = row.due_at is not None and (row.closed_at or now) > row.due_at
        state = "done" if row.closed_at else "late" if late else "now"
        note = row.outcome
        if not row.closed_at and row.due_at:
            note = _("Hạn {due}").format(due=words.instant(row.due_at))
        elif late:
            note = _("{outcome}, quá hạn bước này").format(outcome=row.outcome or row.name)
        found.append(
            shapes.Step(
                row.name, state, by=row.holder, at=row.closed_at or row.opened_at, note=note
            )
        )
    if one.status in ENDED and one.status != Status.DONE:
        found.append(shapes.Step(str(STATUS_NAMES[Status(one.status)]), "done", at=one.ended_at))
    return found
