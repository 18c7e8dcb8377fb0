"""Writing a document: a new one, a reply, a draft changed; its page shown before it is kept."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official, with_right
from lienthong.directory.document_types import types_of
from lienthong.documents import letters, previews, rules
from lienthong.documents.actions import drafting
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import ComposeForm, TextForm
from lienthong.documents.linting import draft as linted
from lienthong.documents.linting.findings import Finding
from lienthong.documents.models import AttachedFile, Document, Version
from lienthong.documents.pages import holding, importing, recipients
from lienthong.documents.pages.attached import put_with
from lienthong.documents.pages.holding import Held
from lienthong.documents.pages.opened import SHELF, Opened, back, opened
from lienthong.documents.pages.recipients import Chosen
from lienthong.documents.pages.shelves import DRAFTS, whole_number
from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.layouts import layout_of
from lienthong.documents.rendering.letter import Letter
from lienthong.kernel import actions, clock, urgency
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged
from lienthong.kernel.errors import Refused
from lienthong.ui import words
from lienthong.ui.shapes import Fact

PREVIEW_PAGES = 5
VERSIONS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@with_right("documents.draft")
def compose(request: ActingRequest) -> HttpResponseBase:
    """A new document, or a reply when `reply_to` names an incoming one."""
    request.META[SHELF] = DRAFTS.url
    answered, amended = _answered(request), _amended(request)
    taken = importing.taken(request)
    initial = _mended(amended) if amended else _prefilled(request.act, answered)
    form = ComposeForm(request.act, taken.data or None, request.FILES or None, initial=initial)
    usual = recipients.kept(amended.document) if amended else _sender_of(answered)
    chosen = recipients.ticked(request.POST) if request.method == "POST" else usual
    looking = not {"preview", "import", holding.LET_GO}.isdisjoint(request.POST)
    held = holding.of_form(request)
    if request.method == "POST" and form.is_valid() and not looking:
        try:
            document = _keep(request.act, form, chosen, answered, amended)
        except Refused as refused:
            form.refuse(refused)
        else:
            _attach(request, form, document, held)
            return redirect(reverse("documents:document", args=[document.id]))
    if {"import", holding.LET_GO} & set(request.POST):
        form.errors.clear()
        if taken.problem:
            form.add_error("docx", taken.problem)
    held, refusals = holding.with_new(request.act, held, request.FILES.getlist("uploads"))
    for sentence in refusals:
        form.add_error("uploads", sentence)
    shown = _show(request.act, form, chosen) if "preview" in request.POST else None
    return render(
        request,
        "documents/compose.html",
        {
            "form": form,
            "answered": answered,
            "amended": amended,
            "whom": recipients.whom(request.act, chosen),
            "preview": shown,
            "remarks": taken.remarks,
            "held": held,
            "query": f"?{request.GET.urlencode()}" if answered or amended else "",
        },
        status=422 if form.errors and "preview" not in request.POST else 200,
    )


def _attach(
    request: ActingRequest, form: ComposeForm, document: Document, held: list[Held]
) -> None:
    """The draft is kept; a file that may not come with it is named and can be sent again."""
    ready: list[Staged] = []
    for one in held:
        try:
            ready.append(holding.again(one))
        except Refused as refused:
            messages.warning(request, refused.message)
    uploads = form.cleaned_data["uploads"]
    for sentence in put_with(request.act, document.id, uploads, AttachedFile.ATTACHMENT, ready):
        messages.warning(request, sentence)
    messages.info(request, _("Đã lưu dự thảo. Xem lại trang rồi bấm Trình kiểm tra."))


def _answered(request: ActingRequest) -> Document | None:
    """The incoming document this one will answer, if its reader may see it."""
    number = whole_number(request.GET.get("reply_to", ""))
    if number is None:
        return None
    return Document.objects.visible_to(request.act).incoming().get(id=number)


@dataclass(frozen=True)
class Amended:
    """An issued document that the new one replaces or corrects."""

    document: Document
    how: str

    @property
    def is_replaced(self) -> bool:
        return self.how == "replace"


def _amended(request: ActingRequest) -> Amended | None:
    """The own document this one is to replace or correct, if its reader may do so."""
    number, how = whole_number(request.GET.get("amends", "")), request.GET.get("as", "")
    if number is None or how not in {"replace", "correct"}:
        return None
    document = Document.objects.visible_to(request.act).outgoing().get(id=number)
    rules.check_step(request.act, facts(document), how)
    return Amended(document, how)


def _mended(amended: Amended) -> dict[str, Any]:
    """A replacement begins as the old text and names what it replaces; a correction is a letter
    that says what was wrong (Decree 30/2020, art. 18).
    """
    old = amended.document
    kind = types_of(old.branch).name(old.type)
    named = {"kind": kind, "code": old.code, "day": words.day(old.issued_on)}
    usual = {"urgency": old.urgency, "secrecy": "none", "signer": old.signer_id}
    if amended.is_replaced:
        line = _("Văn bản này thay thế {kind} số {code} ngày {day}.").format(**named)
        body = f"{letters.draft_body(old)}\n{line}"
        return {**usual, "document_type": old.type, "subject": old.subject, "body": body}
    body = _(
        "Do sơ suất về thể thức, kỹ thuật trình bày, nay đính chính {kind} số {code} ngày {day}"
        " như sau:\n1. Đã ghi: … Nay sửa là: …\n"
        "2. Các nội dung khác của {kind} số {code} giữ nguyên."
    ).format(**named)
    subject = _("Về việc đính chính {kind} số {code} ngày {day}").format(**named)
    return {**usual, "document_type": "", "subject": subject, "body": body}


def _sender_of(answered: Document | None) -> Chosen:
    if answered is None or answered.issuer_id is None:
        return Chosen((), ())
    return Chosen((), (answered.issuer_id,))


def _prefilled(act: Act, answered: Document | None) -> dict[str, Any]:
    """A reply begins with what it answers: type, number, date and issuer
    (Decree 30/2020, app. I).
    """
    if answered is None:
        return {}
    subject = answered.subject.removeprefix(_("Về việc ")).removeprefix(_("về việc "))
    agency = posts.agency_on(act.agency_id or 0, clock.local(act.at).date())
    kind = types_of(answered.branch).name(answered.type)
    first = _(
        "Thực hiện {kind} số {code} ngày {day} của {issuer} về việc {subject},"
        " {agency} báo cáo như sau:"
    )
    return {
        "subject": _("Về việc trả lời {kind} số {code} của {issuer}").format(
            kind=kind, code=answered.code, issuer=answered.issuer_name
        )[: rules.SUBJECT_MAX],
        "body": first.format(
            kind=kind,
            code=answered.code,
            day=words.day(answered.issued_on),
            issuer=answered.issuer_name,
            subject=subject,
            agency=agency.name,
        )
        + "\n1. ",
        "urgency": 0,
        "secrecy": "none",
    }


def _keep(
    act: Act, form: ComposeForm, chosen: Chosen, answered: Document | None, amended: Amended | None
) -> Document:
    """Draft and recipients together or not at all."""
    data = form.cleaned_data
    with actions.unit():
        document = drafting.draft(
            act,
            subject=data["subject"],
            body=data["body"],
            signer_id=int(data["signer"]),
            document_type=data["document_type"],
            urgency=data["urgency"],
            secrecy=data["secrecy"],
            reply_due_at=form.reply_due_at(),
            in_reply_to_id=answered.id if answered else None,
            amends_id=amended.document.id if amended else None,
            amends_as=amended.how if amended else "",
        )
        recipients.choose(act, document.id, chosen, data["codes"])
    return document


# How the page will look


@dataclass(frozen=True)
class Shown:
    """Pages as pictures inside the page itself, or why there are none."""

    pictures: tuple[str, ...] = ()
    pages: int = 0
    problem: str = ""
    findings: tuple[Finding, ...] = ()


@require_POST
@with_right("documents.draft")
def preview(request: ActingRequest) -> HttpResponseBase:
    """The page of what stands in the form now; nothing is kept."""
    form = ComposeForm(request.act, request.POST)
    shown = _show(request.act, form, recipients.ticked(request.POST))
    return render(request, "documents/preview.html", {"preview": shown})


def _show(act: Act, form: ComposeForm, chosen: Chosen) -> Shown:
    form.is_valid()
    data = {**dict.fromkeys(form.fields, ""), **form.cleaned_data}
    if not data["signer"]:
        return Shown(problem=_("Chọn người ký rồi xem trước."))
    day = clock.local(act.at).date()
    document = _unsaved(act, data, day)
    letter = _with_text(letters.letter_of(document, day), data, chosen, day)
    try:
        laid = previews.of_draft(letters.template_of(document), letter)
        numbers = range(1, min(laid.pages, PREVIEW_PAGES) + 1)
        pictures = tuple(_inline(previews.of_pdf(laid.pdf, number)) for number in numbers)
    except Refused as refused:
        return Shown(problem=refused.message)
    written = letter if data["body"] else replace(letter, paragraphs=())
    found = linted.of_letter(written, type_code=document.type)
    return Shown(pictures, laid.pages, findings=tuple(found))


def _unsaved(act: Act, data: dict[str, Any], day: date) -> Document:
    """The document these fields would make: never written, so it has no id."""
    agency = posts.agency_on(act.agency_id or 0, day)
    own = posts.post(act.position_id or 0, day)
    signer = posts.post(int(data["signer"]), day)
    return Document(
        id=0,
        branch=agency.branch,
        agency_id=agency.agency_id,
        type=data["document_type"],
        symbol=types_of(agency.branch).symbol(
            data["document_type"], agency=agency.symbol, unit=own.unit_code if own else ""
        ),
        subject=data["subject"] or _("(chưa có trích yếu)"),
        issuer_name=agency.name,
        signer_id=int(data["signer"]),
        signer_title=signer.title if signer else "",
        drafter_id=act.position_id,
        urgency=data["urgency"] or 0,
    )


def _with_text(letter: Letter, data: dict[str, Any], chosen: Chosen, day: date) -> Letter:
    """The letter with the text and recipients that are only typed so far."""
    lines = tuple(chosen.lines(data["codes"] or [], day)[: letters.LISTED_RECIPIENTS])
    layout = layout_of("party" if letter.party else "state", data["document_type"])
    return replace(
        letter,
        paragraphs=paragraphs(data["body"] or layout.skeleton),
        to=lines if layout.addressed else (),
        recipients=() if layout.addressed else lines,
    )


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


# A draft that is already kept


@require_http_methods(["GET", "HEAD", "POST"])
@official
def draft(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Change the text and the recipients of a draft; each saving is a version of its own."""
    one = opened(request, document_id)
    if one.document.made_as == rules.COPY:
        return redirect(one.url("copy"))
    rules.check_step(request.act, facts(one.document), "revise")
    form = TextForm(request.POST or None, initial=_current(one.document))
    if one.document.made_as == rules.PAPER:
        del form.fields["body"]
    chosen = (
        recipients.ticked(request.POST)
        if request.method == "POST"
        else recipients.kept(one.document)
    )
    if request.method == "POST" and form.is_valid():
        try:
            _revise(one, form, chosen)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Đã lưu bản sửa. Các bản trước vẫn còn trong mục Các bản."))
            return back(request, document_id)
    return render(
        request,
        "documents/draft.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "fixed": _fixed(one.document),
            "whom": recipients.whom(request.act, chosen),
        },
        status=422 if form.errors else 200,
    )


