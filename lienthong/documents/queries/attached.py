"""The further files of a document: of our own from its rows, of an arrived copy from the manifest
of its packet, so that a fan-out writes nothing for them and every receiver reads the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from lienthong.documents.models import Document
from lienthong.kernel.attachments.verdicts import Verdict


@dataclass(frozen=True)
class Attached:
    """One further file: `sha256` and `size` (bytes) are those of what a reader gets, with the
    agency's signature once it is on it. `clean` says that it may be opened; `reason` why not.
    """

    ordinal: int
    role: str
    name: str
    mime: str
    sha256: str
    size: int
    clean: bool
    reason: str


_FILES = """
with file as (
  select f.ordinal::int, f.role, f.name, f.mime, f.sha256 as examined,
    case when f.sealed_sha256 = '' then f.sha256 else f.sealed_sha256 end as sha256,
    case when f.sealed_sha256 = '' then f.size else f.sealed_size end as size
  from documents_attached_file f where f.document_id = %(document)s
  union all
  select (m.place - 1)::int, coalesce(m.f ->> 'role', 'attachment'), coalesce(m.f ->> 'name', ''),
    coalesce(m.f ->> 'mime', ''), coalesce(m.f ->> 'examined', m.f ->> 'sha256'),
    m.f ->> 'sha256', (m.f ->> 'size')::bigint
  from exchange_packet p, jsonb_array_elements(convert_from(p.manifest, 'UTF8')::jsonb -> 'files')
    with ordinality as m(f, place)
  where p.id = %(packet)s and m.place > 1
)
select file.ordinal, file.role, file.name, file.mime, file.sha256, file.size,
  coalesce(a.verdict = %(clean)s, false), coalesce(a.reason, '')
from file left join kernel_attachment a on a.sha256 = file.examined
order by file.ordinal
"""


def files_of(document: Document) -> list[Attached]:
    """All further files in order, whether they may be opened yet or not."""
    arrived = document.packet_id if document.direction == Document.INCOMING else None
    values = {"document": document.id, "packet": arrived, "clean": Verdict.CLEAN.value}
    with connection.cursor() as cursor:
        cursor.execute(_FILES, values)
        return [Attached(*row) for row in cursor.fetchall()]
