"""What the doors share: a form that an action may refuse, and going back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from lienthong.directory.acting import ActingRequest
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

UNPROCESSABLE = 422
ID_DIGITS = 18  # what a bigint always holds
OFFICE, PORTAL = "/van-phong/", "/"


def done(form: Form, action: Callable[[dict[str, Any]], object]) -> bool:
    """Do an action with a form's clean data; its refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *forms: Form
) -> HttpResponse:
    """The page; 422 when one of its forms was refused."""
    refused = any(form.is_bound and form.errors for form in forms)
    return render(request, template, context, status=UNPROCESSABLE if refused else 200)


def home_of(act: Act) -> str:
    """Where somebody starts: an official in the office, a citizen at the portal."""
    return PORTAL if act.position_id is None else OFFICE


def safe_next(request: HttpRequest, given: str) -> str:
    """The address to go on to, "" unless it is one of ours."""
    ours = url_has_allowed_host_and_scheme(
        given, {request.get_host()}, require_https=request.is_secure()
    )
    return given if ours else ""


def whole_number(text: str) -> int | None:
    """An id out of an address or a form; None for anything that is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else None


def today(request: ActingRequest) -> date:
    """The province's day of the act."""
    return clock.local(request.act.at).date()
