"""Reminding late receivers from the board: which of them, with which word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import chasing
from lienthong.documents.actions.common import facts
from lienthong.documents.forms_handling import ReminderForm
from lienthong.documents.pages import board
from lienthong.documents.pages.handling import sent
from lienthong.documents.pages.opened import Opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries.board import BOARD_LIMIT, board_rows
from lienthong.kernel import clock, deadlines
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts, words
from lienthong.ui.shapes import Column


@dataclass(frozen=True)
class Late:
    """A late receiver as it may be chosen; `again` is False when it was reminded today."""

    line: board.Line
    again: bool
    chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@official
def reminders(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đôn đốc các nơi nhận trễ hạn."""
    one = board.issued(request, document_id)
    rules.check_step(request.act, facts(one.document), "chase")
    form = ReminderForm(sent(request))
    wanted = {number for text in request.POST.getlist("agency") if (number := whole_number(text))}
    if request.method == "POST" and form.is_valid():
        try:
            count = _remind(request, document_id, wanted, form.cleaned_data["words"])
        except Refused as refused:
            form.refuse(refused)
        else:
            toasts.say(request, _told(count, len(wanted)))
            return redirect(one.url("board"))
    return render(
        request,
        "documents/board_reminders.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "late": _late(request, one, wanted if request.method == "POST" else None),
            "columns": [
                Column(_("Cơ quan")),
                Column(_("Trạng thái")),
                Column(_("Trễ hạn")),
                Column(_("Đôn đốc gần nhất")),
            ],
        },
        status=422 if form.errors else 200,
    )


def _remind(request: ActingRequest, document_id: int, wanted: set[int], text: str) -> int:
    if not wanted:
        raise Refused(
            "documents.none_chosen",
            _("Chưa chọn nơi nhận nào. Đánh dấu ít nhất một dòng rồi bấm lại."),
            reason="input",
        )
    return chasing.chase_receivers(
        request.act, document_id=document_id, agency_ids=sorted(wanted), words=text
    )


def _told(count: int, wanted: int) -> str:
    said = _("Đã đôn đốc {count} nơi nhận. Văn thư nơi nhận được báo.").format(
        count=words.number(count)
    )
    if count < wanted:
        said += " " + _("{rest} nơi không còn trễ hoặc đã được đôn đốc hôm nay.").format(
            rest=words.number(wanted - count)
        )
    return said


def _late(request: ActingRequest, one: Opened, wanted: set[int] | None) -> list[Late]:
    """Who owes something now, under the board's filter; all that may be reminded are ticked."""
    act = request.act
    found = board_rows(
        one.document.id,
        at=act.at,
        keys=act.keys(),
        chosen=replace(board.asked(request), late=True, after=None),
        limit=BOARD_LIMIT,
    )
    today, between = clock.local(act.at).date(), deadlines.current().working_days_between
    lines: list[Late] = []
    for row in found:
        if row.owes:
            last = clock.local(row.chased_at).date() if row.chased_at else None
            again = rules.may_chase(last, today, between)
            chosen = again and (wanted is None or row.agency_id in wanted)
            lines.append(Late(board.line(row), again, chosen))
    return lines
