"""Papers of an application and its result, to look at and to fetch; only what was found clean."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.verdicts import Verdict
from lienthong.kernel.errors import Refused
from lienthong.services.models import Application, Paper
from lienthong.services.packages.package import Package
from lienthong.services.pages.common import opened, url_of
from lienthong.ui import words

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser shows by itself; anything else is only taken away."""
SOURCES = {
    "upload": gettext_lazy("Người nộp gửi tệp"),
    "scan": gettext_lazy("Quét tại quầy"),
    "store": gettext_lazy("Từ kho dữ liệu"),
    "earlier": gettext_lazy("Từ hồ sơ trước"),
    "paper": gettext_lazy("Bản giấy ở quầy"),
}


@dataclass(frozen=True)
class PaperRow:
    """A paper as its reader sees it: ways to it, or why there is none yet."""

    component: str
    told: str
    view_url: str = ""
    file_url: str = ""


def paper_rows(one: Application, package: Package) -> list[PaperRow]:
    """The papers of an application by component, further rounds after the first."""
    names = {part.code: part.name for part in package.components.all}
    rows = one.papers.select_related("attachment").order_by("round", "id")
    return [_row(one, paper, names.get(paper.component, paper.component)) for paper in rows]


def _row(one: Application, paper: Paper, name: str) -> PaperRow:
    kept = paper.attachment
    if kept is None:
        return PaperRow(name, _told(paper))
    if kept.verdict != Verdict.CLEAN.value:
        waits = kept.reason or _("Chưa mở được: đang chờ quét mã độc.")
        return PaperRow(name, f"{_told(paper)}. {waits}")
    address = url_of(one, "paper", paper.id)
    shown = f"{address}?view=1" if kept.mime in SHOWN else ""
    return PaperRow(name, _told(paper), view_url=shown, file_url=address)


def _told(paper: Paper) -> str:
    """Whence it came, which file it is, and when."""
    parts = [str(SOURCES.get(paper.source, paper.source))]
    if paper.attachment is not None:
        parts += [paper.name, words.size(paper.attachment.size)]
    if paper.round:
        parts.append(_("bổ sung lần {n}").format(n=paper.round))
    if paper.digitised:
        parts.append(_("đã số hóa"))
    return ", ".join(parts)


@require_safe
@official
def paper(request: ActingRequest, application_id: int, paper_id: int) -> HttpResponseBase:
    """One paper, byte for byte, to whoever may see the application; noted as a download."""
    one = opened(request, application_id)
    found = one.papers.select_related("attachment").filter(id=paper_id).first()
    if found is None or found.attachment is None:
        raise Http404
    kept = found.attachment
    if kept.verdict != Verdict.CLEAN.value:
        raise Refused(
            "services.file_waits",
            kept.reason or _("Tệp này đang chờ quét mã độc nên chưa mở được. Mở lại sau."),
        )
    shown = "view" in request.GET and kept.mime in SHOWN
    return _file(request, one, kept.sha256, found.name, kept.mime, shown=shown)


@require_safe
@official
def result(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """The signed result; noted as a download."""
    one = opened(request, application_id)
    made = getattr(one, "result", None)
    if made is None or not made.sha256:
        raise Http404
    name = "".join(sign if sign.isalnum() else "-" for sign in made.code)
    return _file(request, one, made.sha256, f"{name}.pdf", "application/pdf", shown=True)


def _file(
    request: ActingRequest, one: Application, sha256: str, name: str, mime: str, *, shown: bool
) -> HttpResponseBase:
    try:
        content = store().open(sha256)
    except FileNotFoundError as error:
        raise Refused(
            "services.file_missing",
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị khôi phục từ bản sao lưu."),
        ) from error
    request.looked.append(("download", one))
    return FileResponse(
        content,
        as_attachment=not shown,
        filename=name,
        content_type=mime or "application/octet-stream",
        headers={"ETag": f'"{sha256}"', "X-Content-Type-Options": "nosniff"},
    )
