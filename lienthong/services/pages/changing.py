"""What needs a page of its own: the answers corrected, and a supplement brought to the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel.errors import Refused
from lienthong.services.actions import ending, supplementing
from lienthong.services.actions.common import facts_of, package_for
from lienthong.services.forms import PapersForm, ReasonForm
from lienthong.services.pages import answers
from lienthong.services.pages.common import SHEET, UNPROCESSABLE, opened, sent, url_of
from lienthong.services.pages.handing import handed
from lienthong.services.pages.steps import needed
from lienthong.services.queries import steps

OWN = "desk"
"""The prefix of our own fields beside those of the procedure's form."""


@SHEET
@official
def correction(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Đính chính: the whole form as it stands, and why it changes."""
    one = opened(request, application_id)
    steps.check(request.act, one, "correct")
    package = package_for(one)
    form = ReasonForm(sent(request), prefix=OWN)
    post: Any = dict(request.POST.lists()) if request.method == "POST" else None
    typed = answers.typed(package.form, post, facts_of(one), one.answers)
    if form.is_bound and form.is_valid() and not typed.problems:
        try:
            ending.correct(
                request.act, application_id=one.id, answers=typed.answer,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.info(request, _("Đã đính chính. Nội dung cũ và mới được lưu lại."))
            return redirect(url_of(one))
    return render(
        request,
        "services/correction.html",
        {"one": one, "package": package, "form": form, "typed": typed, "back_url": url_of(one)},
        status=UNPROCESSABLE if form.errors or typed.problems else 200,
    )


@SHEET
@official
def supplement_answer(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Nhận giấy tờ bổ sung from a person who came to the desk."""
    one = opened(request, application_id)
    steps.check(request.act, one, "answer_supplement")
    form = PapersForm(needed(one), sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        papers = handed(form)
        if not form.errors:
            try:
                supplementing.answer_supplement(request.act, application_id=one.id, papers=papers)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.info(request, _("Đã nhận giấy tờ bổ sung. Thời hạn chạy tiếp."))
                return redirect(url_of(one))
    asked = one.supplements_asked.filter(answered_at=None).first()
    return render(
        request,
        "services/supplement_answer.html",
        {
            "one": one,
            "package": package_for(one),
            "form": form,
            "asked": asked,
            "back_url": url_of(one),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
