"""What a signer is told of each draft that waits for him, before he signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from lienthong.documents.actions.common import CONTENT

_WAITING = """
select d.id,
  coalesce((select e.by_name from kernel_event e where e.object_type = 'documents.document'
    and e.object_id = d.id and e.kind in ('documents.drafted', 'documents.copy_made')
    order by e.id limit 1), ''),
  (select count(*) from documents_recipient r where r.document_id = d.id),
  coalesce((select max(e.id) from kernel_event e where e.object_type = 'documents.document'
    and e.object_id = d.id and e.kind = any(%s)), 0)
from unnest(%s::bigint[]) d(id)
"""


@dataclass(frozen=True)
class Waiting:
    """Who began a draft, for how many agencies it is, and the `content_mark` of its text now."""

    drafter: str
    recipients: int
    mark: int


def waiting(ids: Sequence[int]) -> dict[int, Waiting]:
    """By document id, in one statement whatever their number."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [list(CONTENT), list(ids)])
        return {row[0]: Waiting(*row[1:]) for row in cursor.fetchall()}
