"""The list of procedures, one version, and beginning another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.engine.bpmn.diagram import Diagram
from lienthong.kernel import permissions
from lienthong.services.actions import procedures
from lienthong.services.editing import parts
from lienthong.services.editing.deciding import NewForm
from lienthong.services.editing.draft import Draft
from lienthong.services.editing.terms import ROLES
from lienthong.services.models import Version
from lienthong.services.models.procedures import DRAFT, PUBLISHED, SUBMITTED
from lienthong.services.packages.package import Package
from lienthong.services.packages.reading import PROCEDURE
from lienthong.services.pages.procedures.common import (
    SHEET,
    ask,
    crumbs,
    may_draft,
    opened,
    problem_lines,
    state_of,
    url_of,
)
from lienthong.services.pages.procedures.common import show as shown
from lienthong.services.queries import procedures as queries
from lienthong.services.rules import STATUS_NAMES, Status
from lienthong.services.shelf import bytes_of
from lienthong.ui.shapes import Fact, Link

BPMN = "application/xml"


@require_safe
@official
def index(request: ActingRequest) -> HttpResponseBase:
    """Every procedure: what is in force, what is drafted and by whom."""
    words = request.GET.get("q", "")[:100]
    rows = [
        (one, state_of(one.draft) if one.draft else None)
        for one in queries.procedures(request.act, words)
    ]
    context = {"rows": rows, "words": words, "may_draft": may_draft(request.act)}
    return shown(request, "services/procedures/index.html", context)


@require_safe
@official
def version(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """One version: its facts, its parts, what is still wrong, its process."""
    act, one = request.act, opened(request, version_id)
    draft = Draft(bytes_of(one.files))
    drafts = may_draft(act)
    problems = problem_lines(one, draft, draft.problems()) if one.state != PUBLISHED else []
    others = queries.versions_of(act, one.procedure_id)
    context = {
        "version": one,
        "crumbs": crumbs(one),
        "state": state_of(one),
        "facts": _facts(one),
        "versions": [(other, state_of(other)) for other in others],
        "problems": problems,
        "parts": _parts(one, problems) if one.state == DRAFT and drafts else [],
        "steps": steps_shown(draft.package),
        "before": queries.before(one),
        "may_submit": one.state == DRAFT and drafts and not problems,
        "may_begin": one.state == PUBLISHED and drafts,
        "has_draft": any(other.state != PUBLISHED for other in others),
        "may_publish": one.state == SUBMITTED
        and permissions.may(act, "services.publish_procedure")
        and one.drafted_by_id != act.person_id,
    }
    return shown(request, "services/procedures/version.html", context)


def _facts(one: Version) -> list[Fact]:
    facts = [
        Fact(_("Mã thủ tục"), one.procedure.code),
        Fact(_("Phiên bản"), one.number),
        Fact(_("Lĩnh vực"), one.field),
        Fact(_("Người soạn"), one.drafted_by),
    ]
    if one.state == PUBLISHED:
        facts += [
            Fact(_("Người công bố"), one.published_by),
            Fact(_("Theo"), one.decision or _("Chưa ghi")),
            Fact(_("Hiệu lực từ"), f"{one.valid_from:%d/%m/%Y}"),
        ]
    if one.valid_to is not None:
        facts.append(Fact(_("Hết hiệu lực"), f"{one.valid_to:%d/%m/%Y}"))
    return facts


def _parts(one: Version, problems: list[tuple[str, str, str]]) -> list[tuple[Link, int]]:
    named = [title for title, _sentence, _address in problems]
    return [
        (Link(str(title), url_of(one, "procedure_part", key)), named.count(str(title)))
        for key, title in parts.TITLES.items()
    ]


def steps_shown(package: Package | None) -> list[dict[str, Any]]:
    """The process as a table: what waits for whom, in which status, how long."""
    if package is None:
        return []
    waiting = set(package.process.nodes())
    return [
        row
        for name, one in package.definition.diagrams.items()
        for row in _rows(package, name, one, waiting)
    ]


def _rows(package: Package, name: str, one: Diagram, waiting: set[str]) -> list[dict[str, Any]]:
    rows = []
    for node in one.nodes.values():
        step = f"{name}.{node.id}"
        if step not in waiting:
            continue
        lane = package.process.lanes.get(node.lane)
        status = package.status_of(name, node.id)
        limit = package.deadlines.common.step_limit(name, node.id)
        rows.append(
            {
                "step": step,
                "name": node.name or node.id,
                "activity": one.name,
                "lane": node.lane,
                "role": ROLES.get(lane.role, "") if lane else "",
                "service": bool(node.service),
                "status": STATUS_NAMES[Status(status)] if status else "",
                "limit": limit,
            }
        )
    return rows


@require_POST
@official
def begin(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Soạn bản mới from the version in force."""
    one = opened(request, version_id)
    made = procedures.begin_draft(request.act, code=one.procedure.code)
    messages.info(request, _("Đã mở bản soạn mới. Sửa từng phần rồi trình công bố."))
    return redirect(url_of(made))


@SHEET
@official
def begin_new(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Lập thủ tục mới from this one: another code and name, everything else to begin with."""
    one = opened(request, version_id)
    procedures.check_drafts(request.act)
    made: list[Version] = []

    def step(given: dict[str, Any]) -> None:
        draft = Draft(bytes_of(one.files))
        top = draft.value(PROCEDURE) | {"code": given["code"], "name": given["name"]}
        top.pop("code_confirmed", None)
        top.pop("short_name", None)
        draft.put(PROCEDURE, (), top)
        draft.drop_unsaid()
        made.append(procedures.begin_new(request.act, code=given["code"], files=draft.files))

    answer = ask(
        request,
        NewForm(request.POST if request.method == "POST" else None),
        step,
        said=_("Đã lập bản soạn. Sửa từng phần cho đúng thủ tục mới rồi trình công bố."),
        back_url=url_of(one),
        title=_("Lập thủ tục mới"),
        about=_("Bắt đầu từ: {name}").format(name=one.name),
        go=_("Lập bản soạn"),
        icon="plus",
    )
    return redirect(url_of(made[0])) if made else answer


@require_safe
@official
def diagram(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """The process as BPMN, for the viewer and for any other editor."""
    package = Draft(bytes_of(opened(request, version_id).files)).package
    if package is None:
        raise Version.DoesNotExist
    return HttpResponse(package.process_xml, content_type=BPMN)
