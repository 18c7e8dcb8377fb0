"""What the pages share: the application if it may be seen, a step taken with a form's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest
from lienthong.kernel.errors import Refused
from lienthong.services.forms import WithRefusal
from lienthong.services.models import Application
from lienthong.services.rules import STATUS_NAMES, Status
from lienthong.ui.shapes import Tag

SHEET = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
TONES = {
    Status.SUBMITTED: "act",
    Status.RECEIVED: "act",
    Status.IN_PROGRESS: "act",
    Status.SUPPLEMENT: "warn",
    Status.FEE: "warn",
    Status.DONE: "ok",
    Status.RETURNED: "ok",
}


def opened(request: ActingRequest, application_id: int) -> Application:
    """The application if this post may see it; Application.DoesNotExist (a 404) otherwise."""
    rows = Application.objects.visible_to(request.act)
    return rows.select_related("version__procedure", "applicant", "parent").get(id=application_id)


def url_of(application: Application, name: str = "application", *more: Any) -> str:
    """The address of an application, or of a resource of it."""
    return reverse(f"services:{name}", args=[application.id, *more])


def status_tag(application: Application) -> Tag:
    """Its status in words."""
    status = Status(application.status)
    return Tag(str(STATUS_NAMES[status]), TONES.get(status, ""))


def sent(request: ActingRequest) -> Any:
    """What was typed, None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


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
