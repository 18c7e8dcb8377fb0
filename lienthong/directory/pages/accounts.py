"""Administration: the accounts of an agency."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import accounts as actions
from lienthong.directory.forms import OpenAccountForm, vacant_choices
from lienthong.directory.models import Account, Appointment, Position
from lienthong.directory.pages.chosen import Chosen, chosen, chosen_for
from lienthong.directory.pages.common import done, show, today

LIMIT = 200


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Accounts of the agency's people, by user name; `sau` is the last one of the page before."""
    agency = chosen(request)
    found = Account.objects.administered_by(request.act).at_home_in(agency.agency_id)
    found = found.select_related("person")
    rows = list(found.filter(username__gt=request.GET.get("sau", "")).order_by("username")[:LIMIT])
    day = today(request)
    held: dict[int, list[str]] = {}
    standing = Appointment.objects.on(day).filter(person__in=[row.person_id for row in rows])
    for appointment in standing.select_related("position").order_by("position__rank", "id"):
        held.setdefault(appointment.person_id, []).append(appointment.position.title)
    first = agency.url("accounts")
    context = {
        "agency": agency,
        "tabs": agency.tabs("accounts"),
        "rows": [(row, held.get(row.person_id, [])) for row in rows],
        "first": first,
        "next": f"{first}{'&' if agency.query else '?'}{urlencode({'sau': rows[-1].username})}"
        if len(rows) == LIMIT
        else "",
    }
    return show(request, "directory/accounts.html", context)


@with_right("directory.administer")
@require_safe
def detail(request: ActingRequest, account_id: int) -> HttpResponse:
    """One account, the posts of its person, and what can be done."""
    account = get_object_or_404(
        Account.objects.administered_by(request.act).select_related("person"), id=account_id
    )
    held = Appointment.objects.filter(person=account.person_id).select_related("position__unit")
    agency = chosen_for(request, account.home_id)
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("accounts", account.username),
        "account": account,
        "own": account.person_id == request.act.person_id,
        "appointments": held.order_by("-valid_from", "id")[:50],
    }
    return show(request, "directory/account_admin.html", context)


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def open_account(request: ActingRequest) -> HttpResponse:
    """A new person in a vacant post; the one-time code is shown on the answer and never again."""
    agency = chosen(request)
    day = today(request)
    taken = Appointment.objects.on(day).values("position_id")
    vacant = Position.objects.administered_by(request.act).on(day).exclude(id__in=taken)
    vacant = vacant.filter(agency_id=agency.agency_id)
    posts = list(vacant.select_related("unit").order_by("rank", "id")[:LIMIT])
    form = OpenAccountForm(
        request.POST or None, vacant=vacant_choices(posts), initial={"valid_from": day}
    )
    result: list[tuple[Account, str]] = []

    def act(given: dict[str, Any]) -> None:
        result.append(
            actions.open_account(
                request.act,
                full_name=given["full_name"],
                username=given["username"],
                position_id=given["position"],
                valid_from=given["valid_from"],
            )
        )

    if request.method == "POST" and done(form, act):
        return _code(request, agency, *result[0])
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("accounts", _("Mở tài khoản")),
        "form": form,
        "posts": posts,
    }
    return show(request, "directory/account_open.html", context, form)


@with_right("directory.administer")
@require_POST
def reset(request: ActingRequest, account_id: int) -> HttpResponse:
    """A one-time code instead of the password, shown on the answer and never again."""
    account = _account(request, account_id)
    code = actions.reset_password(request.act, account_id=account_id)
    return _code(request, chosen_for(request, account.home_id), account, code)


@with_right("directory.administer")
@require_POST
def close(request: ActingRequest, account_id: int) -> HttpResponse:
    """Close an account and end its sessions."""
    account = _account(request, account_id)
    actions.close_account(request.act, account_id=account_id)
    words = _("Đã khóa tài khoản {username}; các phiên đăng nhập của tài khoản này đã kết thúc.")
    messages.success(request, words.format(username=account.username))
    return redirect("directory:account_admin", account_id)


@with_right("directory.administer")
@require_POST
def reopen(request: ActingRequest, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    account = _account(request, account_id)
    actions.reopen_account(request.act, account_id=account_id)
    messages.success(
        request, _("Đã mở lại tài khoản {username}.").format(username=account.username)
    )
    return redirect("directory:account_admin", account_id)


def _account(request: ActingRequest, account_id: int) -> Account:
    account: Account = get_object_or_404(
        Account.objects.administered_by(request.act).select_related("person"), id=account_id
    )
    return account


def _code(request: ActingRequest, agency: Chosen, account: Account, code: str) -> HttpResponse:
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("accounts", account.username),
        "account": account,
        "code": code,
    }
    return show(request, "directory/account_code.html", context)
