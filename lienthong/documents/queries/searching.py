"""What search asks this room: which documents a person may see among those that were found."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from lienthong.kernel.search.finding import FEW, Rights

LABEL = "documents.document"

_FEW = """
select array_agg(document_id) from (
  select document_id from documents_reader where key = any(%s) limit %s) r
"""
_MAY_SEE = """
exists (select 1 from documents_reader r
  where r.document_id = hit.object_id and r.key = any(%(keys)s))
"""


def rights_of_keys(keys: Sequence[int]) -> Rights:
    """The rights of whoever holds these reader keys."""

    def few() -> list[int] | None:
        with connection.cursor() as cursor:
            cursor.execute(_FEW, [list(keys), FEW + 1])
            found: list[int] = cursor.fetchone()[0] or []
        return found if len(found) <= FEW else None

    return Rights(LABEL, _MAY_SEE, {"keys": list(keys)}, few)
