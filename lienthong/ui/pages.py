"""The catalogue of parts, the list of shortcuts, and the two switches kept in cookies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.ui import catalogue_data
from lienthong.ui.context import KEYS_COOKIE, THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600

KEYS_EVERYWHERE = (
    ("Ctrl K", _("Đi nhanh: gõ việc, trang, số ký hiệu")),
    ("/", _("Đến ô tìm")),
    ("?", _("Danh sách này")),
)
KEYS_IN_LISTS = (
    ("J", _("Dòng dưới")),
    ("K", _("Dòng trên")),
    ("Enter", _("Mở dòng đang chọn")),
    ("Z", _("Hoàn tác việc vừa làm, khi nút còn trên màn hình")),
)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every part with its variants and the line that draws it; also the page axe reads."""
    context = catalogue_data.samples()
    act = getattr(request, "act", None)
    if act is not None and act.position_id is not None:
        del context["shell"]  # the reader's own frame, not the invented one
    return render(request, "ui/catalogue/index.html", context)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What each key does: a page of its own, and the sheet behind `?`."""
    listed = {"everywhere": KEYS_EVERYWHERE, "lists": KEYS_IN_LISTS}
    return render(request, "ui/keys.html", listed)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the switch stood on, when it is one of ours."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        came, {request.get_host()}, require_https=request.is_secure()
    ):
        came = "/"
    return HttpResponseRedirect(came)


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(
            name,
            value,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    else:
        response.delete_cookie(name, samesite="Lax")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme; anything else than light or dark follows the device again."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    _remember(response, THEME_COOKIE, chosen if chosen in THEMES else "")
    return response


@require_POST
def keys_switch(request: HttpRequest) -> HttpResponse:
    """Switch single-key shortcuts off, or on again (WCAG 2.2, 2.1.4)."""
    response = _back(request)
    _remember(response, KEYS_COOKIE, "off" if request.POST.get("keys") == "off" else "")
    return response
