"""What the pages share: the file if it may be seen, and a form of a few fields before a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest
from lienthong.dossiers.forms import WithRefusal
from lienthong.dossiers.models import Dossier
from lienthong.kernel.errors import Refused

SHEET = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
ID_DIGITS = 18


def opened(request: ActingRequest, dossier_id: int) -> Dossier:
    """The file if this post may see it; Dossier.DoesNotExist (a 404) otherwise."""
    return Dossier.objects.visible_to(request.act).get(id=dossier_id)


def url_of(dossier: Dossier, name: str = "dossier") -> str:
    """The address of a file, or of a resource of it."""
    return reverse(f"dossiers:{name}", args=[dossier.id])


def number(text: str) -> int | None:
    """An id out of an address; None for anything that is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else None


def done(form: WithRefusal, step: Callable[[dict[str, Any]], object]) -> bool:
    """Take a step with a form's clean data; its refusal becomes words in the form."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        step(form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def ask(
    request: ActingRequest,
    form: WithRefusal,
    step: Callable[[dict[str, Any]], object],
    *,
    said: str,
    back_url: str,
    **shown: Any,
) -> HttpResponseBase:
    """A form that asks before a step: as a page, or over the page it was opened from.

    `shown` are title, about, go and icon (templates/documents/ask.html).
    """
    if done(form, step):
        messages.info(request, said)
        return redirect(back_url)
    return render(
        request,
        "documents/ask.html",
        {"form": form, "back_url": back_url, **shown},
        status=UNPROCESSABLE if form.errors else 200,
    )
