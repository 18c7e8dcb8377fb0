"""What the editor's pages share: the version if it may be seen, and keeping a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest
from lienthong.engine.problems import Problem, Wrong
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions import procedures
from lienthong.services.editing import parts
from lienthong.services.editing.draft import Draft
from lienthong.services.models import Version
from lienthong.services.models.procedures import DRAFT, PUBLISHED, SUBMITTED
from lienthong.services.packages.reading import digest
from lienthong.services.shelf import bytes_of
from lienthong.ui.shapes import Link, Tag

SHEET = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
STATES = {
    DRAFT: (gettext_lazy("Đang soạn"), "act"),
    SUBMITTED: (gettext_lazy("Chờ công bố"), "warn"),
    PUBLISHED: (gettext_lazy("Đã công bố"), "ok"),
}


def opened(request: ActingRequest, version_id: int) -> Version:
    """The version if this post may see it; Version.DoesNotExist (a 404) otherwise."""
    found = Version.objects.visible_to(request.act).select_related("procedure")
    return found.get(id=version_id)


def draft_of(request: ActingRequest, version_id: int) -> tuple[Version, Draft]:
    """A version that this post may change now, with its files. `Refused` otherwise."""
    version = opened(request, version_id)
    procedures.check_drafts(request.act)
    if version.state != DRAFT:
        raise Refused(
            "services.draft_state", _("Bản này không còn là bản soạn nên không sửa được.")
        )
    return version, Draft(bytes_of(version.files))


def may_draft(act: Act) -> bool:
    """Whether this post drafts procedures, for a button."""
    try:
        procedures.check_drafts(act)
    except Refused:
        return False
    return True


def url_of(version: Version, name: str = "procedure_version", *args: object) -> str:
    """The address of a version, or of something of it."""
    return reverse(f"services:{name}", args=[version.id, *args])


def keep(request: ActingRequest, version: Version, draft: Draft, what: str) -> str:
    """Keep the draft's files; returns why not, ""."""
    dropped = draft.drop_unsaid()
    try:
        procedures.change_draft(
            request.act, version_id=version.id, files=draft.files, what=what,
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except Wrong as error:
        return " ".join(str(one) for one in error.problems[:5])
    except Refused as refused:
        return refused.message
    messages.info(request, _("Đã lưu: {what}.").format(what=what))
    if dropped:
        told = _("Đã bỏ {n} câu dịch của những câu không còn. Dịch lại câu mới.")
        messages.info(request, told.format(n=dropped))
    return ""


def state_of(version: Version) -> Tag:
    """Where a version is, in words."""
    label, tone = STATES[version.state]
    return Tag(str(label), tone)


def crumbs(version: Version, *further: Link) -> list[Link]:
    """The way from the list."""
    here = Link(version.name, url_of(version) if further else "")
    return [Link(_("Thủ tục hành chính"), reverse("services:procedures")), here, *further]


def seen(draft: Draft) -> str:
    """What a form says it began from."""
    return digest(draft.files)


def problem_lines(
    version: Version, draft: Draft, problems: list[Problem]
) -> list[tuple[str, str, str]]:
    """(part's name, sentence, address of the page that mends it)."""
    lines = []
    for one in problems:
        part, number = parts.mended_at(draft, one)
        address = (
            url_of(version, "procedure_item", part, number)
            if number
            else url_of(version, "procedure_part", part)
        )
        lines.append((str(parts.TITLES[part]), told(one), address))
    return lines


def told(problem: Problem) -> str:
    """A problem with its place, but for the file, which the page stands for."""
    _file, _comma, place = problem.where.partition(", ")
    return f"{place}: {problem.sentence}" if place else problem.sentence


def show(
    request: ActingRequest, template: str, context: dict[str, Any], *forms: BaseForm
) -> HttpResponseBase:
    """The page; 422 when one of its forms was refused."""
    refused = any(form.is_bound and form.errors for form in forms)
    return render(
        request, template, context,
        status=UNPROCESSABLE if refused else 200,
    )  # fmt: skip


def ask(
    request: ActingRequest,
    form: Any,
    step: Callable[[dict[str, Any]], object],
    *,
    said: str,
    back_url: str,
    **shown: Any,
) -> HttpResponseBase:
    """A form that asks before a step; a refusal or a problem becomes words in the form."""
    if form.is_bound and form.is_valid():
        try:
            step(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        except Wrong as error:
            for one in error.problems[:10]:
                form.add_error(None, str(one))
        else:
            messages.info(request, said)
            return redirect(back_url)
    context = {"form": form, "back_url": back_url, **shown}
    return show(request, "services/procedures/ask.html", context, form)
