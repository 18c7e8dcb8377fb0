"""Whom a document goes to, as the picker shows it and as it comes back from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from lienthong.documents.actions import drafting
from lienthong.documents.models import Document
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries import agencies
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.ui.shapes import Option, OptionGroup


@dataclass(frozen=True)
class Chosen:
    """The recipients ticked in the picker."""

    groups: tuple[str, ...]
    agency_ids: tuple[int, ...]

    def lines(self, codes: list[str], day: date) -> list[str]:
        """How the page would name them; codes stand as typed until they are kept."""
        named = dict(agencies.groups())
        return [
            *[named[key] for key in self.groups if key in named],
            *agencies.names(self.agency_ids, day),
            *codes,
        ]


def ticked(data: QueryDict) -> Chosen:
    """What came back from the picker."""
    ids = (whole_number(value) for value in data.getlist("agencies"))
    return Chosen(tuple(data.getlist("groups")), tuple(one for one in ids if one is not None))


@dataclass(frozen=True)
class Whom:
    """Whom a document may go to: groups to take whole, and every agency to pick by name."""

    groups: list[Option]
    singles: list[OptionGroup]


def whom(act: Act, chosen: Chosen) -> Whom:
    """Everything that may be ticked, with what is."""
    found = agencies.choosable(act.agency_id or 0, clock.local(act.at).date())
    named = agencies.groups()
    groups = [
        Option(
            key,
            name,
            note=_("{count} nơi").format(count=sum(one.group == key for one in found)),
            checked=key in chosen.groups,
        )
        for key, name in named
    ]
    rest = (
        (_("Cơ quan khác của tỉnh"), "state"),
        (_("Mặt trận Tổ quốc"), "front"),
        (_("Cơ quan Đảng: chỉ gửi khi chọn đích danh"), "party"),
    )
    singles = [(name, [one for one in found if one.group == key]) for key, name in named]
    singles += [
        (name, [one for one in found if not one.group and one.branch == branch])
        for name, branch in rest
    ]
    return Whom(
        groups,
        [
            OptionGroup(name, tuple(_option(one, chosen) for one in members))
            for name, members in singles
            if members
        ],
    )


def _option(one: agencies.Choosable, chosen: Chosen) -> Option:
    return Option(
        str(one.agency_id),
        one.name,
        note=one.district,
        search=f"{one.code} {one.district}",
        checked=one.agency_id in chosen.agency_ids,
    )


def choose(act: Act, document_id: int, chosen: Chosen, codes: list[str]) -> None:
    """Keep what was ticked and typed for a new draft, if anything was."""
    if chosen.groups or chosen.agency_ids or codes:
        _choose(act, document_id, chosen, codes)


def change(act: Act, document: Document, chosen: Chosen, codes: list[str]) -> None:
    """Put what is ticked and typed now in place of what a draft had; taking all out counts."""
    if chosen != kept(document) or codes:
        _choose(act, document.id, chosen, codes)


def _choose(act: Act, document_id: int, chosen: Chosen, codes: list[str]) -> None:
    drafting.choose_recipients(
        act,
        document_id=document_id,
        groups=chosen.groups,
        agency_ids=chosen.agency_ids,
        codes=codes,
    )


def kept(document: Document) -> Chosen:
    """The recipients of a draft as the picker ticks them: whole groups, and single agencies."""
    rows = list(document.recipients.order_by("agency_id").values_list("group", "agency_id"))
    groups = tuple(dict.fromkeys(group for group, _agency in rows if group))
    return Chosen(groups, tuple(agency for group, agency in rows if not group))
