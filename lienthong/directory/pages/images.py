"""The picture of one's signature, and of an agency's seal."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest, official, with_right
from lienthong.directory.actions import images as actions
from lienthong.directory.forms import PictureForm
from lienthong.directory.models.images import SignatureImage, image_of
from lienthong.directory.pages.chosen import chosen
from lienthong.directory.pages.common import done, show
from lienthong.directory.pictures import check_picture
from lienthong.kernel.attachments.actions import Staged, stage, store

SHEET = require_http_methods(["GET", "HEAD", "POST"])


@official
@SHEET
def own(request: ActingRequest) -> HttpResponse:
    """Ảnh chữ ký của tôi."""
    return _page(
        request,
        "directory/own_image.html",
        {"back": reverse("directory:account")},
        sha256=image_of(SignatureImage.PERSON, request.act.person_id or 0),
        seal=False,
        keep=lambda staged: actions.set_own_image(request.act, staged=staged),
    )


@with_right("directory.administer")
@SHEET
def seal(request: ActingRequest) -> HttpResponse:
    """Ảnh con dấu của cơ quan."""
    agency = chosen(request)
    return _page(
        request,
        "directory/seal_image.html",
        {"agency": agency, "tabs": agency.tabs("seal_image"), "back": agency.url("administration")},
        sha256=image_of(SignatureImage.AGENCY, agency.agency_id),
        seal=True,
        keep=lambda staged: actions.set_seal_image(
            request.act, agency_id=agency.agency_id, staged=staged
        ),
    )


def _page(
    request: ActingRequest,
    template: str,
    context: dict[str, Any],
    *,
    sha256: str,
    seal: bool,
    keep: Callable[[Staged | None], object],
) -> HttpResponse:
    removed = "remove" in request.POST
    posted = request.method == "POST" and not removed
    form = PictureForm(request.POST, request.FILES) if posted else PictureForm()

    def take(given: dict[str, Any]) -> None:
        staged = stage(given["picture"], given["picture"].name or "anh.png")
        check_picture(store().path(staged.sha256), seal=seal)
        keep(staged)

    if removed:
        keep(None)
        messages.info(request, _("Đã bỏ ảnh. Chữ ký hiện như trước."))
        return redirect(request.get_full_path())
    if posted and done(form, take):
        messages.info(request, _("Đã lưu ảnh. Ảnh hiện trong các chữ ký từ nay."))
        return redirect(request.get_full_path())
    picture = base64.b64encode(store().path(sha256).read_bytes()).decode() if sha256 else ""
    context |= {"form": form, "picture": picture, "own": request.get_full_path()}
    return show(request, template, context, form)
