"""A draft on its way: its package to take away and bring back, its tests, publishing."""

from __future__ import annotations

import difflib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official, with_right
from lienthong.engine.problems import Wrong
from lienthong.services.actions import procedures
from lienthong.services.editing.deciding import PublishForm, ReasonForm, ZipForm
from lienthong.services.editing.draft import Draft
from lienthong.services.models import Version
from lienthong.services.packages import trying, zipped
from lienthong.services.pages.procedures.common import (
    SHEET,
    ask,
    crumbs,
    draft_of,
    opened,
    problem_lines,
    show,
    told,
    url_of,
)
from lienthong.services.queries import procedures as queries
from lienthong.services.shelf import bytes_of
from lienthong.ui.shapes import Link

AROUND = 2
LINES_MOST = 2_000


@require_safe
@official
def package(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """The package as a zip file."""
    one = opened(request, version_id)
    name = f"{one.procedure.code}-{one.number}.zip"
    return HttpResponse(
        zipped.pack(bytes_of(one.files)),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@SHEET
@official
def upload(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """A zip takes the place of all files of the draft."""
    version, draft = draft_of(request, version_id)
    form = ZipForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )

    def step(given: dict[str, Any]) -> None:
        procedures.change_draft(
            request.act, version_id=version.id, files=zipped.unpack(given["package"]),
            what=_("Tải cả gói lên"),
        )  # fmt: skip

    return ask(
        request,
        form,
        step,
        said=_("Đã thay mọi tệp của bản soạn bằng tệp trong gói."),
        back_url=url_of(version),
        title=_("Tải gói lên"),
        about=version.name,
        note=_("Gói này thay toàn bộ {n} tệp của bản soạn.").format(n=len(draft.files)),
        go=_("Thay bằng gói này"),
        icon="arrow-up",
        multipart=True,
    )


@require_safe
@official
def trial(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Chạy kiểm tra: what stands in the way of publishing, and each of the package's own tests."""
    one = opened(request, version_id)
    draft = Draft(bytes_of(one.files))
    tried: list[trying.Outcome] = []
    if draft.package is not None:
        tried, _unread = trying.outcomes(draft.package)
    tests = {problem for each in tried for problem in each.problems}
    problems = [problem for problem in draft.problems() if problem not in tests]
    context = {
        "version": one,
        "crumbs": crumbs(one, Link(_("Kết quả kiểm tra"))),
        "problems": problem_lines(one, draft, problems),
        "tests": [(each, [told(problem) for problem in each.problems]) for each in tried],
        "failed": sum(bool(each.problems) for each in tried),
    }
    return show(request, "services/procedures/trial.html", context)


@require_safe
@official
def differences(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """What is other than in the version before, file by file."""
    one = opened(request, version_id)
    earlier = queries.before(one)
    context = {
        "version": one,
        "before": earlier,
        "crumbs": crumbs(one, Link(_("Khác bản trước"))),
        "files": _files(earlier.files if earlier else {}, one.files),
    }
    return show(request, "services/procedures/differences.html", context)


def _files(before: dict[str, str], now: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(file, lines) of every file that differs; a line is (added | removed | same | gap, text)."""
    return [
        (name, _lines(before.get(name, ""), now.get(name, "")))
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]


def _lines(before: str, now: str) -> list[tuple[str, str]]:
    old, new = before.splitlines(), now.splitlines()
    found: list[tuple[str, str]] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(
        AROUND
    ):
        if found:
            found.append(("gap", "…"))
        for kind, a, b, c, d in group:
            if kind == "equal":
                found += [("same", line) for line in old[a:b]]
            else:
                found += [("removed", line) for line in old[a:b]]
                found += [("added", line) for line in new[c:d]]
    return found[:LINES_MOST]


@require_POST
@official
def submission(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Trình công bố."""
    one = opened(request, version_id)
    try:
        procedures.submit_draft(request.act, version_id=one.id)
    except Wrong as error:
        n = len(error.problems)
        messages.warning(request, _("Còn {n} chỗ sai nên chưa trình được. Xem ở dưới.").format(n=n))
    else:
        messages.info(request, _("Đã trình công bố. Lãnh đạo xem chỗ khác rồi công bố."))
    return redirect(url_of(one))


@SHEET
@with_right("services.publish_procedure")
def sending_back(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Trả lại, with what is to be changed."""
    one = opened(request, version_id)
    return ask(
        request,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda given: procedures.send_back_draft(
            request.act, version_id=one.id, reason=given["reason"]
        ),
        said=_("Đã trả lại bản soạn để sửa."),
        back_url=url_of(one),
        title=_("Trả lại bản soạn"),
        about=one.name,
        go=_("Trả lại"),
        icon="arrow-forward-up",
    )


@SHEET
@with_right("services.publish_procedure")
def publishing(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """Công bố by a decision, from a day on."""
    one: Version = opened(request, version_id)
    return ask(
        request,
        PublishForm(request.POST if request.method == "POST" else None),
        lambda given: procedures.publish(
            request.act, version_id=one.id, decision=given["decision"], starts=given["starts"]
        ),
        said=_("Đã công bố. Hồ sơ đang giải quyết vẫn theo phiên bản lúc nộp."),
        back_url=url_of(one),
        title=_("Công bố thủ tục"),
        about=one.name,
        note=_("Phiên bản đã công bố không sửa được nữa; muốn đổi thì soạn bản mới."),
        links=[(_("Xem chỗ khác bản trước"), url_of(one, "procedure_differences"))],
        go=_("Công bố"),
        icon="check",
    )
