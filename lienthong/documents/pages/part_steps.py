"""The steps on a part of the work that ask something first: report, extension, withdrawal…

A form is shown only to whoever may take its step; what was typed stays when the step is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import forms_handling as typed
from lienthong.documents.actions import assigning, following, handling
from lienthong.documents.actions import tree as trees
from lienthong.documents.pages.handling import (
    SHEET,
    Part,
    back_from,
    opened_part,
    sent,
    sheet,
    url_of,
)
from lienthong.documents.queries import around, phrases
from lienthong.documents.rules_assignments import (
    check_giver,
    check_has_due,
    check_holder,
    next_assignment,
)
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts, words


def _holder(part: Part, verb: str) -> None:
    """The form of a receiver's step is for whoever holds the part, while the step may be taken."""
    check_holder(holds=trees.holds(part.act, part.node))
    next_assignment(part.node.state, verb)


def _giver(part: Part, verb: str) -> None:
    """The same for whoever gave it."""
    check_giver(gave=trees.gave(part.act, part.node))
    next_assignment(part.node.state, verb)


def _ask(
    request: ActingRequest,
    part: Part,
    form: typed.WithRefusal,
    do: Callable[[dict[str, Any]], object],
    *,
    open_to: Callable[[Part], None],
    **shown: str,
) -> HttpResponseBase:
    """A step that asks something first, shown to whom it is `open_to`; what was typed stays when it
    is refused.
    """
    if request.method != "POST":
        open_to(part)
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            toasts.say(request, shown["said"])
            return back_from(part)
    return sheet(
        request,
        form,
        about=part.document.code if part.document else part.node.title,
        back_url=url_of(part.node),
        **shown,
    )


@SHEET
@official
def report(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Báo cáo kết quả: the words, and the reply that carries it."""
    part = opened_part(request, assignment_id)
    replies = around.replies(request.act, part.document) if part.document else []
    form = typed.ReportForm(replies, sent(request))
    return _ask(
        request,
        part,
        form,
        lambda data: handling.report(
            request.act,
            assignment_id=assignment_id,
            text=data["text"],
            reply_id=int(data["reply"]) if data["reply"] else None,
            final=data["kind"] == "final",
        ),
        open_to=lambda one: _holder(one, "report"),
        title=_("Báo cáo kết quả"),
        note=_("Người giao đọc báo cáo rồi đồng ý kết thúc hoặc trả lại."),
        go=_("Gửi báo cáo"),
        icon="send",
        said=_("Đã gửi báo cáo cho người giao."),
    )


@SHEET
@official
def send_back(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Trả lại báo cáo."""
    part = opened_part(request, assignment_id)
    texts = phrases.offered(request.act)[phrases.SEND_BACK].texts
    return _ask(
        request,
        part,
        typed.ReasonForm(sent(request), texts=texts),
        lambda data: handling.send_back(
            request.act, assignment_id=assignment_id, reason=data["reason"]
        ),
        open_to=lambda one: _giver(one, "send_back"),
        title=_("Trả lại báo cáo"),
        go=_("Trả lại"),
        icon="arrow-forward-up",
        said=_("Đã trả lại báo cáo. Nơi nhận thấy lý do."),
    )


def _extensible(part: Part) -> None:
    _holder(part, "report")
    check_has_due(part.node.due_at)


@SHEET
@official
def extension(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Xin gia hạn."""
    part = opened_part(request, assignment_id)
    return _ask(
        request,
        part,
        typed.ExtensionForm(sent(request)),
        lambda data: following.ask_extension(
            request.act, assignment_id=assignment_id, days=data["days"], reason=data["reason"]
        ),
        open_to=_extensible,
        title=_("Xin gia hạn"),
        note=_("Hạn hiện tại: {due}. Hạn mới tính từ hạn này, hoặc từ hôm nay nếu đã quá.").format(
            due=words.instant(part.node.due_at)
        ),
        go=_("Gửi đề nghị"),
        icon="calendar",
        said=_("Đã gửi đề nghị gia hạn cho người giao."),
    )


def _extension_waits(part: Part) -> None:
    check_giver(gave=trees.gave(part.act, part.node))
    following.asked_extension(part.node)


@SHEET
@official
def extension_answer(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Trả lời đề nghị gia hạn."""
    part = opened_part(request, assignment_id)
    return _ask(
        request,
        part,
        typed.AnswerForm(sent(request)),
        lambda data: following.answer_extension(
            request.act,
            assignment_id=assignment_id,
            granted=data["granted"] == "yes",
            answer=data["reason"],
        ),
        open_to=_extension_waits,
        title=_("Trả lời đề nghị gia hạn"),
        go=_("Gửi trả lời"),
        icon="send",
        said=_("Đã trả lời đề nghị gia hạn."),
    )


def _chasable(part: Part) -> None:
    following.check_chaser(part.act, part.node)
    next_assignment(part.node.state, "report")


@SHEET
@official
def reminder(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Đôn đốc một nơi."""
    part = opened_part(request, assignment_id)
    return _ask(
        request,
        part,
        typed.ReminderForm(sent(request)),
        lambda data: following.chase(request.act, assignment_id=assignment_id, words=data["words"]),
        open_to=_chasable,
        title=_("Đôn đốc {name}").format(name=part.node.receiver_name),
        go=_("Đôn đốc"),
        icon="bell",
        said=_("Đã đôn đốc. Người phụ trách nhận thông báo."),
    )


@SHEET
@official
def withdrawal(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """Rút phần việc."""
    part = opened_part(request, assignment_id)
    return _ask(
        request,
        part,
        typed.ReasonForm(sent(request)),
        lambda data: assigning.withdraw(
            request.act, assignment_id=assignment_id, reason=data["reason"]
        ),
        open_to=lambda one: _giver(one, "withdraw"),
        title=_("Rút phần việc của {name}").format(name=part.node.receiver_name),
        note=_("Rút phần chủ trì thì văn bản trở lại chờ phân công."),
        go=_("Rút phần việc"),
        icon="x",
        said=_("Đã rút phần việc."),
    )
