"""A citizen's way in: to the provider, back from it, and the page of the simulated one."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lienthong.directory import signing_in
from lienthong.directory.acting import ActingRequest
from lienthong.directory.actions import citizens as actions
from lienthong.directory.openid import providers, relying, simulated
from lienthong.directory.pages.common import PORTAL, UNPROCESSABLE, safe_next
from lienthong.directory.signing_in import Told
from lienthong.kernel.errors import Refused

Store = relying.Store


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. It is a link, not a form: the browser must be let out of this site."""
    onward = safe_next(request, request.GET.get("tiep", ""))
    at = cast("ActingRequest", request).act.at
    try:
        address = relying.begin(
            _provider(),
            cast("Store", request.session),
            back=_back(request),
            onward=onward,
            at=at,
        )
    except Refused as refused:
        return _not_in(request, refused)
    return redirect(address)


@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider with a code, or with an error; it always comes by GET, and writes."""
    acting_request = cast("ActingRequest", request)
    act = acting_request.act
    try:
        proof = relying.finish(
            _provider(),
            cast("Store", request.session),
            request.GET.dict(),
            back=_back(request),
            at=act.at,
        )
        account = actions.welcome(act, identity=proof.identity)
        way = Told(account, proof.identity.verified_by)
        acting_request.act = signing_in.sign_in(request, way, {}, act.at)
    except Refused as refused:
        return _not_in(request, refused)
    return redirect(proof.onward or PORTAL)


@require_http_methods(["GET", "POST"])
def simulated_vneid(request: HttpRequest) -> HttpResponse:
    """Who do you want to be? The address does not exist outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    asked = request.GET.dict()
    if not simulated.is_sound(asked, _back(request)):
        raise Refused(
            "directory.simulated_vneid",
            _("Trang này chỉ mở khi đang đăng nhập. Về trang đăng nhập rồi bấm lại."),
            reason="input",
        )
    if request.method == "GET":
        context = {"people": simulated.people()}
        return render(request, "directory/simulated_vneid.html", context)
    chosen = request.POST.get("subject", "")
    if chosen in {one.subject for one in simulated.people()}:
        return redirect(simulated.agreed(asked, chosen))
    return redirect(simulated.declined(asked))


def _provider() -> providers.Provider:
    found = providers.provider()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> str:
    """Our own address as the provider knows it."""
    return request.build_absolute_uri(reverse("directory:citizen_back"))


def _not_in(request: HttpRequest, refused: Refused) -> HttpResponse:
    context = {"message": refused.message, "code": refused.code}
    return render(request, "directory/citizen_not_in.html", context, status=UNPROCESSABLE)
