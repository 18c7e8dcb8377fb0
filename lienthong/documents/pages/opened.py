"""What every page of one document shares: the document if it may be seen, the way back, the
buttons.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.directory.acting import ActingRequest
from lienthong.documents import rules
from lienthong.documents.actions.common import content_mark, facts
from lienthong.documents.actions.tree import Tree, gave, holds
from lienthong.documents.models import Document
from lienthong.documents.pages.shelves import Standing, came_from
from lienthong.documents.queries import copies
from lienthong.documents.rules import State
from lienthong.documents.rules_assignments import UNDONE, Work, overdue
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act

SHELF = "lienthong.shelf"
"""Where the rail marks the list that an open document belongs to (see config/shell.py)."""


@dataclass(frozen=True)
class Opened:
    """A document as one post opened it, and the list it was opened from."""

    act: Act
    document: Document
    place: Standing

    def url(self, name: str = "document") -> str:
        """This document, or a resource of it, with the way back."""
        return self.place.document_url(self.document.id, name)

    @property
    def state_url(self) -> str:
        return self.url("state")

    @property
    def versions_url(self) -> str:
        return self.url("versions")

    @property
    def board_url(self) -> str:
        return self.url("board")


def opened(request: ActingRequest, document_id: int) -> Opened:
    """The document if this post may see it; Document.DoesNotExist (a 404) otherwise."""
    document = Document.objects.visible_to(request.act).get(id=document_id)
    place = came_from(request.GET, request.act, document)
    request.META[SHELF] = place.shelf.url
    return Opened(request.act, document, place)


def back(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """To the document after a step, beside the list it was opened from."""
    return redirect(opened(request, document_id).url())


@dataclass(frozen=True)
class Button:
    """A step that may be taken now. `way`: "post" does it, "sheet" asks first, "link" goes to
    a page.
    """

    label: str
    icon: str
    url: str
    way: str = "post"
    kind: str = ""
    key: str = ""


def buttons(one: Opened, *, tree: Tree, submitted: bool, answered: bool) -> list[Button]:
    """Exactly the steps the rules allow this post now, the main one first.

    `tree` are the live assignments, `submitted` whether a draft has left its drafter, `answered`
    whether a reply has been drafted already.
    """
    steps = _outgoing(one) if one.document.direction == Document.OUTGOING else _incoming(one)
    idle = IDLE_ONCE_SUBMITTED if submitted else IDLE_UNTIL_SUBMITTED
    if one.document.state == State.DRAFTING:
        steps = [(verb, button) for verb, button in steps if verb not in idle]
    if one.document.signer_id == one.act.position_id:
        steps = [(verb, button) for verb, button in steps if verb != "change_signer"]
    found = [button for verb, button in steps if _may(one, verb, tree)]
    if one.document.packet_id and one.document.direction == Document.OUTGOING:
        found.insert(
            0, Button(_("Theo dõi nơi nhận"), "list-check", one.board_url, "link", key="N")
        )
    if permissions.may(one.act, "documents.copy") and copies.forms_for(one.act, one.document):
        found.append(Button(_("Sao văn bản"), "copy", one.url("copies"), "link"))
    found += _of_parts(one, tree)
    if _may_reply(one, tree):
        place = 0 if one.document.state == State.IN_PROGRESS and not answered else len(found)
        found.insert(place, _reply(one))
    return [
        Button(b.label, b.icon, b.url, b.way, "secondary" if place else b.kind, b.key)
        for place, b in enumerate(found)
    ]


IDLE_ONCE_SUBMITTED = {"submit_for_check"}
IDLE_UNTIL_SUBMITTED = {"check_content", "return_draft"}
"""Steps the rules allow on any draft, but that have no point before, or after, it is submitted."""


def _may(one: Opened, verb: str, tree: Tree) -> bool:
    if not rules.may(one.act, facts(one.document), verb):
        return False
    if verb == "assign" and not rules.directs(one.act):
        return any(holds(one.act, lead) for lead in tree.leads())
    if verb not in {"start", "resolve"}:
        return True
    held = tree.own_lead(one.act)
    if held is None or held.state not in UNDONE:
        return False
    return verb == "start" or not (held.report_back or tree.open_children(held.id))


def _of_parts(one: Opened, tree: Tree) -> list[Button]:
    """The steps on this post's own part, and its word on what was reported."""
    act = one.act
    found: list[Button] = []
    for node in tree.nodes:
        address = reverse("documents:assignment", args=[node.id])
        if node.state == Work.REPORTED and gave(act, node):
            found.append(Button(_("Xem báo cáo"), "check", address, "link", key="X"))
        elif holds(act, node) and node.state in UNDONE and not tree.open_children(node.id):
            if node.role == "for_information":
                url = f"{address}finish/"
                found.append(Button(_("Đã xem"), "check", url, key="X"))
            elif node.role == "support":
                url = f"{address}finish/"
                found.append(Button(_("Xong phần phối hợp"), "circle-check", url, key="X"))
            elif node.report_back:
                url = f"{address}report/"
                found.append(Button(_("Báo cáo kết quả"), "send", url, "sheet", key="X"))
    late = any(
        node.state in UNDONE
        and node.role != "for_information"
        and not tree.open_children(node.id)
        and overdue(node.due_at, act.at, None)
        for node in tree.nodes
    )
    if late and act.roles & {"leader", "clerk"}:
        found.append(Button(_("Đôn đốc"), "bell", one.url("reminders"), "sheet", key="N"))
    return found


