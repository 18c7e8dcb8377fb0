"""One file: its cover, what is in it, who sees it, and the steps its keeper may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents.models import Document
from lienthong.documents.registers.shapes import Line
from lienthong.dossiers import forms, inventories, queries, rules
from lienthong.dossiers.actions import closing, compiling, granting, transfers
from lienthong.dossiers.actions.common import facts
from lienthong.dossiers.models import Dossier
from lienthong.dossiers.pages.common import SHEET, ask, opened, url_of
from lienthong.dossiers.pages.index import tags
from lienthong.ui import words
from lienthong.ui.shapes import Column, Fact, Link

WORDS_MAX = 200


@require_safe
@official
def dossier(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """The cover of a file and the list of its documents."""
    one = opened(request, dossier_id)
    request.looked.append(("view", one))
    lines = inventories.document_lines(request.act, one)
    may_take_out = rules.may(request.act, facts(one), "take_out")
    return render(
        request,
        "dossiers/dossier.html",
        {
            "one": one,
            "tags": tags(one),
            "facts": _facts(one, len(lines)),
            "steps": _steps(request, one),
            "prints": _prints(one),
            "columns": [
                *[Column(str(head.label)) for head in inventories.DOCUMENT_HEADS],
                Column(_("Việc"), hidden=True),
            ],
            "rows": [_row(one, line, may_take_out=may_take_out) for line in lines],
            "notes": [Fact(name, value) for name, value in one.notes.items()],
            **_readers(request, one),
        },
    )


def _facts(one: Dossier, count: int) -> list[Fact]:
    closed = words.instant(one.closed_at) if one.closed_at else _("Chưa kết thúc")
    shown = [
        Fact(_("Mã hồ sơ"), one.code),
        Fact(_("Người lập hồ sơ"), one.keeper_name or one.keeper_title, note=one.keeper_title),
        Fact(_("Thời hạn bảo quản"), rules.retention_words(one.retention_years)),
        Fact(_("Số văn bản"), words.number(count)),
        Fact(_("Mở ngày"), words.instant(one.opened_at), note=one.opened_by),
        Fact(_("Kết thúc"), closed, note=one.review),
    ]
    if one.group is not None:
        level = str(rules.LEVEL_NAMES[one.group.level])
        shown.append(Fact(_("Nhóm"), one.group.name, note=level))
    if one.archived_at:
        taken = words.instant(one.archived_at)
        shown.append(Fact(_("Lưu trữ nhận"), taken, note=one.archived_by))
    return shown


def _readers(request: ActingRequest, one: Dossier) -> dict[str, Any]:
    """Who sees the file: its own people and those of its group; and whom the archive lets."""
    found = list(one.readers.order_by("id"))
    may_revoke = rules.may(request.act, facts(one), "revoke")
    return {
        "readers": [row.name for row in found if row.source != granting.GRANT],
        "grants": [
            (row, reverse("dossiers:revoking", args=[one.id, row.id]) if may_revoke else "")
            for row in found
            if row.source == granting.GRANT
        ],
    }


def _steps(request: ActingRequest, one: Dossier) -> list[tuple[Link, bool]]:
    """Exactly the steps the rules allow this post now, and whether each opens over the page."""
    named: list[tuple[str, str, str, str, bool]] = [
        ("put", _("Thêm văn bản"), "plus", "documents", False),
        ("annotate", _("Thông tin thêm"), "edit", "notes", True),
        ("share", _("Cho xem"), "users", "readers", True),
        ("classify", _("Xếp nhóm"), "lock-open", "group", True),
        ("close", _("Kết thúc hồ sơ"), "circle-check", "closing", True),
        ("raise_retention", _("Nâng thời hạn"), "arrow-up", "retention", True),
        ("offer", _("Nộp lưu"), "archive", "offering", True),
        ("accept", _("Nhận nộp lưu"), "check", "acceptance", True),
        ("send_back", _("Trả lại"), "arrow-forward-up", "return", True),
        ("grant", _("Cho khai thác"), "users", "grants", True),
        ("hold", _("Phong tỏa"), "lock", "hold", True),
        ("release", _("Bỏ phong tỏa"), "lock-open", "release", True),
    ]
    known = facts(one)
    return [
        (Link(label, url_of(one, name), icon=icon), sheet)
        for verb, label, icon, name, sheet in named
        if rules.may(request.act, known, verb)
    ]


def _row(one: Dossier, line: Line, *, may_take_out: bool) -> dict[str, Any]:
    ordinal, *rest = line.cells
    url = out = ""
    if line.document_id is not None:
        url = reverse("documents:document", args=[line.document_id])
        if may_take_out:
            out = reverse("dossiers:removal", args=[one.id, line.document_id])
    return {"ordinal": ordinal, "cells": rest, "url": url, "out_url": out}


def _prints(one: Dossier) -> list[Link]:
    """What of a file goes onto paper or out of the system."""
    found = [
        Link(_("In mục lục"), url_of(one, "contents_pdf"), icon="printer"),
        Link(_("Mục lục Excel"), url_of(one, "contents_xlsx"), icon="table"),
        Link(_("Xuất hồ sơ"), url_of(one, "export"), icon="download"),
    ]
    if one.state == rules.State.ARCHIVED:
        found.append(Link(_("Biên bản giao nhận"), url_of(one, "minutes"), icon="file-text"))
    return found


@SHEET
@official
def contents(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Thêm văn bản: find documents one sees, and put one in."""
    one = opened(request, dossier_id)
    rules.check_step(request.act, facts(one), "put")
    if request.method == "POST":
        chosen = request.POST.get("document", "")
        if not (chosen.isascii() and chosen.isdecimal() and len(chosen) <= 18):  # noqa: PLR2004
            raise Document.DoesNotExist
        compiling.put(request.act, dossier_id=dossier_id, document_id=int(chosen))
        messages.info(request, _("Đã đưa văn bản vào hồ sơ."))
        return redirect(url_of(one))
    typed = request.GET.get("q", "").strip()[:WORDS_MAX]
    inside = set(one.items.values_list("document_id", flat=True))
    found = queries.to_put(request.act, typed) if typed else []
    return render(
        request,
        "dossiers/contents.html",
        {
            "one": one,
            "words": typed,
            "found": [(document, document.id in inside) for document in found],
        },
    )


