"""Copies: made from a document that one reads, changed while they are not signed, listed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.directory.document_types import types_of
from lienthong.documents import rules, rules_copies
from lienthong.documents.actions import copying
from lienthong.documents.actions.common import facts
from lienthong.documents.forms_copies import CopyForm, ExtractForm
from lienthong.documents.models import Document, Version
from lienthong.documents.pages import recipients
from lienthong.documents.pages.opened import Opened, back, opened
from lienthong.documents.pages.recipients import Chosen
from lienthong.documents.queries import copies as found
from lienthong.kernel import actions, permissions
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Fact

SHEET = require_http_methods(["GET", "HEAD", "POST"])


@SHEET
@official
def copies(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Sao văn bản: the form that makes a copy of this document."""
    one = opened(request, document_id)
    permissions.require(request.act, "documents.copy")
    known = found.forms_for(request.act, one.document)
    if not known:
        rules_copies.check_source(found.source_of(one.document), rules_copies.FULL)
    form = CopyForm(request.act, known, request.POST or None)
    posted = request.method == "POST"
    chosen = recipients.ticked(request.POST) if posted else Chosen((), ())
    if posted and form.is_valid():
        try:
            made = _make(request, one.document, form, chosen)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = _("Đã lập bản sao và trình ký.") if _submits(request) else _("Đã lập bản sao.")
            messages.info(request, said)
            return redirect("documents:document", made.id)
    return render(
        request,
        "documents/copies.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "facts": _copied(one.document),
            "whom": recipients.whom(request.act, chosen),
        },
        status=422 if form.errors else 200,
    )


def _submits(request: ActingRequest) -> bool:
    return "submit" in request.POST


def _make(request: ActingRequest, source: Document, form: CopyForm, chosen: Chosen) -> Document:
    """The copy, its recipients and its way to the signer: all or nothing."""
    data = form.cleaned_data
    with actions.unit():
        made = copying.copy(
            request.act,
            source_id=source.id,
            form=data["form"],
            signer_id=int(data["signer"]),
            pages=data.get("pages", ""),
            body=data.get("body", ""),
        )
        recipients.choose(request.act, made.id, chosen, data["codes"])
        if _submits(request):
            copying.submit_copy(request.act, document_id=made.id)
    return made


def _copied(document: Document) -> list[Fact]:
    return [
        Fact(_("Văn bản được sao"), document.code, note=document.subject),
        Fact(_("Cơ quan ban hành"), document.issuer_name),
        Fact(_("Số trang"), str(document.file_pages)),
    ]


@SHEET
@official
def copy(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Sửa bản sao: whom it goes to, and what of the document an extract takes."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "revise")
    permissions.require(request.act, "documents.copy")
    whole = rules_copies.keeps_pages(one.document.type)
    form = ExtractForm(request.POST or None, initial=_extracted(one.document))
    if whole:
        del form.fields["pages"], form.fields["body"]
    posted = request.method == "POST"
    chosen = recipients.ticked(request.POST) if posted else recipients.kept(one.document)
    if posted and form.is_valid():
        try:
            _revise(one, form.cleaned_data, chosen)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Đã lưu bản sao."))
            return back(request, document_id)
    return render(
        request,
        "documents/copy.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "whole": whole,
            "facts": facts_of(one),
            "whom": recipients.whom(request.act, chosen),
        },
        status=422 if form.errors else 200,
    )


def _extracted(document: Document) -> dict[str, Any]:
    version = Version.objects.filter(document=document, stage="draft").latest("id")
    numbers = version.letter.get("pages", ())
    return {
        "pages": ", ".join(str(one) for one in numbers),
        "body": version.letter.get("body", ""),
    }


def _revise(one: Opened, data: dict[str, Any], chosen: Chosen) -> None:
    with actions.unit():
        if "pages" in data:
            copying.revise_copy(
                one.act, document_id=one.document.id, pages=data["pages"], body=data["body"]
            )
        recipients.change(one.act, one.document, chosen, data["codes"])


@require_POST
@official
def copy_submission(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trình ký bản sao."""
    copying.submit_copy(request.act, document_id=document_id)
    messages.info(request, _("Đã trình ký bản sao."))
    return back(request, document_id)


def facts_of(one: Opened) -> list[Fact]:
    """What a copy was made from, on the page of the copy; nothing for any other document."""
    document = one.document
    if document.type not in rules_copies.FORMS:
        return []
    source = found.original_of(one.act, document)
    if source is not None:
        address = reverse("documents:document", args=[source.id])
        return [Fact(_("Sao từ"), source.code, note=source.issuer_name, url=address)]
    copied = (found.told_by(document) or {}).get("of") or {}
    if not copied:
        return []
    kind = types_of(document.branch).name(copied.get("type", ""))
    return [Fact(_("Sao từ"), f"{kind} {copied.get('code', '')}", note=copied.get("issuer", ""))]


def signing_facts(one: Opened) -> list[Fact]:
    """What the signer of a copy is told before the one tap."""
    document = one.document
    whole = rules_copies.keeps_pages(document.type)
    where = (
        _("Các trang giữ nguyên; văn thư ký số của cơ quan ở góc trên bên phải trang đầu")
        if whole
        else _("Giữa chức vụ và họ tên, trang cuối của bản trích sao")
    )
    return [
        Fact(_("Người ký bản sao"), f"{one.act.by_name}, {document.signer_title}"),
        Fact(_("Số và ngày"), _("Cấp ngay khi ký, theo sổ bản sao hôm nay")),
        Fact(_("Vị trí chữ ký"), where),
    ]
