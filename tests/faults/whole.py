"""Nothing lost, nothing doubled: the whole database held against its own log, set by set.

Counters are compared, not numbers of rows: what is missing and what is there twice is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.db import connection

from lienthong.documents.reactions import STATUS_OF_EVENT
from lienthong.kernel.acts import KeyKind, reader_key
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.store import State
from lienthong.kernel.ledger import verify

WORK_OF_EVENT = {
    "documents.submitted_for_check": "documents.check_content",
    "documents.content_checked": "documents.check_format",
    "documents.format_checked": "documents.approve",
    "documents.number_voided": "documents.approve",
    "documents.signing_failed": "documents.approve",
    "documents.signed": "documents.seal",
    "documents.sealed": "documents.issue",
    "documents.arrived": "documents.register",
    "documents.registered": "documents.submit",
    "documents.submitted": "documents.assign",
    "documents.assigned": "documents.handle",
}
"""Which work each step leaves to somebody."""

PAST_SIGNING = ("signed", "sealed", "issued")
PAST_SEAL = ("sealed", "issued")


def check() -> None:
    """Everything below. Call it when nothing is left to do."""
    deliveries()
    arrivals()
    numbers()
    files()
    receipts()
    work()
    once()
    ledger()


def rows(query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a query says."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def same(what: str, found: Iterable[Hashable], meant: Iterable[Hashable]) -> None:
    """Both hold the same things the same number of times; otherwise says which do not."""
    have, want = Counter(found), Counter(meant)
    lost, doubled = want - have, have - want
    assert have == want, f"{what}: missing {dict(lost)}, too many {dict(doubled)}"


def about(kind: str, *facts: str) -> list[tuple[Any, ...]]:
    """(object_id, the facts of its data) of each event of a kind."""
    data = "".join(f", data ->> '{fact}'" for fact in facts)
    return rows(f"select object_id{data} from kernel_event where kind = %s", [kind])


def deliveries() -> None:
    """Each issued letter has one packet, and one delivery to each of its recipients."""
    issued = rows(
        "select id, packet_id from documents_document"
        " where direction = 'outgoing' and state = 'issued'"
    )
    same("issued letters by events", issued, _with_packet(about("documents.issued")))
    packets = [(packet_id,) for _document, packet_id in issued]
    same("packets", rows("select id from exchange_packet"), packets)
    same("packets sent", about("exchange.sent"), packets)
    same("packets arrived", about("exchange.arrived"), packets)
    same(
        "deliveries",
        rows("select packet_id, agency_id, state from exchange_delivery"),
        rows(
            "select d.packet_id, r.agency_id, 'held' from documents_recipient r"
            " join documents_document d on d.id = r.document_id where d.state = 'issued'"
        ),
    )


def _with_packet(documents: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    packets = dict(rows("select id, packet_id from documents_document"))
    return [(document_id, packets.get(document_id)) for (document_id,) in documents]


def arrivals() -> None:
    """Each delivery is one incoming document, which its desk may read, may work on, and was told
    of.
    """
    incoming = rows(
        "select id, delivery_id, agency_id from documents_document where direction = 'incoming'"
    )
    same(
        "incoming documents",
        [(delivery, agency) for _id, delivery, agency in incoming],
        rows("select id, agency_id from exchange_delivery"),
    )
    same(
        "readers of the desks",
        rows("select document_id, key from documents_reader where source = 'arrived'"),
        [(copy, reader_key(KeyKind.DESK, agency)) for copy, _delivery, agency in incoming],
    )
    copies = [(copy,) for copy, _delivery, _agency in incoming]
    same("events of arrival", about("documents.arrived"), copies)
    answers = rows(
        "select in_reply_to_id, id::text from documents_document"
        " where direction = 'incoming' and in_reply_to_id is not null"
    )
    same("answers told", about("documents.answered", "reply_id"), answers)
    same(
        "files of the copies",
        rows("select delivery_id, file_sha256 from documents_document where direction='incoming'"),
        rows(
            "select del.id, d.file_sha256 from exchange_delivery del join documents_document d"
            " on d.packet_id = del.packet_id and d.direction = 'outgoing'"
        ),
    )


def numbers() -> None:
    """Series without gaps, each number told once, each void with its reason."""
    entries = rows(
        "select series_year_id, ordinal, object_id, state, reason from kernel_number_entry"
    )
    last = rows("select id, n from kernel_series_year, generate_series(1, last) n")
    same("numbers of the series", [entry[:2] for entry in entries], last)
    outgoing = rows("select id, number from documents_document where direction = 'outgoing'")
    arrived = rows("select id, arrival_number from documents_document where direction='incoming'")
    held = [(document, number) for document, number in [*outgoing, *arrived] if number]
    live = [(object_id, ordinal) for _y, ordinal, object_id, s, _r in entries if s == "live"]
    same("live numbers", live, held)
    void = [(object_id, ordinal, r) for _y, ordinal, object_id, s, r in entries if s == "void"]
    told = [(d, int(n), why) for d, n, why in about("documents.number_voided", "number", "reason")]
    same("void numbers", void, told)
    assert all(reason.strip() for _d, _n, reason in void), "a number is void without a reason"
    given = about("documents.numbered", "number") + about("documents.registered", "number")
    taken = [(object_id, ordinal) for _y, ordinal, object_id, _s, _r in entries]
    same("numbers told by events", [(document, int(n)) for document, n in given], taken)


def files() -> None:
    """One signed and one sealed version, whose bytes are on the disk as their digests say."""
    letters = rows(
        "select id, state, file_sha256, file_size from documents_document"
        " where direction = 'outgoing'"
    )
    meant = [(letter, "signed") for letter, state, _s, _z in letters if state in PAST_SIGNING]
    meant += [(letter, "sealed") for letter, state, _s, _z in letters if state in PAST_SEAL]
    kept = rows(
        "select document_id, stage, sha256, size from documents_version where stage <> 'draft'"
        " order by id"
    )
    same("versions", [version[:2] for version in kept], meant)
    sealed = [version[:1] for version in meant if version[1] == "sealed"]
    same("manifests", rows("select document_id from documents_manifest"), sealed)
    events = [(d, "signed", sha) for d, sha in about("documents.signed", "sha256")]
    events += [(d, "sealed", sha) for d, sha in about("documents.sealed", "sha256")]
    same("versions told by events", [version[:3] for version in kept], events)
    newest = {document: (sha256, size) for document, _stage, sha256, size in kept}
    shown = [(letter, (sha, z)) for letter, state, sha, z in letters if state in PAST_SIGNING]
    same("newest files", newest.items(), shown)
    for document, stage, sha256, size in kept:
        where = f"the {stage} file of document {document}"
        assert store().verify(sha256) is State.OK, f"{where}: {store().verify(sha256)}"
        assert store().path(sha256).stat().st_size == size, where


def receipts() -> None:
    """One receipt for each step of each receiver; the board shows the last one."""
    steps = rows(
        "select d.delivery_id, e.id, e.kind from kernel_event e join documents_document d"
        " on d.id = e.object_id and e.object_type = 'documents.document'"
        " where e.kind = any(%s) and d.delivery_id is not null order by e.id",
        [list(STATUS_OF_EVENT)],
    )
    arrived = rows(
        "select d.id, e.id from kernel_event e join exchange_delivery d"
        " on d.packet_id = e.object_id where e.kind = 'exchange.arrived'"
    )
    meant = [(delivery, event, STATUS_OF_EVENT[kind]) for delivery, event, kind in steps]
    meant += [(delivery, event, "01") for delivery, event in arrived]
    same("receipts", rows("select delivery_id, event_id, code from exchange_receipt"), meant)
    counts = [int(count) for _object, count in about("exchange.reported", "count")]
    assert sum(counts) == len(steps), f"receipts told: {sum(counts)}, made: {len(steps)}"
    shown = {delivery: "01" for delivery, _event in arrived}
    shown |= {delivery: STATUS_OF_EVENT[kind] for delivery, _event, kind in steps}
    same("states on the board", rows("select id, status from exchange_delivery"), shown.items())


def work() -> None:
    """Each step left its work to somebody, once."""
    left = [
        (kind, object_id) for event, kind in WORK_OF_EVENT.items() for (object_id,) in about(event)
    ]
    kinds = list(set(WORK_OF_EVENT.values()))
    given = rows("select kind, object_id from work_item where kind = any(%s)", [kinds])
    same("work items", given, left)


def once() -> None:
    """What is done once in the life of a document was recorded once; its state says so too."""
    doubled = rows(
        "select kind, object_id, count(*) from kernel_event where kind = any(%s)"
        " group by kind, object_id having count(*) > 1",
        [[
            "documents.drafted", "documents.signed", "documents.sealed", "documents.issued",
            "documents.arrived", "documents.registered", "documents.submitted",
            "documents.started", "documents.resolved",
        ]],
    )  # fmt: skip
    assert not doubled, f"done twice: {doubled}"
    taps = Counter(about("documents.approved"))
    taps.subtract(about("documents.number_voided") + about("documents.signing_failed"))
    back = set(rows("select id from documents_document where state = 'format_checked'"))
    wrong = {document: left for document, left in taps.items() if left != (document not in back)}
    assert not wrong, f"taps and numbers do not fit: {wrong}"


def ledger() -> None:
    """Every event is under a checkpoint, once, and the whole log proves itself."""
    same(
        "sealed events",
        rows("select event_id from ledger_leaf"),
        rows("select id from kernel_event"),
    )
    report = verify.verify()
    assert report.ok, f"the ledger is broken: {report.first.sentence if report.first else report}"
