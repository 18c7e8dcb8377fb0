"""Who may sign for an agency on a day, and in whose name: TM. KT. TL. TUQ. Q.

(Decree 30/2020, art. 13 and app. I)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from lienthong.directory import posts
from lienthong.directory.document_types import LETTER
from lienthong.directory.posts import IN_FORCE, AgencyFacts, Post
from lienthong.directory.rules import DEPUTY

COLLECTIVE = "peoples_committee"
COMMITTEE = "Ủy ban nhân dân"
EVERY_TYPE = "*"


@dataclass(frozen=True)
class Signer:
    """A post that may sign, and how.

    `above` are the lines over the signature before the own `title` ("TM. …", "KT. …"), as printed;
    `basis` is the document that gives it, empty for what the post may do by itself.
    """

    post: Post
    title: str
    above: tuple[str, ...]
    basis: str = ""

    @property
    def prefix(self) -> str:
        """In whose name, on one line: `TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH`."""
        acting = (self.title,) if self.title.startswith("Q. ") else ()
        return ", ".join((*self.above, *acting))


@dataclass(frozen=True)
class _Given:
    kind: str
    giver_id: int
    receiver_id: int
    giver_title: str
    types: Sequence[str]
    basis: str

    def covers(self, document_type: str | None) -> bool:
        return document_type is None or bool(
            {EVERY_TYPE, document_type or LETTER} & set(self.types)
        )


_GIVEN = f"""
select d.kind, d.giver_id, d.receiver_id, p.title, d.types, d.basis
from directory_delegation d join directory_position p on p.id = d.giver_id
where d.agency_id = %(agency)s and {IN_FORCE.format("d")} order by d.id
"""


def signers_of(agency: AgencyFacts, day: date, document_type: str | None) -> list[Signer]:
    """The held posts that may sign a document of this type on the day ("" for a letter, None for
    any type at all): leaders first, highest first; whoever is away is left out.
    """
    leaders = posts.posts_with_role(agency.agency_id, "leader", day)
    given = _given(agency.agency_id, day)
    away = {one.giver_id for one in given if one.kind == "leave"}
    head = _head_title(leaders)
    found = [
        _leader(agency, one, head, given, document_type)
        for one in leaders
        if one.name and one.position_id not in away
    ]
    others = [one for one in given if one.covers(document_type)]
    by_order = {one.receiver_id: one for one in others if one.kind in {"TL", "TUQ"}}
    found += [_delegate(one, day) for one in by_order.values() if one.giver_id not in away]
    found += [
        _deputy(one, by_order[one.giver_id], day)
        for one in others
        if one.kind == "KT" and one.giver_id in by_order and by_order[one.giver_id].kind == "TL"
    ]
    return [one for one in found if one is not None]


def signer_on(
    agency: AgencyFacts, position_id: int, day: date, document_type: str
) -> Signer | None:
    """How this post signs such a document on the day; None when it may not."""
    for one in signers_of(agency, day, document_type):
        if one.post.position_id == position_id:
            return one
    return None


def printed(
    agency: AgencyFacts, position_id: int, day: date, document_type: str
) -> tuple[str, tuple[str, ...]]:
    """Box 7a: (position line, lines above it), as the page shows them; the bare title of a post
    that may not sign that day.
    """
    signer = signer_on(agency, position_id, day, document_type)
    if signer is not None:
        return signer.title, signer.above
    post = posts.post(position_id, day)
    return (post.title.upper() if post else "", ())


def stand_in(agency_id: int, position_id: int, day: date) -> int | None:
    """The post that stands in for one that is away on the day; None when it is there."""
    given = _given(agency_id, day)
    return next(
        (one.receiver_id for one in given if one.kind == "leave" and one.giver_id == position_id),
        None,
    )


def _given(agency_id: int, day: date) -> list[_Given]:
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"agency": agency_id, "day": day})
        return [_Given(*row) for row in cursor.fetchall()]


def _head_title(leaders: Sequence[Post]) -> str:
    """The head's title; without one, what the first deputy is deputy of."""
    for one in leaders:
        if not one.title.startswith(DEPUTY):
            return one.title
    return leaders[0].title.removeprefix(DEPUTY) if leaders else ""


def _leader(
    agency: AgencyFacts, one: Post, head: str, given: Sequence[_Given], document_type: str | None
) -> Signer | None:
    above = [f"TM. {COMMITTEE.upper()}"] if agency.kind == COLLECTIVE else []
    mine = [g for g in given if g.receiver_id == one.position_id]
    acting = next((g for g in mine if g.kind == "Q" and g.covers(document_type)), None)
    if acting is not None:
        return Signer(one, f"Q. {acting.giver_title.upper()}", tuple(above), acting.basis)
    if not one.title.startswith(DEPUTY):
        return Signer(one, one.title.upper(), tuple(above))
    limits = [g for g in mine if g.kind == "KT"]
    named = next((g for g in limits if g.covers(document_type)), None)
    if limits and named is None:
        return None  # his share of the work is written down, and this is not in it
    standing = next((g.basis for g in mine if g.kind == "leave"), "")
    above.append(f"KT. {head.upper()}")
    return Signer(one, one.title.upper(), tuple(above), named.basis if named else standing)


def _delegate(given: _Given, day: date) -> Signer | None:
    post = posts.post(given.receiver_id, day)
    if post is None or not post.name:
        return None
    above = (f"{given.kind}. {given.giver_title.upper()}",)
    return Signer(post, post.title.upper(), above, given.basis)


def _deputy(given: _Given, order: _Given, day: date) -> Signer | None:
    """Whoever signs by order lets his deputy sign in his place (Decree 30/2020, art. 13)."""
    own = _delegate(order, day)
    deputy = _delegate(given, day)
    if own is None or deputy is None:
        return None
    return replace(deputy, above=(*own.above, *deputy.above))