def _may_reply(one: Opened, tree: Tree) -> bool:
    return (
        one.document.direction == Document.INCOMING
        and one.document.state in {State.ASSIGNED, State.IN_PROGRESS}
        and permissions.may(one.act, "documents.draft")
        and (
            any(holds(one.act, lead) for lead in tree.leads())
            or permissions.may(one.act, "documents.assign")
        )
    )


def _reply(one: Opened) -> Button:
    address = f"{reverse('documents:compose')}?reply_to={one.document.id}"
    return Button(_("Soạn trả lời"), "pencil", address, "link", key="R")


def _incoming(one: Opened) -> list[tuple[str, Button]]:
    again = one.document.state in {State.ASSIGNED, State.IN_PROGRESS}
    return [
        ("register", Button(_("Vào sổ"), "list-check", one.url("registration"), key="V")),
        (
            "forward",
            Button(_("Chuyển người soạn"), "arrow-right", one.url("forwarding"), key="C"),
        ),
        (
            "submit",
            Button(_("Trình lãnh đạo"), "user-check", one.url("submission"), "sheet", key="T"),
        ),
        (
            "assign",
            Button(
                _("Phân công lại") if again else _("Phân công"),
                "user-plus",
                one.url("assignments"),
                "sheet",
                "secondary" if again else "",
                "P",
            ),
        ),
        (
            "agree_recall",
            Button(_("Đồng ý thu hồi"), "circle-check", one.url("recall_agreement"), "sheet"),
        ),
        (
            "decline_recall",
            Button(
                _("Không đồng ý thu hồi"), "arrow-forward-up", one.url("recall_refusal"), "sheet"
            ),
        ),
        (
            "pass_on",
            Button(
                _("Chuyển lãnh đạo khác"), "arrow-right", one.url("passing_on"), "sheet", key="C"
            ),
        ),
        ("start", Button(_("Bắt đầu xử lý"), "clock", one.url("start"), key="B")),
        ("resolve", Button(_("Kết thúc xử lý"), "circle-check", one.url("resolution"), key="X")),
        ("void_arrival", Button(_("Hủy số đến"), "x", one.url("arrival_voiding"), "sheet")),
        (
            "return",
            Button(_("Trả lại nơi gửi"), "arrow-forward-up", one.url("returns"), "sheet"),
        ),
        ("seal_scan", Button(_("Ký số bản quét"), "rubber-stamp", one.url("scan_seal"))),
        ("put_scan", _scan_button(one)),
    ]


def _scan_button(one: Opened) -> Button:
    label = _("Thay bản quét") if one.document.file_sha256 else _("Tải bản quét")
    return Button(label, "file-text", one.url("scan"), "link", key="Q")


def _amending(one: Opened, amends_as: str) -> str:
    address = reverse("documents:compose")
    return f"{address}?amends={one.document.id}&as={amends_as}"


SEEN = "seen"
"""In the address of a step that agrees to a text: which text stood on the page."""


def _outgoing(one: Opened) -> list[tuple[str, Button]]:
    checked = {State.DRAFTING, State.CONTENT_CHECKED, State.FORMAT_CHECKED}
    mark = content_mark(one.document.id) if one.document.state in checked else 0

    def agreed(name: str) -> str:
        return f"{one.url(name)}&{SEEN}={mark}"

    copied = one.document.made_as == rules.COPY
    editing = one.url("copy" if copied else "draft")
    sign = _("Ký bản sao") if copied else _("Ký số")
    return [
        ("approve", Button(sign, "signature", agreed("approval"), key="S")),
        ("check_format", Button(_("Đồng ý thể thức"), "check", agreed("format_check"), key="D")),
        ("check_content", Button(_("Đồng ý nội dung"), "check", agreed("content_check"), key="D")),
        ("request_seal", Button(_("Đóng dấu"), "rubber-stamp", one.url("seal"), key="D")),
        ("issue", Button(_("Phát hành"), "send", one.url("issue"), "sheet", key="G")),
        (
            "submit_for_check",
            Button(_("Trình kiểm tra"), "arrow-right", one.url("check_request"), key="T"),
        ),
        ("number_paper", Button(_("Cấp số"), "list-check", one.url("paper_number"), key="T")),
        ("put_scan", _scan_button(one)),
        ("void_paper", Button(_("Hủy số"), "trash", one.url("paper_void"), "sheet")),
        ("submit_copy", Button(_("Trình ký"), "arrow-right", one.url("copy_submission"), key="T")),
        (
            "revise",
            Button(
                _("Sửa bản sao") if copied else _("Sửa dự thảo"), "edit", editing, "link", key="E"
            ),
        ),
        ("replace", Button(_("Thay thế"), "arrow-right", _amending(one, "replace"), "link")),
        ("correct", Button(_("Đính chính"), "edit", _amending(one, "correct"), "link")),
        ("recall", Button(_("Thu hồi"), "arrow-forward-up", one.url("recall"), "sheet")),
        ("change_signer", Button(_("Đổi người ký"), "users", one.url("signer"), "sheet")),
        (
            "return_draft",
            Button(_("Trả lại dự thảo"), "arrow-forward-up", one.url("draft_returns"), "sheet"),
        ),
    ]
