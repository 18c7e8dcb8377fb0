"""Lists of documents as a post sees them: they start from Reader, newest first, keyset pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import cached_property

from lienthong.documents.models import Document
from lienthong.documents.queries.words import folded_pattern
from lienthong.documents.rules import State
from lienthong.kernel.acts import Act

PAGE = 50
COUNT_CAP = 100

OPEN = (State.ARRIVED, State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS)
"""Incoming documents somebody still has to do something about."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows. Empty `states` means all; `before` is the last id already shown; `copies`
    keeps those that were made here (Decree 30/2020, art. 25).
    """

    direction: str
    states: tuple[str, ...] = ()
    words: str = ""
    overdue: bool = False
    signer_id: int | None = None
    before: int | None = None
    copies: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list; `more` when another follows."""

    documents: tuple[Document, ...]
    more: bool

    @cached_property
    def ids(self) -> list[int]:
        return [document.id for document in self.documents]


_MATCHES = """
d.direction = %(direction)s and d.agency_id = %(agency)s
and (%(all_states)s or d.state = any(%(states)s))
and (%(signer)s::bigint is null or d.signer_id = %(signer)s)
and (not %(overdue)s or (d.state = any(%(open)s) and coalesce(d.due_at,
  case when d.state = 'arrived' then d.register_due_at else d.reply_due_at end) < %(at)s))
and (%(words)s = '' or vn_fold(d.code || ' ' || d.symbol || ' ' || d.subject || ' ' || d.issuer_name
  || ' ' || coalesce(d.arrival_number::text, '')) like %(words)s)
"""

_PAGE = f"""
select d.* from (
  select distinct r.document_id from unnest(%(keys)s::bigint[]) k cross join lateral (
    select i.document_id from documents_reader i join documents_document d on d.id = i.document_id
    where i.key = k and (%(before)s::bigint is null or i.document_id < %(before)s) and {_MATCHES}
    order by i.document_id desc limit %(limit)s) r
  order by 1 desc limit %(limit)s) m
join documents_document d on d.id = m.document_id order by d.id desc
"""


# Copies are few among many documents: the walk begins at them (documents_copies_of_agency).
_COPIES = f"""
select d.* from documents_document d
where d.agency_id = %(agency)s and d.made_as = 'copy' and {_MATCHES}
and (%(before)s::bigint is null or d.id < %(before)s)
and exists (select from documents_reader r where r.document_id = d.id and r.key = any(%(keys)s))
order by d.id desc limit %(limit)s
"""


def page_for(act: Act, wanted: Wanted, *, limit: int = PAGE) -> Page:
    """One keyset page of what this post may see: per reader key a short walk, then merged.

    Only the own agency's copies; one statement whatever the number of keys and documents.
    """
    values = _values(act, wanted) | {"before": wanted.before, "limit": limit + 1}
    found = list(Document.objects.raw(_COPIES if wanted.copies else _PAGE, values))
    return Page(tuple(found[:limit]), more=len(found) > limit)


def _values(act: Act, wanted: Wanted) -> dict[str, object]:
    return {
        "keys": act.keys(),
        "agency": act.agency_id,
        "at": act.at,
        "direction": wanted.direction,
        "all_states": not wanted.states,
        "states": list(wanted.states),
        "signer": wanted.signer_id,
        "overdue": wanted.overdue,
        "open": list(OPEN),
        "words": folded_pattern(wanted.words),
    }


_COUNTS = """
select t.name, (select count(*) from (
  select 1 from documents_document d
  where d.agency_id = %(agency)s and d.direction = t.direction and d.state = any(t.states)
    and (t.signer_id is null or d.signer_id = t.signer_id)
    and (not t.overdue or coalesce(d.due_at, case when d.state = 'arrived' then d.register_due_at
      else d.reply_due_at end) < %(at)s)
    and exists (select 1 from documents_reader r
      where r.document_id = d.id and r.key = any(%(keys)s))
  limit %(cap)s) c)
from jsonb_to_recordset(%(tabs)s::jsonb)
  as t(name text, direction text, states text[], signer_id bigint, overdue boolean)
"""


def counts(act: Act, tabs: Mapping[str, Wanted]) -> dict[str, int]:
    """How many documents stand behind each tab, each count stopped at `COUNT_CAP` ("99+")."""
    rows = [
        {
            "name": name,
            "direction": wanted.direction,
            "states": list(wanted.states),
            "signer_id": wanted.signer_id,
            "overdue": wanted.overdue,
        }
        for name, wanted in tabs.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {
                "agency": act.agency_id,
                "at": act.at,
                "keys": act.keys(),
                "cap": COUNT_CAP,
                "tabs": json.dumps(rows),
            },
        )
        return dict(cursor.fetchall())


_OPENED = """
select n.object_id from kernel_access_note n
where n.object_type = 'documents.document' and n.object_id = any(%(ids)s)
  and n.position_id = %(position)s
union
select e.object_id from kernel_event e
where e.object_type = 'documents.document' and e.object_id = any(%(ids)s)
  and (e.by_position_id = %(position)s or (e.kind = 'kernel.viewed'
    and e.data -> 'readers' @>
      jsonb_build_array(jsonb_build_object('position_id', %(position)s::bigint))))
"""


def unread(act: Act, ids: Sequence[int]) -> set[int]:
    """Which of these documents this post has never opened nor acted on, by notes and log."""
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, {"ids": list(ids), "position": act.position_id})
        return set(ids) - {row[0] for row in cursor.fetchall()}


def leads(ids: Sequence[int]) -> dict[int, str]:
    """Who holds the lead of each of these documents now, by document id."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select document_id, receiver_name from documents_assignment"
            " where document_id = any(%s) and role = 'lead' and state <> 'withdrawn'"
            " and parent_id is null",
            [list(ids)],
        )
        return dict(cursor.fetchall())
