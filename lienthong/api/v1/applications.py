"""File an application, and see where it stands.

POST /api/v1/applications, multipart: `key` (a UUID of the caller's, repeated when the same is sent
again), `procedure` (its code), `agency` (its code on that day, or its number here), `answers` (JSON
of the procedure's form), and a file for each paper, named by its component's code. 201 with the
application's code; 200 with the same code when this key has filed already.
GET /api/v1/applications/<code>: its status and day, for whoever filed it or whose it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory import citizens
from lienthong.directory.acting import ActingRequest
from lienthong.directory.models import AgencyVersion
from lienthong.engine import files
from lienthong.engine.problems import Wrong
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.submitting import PAPERS_MOST, Handed, Owner, submit
from lienthong.services.models import Application, Version
from lienthong.services.models.applications import ONLINE
from lienthong.ui.problems import problem, refusal

ANSWERS_MOST = 200_000
View = Callable[..., HttpResponse]


def for_citizens(view: View) -> View:
    """For a citizen who is signed in; what the rules refuse is a problem, not a page."""

    @wraps(view)
    def asked(request: HttpRequest, **arguments: Any) -> HttpResponse:
        act = replace(cast("ActingRequest", request).act, door="api")
        if act.person_id is None or act.position_id is not None:
            words = _("Đăng nhập bằng tài khoản công dân rồi gọi lại.")
            return problem(HTTPStatus.UNAUTHORIZED, "api.sign_in", words)
        try:
            return view(request, act, **arguments)
        except Refused as refused:
            return refusal(refused)
        except Wrong as wrong:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "api.wrong", str(wrong.problems[0]))

    return asked


@require_POST
@for_citizens
def applications(request: HttpRequest, act: Act) -> HttpResponse:
    """File one."""
    day = clock.local(act.at).date()
    code = request.POST.get("procedure", "")
    version = Version.objects.on(day).filter(procedure__code=code).select_related("procedure")
    found = version.defer("files").first()
    if found is None:
        raise _wrong("procedure", _("Không có thủ tục mang mã “{code}”.").format(code=code[:40]))
    filed = submit(
        act,
        version=found,
        agency_id=_agency(request.POST.get("agency", ""), act),
        channel=ONLINE,
        answers=_answers(request.POST.get("answers", "")),
        papers=_papers(request),
        owner=_owner(act),
        key=_key(request.POST.get("key", "")),
    )
    status = HTTPStatus.CREATED if filed.fresh else HTTPStatus.OK
    return JsonResponse({"code": filed.code, "status": 1}, status=status.value)


@require_safe
@for_citizens
def application(_request: HttpRequest, act: Act, code: str) -> HttpResponse:
    """Where one's own stands; another's is not there."""
    one = Application.objects.visible_to(act).filter(code=code).first()
    if one is None:
        words = _("Không có hồ sơ mang mã này trong các hồ sơ của bạn.")
        return problem(HTTPStatus.NOT_FOUND, "api.no_application", words)
    return JsonResponse(
        {
            "code": one.code,
            "status": one.status,
            "status_name": str(rules.STATUS_NAMES[rules.Status(one.status)]),
            "submitted_at": one.submitted_at,
            "due_at": one.due_at,
            "promised_at": one.promised_at,
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _wrong(field: str, words: str) -> Refused:
    return Refused(f"api.{field}", words, reason="input")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _wrong("key", _("Trường key phải là một UUID, giữ nguyên khi gửi lại.")) from None


def _agency(text: str, act: Act) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10:  # noqa: PLR2004 - digits of an id
        return int(text)
    day = clock.local(act.at).date()
    rows = AgencyVersion.objects.on(day).filter(code_2020=text[:60])
    found = rows.values_list("agency_id", flat=True).first() if text else None
    if found is None:
        raise _wrong("agency", _("Trường agency không phải mã của cơ quan nào đang hoạt động."))
    return found


def _answers(text: str) -> dict[str, Any]:
    if len(text) > ANSWERS_MOST:
        raise _wrong("answers", _("Tờ khai dài quá {most} kB.").format(most=ANSWERS_MOST // 1000))
    try:
        found = files.parse_json(text.encode())
    except (Wrong, UnicodeEncodeError, json.JSONDecodeError):
        found = None
    if not isinstance(found, dict):
        raise _wrong("answers", _("Trường answers phải là JSON của tờ khai."))
    return found


def _papers(request: HttpRequest) -> list[Handed]:
    """Examined and on the disk; a bad one is refused by name."""
    given = [(name, one) for name, many in request.FILES.lists() for one in many]
    if len(given) > PAPERS_MOST:
        raise _wrong("papers", _("Gửi nhiều nhất {most} tệp.").format(most=PAPERS_MOST))
    return [_paper(name, one) for name, one in given]


def _paper(component: str, upload: UploadedFile[Any]) -> Handed:
    name = upload.name or component
    try:
        staged = stage(upload, name)
    except Refused as refused:
        words = f"{name[:80]}: {refused.message}"
        raise Refused(refused.code, words, reason=refused.reason) from None
    return Handed(component, staged.name, staged=staged)


def _owner(act: Act) -> Owner:
    """The citizen himself, as the identity provider said."""
    citizen = citizens.citizen_of(act)
    if citizen is None:
        raise Refused("api.sign_in", _("Chưa biết bạn là ai. Đăng nhập lại."), reason="right")
    return Owner(
        citizen.full_name, citizen.personal_number, phone=citizen.phone, email=citizen.email,
        address=citizen.residence, verified=True, person_id=act.person_id,
    )  # fmt: skip
