"""The sender's live board: each recipient's state, who and when, answered, late; and its
exports.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import BoardFilterForm
from lienthong.documents.models import Document
from lienthong.documents.pages.files import file_stem
from lienthong.documents.pages.opened import Opened, opened
from lienthong.documents.pages.shelves import WORDS_MAX, whole_number
from lienthong.documents.queries.board import (
    BOARD_LIMIT,
    LEVELS,
    SENDING,
    BoardFilter,
    BoardRow,
    board_counts,
    board_rows,
)
from lienthong.exchange import rules as exchange_rules
from lienthong.ui import words
from lienthong.ui.shapes import Column, Share, Tag

EXPORT_LIMIT = 20_000
COUNTED = ("sent", "arrived", "registered", "assigned", "answered", "late")
LOOK = {
    "": ("", "send"),
    exchange_rules.ARRIVED: ("warn", "mail-opened"),
    exchange_rules.TURNED_BACK: ("bad", "arrow-forward-up"),
    exchange_rules.REGISTERED: ("act", "list-check"),
    exchange_rules.ASSIGNED: ("act", "user-plus"),
    exchange_rules.IN_PROGRESS: ("act", "clock"),
    exchange_rules.FINISHED: ("ok", "circle-check"),
}


def level_names() -> dict[str, str]:
    return {"province": _("Cấp tỉnh"), "district": _("Cấp huyện"), "commune": _("Cấp xã")}


@dataclass(frozen=True)
class Line:
    """A recipient as the board shows it."""

    row: BoardRow
    name: str
    level: str
    status: Tag
    by: str
    reply_url: str
    late: str
    recall: Tag | None
    chased: str


RECALL_LOOK = {
    exchange_rules.ARRIVED: ("warn", "clock"),
    exchange_rules.AGREED: ("ok", "circle-check"),
    exchange_rules.DECLINED: ("bad", "arrow-forward-up"),
}


def _statuses() -> list[tuple[str, Any]]:
    return [(code or SENDING, name) for code, name in exchange_rules.STATUS_NAMES.items()]


def issued(request: ActingRequest, document_id: int) -> Opened:
    """An issued document of the own agency; anything else has no board."""
    one = opened(request, document_id)
    if one.document.direction != Document.OUTGOING or one.document.packet_id is None:
        raise Http404
    return one


def asked(request: ActingRequest) -> BoardFilter:
    only = request.GET.get("only", "")
    level, status = request.GET.get("level", ""), request.GET.get("status", "")
    return BoardFilter(
        level=level if level in LEVELS else "",
        status=status if status in {code for code, _name in _statuses()} else "",
        late=only == "late",
        unanswered=only == "unanswered",
        words=request.GET.get("q", "").strip()[:WORDS_MAX],
        after=_after(request.GET.get("after", "")),
    )


def _after(text: str) -> tuple[int, str, int] | None:
    """`rank.agency.name` of the last row shown."""
    rank, _dot, rest = text.partition(".")
    agency, _dot, name = rest.partition(".")
    place, number = whole_number(rank), whole_number(agency)
    return (place, name, number) if place is not None and number is not None else None


@require_safe
@official
def board(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The board; the same address answers the five-second refresh, which takes `#board` out
    of it.
    """
    one = issued(request, document_id)
    wanted = asked(request)
    found = board_rows(
        document_id,
        at=request.act.at,
        keys=request.act.keys(),
        chosen=wanted,
        limit=BOARD_LIMIT + 1,
    )
    shown = found[:BOARD_LIMIT]
    counts = board_counts(document_id, at=request.act.at)
    total = {name: sum(level[name] for level in counts) for name in COUNTED}
    alone = request.headers.get("HX-Target") == "board"
    return render(
        request,
        "documents/board_alone.html" if alone else "documents/board.html",
        {
            "one": one,
            "document": one.document,
            "now": request.act.at,
            "form": BoardFilterForm(list(level_names().items()), _statuses(), request.GET or None),
            "filtered": wanted != BoardFilter(),
            "lines": [line(row) for row in shown],
            "levels": [_level(level) for level in counts],
            "total": total,
            "shares": _shares(total),
            "columns": _columns(),
            "self_url": request.get_full_path(),
            "query": _query(request),
            "next_url": _next(one, request, shown[-1]) if len(found) > BOARD_LIMIT else "",
            "chase_url": _chase_url(one, request) if total["late"] else "",
            "finding": _finding(one.document, total),
        },
    )


def _query(request: ActingRequest) -> str:
    kept = {
        name: request.GET[name]
        for name in ("level", "status", "only", "q")
        if request.GET.get(name)
    }
    return urlencode(kept)


def _chase_url(one: Opened, request: ActingRequest) -> str:
    if not rules.may(request.act, facts(one.document), "chase"):
        return ""
    return f"{one.url('board_reminders')}&{_query(request)}"


def _next(one: Opened, request: ActingRequest, last: BoardRow) -> str:
    after = f"{last.level_rank}.{last.agency_id}.{last.agency_name}"
    return f"{one.url('board')}&{_query(request)}&{urlencode({'after': after})}"


def _finding(document: Document, total: dict[str, int]) -> str:
    """The title says what was found, not what is shown."""
    if document.reply_due_at is None:
        return _("{registered} trên {sent} nơi nhận đã vào sổ").format(**_told(total))
    if total["answered"] == total["sent"]:
        return _("Cả {sent} nơi nhận đã trả lời").format(**_told(total))
    return _("{answered} trên {sent} nơi nhận đã trả lời").format(**_told(total))


