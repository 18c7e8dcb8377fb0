"""The yearly list of files: read by everybody, drawn up by the clerk, approved by the leader."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.dossiers import forms, rules
from lienthong.dossiers.actions import lists
from lienthong.dossiers.models import DossierList, Entry
from lienthong.dossiers.pages.common import SHEET, UNPROCESSABLE, ask, done
from lienthong.dossiers.rules import ListState
from lienthong.kernel.acts import Act
from lienthong.ui.shapes import Link

HEADING, ENTRY = "heading", "entry"


def _url(year: int) -> str:
    return reverse("dossiers:list", args=[year])


@require_http_methods(["GET", "HEAD", "POST"])
@official
def dossier_list(request: ActingRequest, year: int) -> HttpResponseBase:
    """Danh mục hồ sơ of a year, and the two forms that draw it up."""
    act = request.act
    found = DossierList.objects.visible_to(act).filter(year=year).first()
    state = found.state if found else ListState.DRAFTING
    if request.method == "POST":
        rules.check_list_step(act, state, "edit")
    heading = forms.HeadingForm(request.POST if _sent(request, HEADING) else None)
    choices = [
        (one.pk, f"{one.abbreviation}: {one.title}")
        for one in (found.headings.order_by("id") if found else ())
    ]
    entry = forms.EntryForm(act, choices, request.POST if _sent(request, ENTRY) else None)
    if done(heading, lambda data: lists.add_heading(act, year=year, **data)):
        messages.info(request, _("Đã thêm đề mục."))
        return redirect(_url(year))
    if done(entry, lambda data: _add_entry(act, year, data)):
        messages.info(request, _("Đã thêm hồ sơ vào danh mục."))
        return redirect(_url(year))
    context = _shown(act, year, found) | {"heading_form": heading, "entry_form": entry}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/list.html", context, status=status)


def _sent(request: ActingRequest, which: str) -> bool:
    return request.method == "POST" and request.GET.get("add") == which


def _add_entry(act: Act, year: int, data: dict[str, Any]) -> None:
    lists.add_entry(
        act,
        year=year,
        heading_id=data["heading"],
        title=data["title"],
        keeper_id=data["keeper"],
        retention_years=data["retention"],
    )


def _shown(act: Act, year: int, found: DossierList | None) -> dict[str, Any]:
    state = found.state if found else ListState.DRAFTING
    entries = list(
        Entry.objects.filter(heading__list=found)
        .select_related("heading")
        .prefetch_related("dossiers")
        .order_by("heading_id", "ordinal")
        if found
        else []
    )
    approved = state == ListState.APPROVED
    return {
        "year": year,
        "list": found,
        "state": rules.LIST_STATE_NAMES[state],
        "years": [
            Link(str(other), _url(other), current=other == year)
            for other in (year - 1, year, year + 1)
        ],
        "headings": [
            (one, [_entry(act, entry, approved) for entry in entries if entry.heading_id == one.pk])
            for one in (found.headings.order_by("id") if found else ())
        ],
        "may_edit": rules.may_list(act, state, "edit"),
        "may_submit": bool(entries) and rules.may_list(act, state, "submit"),
        "may_approve": rules.may_list(act, state, "approve"),
    }


def _entry(act: Act, entry: Entry, approved: bool) -> dict[str, Any]:
    made = next(iter(entry.dossiers.all()), None)
    return {
        "entry": entry,
        "code": rules.notation(entry.ordinal, entry.heading.abbreviation),
        "retention": rules.retention_words(entry.retention_years),
        "opened": made is not None,
        "may_open": approved and made is None and entry.keeper_id == act.position_id,
    }


@require_POST
@official
def removal(request: ActingRequest, year: int, entry_id: int) -> HttpResponseBase:
    """Bỏ a file off the list."""
    lists.remove_entry(request.act, year=year, entry_id=entry_id)
    messages.info(request, _("Đã bỏ hồ sơ khỏi danh mục."))
    return redirect(_url(year))


@require_POST
@official
def submission(request: ActingRequest, year: int) -> HttpResponseBase:
    """Trình duyệt."""
    lists.submit(request.act, year=year)
    messages.info(request, _("Đã trình lãnh đạo duyệt danh mục hồ sơ."))
    return redirect(_url(year))


@require_POST
@official
def approval(request: ActingRequest, year: int) -> HttpResponseBase:
    """Duyệt."""
    lists.approve(request.act, year=year)
    messages.info(request, _("Đã duyệt danh mục. Người được giao mở hồ sơ từ danh mục này."))
    return redirect(_url(year))


@SHEET
@official
def send_back(request: ActingRequest, year: int) -> HttpResponseBase:
    """Trả lại, with what is to be changed."""
    found = DossierList.objects.visible_to(request.act).get(year=year)
    rules.check_list_step(request.act, found.state, "send_back")
    return ask(
        request,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        lambda data: lists.send_back(request.act, year=year, reason=data["reason"]),
        said=_("Đã trả lại danh mục để sửa."),
        back_url=_url(year),
        title=_("Trả lại danh mục hồ sơ"),
        about=_("Năm {year}").format(year=year),
        go=_("Trả lại"),
        icon="arrow-forward-up",
    )


@require_safe
@official
def by_number(request: ActingRequest, list_id: int) -> HttpResponseBase:
    """To the list of that number: where a piece of work leads."""
    return redirect(_url(DossierList.objects.visible_to(request.act).get(id=list_id).year))
