"""Pages that belong to no room: the health check, and errors in words."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


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
