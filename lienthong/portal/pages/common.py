"""What the doors of the citizens' site share."""

from __future__ import annotations

from http import HTTPStatus

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from lienthong.directory import citizens
from lienthong.directory.acting import ActingRequest
from lienthong.directory.models import Citizen
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.verdicts import Verdict

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
ID_DIGITS = 18  # what a bigint always holds
FORM = require_http_methods(["GET", "HEAD", "POST"])


def citizen_of(request: ActingRequest) -> Citizen:
    """Who is signed in; the decorator `citizen` has seen to it that there is somebody."""
    found = citizens.citizen_of(request.act)
    if found is None:
        raise Http404
    return found


def number_of(text: str) -> int | None:
    """An id out of a form; None for anything that is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else None


def sent(request: HttpRequest) -> bool:
    """Was something sent?"""
    return request.method == "POST"


def file_of(attachment: Attachment, name: str) -> HttpResponseBase:
    """A kept file, to take away; one that no scanner has found clean is not there."""
    if attachment.verdict != Verdict.CLEAN.value:
        raise Http404
    return FileResponse(
        store().path(attachment.sha256).open("rb"),
        content_type=attachment.mime,
        as_attachment=True,
        filename=name,
    )
