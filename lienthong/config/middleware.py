"""What every request passes: headers, who is acting, refusals in words, reads that cannot write."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import cast

from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import render
from django.utils import translation

from lienthong.config import pages
from lienthong.directory import acting as directory_acting
from lienthong.directory.acting import ActingRequest
from lienthong.kernel import access
from lienthong.kernel.errors import Refused
from lienthong.portal import languages

log = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self'"
)


def security_headers(get_response: Handler) -> Handler:
    """The strict content policy of the house, on every answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
        )
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """The reader's language, from a cookie; officials' pages are in Vietnamese."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(languages.of_request(request)):
            return get_response(request)

    return middleware


def sound_text(get_response: Handler) -> Handler:
    """What is typed or stands in an address holds no NUL: no keyboard makes one, and the database
    refuses every text with one in it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with suppress(UnreadablePostError):  # whoever sent it is gone
            for given in (request.GET, request.POST):
                if any("\0" in text for _name, values in given.lists() for text in values):
                    raise BadRequest("NUL in what was sent")
        return get_response(request)

    return middleware


def acting(get_response: Handler) -> Handler:
    """Put the act and the choice of hats on the request: the only place a page reads the clock."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        acting_request = cast("ActingRequest", request)
        acting_request.act, acting_request.hats = directory_acting.read_request(request)
        return get_response(request)

    return middleware


def access_notes(get_response: Handler) -> Handler:
    """Who opened, printed or took away what (`request.looked`) is noted once the answer has gone
    out, outside the page's read-only transaction.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        acting_request = cast("ActingRequest", request)
        acting_request.looked = []
        response = get_response(request)
        if acting_request.looked and response.status_code == HTTPStatus.OK:
            response._resource_closers.append(partial(_note, acting_request))  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own hook for "after the answer"
        return response

    return middleware


def _note(request: ActingRequest) -> None:
    try:
        for what, obj in request.looked:
            access.note(request.act, what, obj)
    except Exception:
        log.exception("who looked at %s could not be noted", request.path)


def refusals(get_response: Handler) -> Handler:
    """A refusal is an answer: its words on a page, 422, nothing written. What may not be seen,
    or is not there, is a 404: the two look the same.
    """

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ObjectDoesNotExist):
            return pages.missing(request, exception)
        if not isinstance(exception, Refused):
            return None
        return render(
            request,
            "ui/refused.html",
            {"message": exception.message, "code": exception.code},
            status=422,
        )

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def reading(get_response: Handler) -> Handler:
    """GET and HEAD run in a read-only transaction: a page that writes is a bug that cannot hide.

    Coming back from a provider is the one exception: OpenID Connect lets a browser in by GET, and
    no connection is held while another's server is asked.
    """
    excepted = f"/{directory_acting.FROM_PROVIDER}"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or request.path_info.startswith(excepted):
            return get_response(request)
        with transaction.atomic():
            mark = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute("set transaction read only")
            try:
                response = get_response(request)
                if callable(getattr(response, "render", None)):
                    response = response.render()  # type: ignore[attr-defined]
            finally:
                transaction.savepoint_rollback(mark)
        return response

    return middleware
