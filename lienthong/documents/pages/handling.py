"""One part of the work: what was asked, how it stands, and the steps of its receiver and giver.

The same page serves the assignments of a document and those of another source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents.actions import handling
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.tree import Tree
from lienthong.documents.models import Assignment, Document, Extension
from lienthong.documents.pages.trail import entry
from lienthong.documents.queries import around
from lienthong.documents.rules_assignments import (
    LIVE,
    ROLE_NAMES,
    UNDONE,
    WORK_NAMES,
    Work,
    overdue,
)
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.ui import toasts, words
from lienthong.ui.shapes import Entry, Fact, Tag

SHEET = require_http_methods(["GET", "HEAD", "POST"])
TONES: dict[str, str] = {
    Work.GIVEN: "",
    Work.ACCEPTED: "act",
    Work.DOING: "act",
    Work.REPORTED: "warn",
    Work.SENT_BACK: "bad",
    Work.DONE: "ok",
    Work.WITHDRAWN: "",
}
TOLD = 50


@dataclass(frozen=True)
class Line:
    """A part as one line of the tree; `depth` 1, 2, 3 as on the handling slip."""

    depth: int
    name: str
    role: Tag
    state: Tag
    due_at: datetime | None
    late: bool
    directive: str
    url: str


def lines(act: Act, tree: Tree) -> list[Line]:
    """The tree from the top down, each part under what it is a part of."""
    found: list[Line] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for node in tree.children(parent_id):
            found.append(_line(act, node, depth))
            walk(node.id, depth + 1)

    walk(None, 1)
    return found


def _line(act: Act, node: Assignment, depth: int) -> Line:
    return Line(
        depth,
        node.receiver_name,
        Tag(str(ROLE_NAMES[node.role]), "act" if node.role == "lead" else ""),
        Tag(str(WORK_NAMES[node.state]), TONES[node.state]),
        node.due_at,
        node.role != "for_information" and overdue(node.due_at, act.at, node.done_at),
        node.directive,
        url_of(node),
    )


def url_of(node: Assignment, name: str = "assignment") -> str:
    """The page of a part, or a step on it."""
    return reverse(f"documents:{name}", args=[node.id])


@dataclass(frozen=True)
class PartStep:
    """What may be done with a part; `way`: "post" does it, "sheet" asks first."""

    label: str
    icon: str
    url: str
    way: str = "post"


def steps(act: Act, tree: Tree, node: Assignment) -> list[PartStep]:
    """What this post may do with a part now, the main thing first."""
    found: list[PartStep] = []
    if trees.holds(act, node) and node.state in UNDONE:
        found += _told_steps(node) if node.role == "for_information" else _own(act, tree, node)
    if trees.gave(act, node) and node.state in LIVE:
        found += _given(node)
    if may_chase(act, node):
        found.append(_step_of(node, _("Đôn đốc"), "bell", "assignment_reminder", "sheet"))
    return found


def _step_of(node: Assignment, label: str, icon: str, name: str, way: str = "post") -> PartStep:
    return PartStep(label, icon, url_of(node, name), way)


def _told_steps(node: Assignment) -> list[PartStep]:
    return [_step_of(node, _("Đã xem"), "check", "assignment_finish")]


def _own(act: Act, tree: Tree, node: Assignment) -> list[PartStep]:
    found: list[PartStep] = []
    if not tree.open_children(node.id):
        if not node.report_back:
            found.append(
                _step_of(node, _("Kết thúc phần việc"), "circle-check", "assignment_finish")
            )
        found.append(_step_of(node, _("Báo cáo kết quả"), "send", "assignment_report", "sheet"))
    if node.state != Work.DOING:
        found.append(_step_of(node, _("Bắt đầu làm"), "clock", "assignment_start"))
    if node.state == Work.GIVEN:
        found.append(_step_of(node, _("Nhận việc"), "check", "assignment_acceptance"))
    if node.due_at is not None:
        found.append(_step_of(node, _("Xin gia hạn"), "calendar", "assignment_extension", "sheet"))
    if permissions.may(act, "documents.assign"):
        label = _("Giao người trong đơn vị")
        found.append(_step_of(node, label, "user-plus", "assignment_parts", "sheet"))
    return found


def _given(node: Assignment) -> list[PartStep]:
    found: list[PartStep] = []
    if node.state == Work.REPORTED:
        found = [
            _step_of(node, _("Đồng ý, kết thúc"), "circle-check", "assignment_conclusion"),
            _step_of(
                node, _("Trả lại báo cáo"), "arrow-forward-up", "assignment_send_back", "sheet"
            ),
        ]
    return [*found, _step_of(node, _("Rút phần việc"), "x", "assignment_withdrawal", "sheet")]


def may_chase(act: Act, node: Assignment) -> bool:
    """The giver, a leader, the clerk; only who is still at work."""
    waits = node.state in UNDONE and node.role != "for_information"
    reminds = trees.gave(act, node) or "clerk" in act.roles
    return waits and reminds and not trees.holds(act, node)


@dataclass(frozen=True)
class Part:
    """A part of the work as one post opened it."""

    act: Act
    node: Assignment
    document: Document | None
    tree: Tree


def opened_part(request: ActingRequest, assignment_id: int) -> Part:
    """The part, if this post may see it; Assignment.DoesNotExist (a 404) otherwise."""
    node = Assignment.objects.visible_to(request.act).get(id=assignment_id)
    document = node.document
    if document is not None:
        tree = trees.stands_on(document)
    else:
        rows = Assignment.objects.filter(
            document=None, source=node.source, agency_id=node.agency_id
        )
        tree = Tree(None, list(rows.exclude(state=Work.WITHDRAWN).order_by("id")))
    return Part(request.act, tree.by_id.get(node.id, node), document, tree)


@require_safe
@official
def assignment(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """What was asked of whom, its parts, its extensions, and what has happened to it."""
    part = opened_part(request, assignment_id)
    act, node, document = part.act, part.node, part.document
    if document is not None:
        request.looked.append(("view", document))
    asked = Extension.objects.filter(assignment=node).order_by("-id")
    waiting = next((one for one in asked if one.state == "asked"), None)
    below = Tree(document, [node, *part.tree.under(node)])
    return render(
        request,
        "documents/assignment.html",
        {
            "node": node,
            "document": document,
            "title": document.subject if document else node.title,
            "line": _line(act, node, 1),
            "facts": _facts(node, document),
            "steps": steps(act, part.tree, node),
            "lines": [
                line for child in below.children(node.id) for line in _branch(act, below, child)
            ],
            "waiting": waiting if trees.gave(act, node) and node.state in LIVE else None,
            "answer_url": url_of(node, "assignment_extension_answer"),
            "extensions": asked[:TOLD],
            "entries": _told(part),
        },
    )


def _branch(act: Act, tree: Tree, node: Assignment, depth: int = 1) -> list[Line]:
    found = [_line(act, node, depth)]
    for child in tree.children(node.id):
        found += _branch(act, tree, child, depth + 1)
    return found


def _facts(node: Assignment, document: Document | None) -> list[Fact]:
    about = (
        Fact(_("Văn bản"), document.code, url=reverse("documents:document", args=[document.id]))
        if document
        else Fact(_("Nguồn"), node.source)
    )
    wanted = _("Báo cáo, người giao kết luận") if node.report_back else _("Nơi nhận tự kết thúc")
    return [
        about,
        Fact(_("Người giao"), node.giver_name, note=words.instant(node.given_at)),
        Fact(_("Nơi nhận"), node.receiver_name, note=str(ROLE_NAMES[node.role])),
        Fact(_("Hạn"), words.instant(node.due_at) or _("Không đặt hạn")),
        Fact(_("Cách kết thúc"), wanted),
    ]


def _told(part: Part) -> list[Entry]:
    """The events of this part, newest first."""
    if part.document is not None:
        found = around.happenings(part.document.id, part=part.node.id)
        return [entry(event, part.document.id) for event in found]
    found = around.happenings(part.node.id, about="documents.assignment")
    return [entry(event, None) for event in found]


def back_from(part: Part) -> HttpResponseBase:
    """To the document after a step, or to the part where there is none."""
    if part.document is not None:
        return redirect(reverse("documents:document", args=[part.document.id]))
    return redirect(url_of(part.node))


def _step(
    request: ActingRequest, assignment_id: int, act_on: Callable[..., object], said: str
) -> HttpResponseBase:
    part = opened_part(request, assignment_id)
    act_on(request.act, assignment_id=assignment_id)
    toasts.say(request, said)
    return back_from(part)


@require_POST
@official
def acceptance(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Nhận việc."""
    return _step(request, assignment_id, handling.accept, _("Đã nhận việc."))


@require_POST
@official
def beginning(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Bắt đầu làm."""
    return _step(request, assignment_id, handling.begin, _("Đã ghi bắt đầu làm."))


@require_POST
@official
def finish(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Kết thúc phần việc, Đã xem."""
    return _step(request, assignment_id, handling.finish, _("Đã ghi xong phần việc."))


@require_POST
@official
def conclusion(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Đồng ý, kết thúc."""
    return _step(request, assignment_id, handling.conclude, _("Đã đồng ý, phần việc kết thúc."))


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def sheet(request: HttpRequest, form: forms.Form, **shown: Any) -> HttpResponseBase:
    """A form of a few fields as a page, or over the page it was opened from."""
    return render(
        request,
        "documents/ask.html",
        {"form": form, **shown},
        status=422 if form.errors else 200,
    )
