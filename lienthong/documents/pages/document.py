"""One document: its facts, directive, page, flow and what surrounds it, with the steps that
may be taken.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.directory.document_types import types_of
from lienthong.documents import layouts, letters, rules, rules_copies
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.common import facts, scan_sealed
from lienthong.documents.linting.findings import Finding
from lienthong.documents.models import Document, Signature
from lienthong.documents.pages import (
    attached,
    consulting,
    copying,
    files,
    flow,
    handling,
    rows,
    signed,
)
from lienthong.documents.pages.inbox import list_context
from lienthong.documents.pages.opened import Opened, buttons, opened
from lienthong.documents.queries import around, copies
from lienthong.documents.rules import AFTER_ISSUE, State
from lienthong.kernel import clock
from lienthong.kernel import events as event_words
from lienthong.ui import panels, words
from lienthong.ui.shapes import Fact, Remark, Tag

NO_TREE = trees.Tree(None, [])
SHOWN_ANSWERS = 3
SHOWN_LINES = 2


@require_safe
@official
def document(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The document beside its list; asked for by htmx, the document alone."""
    one = opened(request, document_id)
    request.looked.append(("view", one.document))
    context = _context(one)
    if request.headers.get("HX-Target") == "doc":
        return render(request, "documents/document_alone.html", context)
    return render(
        request,
        "documents/document.html",
        context | list_context(request.act, one.place, one.document.id),
    )