def _revise(one: Opened, form: TextForm, chosen: Chosen) -> None:
    data = form.cleaned_data
    with actions.unit():
        drafting.revise(
            one.act,
            document_id=one.document.id,
            subject=data["subject"],
            body=data.get("body", ""),
        )
        recipients.change(one.act, one.document, chosen, data["codes"])


def _current(document: Document) -> dict[str, Any]:
    return {"subject": document.subject, "body": letters.draft_body(document)}


def _fixed(document: Document) -> list[Fact]:
    return [
        Fact(_("Loại văn bản"), types_of(document.branch).name(document.type)),
        Fact(_("Ký hiệu"), document.symbol),
        Fact(_("Người ký"), document.signer_name, note=document.signer_title),
        Fact(_("Độ khẩn"), str(urgency.NAMES[document.urgency])),
        Fact(_("Hạn trả lời"), words.instant(document.reply_due_at) or _("Không đặt hạn")),
    ]


def _compared(one: Opened, version: Version, found: Sequence[Version]) -> str:
    """Where a draft is shown beside the draft before it; "" for the first."""
    drafts = [other for other in found if other.stage == "draft"]
    if version.stage != "draft" or version == drafts[-1]:
        return ""
    before = drafts[drafts.index(version) + 1]
    return f"{one.url('compared')}&old={before.pk}&new={version.pk}"


@require_safe
@official
def versions(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Every version of our own document: what changed hands before it was signed."""
    one = opened(request, document_id)
    found = list(Version.objects.filter(document=one.document).order_by("-id")[:VERSIONS])
    stages = {
        "draft": _("Dự thảo"),
        "signed": _("Bản có chữ ký của người ký"),
        "sealed": _("Bản phát hành"),
    }
    return render(
        request,
        "documents/versions.html",
        {
            "one": one,
            "document": one.document,
            "versions": [
                {
                    "stage": stages.get(version.stage, version.stage),
                    "at": version.made_at,
                    "by": version.made_by,
                    "body": version.letter.get("body", ""),
                    "compared": _compared(one, version, found),
                    "sha256": version.sha256,
                }
                for version in found
            ],
        },
    )