def _told(total: dict[str, int]) -> dict[str, str]:
    return {name: words.number(value) for name, value in total.items()}


def _shares(total: dict[str, int]) -> list[Share]:
    """Each recipient once, by how far it has come."""
    return [
        Share(_("Đã trả lời"), total["answered"], "ok"),
        Share(
            _("Đã phân công, chưa trả lời"), max(0, total["assigned"] - total["answered"]), "act"
        ),
        Share(_("Đã vào sổ"), total["registered"] - max(total["assigned"], 0), "vio"),
        Share(_("Chưa vào sổ"), total["sent"] - total["registered"], ""),
    ]


def _level(counts: dict[str, Any]) -> dict[str, Any]:
    steps = (
        ("registered", _("Vào sổ"), "vio"),
        ("assigned", _("Phân công"), "act"),
        ("answered", _("Trả lời"), "ok"),
    )
    return {
        "name": level_names()[counts["level"]],
        "sent": counts["sent"],
        "late": counts["late"],
        "steps": [
            {
                "label": label,
                "value": counts[name],
                "tone": tone,
                "note": f"{words.number(counts[name])}/{words.number(counts['sent'])}",
            }
            for name, label, tone in steps
        ],
    }


def _columns() -> list[Column]:
    return [
        Column(_("Cơ quan")),
        Column(_("Trạng thái")),
        Column(_("Người và lúc"), phone=False),
        Column(_("Vào sổ lúc"), phone=False),
        Column(_("Trả lời")),
        Column(_("Trễ hạn")),
    ]


def line(row: BoardRow) -> Line:
    tone, icon = LOOK[row.status]
    name = words.short_name(row.agency_name)
    return Line(
        row,
        name,
        level_names()[row.level],
        Tag(str(exchange_rules.STATUS_NAMES[row.status]), tone, icon),
        row.status_by.removesuffix(f", {name}"),  # whose row it is stands in the first column
        reverse("documents:document", args=[row.reply_id])
        if row.reply_id and row.reply_visible
        else "",
        _late(row),
        _recall(row),
        _chased(row),
    )


def _recall(row: BoardRow) -> Tag | None:
    """What the receiver answered to a recall; None when nothing was recalled."""
    if not row.recall_status:
        return None
    tone, icon = RECALL_LOOK[row.recall_status]
    return Tag(str(exchange_rules.ANSWER_NAMES[row.recall_status]), tone, icon)


def _chased(row: BoardRow) -> str:
    """When this receiver was last reminded, by whom, and the how many-eth time it was."""
    if row.chased_at is None:
        return ""
    text = _("Đôn đốc {at}, {by}").format(at=words.instant(row.chased_at), by=row.chased_by)
    if row.chased_times > 1:
        text += " " + _("(lần {n})").format(n=row.chased_times)
    return text


def _late(row: BoardRow) -> str:
    """Late in words, never in colour alone."""
    if row.late_answer:
        return _("Trả lời trễ") if row.reply_id else _("Quá hạn trả lời")
    if row.late_register:
        return _("Vào sổ trễ") if row.registered_at else _("Quá hạn vào sổ")
    return ""


# Exports


def _heads() -> list[str]:
    return [
        _("Cấp"), _("Cơ quan"), _("Trạng thái"), _("Lúc"), _("Người"), _("Vào sổ lúc"),
        _("Số trả lời"), _("Trả lời lúc"), _("Trễ hạn"), _("Thu hồi"), _("Đôn đốc"),
    ]  # fmt: skip


def _cells(row: BoardRow) -> list[str]:
    shown = line(row)
    return [
        shown.level,
        row.agency_name,
        shown.status.label,
        words.instant(row.status_at),
        row.status_by,
        words.instant(row.registered_at),
        row.reply_code,
        words.instant(row.reply_at),
        shown.late,
        shown.recall.label if shown.recall else "",
        shown.chased,
    ]


def _exported(request: ActingRequest, document_id: int) -> tuple[Opened, list[BoardRow]]:
    one = issued(request, document_id)
    found = board_rows(
        document_id,
        at=request.act.at,
        keys=request.act.keys(),
        chosen=asked(request),
        limit=EXPORT_LIMIT,
    )
    request.looked.append(("export", one.document))
    return one, found


@require_safe
@official
def board_xlsx(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The board as a workbook: every cell plain text, so nothing in a name is ever a formula."""
    import xlsxwriter

    one, found = _exported(request, document_id)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    sheet = book.add_worksheet(_("Theo dõi"))
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, one.document.subject, bold)
    sheet.write_string(1, 0, f"{one.document.code}; {_('lấy lúc')} {words.instant(request.act.at)}")
    for column, head in enumerate(_heads()):
        sheet.write_string(3, column, head, bold)
    for place, row in enumerate(found, start=4):
        for column, text in enumerate(_cells(row)):
            sheet.write_string(place, column, text)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 10, 24)
    sheet.freeze_panes(4, 2)
    book.close()
    out.seek(0)
    return FileResponse(
        out,
        as_attachment=True,
        filename=f"theo-doi-{file_stem(one.document)}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A cell that a spreadsheet will not run: what begins like a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


@require_safe
@official
def board_csv(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The board as CSV in UTF-8 with its mark, so that spreadsheets read the letters right."""
    one, found = _exported(request, document_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_heads())
    writer.writerows([harmless(text) for text in _cells(row)] for row in found)
    name = content_disposition_header(
        as_attachment=True, filename=f"theo-doi-{file_stem(one.document)}.csv"
    )
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name or "attachment"},
    )