@require_safe
@official
def state(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Asked every two seconds while a job is at work: the same words, or "load the page anew"."""
    one = opened(request, document_id)
    told = flow.story(one.document, _events(one), rows.due_at(one.document), one.act.at)
    if pending := _pending(one.document, told):
        context = {"one": one, "pending": pending, "waits": told.waits}
        return render(request, "documents/state.html", context)
    return HttpResponse(headers={"HX-Refresh": "true"})


def _events(one: Opened) -> list[around.Happening]:
    return around.happenings(one.document.id, kinds=flow.KINDS)


def _pending(document: Document, told: flow.Story) -> str:
    """What a job is doing to the document now; "" when nothing."""
    if document.state == State.APPROVED:
        return _("Đã duyệt. Hệ thống đang cấp số, dàn trang và ký số.")
    if document.state == State.SIGNING:
        return _("Đã cấp số {code}. Hệ thống đang ký số.").format(code=document.code)
    if told.sealing:
        return _("Hệ thống đang ký số của cơ quan lên văn bản.")
    return ""


def _context(one: Opened) -> dict[str, Any]:
    document, act = one.document, one.act
    events = _events(one)
    due = rows.due_at(document)
    told = flow.story(document, events, due, act.at)
    pending = _pending(document, told)
    submitted = any(step.at for step in told.steps[1:])
    tree = trees.stands_on(document) if document.direction == Document.INCOMING else NO_TREE
    checked = signed.newest(document)
    related = around.related(act, document)
    answers = [other for other in related if other.in_reply_to_id == document.id]
    return {
        "one": one,
        "document": document,
        "has_doc": True,
        "now": act.at,
        "back_url": one.place.url(),
        "buttons": []
        if pending
        else buttons(one, tree=tree, submitted=submitted, answered=bool(answers)),
        "tags": _tags(document, checked),
        "doubts": signed.doubts(checked),
        "doubt_noted": next((event for event in events if event.kind == flow.DOUBT), None),
        "arrived": document.state == State.ARRIVED,
        "facts": _facts(one),
        "remark": _remark(events),
        "pending": pending,
        "waits": told.waits,
        "setback": told.setback,
        "standing": _standing(events),
        "reminded": _reminded(document, events),
        "talk": consulting.talk(one),
        "steps": told.steps,
        "assignments": handling.lines(act, tree),
        "due_at": due,
        "days": rows.days_left(act, due),
        "elapsed": _elapsed(one),
        "answers": [_linked(other) for other in answers[:SHOWN_ANSWERS]],
        "more_answers": len(answers) > SHOWN_ANSWERS,
        "answered": [_linked(other) for other in related if other.id == document.in_reply_to_id],
        "copies": [_linked(other) for other in copies.copies_of(act, document)],
        "files": attached.lines(document),
        "findings": _findings(one),
        "pages": files.preview(document, clock.local(act.at).date()),
        "signing": _signing(one),
        "board_url": one.url("board") if document.packet_id and _is_ours(document) else "",
        "panels": panels.panels_of("documents.document", act, document.id),
        "slip_url": reverse("documents:handling_slip", args=[document.id])
        if document.direction == Document.INCOMING
        else "",
        "trail_url": one.url("trail"),
        "files_url": one.url("files") if rules.may(act, facts(document), "revise") else "",
        "versions_url": one.url("versions") if _is_ours(document) else "",
    }


def _reminded(document: Document, events: list[around.Happening]) -> around.Happening | None:
    """The sender's last reminder, until what it reminds of is done."""
    if not rows.is_chased(document):
        return None
    return next((event for event in events if event.kind == flow.REMINDED), None)


def _standing(events: list[around.Happening]) -> dict[str, Any] | None:
    """What became of it after it was issued: the newest of it, in words."""
    found = next((event for event in events if event.kind in flow.STANDING), None)
    if found is None:
        return None
    told = event_words.sentence(found.kind, found.data)
    return {
        "text": told[:1].upper() + told[1:].rstrip(".") + ".",
        "by": found.by_name,
        "at": found.at,
    }


LINTED = {State.DRAFTING, State.CONTENT_CHECKED}


def _findings(one: Opened) -> list[Finding]:
    """What a draft lacks in its layout, while it can still be changed."""
    if one.document.made_as or not _is_ours(one.document) or one.document.state not in LINTED:
        return []
    return layouts.findings_on(one.document, clock.local(one.act.at).date())


def _is_ours(document: Document) -> bool:
    return document.direction == Document.OUTGOING


def _tags(document: Document, checked: Signature | None) -> list[Tag]:
    found = [*rows.urgency_tags(document), rows.state_tag(document)]
    if document.type in rules_copies.FORMS:
        found.append(Tag(types_of(document.branch).name(document.type), "", "copy"))
    if around.is_paper(document):
        sealed = (
            [Tag(_("Bản quét đã ký số"), "ok", "shield-check")] if scan_sealed(document) else []
        )
        return [*found, Tag(_("Văn bản giấy"), "", "file-text"), *sealed]
    if document.made_as == rules.PAPER:
        found.append(Tag(_("Ký trên giấy"), "", "file-text"))
    if document.state in {State.SEALED, *AFTER_ISSUE}:
        found.append(Tag(_signed_by(document), "ok", "shield-check"))
    if document.direction == Document.INCOMING:
        found.append(signed.tag(checked))
    return found


def _signed_by(document: Document) -> str:
    alone = rules_copies.agency_alone(document.made_as, document.type)
    return _("Cơ quan đã ký số") if alone else _("Đã ký số hai cấp")


def _facts(one: Opened) -> list[Fact]:
    document = one.document
    shared = [
        *copying.facts_of(one),
        Fact(_("Số, ký hiệu"), document.code or _("Chưa có số")),
        Fact(_("Cơ quan ban hành"), document.issuer_name),
        Fact(_("Ngày ban hành"), words.day(document.issued_on) or _("Chưa ban hành")),
    ]
    signed_by = document.signer_name or _("Chưa ghi")
    signer = Fact(_("Người ký"), signed_by, note=_signing_as(document))
    if document.direction == Document.INCOMING:
        number = document.arrival_number
        arrived = Fact(
            _("Số đến"),
            words.number(number) if number else _("Chưa vào sổ"),
            note=_entered(document) if number else "",
        )
        return [*shared, arrived, signer, _due_fact(document)]
    day = clock.local(one.act.at).date()
    lines = [words.short_name(line) for line in letters.recipient_lines(document, day)]
    more = ", …" if len(lines) > SHOWN_LINES else ""
    count = document.recipients.count()
    to = Fact(
        _("Nơi nhận"),
        _("{count} cơ quan").format(count=words.number(count)) if count else _("Chưa chọn"),
        note=", ".join(lines[:SHOWN_LINES]) + more,
        url=one.board_url if document.packet_id else "",
    )
    return [*shared, to, signer, _due_fact(document)]


def _entered(document: Document) -> str:
    """When it was entered, and the day it came where that was another one."""
    at = _("vào sổ {at}").format(at=words.instant(document.registered_at))
    came, entered = document.arrived_on, document.registered_at
    if came is None or entered is None or came == clock.local(entered).date():
        return at
    return _("đến {day}, {entered}").format(day=words.day(came), entered=at)


def _signing_as(document: Document) -> str:
    """The signer's title, and in whose name he signed once he has (Decree 30/2020, art. 13)."""
    parts = (document.authority_prefix, document.signer_title)
    return ", ".join(part for part in parts if part)


def _due_fact(document: Document) -> Fact:
    if document.direction == Document.OUTGOING:
        return Fact(_("Hạn trả lời"), words.instant(document.reply_due_at) or _("Không đặt hạn"))
    if document.state == State.ARRIVED:
        return Fact(_("Hạn vào sổ"), words.instant(document.register_due_at))
    due = document.due_at or document.reply_due_at
    asked = document.reply_due_at if document.due_at != document.reply_due_at else None
    note = ""
    if document.due_at and asked:
        note = _("nơi gửi hẹn {at}").format(at=words.instant(asked))
    return Fact(_("Hạn xử lý"), words.instant(due) or _("Không đặt hạn"), note=note)


def _remark(events: list[around.Happening]) -> Remark | None:
    """The newest instruction, with who gave it and in which post."""
    given = next((event for event in events if event.kind == "documents.assigned"), None)
    if given is None or not given.data.get("directive"):
        return None
    title = given.by_title.split(",")[0]
    return Remark(f"{title} {given.by_name}", given.data["directive"], given.at)


def _elapsed(one: Opened) -> int | None:
    """How much of the time has gone, in percent of the time given; None without a deadline."""
    document = one.document
    due, began = rows.due_at(document), document.created_at
    if due is None or due <= began:
        return None
    return max(0, min(100, round(100 * (one.act.at - began) / (due - began))))


def _linked(other: Document) -> dict[str, Any]:
    return {
        "code": other.code or _("dự thảo"),
        "subject": other.subject,
        "who": words.short_name(other.issuer_name),
        "url": reverse("documents:document", args=[other.id]),
        "tag": rows.state_tag(other),
    }


def _signing(one: Opened) -> list[Fact]:
    """What the signer is told before the one tap: who signs, with what, and what comes with it."""
    document = one.document
    if document.state != State.FORMAT_CHECKED or document.signer_id != one.act.position_id:
        return []
    if document.made_as == rules.COPY:
        return copying.signing_facts(one)
    return [
        Fact(_("Người ký"), f"{one.act.by_name}, {document.signer_title}"),
        Fact(_("Chứng thư số"), _("Chứng thư công vụ mang tên bạn, khóa giữ ở máy chủ ký")),
        Fact(_("Số và ngày"), _("Cấp cùng lúc với chữ ký, theo sổ văn bản đi hôm nay")),
        Fact(_("Vị trí chữ ký"), _("Giữa chức vụ và họ tên, trang cuối của văn bản")),
    ]
