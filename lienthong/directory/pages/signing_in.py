"""Coming in, going out, and the choice of hats."""

from __future__ import annotations

import logging
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory import acting, queries, signing_in
from lienthong.directory.acting import SESSION_HAT, ActingRequest
from lienthong.directory.actions import signing_in as actions
from lienthong.directory.forms import SignInForm
from lienthong.directory.models import Account
from lienthong.directory.openid import providers
from lienthong.directory.pages.common import (
    OFFICE,
    PORTAL,
    done,
    home_of,
    safe_next,
    show,
    today,
    whole_number,
)
from lienthong.directory.signing_in import Authenticator, Password, Persona
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

log = logging.getLogger(__name__)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; in a demonstration also the cards."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and done(form, lambda given: _come_in(request, Password(), given)):
        return _go_on(request)
    return _page(request, form)


@require_POST
def persona(request: HttpRequest) -> HttpResponse:
    """A demo person's card; the address does not exist outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    _come_in(request, Persona(), {"persona": request.POST.get("persona", "")})
    return _go_on(request)


def _come_in(request: HttpRequest, way: Authenticator, given: dict[str, str]) -> None:
    acting_request = cast("ActingRequest", request)
    acting_request.act = signing_in.sign_in(request, way, given, acting_request.act.at)


def _go_on(request: HttpRequest) -> HttpResponse:
    act = cast("ActingRequest", request).act
    return redirect(safe_next(request, request.POST.get("tiep", "")) or home_of(act))


def _page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    onward = safe_next(request, given.get("tiep", ""))
    to_provider = reverse("directory:citizen_sign_in")
    context = {
        "form": form,
        "groups": _cards(cast("ActingRequest", request)),
        "next": onward,
        "provider": _provider_name(),
        "provider_link": to_provider + (f"?{urlencode({'tiep': onward})}" if onward else ""),
    }
    return show(request, "directory/sign_in.html", context, form)


def _provider_name() -> str:
    """What people call the place where citizens prove who they are; "" when there is none."""
    try:
        found = providers.provider()
    except Refused as refused:
        log.error("%s", refused.message)  # noqa: TRY400 - the sentence says it all
        return ""
    return found.name if found else ""


def _cards(request: ActingRequest) -> list[tuple[str, list[tuple[Account, str, str]]]]:
    """The demo people by the place they work at, as the province lists them."""
    found = signing_in.personas()
    if not found:
        return []
    places = queries.places_of([card.person_id for card in found], today(request))
    groups: dict[str, list[tuple[Account, str, str]]] = {}
    for card in found:
        place = places.get(card.person_id, _("Người dân"))
        groups.setdefault(place, []).append((card, *_title(card.demo_persona)))
    return list(groups.items())


def _title(card: str) -> tuple[str, str]:
    """A card's post and where it is: "Chuyên viên, Phòng Văn xã, UBND tỉnh" in two."""
    title, _comma, place = card.partition(", ")
    return title, place


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, whatever the session still holds."""
    act: Act = cast("ActingRequest", request).act
    if act.account_id is not None:
        actions.sign_out(act, account_id=act.account_id)
    logout(request)
    return redirect("directory:sign_in" if act.position_id or act.account_id is None else PORTAL)


@acting.official
@require_http_methods(["GET", "POST"])
def hats(request: ActingRequest) -> HttpResponse:
    """The posts held today; choosing one gives the session a new key."""
    if request.method == "POST":
        chosen = whole_number(request.POST.get("hat", ""))
        position = actions.choose_hat(request.act, position_id=chosen or 0, hats=request.hats)
        request.session[SESSION_HAT] = position.pk
        request.session.cycle_key()
        return redirect(OFFICE)
    return show(request, "directory/hats.html", {"title": _("Làm việc với chức vụ")})
