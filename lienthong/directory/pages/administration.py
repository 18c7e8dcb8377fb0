"""Administration: the way to each of its pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.pages.common import show


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """What an administrator looks after."""
    return show(request, "directory/administration.html", {})
