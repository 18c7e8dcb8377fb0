"""The handling slip of an incoming document: what the leader, the head of the unit and whoever
handles it said, filled in from what is recorded (Decree 30/2020, app. IV).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.documents import letters
from lienthong.documents.actions.tree import Tree
from lienthong.documents.models import Assignment, Document
from lienthong.documents.queries import around
from lienthong.documents.registers import printed
from lienthong.documents.rendering import lines
from lienthong.documents.rendering.render import DEMO_WORDS
from lienthong.documents.rules_assignments import ROLE_NAMES
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.ui import words

SAID_BY_EVENT = ("documents.passed_on", "documents.reported")


@dataclass(frozen=True)
class Said:
    """What one person wrote at one time: lines, and who and when under them."""

    lines: tuple[str, ...]
    by: str


def pdf(act: Act, document: Document, tree: Tree) -> bytes:
    """The slip on A4; what nobody has said yet stays blank, to be written by hand."""
    day = clock.local(act.at).date()
    agency = posts.agency_on(document.agency_id, day)
    superior = posts.agencies_on([agency.superior_id or 0], day).get(agency.superior_id or 0)
    events = around.happenings(document.id, kinds=SAID_BY_EVENT)
    events.reverse()
    sections = (
        (_("Ý kiến của lãnh đạo cơ quan, tổ chức"), [*_passed_on(events), *_given(tree, top=True)]),
        (_("Ý kiến của lãnh đạo đơn vị"), _given(tree, top=False)),
        (_("Ý kiến đề xuất của người giải quyết"), _reported(events, act, document)),
    )
    data = {
        "agency": agency.name,
        "superior": [superior.name] if superior else [],
        "place": lines.place_and_date(letters.place_in_date(agency.place_id, day), day),
        "title": _("Phiếu giải quyết văn bản đến"),
        "arrival": _arrival(document),
        "about": about(document),
        "sections": [
            {"title": title, "said": [asdict(one) for one in said]} for title, said in sections
        ],
        "foot": printed.foot(act.at, f"{act.by_name}, {act.by_title}", printed.covered()),
        "demo": DEMO_WORDS if settings.DEMO else None,
    }
    return printed.typeset("slip.typ", json.dumps(_cleaned(data), ensure_ascii=False))


def _cleaned(value: object) -> object:
    """Every text as a page can bear it."""
    if isinstance(value, str):
        return lines.clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _arrival(document: Document) -> str:
    number = document.arrival_number
    day = document.arrived_on or document.created_at
    return _("Số đến: {number}, ngày đến: {day}").format(
        number=number or _("chưa vào sổ"), day=words.day(day)
    )


def about(document: Document) -> str:
    """Type, number and symbol, date, issuer and subject in a sentence."""
    kind = types_of(document.branch).name(document.type)
    named = [f"{kind} số {document.code}" if document.code else kind]
    if document.issued_on:
        named.append(_("ngày {day}").format(day=words.day(document.issued_on)))
    named.append(_("của {issuer}").format(issuer=document.issuer_name))
    return f"{' '.join(named)}: {document.subject}"


def _passed_on(events: Iterable[around.Happening]) -> list[Said]:
    """What a leader said when he laid it before another one."""
    return [
        Said(
            tuple(filter(None, (one.data.get("directive", ""), _to(one.data.get("to", ""))))),
            _by(one.by_name, one.at),
        )
        for one in events
        if one.kind == "documents.passed_on"
    ]


def _to(name: str) -> str:
    return _("Chuyển {name} cho ý kiến.").format(name=name)


def _given(tree: Tree, *, top: bool) -> list[Said]:
    """Each assignment as it was given at one time: directive, lead, support, for information."""
    nodes = [one for one in tree.nodes if (one.parent_id is None) is top]
    nodes.sort(key=lambda one: (one.given_at, one.parent_id or 0, one.id))
    found: list[Said] = []
    for (_at, _parent), group in groupby(nodes, key=lambda one: (one.given_at, one.parent_id)):
        parts = list(group)
        said = (parts[0].directive, *_receivers(parts))
        found.append(Said(tuple(filter(None, said)), _by(parts[0].giver_name, parts[0].given_at)))
    return found


def _receivers(parts: Sequence[Assignment]) -> list[str]:
    return [
        f"{name}: " + "; ".join(_receiver(one) for one in parts if one.role == role) + "."
        for role, name in ROLE_NAMES.items()
        if any(one.role == role for one in parts)
    ]


def _receiver(one: Assignment) -> str:
    if one.due_at is None or one.role == "for_information":
        return one.receiver_name
    return _("{name}, hạn {due}").format(name=one.receiver_name, due=words.instant(one.due_at))


def _reported(events: Iterable[around.Happening], act: Act, document: Document) -> list[Said]:
    """Reports of those who handle it; then the answer, as far as the reader may see it."""
    found = [
        Said((str(one.data.get("text", "")),), _by(one.by_name, one.at))
        for one in events
        if one.kind == "documents.reported"
    ]
    codes = [one.code for one in around.replies(act, document) if one.code]
    if codes:
        found.append(Said((_("Văn bản trả lời: {codes}.").format(codes=", ".join(codes)),), ""))
    return found


def _by(name: str, at: datetime) -> str:
    return _("{name}, ngày {day}").format(name=name, day=words.day(at))
