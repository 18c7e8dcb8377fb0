"""The ready phrases of an account: those it keeps, and those of the province beside them."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents.actions import phrasing
from lienthong.documents.forms_handling import PhraseForm
from lienthong.documents.models import Phrase
from lienthong.documents.pages.handling import sent
from lienthong.documents.queries import phrases as ready
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts


@require_http_methods(["GET", "HEAD", "POST"])
@official
def phrases(request: ActingRequest) -> HttpResponseBase:
    """Câu mẫu: the lists, and the form that adds to one's own."""
    form = PhraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            phrasing.keep_phrase(request.act, kind=data["kind"], text=data["text"])
        except Refused as refused:
            form.refuse(refused)
        else:
            toasts.say(request, _("Đã giữ câu mẫu."))
            return redirect("documents:phrases")
    offered = ready.offered(request.act)
    return render(
        request,
        "documents/phrases.html",
        {
            "form": form,
            "kinds": [(name, offered[kind]) for kind, name in ready.KINDS.items()],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@official
def removal(request: ActingRequest, phrase_id: int) -> HttpResponseBase:
    """Bỏ câu mẫu."""
    try:
        phrasing.drop_phrase(request.act, phrase_id=phrase_id)
    except Phrase.DoesNotExist as error:
        raise Http404 from error
    toasts.say(request, _("Đã bỏ câu mẫu."))
    return redirect("documents:phrases")
