"""A refusal for machines, with the same words as for people (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse

from lienthong.kernel.errors import Reason, Refused

STATUSES: dict[Reason, HTTPStatus] = {
    "right": HTTPStatus.FORBIDDEN,
    "state": HTTPStatus.CONFLICT,
    "input": HTTPStatus.UNPROCESSABLE_ENTITY,
    "limit": HTTPStatus.TOO_MANY_REQUESTS,
}


def problem(status: HTTPStatus, code: str, detail: str) -> HttpResponse:
    """One problem as JSON: `code` is stable, `detail` a sentence that says what to do."""
    said = {"type": "about:blank", "title": status.phrase, "status": status.value}
    return JsonResponse(
        said | {"code": code, "detail": detail},
        status=status.value,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def refusal(refused: Refused) -> HttpResponse:
    """What the rules refused, by its reason: 403, 409, 422 or 429."""
    return problem(STATUSES[refused.reason], refused.code, refused.message)
