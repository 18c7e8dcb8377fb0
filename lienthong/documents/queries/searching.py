"""What search asks this room: which of the found documents a person may see, and how they look."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from lienthong.documents.models import Document
from lienthong.kernel.acts import Act
from lienthong.kernel.search.finding import FEW, Rights

LABEL = "documents.document"

_FEW = """
select array_agg(document_id) from (
  select distinct document_id from documents_reader where key = any(%s) limit %s) r
"""
_MAY_SEE = """
exists (select 1 from documents_reader r
  where r.document_id = hit.object_id and r.key = any(%(keys)s))
"""
_IN_STATE = """
and exists (select 1 from documents_document d
  where d.id = hit.object_id and d.state = any(%(states)s))
"""


def own_key(document_id: int) -> str:
    """The key of a document's own text."""
    return f"{LABEL}:{document_id}"


def packet_key(packet_id: int) -> str:
    """The key of the text that all receivers of a packet share."""
    return f"exchange.packet:{packet_id}"


def rights(act: Act, states: Sequence[str] = ()) -> Rights:
    """What this post may see, in one of these states (all when there are none)."""
    return rights_of_keys(act.keys(), states)


def rights_of_keys(keys: Sequence[int], states: Sequence[str] = ()) -> Rights:
    """The same for whoever holds these reader keys."""

    def few() -> list[int] | None:
        with connection.cursor() as cursor:
            cursor.execute(_FEW, [list(keys), FEW + 1])
            found: list[int] = cursor.fetchone()[0] or []
        return found if len(found) <= FEW else None

    condition = _MAY_SEE + (_IN_STATE if states else "")
    return Rights(LABEL, condition, {"keys": list(keys), "states": list(states)}, few)


def found(act: Act, ids: Sequence[int]) -> dict[int, Document]:
    """The documents to show, once more only those this post may see."""
    return Document.objects.visible_to(act).in_bulk(list(ids))


_BODIES = """
select t.id, array_remove(array[t.body], '') || coalesce((
  select array_agg(f.text) from kernel_file_text f where f.sha256 = any(t.files)), '{}')
from kernel_search_text t where t.id = any(%s)
"""


def bodies(text_ids: Sequence[int]) -> dict[int, list[str]]:
    """The long texts behind hits that this post may see: bodies and files, for snippets."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [list(text_ids)])
        return dict(cursor.fetchall())