def _ask(
    request: ActingRequest,
    one: Dossier,
    verb: str,
    form: forms.WithRefusal,
    step: Callable[[dict[str, Any]], object],
    **shown: Any,
) -> HttpResponseBase:
    rules.check_step(request.act, facts(one), verb)
    about = f"{one.notation}: {one.title}"
    return ask(request, form, step, back_url=url_of(one), about=about, **shown)


def _typed(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


@SHEET
@official
def removal(request: ActingRequest, dossier_id: int, document_id: int) -> HttpResponseBase:
    """Đưa văn bản ra, with the reason."""
    one = opened(request, dossier_id)
    one.items.get(document_id=document_id)
    return _ask(
        request,
        one,
        "take_out",
        forms.ReasonForm(_typed(request)),
        lambda data: compiling.take_out(
            request.act, dossier_id=dossier_id, document_id=document_id, reason=data["reason"]
        ),
        title=_("Đưa văn bản ra khỏi hồ sơ"),
        note=_("Văn bản vẫn còn trong hệ thống. Người đã xem được văn bản vẫn xem được."),
        go=_("Đưa ra khỏi hồ sơ"),
        icon="minus",
        said=_("Đã đưa văn bản ra khỏi hồ sơ."),
    )


@SHEET
@official
def notes(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Thông tin thêm."""
    one = opened(request, dossier_id)
    lines = "\n".join(f"{name}: {value}" for name, value in one.notes.items())
    return _ask(
        request,
        one,
        "annotate",
        forms.NotesForm(_typed(request), initial={"notes": lines}),
        lambda data: compiling.annotate(request.act, dossier_id=dossier_id, text=data["notes"]),
        title=_("Thông tin thêm về hồ sơ"),
        go=_("Lưu thông tin"),
        icon="device-floppy",
        said=_("Đã lưu thông tin thêm."),
    )


@SHEET
@official
def readers(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Cho xem."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "share",
        forms.ReaderForm(request.act, _typed(request)),
        lambda data: compiling.share(
            request.act, dossier_id=dossier_id, position_id=data["position"]
        ),
        title=_("Cho xem hồ sơ"),
        note=_("Người được chọn xem được hồ sơ và mọi văn bản trong hồ sơ."),
        go=_("Cho xem"),
        icon="users",
        said=_("Đã cho xem hồ sơ."),
    )


@SHEET
@official
def closing_page(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Kết thúc hồ sơ, after looking it through."""
    one = opened(request, dossier_id)
    kept = forms.PERMANENT if one.retention_years is None else str(one.retention_years)
    return _ask(
        request,
        one,
        "close",
        forms.CloseForm(_typed(request), initial={"retention": kept}),
        lambda data: closing.close(
            request.act,
            dossier_id=dossier_id,
            retention_years=data["retention"],
            review=data["review"],
        ),
        title=_("Kết thúc hồ sơ"),
        note=_(
            "Trước khi kết thúc: bỏ bản trùng, bản nháp; xem lại tiêu đề, thời hạn bảo quản."
            " Sau đó văn bản được đánh số theo ngày và không thêm, bớt được nữa."
        ),
        go=_("Kết thúc hồ sơ"),
        icon="circle-check",
        said=_("Đã kết thúc hồ sơ. Thời hạn bảo quản tính từ hôm nay."),
    )


@SHEET
@official
def retention(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Nâng thời hạn bảo quản."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "raise_retention",
        forms.RaiseForm(_typed(request)),
        lambda data: closing.raise_retention(
            request.act,
            dossier_id=dossier_id,
            retention_years=data["retention"],
            reason=data["reason"],
        ),
        title=_("Nâng thời hạn bảo quản"),
        note=_("Thời hạn sau khi kết thúc hồ sơ chỉ nâng lên, không hạ xuống."),
        go=_("Nâng thời hạn"),
        icon="arrow-up",
        said=_("Đã nâng thời hạn bảo quản."),
    )


@SHEET
@official
def hold(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Phong tỏa."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "hold",
        forms.ReasonForm(_typed(request)),
        lambda data: closing.hold(request.act, dossier_id=dossier_id, reason=data["reason"]),
        title=_("Phong tỏa hồ sơ"),
        note=_("Không ai thêm, bớt, sửa, chuyển hồ sơ này cho đến khi bỏ phong tỏa."),
        go=_("Phong tỏa"),
        icon="lock",
        said=_("Đã phong tỏa hồ sơ."),
    )


@SHEET
@official
def release(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Bỏ phong tỏa."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "release",
        forms.ReasonForm(_typed(request)),
        lambda data: closing.release(request.act, dossier_id=dossier_id, reason=data["reason"]),
        title=_("Bỏ phong tỏa hồ sơ"),
        go=_("Bỏ phong tỏa"),
        icon="lock-open",
        said=_("Đã bỏ phong tỏa hồ sơ."),
    )


@SHEET
@official
def offering(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Nộp lưu."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "offer",
        forms.WithRefusal(_typed(request)),
        lambda _data: transfers.offer(request.act, dossier_id=dossier_id),
        title=_("Nộp lưu hồ sơ"),
        note=_("Lưu trữ viên của cơ quan kiểm tra rồi nhận, hoặc trả lại kèm lý do."),
        go=_("Giao cho lưu trữ"),
        icon="archive",
        said=_("Đã giao hồ sơ cho lưu trữ. Chờ lưu trữ viên nhận."),
    )


@SHEET
@official
def acceptance(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Nhận nộp lưu."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "accept",
        forms.WithRefusal(_typed(request)),
        lambda _data: transfers.accept(request.act, dossier_id=dossier_id),
        title=_("Nhận hồ sơ nộp lưu"),
        note=_("Sau khi nhận, hồ sơ thuộc lưu trữ cơ quan; người lập không thao tác được nữa."),
        go=_("Nhận nộp lưu"),
        icon="check",
        said=_("Đã nhận hồ sơ vào lưu trữ cơ quan."),
    )


@SHEET
@official
def send_back(request: ActingRequest, dossier_id: int) -> HttpResponseBase:
    """Trả lại, with what is wrong."""
    one = opened(request, dossier_id)
    return _ask(
        request,
        one,
        "send_back",
        forms.ReasonForm(_typed(request)),
        lambda data: transfers.send_back(request.act, dossier_id=dossier_id, reason=data["reason"]),
        title=_("Trả lại hồ sơ"),
        note=_("Người lập hồ sơ nhận thông báo kèm lý do."),
        go=_("Trả lại"),
        icon="arrow-forward-up",
        said=_("Đã trả lại hồ sơ cho người lập."),
    )
