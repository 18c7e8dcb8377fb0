"""One form for many documents of a list: each its own action, one refusal stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import assigning, receiving
from lienthong.documents.forms import SubmissionForm
from lienthong.documents.models import Document
from lienthong.documents.pages import assignments as one_by_one
from lienthong.documents.pages.shelves import INCOMING, Shelf, whole_number
from lienthong.documents.queries import lists
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Column, Tag

BULK_MAX = lists.PAGE


@dataclass(frozen=True)
class Outcome:
    """What became of one of them: a tag when it was done, the words of the refusal when not; no
    document when it is not to be seen, or not any more.
    """

    document: Document | None
    done: Tag | None
    refusal: str = ""


@dataclass(frozen=True)
class Chosen:
    """The ticked documents, as far as this post may see them, and the numbers of the others."""

    documents: list[Document]
    missing: list[int]


def chosen(request: ActingRequest, direction: str = Document.INCOMING) -> Chosen:
    """What was ticked; nothing is refused in words, and nothing of it to be seen is a 404."""
    asked = (whole_number(value) for value in request.POST.getlist("document"))
    ids = list(dict.fromkeys(number for number in asked if number is not None))[:BULK_MAX]
    if not ids:
        raise Refused(
            "documents.none_chosen",
            _("Chưa chọn văn bản nào. Đánh dấu ít nhất một dòng rồi bấm lại."),
            reason="input",
        )
    found = Document.objects.visible_to(request.act).filter(direction=direction, id__in=ids)
    documents = list(found.order_by("id"))
    if not documents:
        raise Document.DoesNotExist
    seen = {one.id for one in documents}
    return Chosen(documents, [number for number in ids if number not in seen])


def one_each(
    chosen: Chosen, step: Callable[[Document], object], said: str | Callable[[Any], str]
) -> list[Outcome]:
    """Take the step on each, in an action of its own; `said` may be made of what the step gave.

    What a person can be told about is told in the row: refused, gone meanwhile, changed meanwhile.
    """
    found: list[Outcome] = []
    for document in chosen.documents:
        try:
            given = step(document)
        except Refused as refused:
            found.append(Outcome(document, None, refused.message))
        except ObjectDoesNotExist:
            found.append(Outcome(None, None, _gone()))
        except IntegrityError:
            words = _("Người khác vừa thay đổi văn bản này. Tải lại danh sách rồi làm lại.")
            found.append(Outcome(document, None, words))
        else:
            words = said if isinstance(said, str) else said(given)
            found.append(Outcome(document, Tag(words, "ok", "circle-check")))
    return found + [Outcome(None, None, _gone()) for _number in chosen.missing]


def _gone() -> str:
    return _("Không tìm thấy: văn bản đã chuyển nơi khác, hoặc bạn không còn được xem.")


def results(
    request: ActingRequest,
    outcomes: list[Outcome],
    title: str,
    tab: str,
    shelf: Shelf = INCOMING,
) -> HttpResponseBase:
    """What became of each, and the way back to the list."""
    return render(
        request,
        "documents/bulk_results.html",
        {
            "title": title,
            "outcomes": outcomes,
            "columns": [Column(_("Số, ký hiệu")), Column(_("Trích yếu")), Column(_("Kết quả"))],
            "done": sum(one.done is not None for one in outcomes),
            "back_url": f"{shelf.url}?tab={tab}",
        },
    )


def _form(
    request: ActingRequest, chosen: Chosen, template: str, **context: Any
) -> HttpResponseBase:
    form = context["form"]
    errors = form.is_bound and form.errors
    return render(
        request,
        template,
        {"documents": chosen.documents, "missing": chosen.missing, **context},
        status=422 if errors else 200,
    )


@require_POST
@official
def submissions(request: ActingRequest) -> HttpResponseBase:
    """Trình nhiều văn bản cho một lãnh đạo."""
    rules.check_right(request.act, "submit")
    documents = chosen(request)
    form = SubmissionForm(request.act, request.POST if "leader" in request.POST else None)
    if form.is_bound and form.is_valid():
        leader_id = int(form.cleaned_data["leader"])
        outcomes = one_each(
            documents,
            lambda one: receiving.submit(request.act, document_id=one.id, leader_id=leader_id),
            _("Đã trình"),
        )
        return results(request, outcomes, _("Đã trình"), "registered")
    return _form(request, documents, "documents/bulk_submission.html", form=form)


@require_POST
@official
def assignments(request: ActingRequest) -> HttpResponseBase:
    """Phân công nhiều văn bản bằng một phiếu."""
    rules.check_right(request.act, "assign")
    documents = chosen(request)
    units, people = one_by_one.receivers_of(request.act)
    typed = request.POST if "lead" in request.POST else None
    form = one_by_one.form_of(request.act, units, people, typed)
    if form.is_bound and form.is_valid():
        wanted = one_by_one.wanted(request, form)
        outcomes = one_each(
            documents,
            lambda one: assigning.assign(request.act, document_id=one.id, **wanted),
            _("Đã phân công"),
        )
        return results(request, outcomes, _("Đã phân công"), "submitted")
    return one_by_one.page(
        request,
        form,
        units,
        people,
        documents=documents.documents,
        missing=documents.missing,
        several=len(documents.documents),
    )
