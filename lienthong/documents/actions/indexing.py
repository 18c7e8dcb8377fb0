"""What a document is found by, written in the transaction of the step that changed it.

An outgoing document is one text of its agency. An arrived one is the text of its packet, which all
its receivers share, and a small text of the agency's own: the heading again, with the arrival
number, the directive and whoever has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import Types, types_of
from lienthong.documents import letters
from lienthong.documents.models import Assignment, AttachedFile, Document
from lienthong.documents.queries.searching import LABEL, own_key, packet_key
from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.search import actions as search
from lienthong.kernel.search.tokens import of_agency, of_issuer, of_type, of_unit


def index(document: Document) -> None:
    """Make the document's own text anew from what it is now."""
    outgoing = document.direction == Document.OUTGOING
    entry = search.Entry(
        own_key(document.id),
        document.subject,
        document.issued_on or clock.local(document.created_at).date(),
        fields=(*_heading(document), *(_people(document) if outgoing else _own(document))),
        body=letters.draft_body(document) if outgoing else "",
        scopes=_scopes(document),
    )
    search.put(entry, agency_id=document.agency_id, object_type=LABEL, object_id=document.id)
    scanned = document.file_sha256 and not outgoing and document.packet_id is None
    if scanned or AttachedFile.objects.filter(document=document).exists():
        jobs.defer("documents.read_files", documents=str(document.id))


def let_go(document: Document, packet_id: int | None) -> None:
    """The agency finds its copy by the tombstone only, no longer by what the packet said."""
    if packet_id is not None:
        search.let_go(packet_key(packet_id), document.agency_id)
    index(document)


def _heading(document: Document) -> tuple[str, ...]:
    return (
        document.code or document.symbol,
        types_of(document.branch).name(document.type),
        document.issuer_name,
        document.signer_name,
    )


def _people(document: Document) -> list[str]:
    """Who drafted it and whom it is for, as groups and names."""
    day = document.issued_on or clock.local(document.created_at).date()
    drafter = posts.post(document.drafter_id or 0, day)
    names = [f"{drafter.name}, {drafter.unit_name}"] if drafter else []
    return [*names, *letters.recipient_lines(document, day)]


def _own(document: Document) -> list[str]:
    """What only this agency knows of its copy."""
    found = []
    if document.arrival_number is not None:
        found.append(_("Số đến {number}").format(number=document.arrival_number))
    given = Assignment.objects.filter(document=document).exclude(state="withdrawn")
    for receiver, directive in given.order_by("id").values_list("receiver_name", "directive"):
        found += [receiver, directive]
    return found


def _scopes(document: Document) -> list[str]:
    scopes = [of_agency(document.agency_id), of_type(document.type)]
    if document.issuer_id is not None:
        scopes.append(of_issuer(document.issuer_id))
    if document.unit_id is not None:
        scopes.append(of_unit(document.unit_id))
    return scopes


_PACKETS = """
select distinct on (packet_id) packet_id, id, subject, code, branch, type, issuer_id, issuer_name,
  signer_name, issued_on
from documents_document where id = any(%s) order by packet_id, id
"""
_HELD = """
select 'exchange.packet:' || d.packet_id as key, d.agency_id, d.id as object_id
from documents_document d where d.id = any(%(ids)s)
"""


def index_arrivals(act: Act, ids: Sequence[int]) -> None:
    """The texts of the packets these incoming documents came with: a few statements, the words cut
    once a packet. Bodies and files are read by a job.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PACKETS, [list(ids)])
        names = [column.name for column in cursor.description]
        packets = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    kinds = {branch: types_of(branch) for branch in {packet["branch"] for packet in packets}}
    search.put_shared(
        [_of_packet(act, packet, kinds[packet["branch"]]) for packet in packets],
        _HELD,
        {"ids": list(ids)},
        object_type=LABEL,
    )
    jobs.defer("documents.read_files", documents=",".join(str(one["id"]) for one in packets))


def _of_packet(act: Act, packet: dict[str, Any], kinds: Types) -> search.Entry:
    scopes = [of_type(packet["type"])]
    if packet["issuer_id"] is not None:
        scopes.append(of_issuer(packet["issuer_id"]))
    return search.Entry(
        packet_key(packet["packet_id"]),
        packet["subject"],
        packet["issued_on"] or clock.local(act.at).date(),
        fields=(
            packet["code"],
            kinds.name(packet["type"]),
            packet["issuer_name"],
            packet["signer_name"],
        ),
        scopes=scopes,
    )
