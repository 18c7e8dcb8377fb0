"""The index made anew from the documents: after a change of how words are cut, or when in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from lienthong.documents.actions import indexing
from lienthong.documents.models import Document
from lienthong.documents.queries.searching import packet_key
from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.search import actions as search

_PACKETS = """
select distinct packet_id from documents_document
where direction = 'incoming' and packet_id > %s order by packet_id limit %s
"""
_OWN = """
select id from documents_document
where id > %s and (direction = 'outgoing' or packet_id is null or arrival_number is not null)
order by id limit %s
"""
PACKETS, DOCUMENTS = 10, 100
"""So many are written in one transaction: the rest of the index stays as it is meanwhile."""


def rebuild(act: Act) -> Iterator[int]:
    """Write every text anew, a batch a transaction; yields the number of texts of each batch.

    May run while people work, and be broken off and run again.
    """
    for packet_ids in _batches(_PACKETS, PACKETS):
        index_packets(act, packet_ids)
        yield len(packet_ids)
    for document_ids in _batches(_OWN, DOCUMENTS):
        index_own(document_ids)
        yield len(document_ids)


def _batches(sql: str, most: int) -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last, most])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]


@bookkeeping
def index_packets(act: Act, packet_ids: Sequence[int]) -> None:
    """The shared texts of these packets anew, with every copy that still holds them."""
    search.forget([packet_key(packet_id) for packet_id in packet_ids])
    copies = Document.objects.filter(direction=Document.INCOMING, packet_id__in=packet_ids)
    indexing.index_arrivals(act, list(copies.order_by("id").values_list("id", flat=True)))


@bookkeeping
def index_own(document_ids: Sequence[int]) -> None:
    """The texts that belong to one document each."""
    mine = Document.objects.filter(id__in=document_ids).order_by("id")
    for document in mine.select_for_update(of=("self",)):  # no newer text is overwritten
        indexing.index(document)
