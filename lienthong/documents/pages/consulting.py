"""What is said about a draft: comments, opinions asked and given, two versions compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import comparison, opinions
from lienthong.documents.actions import consulting
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import AnswerForm, CommentForm, OpinionForm
from lienthong.documents.models import Comment, Document, Opinion, Version
from lienthong.documents.pages.opened import Opened, back, opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.kernel import clock, permissions
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Tag

SHEET = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50
STATES = {"asked": ("warn", "clock"), "given": ("ok", "message-circle"), "declined": ("", "x")}


def talk(one: Opened) -> dict[str, Any] | None:
    """The thread beside a document of our own: opinions, comments, and what may be added now."""
    document = one.document
    if document.direction != Document.OUTGOING:
        return None
    asked = list(Opinion.objects.filter(document=document).order_by("-id")[:SHOWN])
    said = list(Comment.objects.filter(document=document).order_by("-id")[:SHOWN])
    is_open = _is_open(one)
    if not (asked or said or is_open):
        return None
    return {
        "opinions": [_opinion(one, opinion, is_open=is_open) for opinion in asked],
        "comments": said,
        "comment_url": one.url("comments") if is_open else "",
        "form": CommentForm(),
        "ask_url": one.url("opinions") if is_open and _may_ask(one.act) else "",
    }


def _is_open(one: Opened) -> bool:
    try:
        opinions.check_consulted(one.act, facts(one.document))
    except Refused:
        return False
    return True


def _may_ask(act: Act) -> bool:
    return permissions.may(act, "documents.draft")


def _opinion(one: Opened, opinion: Opinion, *, is_open: bool) -> dict[str, Any]:
    names = {"asked": _("Đang hỏi"), "given": _("Đã cho ý kiến"), "declined": _("Không cho ý kiến")}
    tone, icon = STATES[opinion.state]
    mine = is_open and opinion.state == "asked" and one.act.unit_id == opinion.unit_id
    return {
        "opinion": opinion,
        "tag": Tag(names[opinion.state], tone, icon),
        "late": opinion.state == "asked" and one.act.at > opinion.due_at,
        "answer_url": _address(one, opinion) if mine else "",
    }


def _address(one: Opened, opinion: Opinion) -> str:
    address = reverse("documents:opinion", args=[one.document.id, opinion.pk])
    return f"{address}?{one.place.query}"


@require_POST
@official
def comments(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Say something about a draft."""
    one = opened(request, document_id)
    opinions.check_consulted(request.act, facts(one.document))
    form = CommentForm(request.POST)
    if not form.is_valid():
        context = {"one": one, "form": form}
        return render(request, "documents/comment.html", context, status=422)
    consulting.comment(request.act, document_id=document_id, text=form.cleaned_data["text"])
    messages.info(request, _("Đã ghi nhận xét. Người soạn được báo."))
    return back(request, document_id)


@SHEET
@official
def ask(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Hỏi ý kiến: another unit of the agency, with a deadline."""
    one = opened(request, document_id)
    permissions.require(request.act, "documents.draft")
    opinions.check_consulted(request.act, facts(one.document))
    typed = request.POST if request.method == "POST" else None
    form = OpinionForm(_units(one), typed)

    def act(given: dict[str, Any]) -> None:
        consulting.ask_opinion(
            request.act,
            document_id=document_id,
            unit_id=int(given["unit"]),
            question=given["question"],
            days=given["days"],
        )

    if request.method == "POST" and _done(form, act):
        messages.info(request, _("Đã gửi hỏi ý kiến. Đơn vị được hỏi thấy việc này ngay."))
        return back(request, document_id)
    context = {"one": one, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/opinion_ask.html", context, status=status)


def _units(one: Opened) -> list[tuple[str, str]]:
    """The units of the agency that have a head today, but the drafting one."""
    day = clock.local(one.act.at).date()
    heads = posts.posts_with_role(one.document.agency_id, "unit_head", day)
    found = {
        str(head.unit_id): head.unit_name
        for head in heads
        if head.name and head.unit_id != one.document.unit_id
    }
    return list(found.items())


@SHEET
@official
def answer(request: ActingRequest, document_id: int, opinion_id: int) -> HttpResponseBase:
    """Cho ý kiến, hoặc không: by the asked unit."""
    one = opened(request, document_id)
    opinion = get_object_or_404(Opinion, id=opinion_id, document=one.document)
    opinions.check_consulted(request.act, facts(one.document))
    opinions.next_opinion(request.act, opinion.state, "give", unit_id=opinion.unit_id)
    typed = request.POST if request.method == "POST" else None
    form = AnswerForm(typed)

    def act(given: dict[str, Any]) -> None:
        ids = {"document_id": document_id, "opinion_id": opinion_id}
        if given["answer"] == "give":
            consulting.give_opinion(request.act, **ids, text=given["text"])
        else:
            consulting.decline_opinion(request.act, **ids, reason=given["text"])

    if request.method == "POST" and _done(form, act):
        messages.info(request, _("Đã trả lời. Người hỏi được báo."))
        return back(request, document_id)
    context = {"one": one, "form": form, "opinion": opinion}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/opinion_answer.html", context, status=status)


def _done(form: Any, action: Callable[[dict[str, Any]], None]) -> bool:
    if not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


@require_safe
@official
def compared(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """What changed between two versions of a draft, word by word; the newest two unless the
    address names others.
    """
    one = opened(request, document_id)
    drafts = Version.objects.filter(document=one.document, stage="draft")
    if "old" in request.GET or "new" in request.GET:
        named = (whole_number(request.GET.get(name, "")) or 0 for name in ("old", "new"))
        old, new = (drafts.filter(id=number).first() for number in named)
    else:
        new, old = [*drafts.order_by("-id")[:2], None, None][:2]
    if old is None or new is None:
        raise Http404
    lines = comparison.compare(old.letter.get("body", ""), new.letter.get("body", ""))
    subject = comparison.compare(_subject(old, one.document), _subject(new, one.document))
    context = {
        "one": one,
        "document": one.document,
        "old": old,
        "new": new,
        "subject": subject,
        "lines": lines,
        "changed": sum(line.changed for line in [*subject, *lines]),
    }
    return render(request, "documents/compared.html", context)


def _subject(version: Version, document: Document) -> str:
    return str(version.letter.get("subject", document.subject))
