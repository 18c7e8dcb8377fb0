"""What anybody sees without signing in: the front page, finding, a procedure, the language."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest
from lienthong.kernel import clock
from lienthong.portal import finding, languages, showing
from lienthong.portal.finding import Line, Wanted
from lienthong.services.models import Version
from lienthong.services.shelf import package_of
from lienthong.ui.shapes import Link

MOST_FILED = 6
YEAR = 365 * 24 * 3600


def day_of(request: HttpRequest) -> date:
    """The province's day."""
    return clock.local(cast("ActingRequest", request).act.at).date()


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, track beside it, then the usual ways."""
    act = cast("ActingRequest", request).act
    lines = finding.lines(day_of(request))
    context = {
        "count": len(lines),
        "online": sum(one.online == "full" for one in lines),
        "events": _events(lines),
        "most": finding.most_filed(act, MOST_FILED),
        "tasks": _tasks(),
        "examples": ["khai sinh", "chứng thực bản sao", "hộ kinh doanh"],
    }
    return render(request, "portal/home.html", context)


def _tasks() -> list[tuple[str, str, str, str]]:
    """(address, icon, what, how) of what people come for."""
    own = reverse("portal:applications")
    return [
        (reverse("portal:procedures"), "send", _("Nộp hồ sơ"), _("Tìm thủ tục rồi nộp trên mạng")),
        (own, "folder", _("Hồ sơ của tôi"), _("Viết tiếp, bổ sung, tải kết quả")),
        (own, "wallet", _("Nộp phí, lệ phí"), _("Quét VietQR, có biên lai ngay")),
        (
            reverse("portal:check_result"), "shield-check", _("Kiểm tra kết quả"),
            _("Giấy tờ bạn cầm có thật không"),
        ),
    ]  # fmt: skip


def _events(lines: list[Line]) -> list[tuple[str, str, str, int]]:
    """(address, name, icon, how many) of life events that have a procedure."""
    found = []
    for code, (name, icon) in showing.LIFE_EVENTS.items():
        count = sum(code in one.events for one in lines)
        if count:
            found.append((f"{reverse('portal:procedures')}?su-kien={code}", str(name), icon, count))
    return found


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Find by words, by life event, by field, by level of agency."""
    day = day_of(request)
    given = request.GET
    wanted = Wanted(
        query=given.get("q", "")[: finding.QUERY_MOST],
        event=given.get("su-kien", ""),
        field=given.get("linh-vuc", ""),
        level=given.get("cap", ""),
    )
    lines = finding.lines(day)
    context = {
        "wanted": wanted,
        "answer": finding.find(wanted, day),
        "shown": finding.SHOWN,
        "events": [(code, str(name)) for code, (name, _icon) in showing.LIFE_EVENTS.items()],
        "fields": sorted({one.field for one in lines}),
        "levels": list(showing.LEVELS.items()),
    }
    return render(request, "portal/procedures.html", context)


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: the answer first, the law folded below."""
    version = Version.objects.on(day_of(request)).filter(procedure__code=code).first()
    if version is None:
        raise Http404
    package = package_of(version)
    texts = showing.texts_of(package)
    context = {
        "package": package,
        "texts": texts,
        "card": showing.card(package),
        "times": showing.times(package),
        "charges": showing.charges(package),
        "papers": showing.papers(package),
        "channels": [showing.CHANNELS[one] for one in package.channels],
        "applicants": [showing.APPLICANTS[one] for one in package.applicants],
        "by_net": "online" in package.channels,
        "version": version,
        "cutoff": package.deadlines.common.cutoff,
        "crumbs": [
            Link(_("Trang chủ"), reverse("portal:home")),
            Link(_("Thủ tục hành chính"), reverse("portal:procedures")),
            Link(texts.of(package.name)),
        ],
    }
    return render(request, "portal/procedure.html", context)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the language: a cookie, then back to the page."""
    if code not in languages.NAMES:
        raise Http404
    onward = request.GET.get("tiep", "")
    ours = url_has_allowed_host_and_scheme(onward, {request.get_host()})
    answer = redirect(onward if ours and onward else "portal:home")
    answer.set_cookie(
        languages.COOKIE, code, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return answer
