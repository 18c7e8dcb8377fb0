"""Without signing in: where an application stands, and whether a result is genuine."""

from __future__ import annotations

from typing import cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest
from lienthong.portal import checking, following
from lienthong.portal.pages.common import FORM, UNPROCESSABLE, sent
from lienthong.services.models import Application

TRIES, SECONDS = 30, 60
"""Look-ups that one address may make in a minute: codes follow each other."""
CODE_MOST = 40


@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """Steps by the code on the receipt: no names, no answers, no papers."""
    code = request.GET.get("ma", "").strip().upper()[:CODE_MOST]
    problem, followed = "", None
    if code:
        if _too_often(request):
            problem = _("Bạn tra cứu quá nhiều lần. Đợi một phút rồi tra lại.")
        else:
            one = Application.objects.select_related("version").filter(code=code).first()
            if one is None:
                problem = _("Không có hồ sơ mang mã này. Xem lại mã trên giấy hẹn rồi tra lại.")
            else:
                at = cast("ActingRequest", request).act.at
                followed = following.follow(one, at, owner=False)
    context = {"code": code, "followed": followed, "problem": problem}
    return render(request, "portal/track.html", context, status=UNPROCESSABLE if problem else 200)


def _too_often(request: HttpRequest) -> bool:
    key = f"tra-cuu:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # ran out between the two
        return False


@FORM
def check_result(request: HttpRequest) -> HttpResponse:
    """Somebody was handed a PDF: is it one of ours, byte for byte?"""
    answer, problem = None, ""
    if sent(request):
        upload = request.FILES.get("tep")
        digest = checking.digest_of(upload.file) if upload and upload.file else ""
        answer = checking.by_digest(digest) if digest else None
        if upload is None:
            problem = _("Chưa chọn tệp. Chọn tệp PDF kết quả rồi kiểm tra.")
        elif answer is None:
            problem = _(
                "Tệp này không trùng với kết quả nào cơ quan đã ký: có thể đã bị sửa, hoặc không"
                " phải kết quả của tỉnh. Hỏi cơ quan ghi trên tệp."
            )
    context = {"genuine": answer, "problem": problem, "compared": answer is not None}
    return render(request, "portal/result.html", context, status=UNPROCESSABLE if problem else 200)


@require_safe
def verified_result(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code of a result."""
    genuine = checking.by_token(token)
    if genuine is None:
        raise Http404
    return render(request, "portal/result.html", {"genuine": genuine})
