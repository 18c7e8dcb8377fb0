"""Paper that comes in: registered in under a minute by keyboard, duplicates shown before saving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules, scans
from lienthong.documents.actions import paper as actions
from lienthong.documents.actions import receiving
from lienthong.documents.actions.common import facts
from lienthong.documents.actions.paper import Paper
from lienthong.documents.forms_paper import AnywayForm, PaperForm
from lienthong.documents.models import Document
from lienthong.documents.pages import holding, signed
from lienthong.documents.pages.digitising import short_of_standard, staged_scan
from lienthong.documents.pages.handling import sent, sheet
from lienthong.documents.pages.holding import Held
from lienthong.documents.pages.opened import back, opened
from lienthong.documents.queries import agencies
from lienthong.documents.queries.agencies import Choosable
from lienthong.documents.queries.words import fold
from lienthong.documents.rendering.layouts import PARTY
from lienthong.documents.scans import Scan
from lienthong.kernel import clock
from lienthong.kernel.attachments.actions import Staged, store
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts, words

SHEET = require_http_methods(["GET", "HEAD", "POST"])


@SHEET
@official
def paper(request: ActingRequest) -> HttpResponseBase:
    """Vào sổ văn bản giấy."""
    rules.check_right(request.act, "register")
    day = clock.local(request.act.at).date()
    known = agencies.choosable(request.act.agency_id or 0, day)
    form = PaperForm(request.act, sent(request), request.FILES or None)
    held = holding.of_form(request)
    twins: list[Document] = []
    if holding.LET_GO in request.POST:
        form.errors.clear()
    elif request.method == "POST":
        held, came = _held_scan(request, form, held)
        if form.is_valid():
            read = _read(form.cleaned_data, {fold(one.name): one for one in known})
            try:
                twins = actions.same_as(request.act, read)
                actions.check_duplicate(twins, form.cleaned_data["anyway"])
                made = _register(request, form, read, came or _again(held))
            except Refused as refused:
                form.refuse(refused)
            else:
                said = _("Đã vào sổ, số đến {number}.")
                toasts.say(request, said.format(number=words.number(made.arrival_number or 0)))
                if "next" in request.POST:
                    return redirect("documents:paper")
                return redirect("documents:document", made.id)
    return render(
        request,
        "documents/paper.html",
        {
            "form": form,
            "held": held,
            "issuers": [one.name for one in known],
            "twins": [(one, reverse("documents:document", args=[one.id])) for one in twins],
        },
        status=422 if form.errors else 200,
    )


Came = tuple[Staged, Scan]


def _held_scan(
    request: ActingRequest, form: PaperForm, held: list[Held]
) -> tuple[list[Held], Came | None]:
    """The scan that came now, in place of one that came before; refused beside its field."""
    form.full_clean()
    uploads = [one for one in request.FILES.getlist("scan") if one.size]
    if not uploads:
        return held, None
    try:
        came = staged_scan(uploads)
    except Refused as refused:
        form.refuse(refused)
        return held, None
    return [holding.hold(request.act, came[0])], came


def _again(held: list[Held]) -> Came | None:
    """The scan that came with the form before."""
    if not held:
        return None
    staged = holding.again(held[0])
    return staged, scans.examine(store().path(staged.sha256))


def _read(data: dict[str, Any], known: dict[str, Choosable]) -> Paper:
    issuer = " ".join(data["issuer"].split())
    named = known.get(fold(issuer))
    return Paper(
        issuer_name=issuer,
        issuer_id=named.agency_id if named else None,
        branch=named.branch if named and named.branch == PARTY else "state",
        subject=data["subject"],
        issued_on=data["issued_on"],
        number=data["number"],
        symbol=data["symbol"].strip().strip("/"),
        type=data["document_type"],
        urgency=data["urgency"],
        pages=data["pages"] or 0,
        arrived_on=data["arrived_on"],
    )


def _register(request: ActingRequest, form: PaperForm, read: Paper, came: Came | None) -> Document:
    staged, scan = came or (None, None)
    if scan:
        read = Paper(**{**vars(read), "pages": scan.pages})
    made = actions.register_paper(
        request.act, paper=read, staged=staged, anyway=form.cleaned_data["anyway"]
    )
    if scan and scan.findings:
        messages.warning(request, short_of_standard(scan))
    return made


@SHEET
@official
def anyway(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Vẫn vào sổ: what came through the system although its paper copy has been entered, or its
    signatures do not hold.
    """
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "register")
    form = AnywayForm(sent(request))
    if request.method == "POST" and form.is_valid():
        number = receiving.register(
            request.act, document_id=document_id, anyway=form.cleaned_data["anyway"]
        )
        toasts.say(request, _("Đã vào sổ, số đến {number}.").format(number=words.number(number)))
        return back(request, document_id)
    twins = receiving.on_paper(one.document)
    checked = signed.newest(one.document)
    notes = signed.doubts(checked)
    if twins:
        again = _("Văn bản này có thể đã vào sổ từ bản giấy. Mở bản đó để so trước khi vào sổ lại.")
        notes = [again, *notes]
    return sheet(
        request,
        form,
        title=_("Bản giấy đã vào sổ") if twins else signed.tag(checked).label,
        about=one.document.code,
        note=" ".join(notes),
        links=[
            (
                _("Số đến {number}: {subject}").format(
                    number=twin.arrival_number, subject=twin.subject
                ),
                reverse("documents:document", args=[twin.id]),
            )
            for twin in twins
        ],
        go=_("Vẫn vào sổ"),
        icon="list-check",
        back_url=one.url(),
    )
