"""The one-stop desk: one page a walk-in, by keyboard; and what it hands over at the end."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.kernel import clock
from lienthong.kernel.errors import Refused
from lienthong.services.actions import desk
from lienthong.services.actions.submitting import Owner
from lienthong.services.forms import PapersForm, WalkInForm
from lienthong.services.models import Version
from lienthong.services.models.applications import DIRECT
from lienthong.services.pages import answers
from lienthong.services.pages.common import SHEET, UNPROCESSABLE, opened, url_of
from lienthong.services.pages.handing import handed
from lienthong.services.queries import desk as queries
from lienthong.services.rules import Status
from lienthong.services.shelf import package_of
from lienthong.ui.shapes import Link

WORDS_MAX = 100


@require_safe
@with_right("services.receive")
def find(request: ActingRequest) -> HttpResponseBase:
    """Tiếp nhận tại quầy: the procedure, by its code or in everyday words."""
    words = request.GET.get("q", "").strip()[:WORDS_MAX]
    rows = queries.found(request.act, words) if words else queries.usual(request.act)
    exact = [one for one in rows if one.procedure.code == words]
    if len(exact) == 1 or (words and len(rows) == 1):
        return redirect("services:walk_in", (exact or rows)[0].id)
    waiting = queries.queue(request.act)
    return render(
        request,
        "services/desk.html",
        {
            "words": words,
            "rows": [
                (Link(one.name, reverse("services:walk_in", args=[one.id])), one.procedure.code)
                for one in rows
            ],
            "waiting": len(waiting.waiting),
        },
    )


@SHEET
@with_right("services.receive")
def walk_in(request: ActingRequest, version_id: int) -> HttpResponseBase:
    """One page: the short form, the papers, and it is filed and received."""
    act = request.act
    day = clock.local(act.at).date()
    version = Version.objects.on(day).select_related("procedure").get(id=version_id)
    package = package_of(version)
    posted = request.method == "POST"
    post: Any = dict(request.POST.lists()) if posted else None
    known = {"channel": DIRECT, "filed_on": day}
    typed = answers.typed(package.form, post, known, {})
    parts = [one for one in package.components.all if one.source != "form"]
    papers = PapersForm(parts, request.POST if posted else None, request.FILES or None)
    head = WalkInForm(
        request.POST if posted else None, prefix="desk", initial={"key": str(uuid.uuid4())}
    )
    if posted and head.is_valid() and papers.is_valid() and not typed.problems:
        brought = handed(papers)
        if not papers.errors:
            try:
                filed = desk.take_walk_in(
                    act, version=version, answers=typed.answer, papers=brought,
                    owner=_owner(typed.answer, head.cleaned_data),
                    key=head.cleaned_data["key"],
                )  # fmt: skip
            except Refused as refused:
                papers.refuse(refused)
            else:
                return redirect("services:walked_in", filed.application_id)
    wrong = bool(typed.problems or papers.errors or head.errors)
    return render(
        request,
        "services/walk_in.html",
        {
            "package": package,
            "code": version.procedure.code,
            "typed": typed,
            "form": papers,
            "head": head,
            "wrong": wrong,
            "lost_files": wrong and bool(request.FILES),
        },
        status=UNPROCESSABLE if wrong else 200,
    )


def _owner(answer: dict[str, Any], head: dict[str, Any]) -> Owner:
    """Whose it is: the organisation if the form names one, else the person."""
    person, body = answer.get("applicant") or {}, answer.get("organisation") or {}
    phone, email = str(person.get("phone", "")), str(person.get("email", ""))
    if body.get("name"):
        return Owner(
            str(body["name"]), str(body.get("tax_code", "")), "organisation", phone, email,
            head["address"], filed_by=str(person.get("full_name", "")), basis=head["basis"],
        )  # fmt: skip
    return Owner(
        str(person.get("full_name", "")), str(person.get("id_number", "")), "person", phone, email,
        head["address"], verified=True, filed_by=head["filed_by"], basis=head["basis"],
    )  # fmt: skip


@require_safe
@with_right("services.receive")
def walked_in(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """What is handed to the person: the code, the day to come back, the receipt to print."""
    one = opened(request, application_id)
    return render(
        request,
        "services/walked_in.html",
        {
            "one": one,
            "name": package_of(one.version).name,
            "url": url_of(one),
            "receipt_url": url_of(one, "form", "receipt"),
            "payment": one.payments.filter(state="waiting").first(),
            "pay_url": url_of(one, "step", "pay") if one.status == Status.FEE else "",
        },
    )
