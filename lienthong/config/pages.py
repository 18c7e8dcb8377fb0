"""Pages that belong to no room: the health check, and errors in words."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

AWAY_SECONDS = 5
AWAY_STATES = ("08", "57P", "53300")
"""What PostgreSQL says when it is cut off, shuts down, starts, or has no connection left
(PostgreSQL 18, app. A).
"""


def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape of a page
    """200 when the database answers: what `make run` and a load balancer ask."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        migrations = cursor.fetchone()[0]
    return JsonResponse({"database": "ok", "migrations": migrations})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's shape
    """A form from an old page: nothing was written, say how to go on."""
    return render(
        request,
        "ui/refused.html",
        {
            "message": _(
                "Trang này đã mở quá lâu nên chưa ghi được gì. Quay lại, tải lại trang rồi gửi lại."
            ),
            "code": "csrf",
        },
        status=403,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """No right, in words."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Not there, or not to be seen by this post: the two look the same."""
    return render(request, "config/missing.html", status=HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug of ours, or a database that is away for a moment: 500 or 503. Nothing is read from the
    database, which may be what is broken.
    """
    if not _database_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    sent = request.method not in {"GET", "HEAD"}
    text = render_to_string("503.html", {"sent": sent, "seconds": AWAY_SECONDS})
    return HttpResponse(
        text,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(AWAY_SECONDS)},
    )


def _database_away(error: BaseException | None) -> bool:
    """Was there no database to answer, rather than a statement that it refused?"""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) if state is None else state.startswith(AWAY_STATES)
