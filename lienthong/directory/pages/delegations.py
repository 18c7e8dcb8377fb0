"""Administration: who signs for whom (KT., TL., TUQ., Q., and who stands in for whom)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.directory import posts, rules
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import delegations as actions
from lienthong.directory.forms import DelegationForm, EndDelegationForm
from lienthong.directory.models import Delegation
from lienthong.directory.pages.chosen import chosen, chosen_for
from lienthong.directory.pages.common import done, show, today

LIMIT = 200


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The agency's delegations: those that hold or will hold first, the ended ones after."""
    agency, day = chosen(request), today(request)
    own = Delegation.objects.filter(agency_id=agency.agency_id)
    found = own.select_related("giver", "receiver").order_by("-valid_from", "-id")[:LIMIT]
    rows = [(row, rules.KIND_NAMES[row.kind]) for row in found]
    context = {
        "agency": agency,
        "tabs": agency.tabs("delegations"),
        "new": agency.url("delegation_new"),
        "standing": [row for row in rows if _stands(row[0], day)],
        "ended": [row for row in rows if not _stands(row[0], day)],
    }
    return show(request, "directory/delegations.html", context)


def _stands(row: Delegation, day: Any) -> bool:
    return row.valid_to is None or row.valid_to > day


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """Let one post sign for another."""
    agency, day = chosen(request), today(request)
    named = [
        (one.position_id, f"{one.title}, {one.unit_name}{f': {one.name}' if one.name else ''}")
        for one in posts.posts_of_agency(agency.agency_id, day)
    ]
    typed = request.POST if request.method == "POST" else None
    form = DelegationForm(typed, posts=named, initial={"valid_from": day})

    def act(given: dict[str, Any]) -> None:
        facts = {name: value for name, value in given.items() if name not in {"giver", "receiver"}}
        actions.delegate(
            request.act, giver_id=given["giver"], receiver_id=given["receiver"], **facts
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã ghi giao ký. Thay đổi chờ người khác xác nhận."))
        return redirect(agency.url("delegations"))
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("delegations", _("Giao ký mới")),
        "form": form,
    }
    return show(request, "directory/delegation_form.html", context, form)


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def end(request: ActingRequest, delegation_id: int) -> HttpResponse:
    """End a delegation on a day."""
    own = Delegation.objects.administered_by(request.act).select_related("giver", "receiver")
    delegation = get_object_or_404(own, id=delegation_id)
    agency = chosen_for(request, delegation.agency_id)
    form = EndDelegationForm(request.POST or None, initial={"valid_to": today(request)})

    def act(given: dict[str, Any]) -> None:
        actions.end_delegation(request.act, delegation_id=delegation_id, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã ghi ngày thôi giao ký."))
        return redirect(agency.url("delegations"))
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("delegations", delegation.receiver.title),
        "delegation": delegation,
        "way": rules.KIND_NAMES[delegation.kind],
        "form": form,
    }
    return show(request, "directory/delegation_end.html", context, form)
