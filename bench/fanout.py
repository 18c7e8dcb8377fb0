"""Issue one document to many agencies, deliver, report back; beside it the bare database.

    .venv/bin/python bench/fanout.py [--small | --tiny] [--documents N] [--recipients 120 1200]

Limit A: document + deliveries + outbox, one bare statement, minimal tables, no foreign keys.
Floor B: one bare statement writing the rows of our action into our tables, same triggers.
Peer:    procrastinate's batch_defer of as many jobs.
A sitting whose limit moved by more than 30 % is rejected (exit 1). Ratios count, not seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import sys
import uuid
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
os.environ.setdefault("LIENTHONG_LOG", "ERROR")
django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402
from measure import Timing, machine, repeat, sizes, steady  # noqa: E402

from lienthong.documents.actions import issuing, manifesting  # noqa: E402
from lienthong.documents.models import Document  # noqa: E402
from lienthong.exchange import actions as exchange  # noqa: E402
from lienthong.kernel import clock, outbox, scratch  # noqa: E402
from lienthong.kernel.acts import Act, KeyKind, reader_key, system_act  # noqa: E402
from lienthong.launch import postgres  # noqa: E402

SHA = hashlib.sha256(b"bench").hexdigest()

LIMIT_TABLES = """
create table limit_document (id bigint generated always as identity primary key,
  subject text not null, body jsonb not null,
  at timestamptz not null);
create table limit_delivery (id bigint generated always as identity primary key,
  document_id bigint not null,
  agency_id int not null, state smallint not null default 0, at timestamptz not null,
    unique (document_id, agency_id));
create index on limit_delivery (id) where state = 0;
create table limit_outbox (id bigint generated always as identity primary key,
  document_id bigint not null);
"""
LIMIT = """
with d as (insert into limit_document (subject, body, at) values (%s, %s, %s) returning id),
  o as (insert into limit_outbox (document_id) select id from d)
insert into limit_delivery (document_id, agency_id, at) select d.id, r.agency_id, %s from d,
  limit_recipients r
"""
FLOOR = """
with p as (insert into exchange_packet (message_id, sender_id, manifest, digest, sent_at)
    values (%(message)s, %(agency)s, %(manifest)s, %(digest)s, %(at)s) returning id),
  d as (insert into exchange_delivery (packet_id, agency_id, state, state_at, status)
    select p.id, r.agency_id, 'queued', %(at)s, '' from p, limit_recipients r),
  u as (update documents_document set state = 'issued', issued_at = %(at)s,
    packet_id = p.id from p
    where documents_document.id = %(document)s),
  e as (insert into kernel_event (occurred_at, kind, object_type, object_id, agency_id,
    by_position_id, by_name, by_title,
      door, request_id, data)
    select %(at)s, k, 'documents.document', %(document)s, %(agency)s, %(position)s, 'Văn thư',
      'Văn thư', 'cli',
      %(message)s, %(data)s from unnest(array['exchange.sent',
        'documents.issued']) k returning id, kind)
insert into kernel_outbox (subscriber, event_ids) select 'nobody', array[id] from e
  where kind = 'exchange.sent'
"""
DOCUMENTS = """
with a as (select v.agency_id, p.id as position_id, p.unit_id from directory_agency_version v
    join directory_position p on p.agency_id = v.agency_id and 'clerk' = any(p.roles)
    where v.agency_id = %(agency)s order by p.rank, p.id limit 1),
  d as (insert into documents_document (direction, branch, agency_id, unit_id, state, type,
    number, symbol, code, subject,
      issuer_id, issuer_name, issued_on, signer_name, signer_title, urgency, file_sha256,
        file_size, file_pages,
      created_at)
    select 'outgoing', 'state', %(agency)s, a.unit_id, 'sealed', '', g, 'UBND-VX',
      g || '/UBND-VX',
      'Về việc đo tốc độ phát hành', %(agency)s, 'UBND tỉnh', %(at)s::date, 'Người ký',
        'Phó Chủ tịch', 0,
      %(sha)s, 100000, 2, %(at)s
    from a, generate_series(%(first)s, %(first)s + %(count)s - 1) g returning id),
  k as (insert into documents_reader (document_id, key, source) select id, %(key)s,
    'signed' from d),
  w as (insert into work_item (position_id, agency_id, kind, title, code, source, urgency,
    due_at, object_type, object_id,
      created_at)
    select a.position_id, %(agency)s, 'documents.issue', 'đo', '', '', 0, %(at)s,
      'documents.document', d.id, %(at)s from d, a)
select id from d order by id
"""
AGENCIES = """
with a as (insert into directory_agency (key, branch) select 'bench.' || g, 'state'
  from generate_series(1, %(more)s) g
  returning id, key)
insert into directory_agency_version (agency_id, kind, level, name, short_name, symbol,
  code_2020, code_2016, place_id,
  valid_from, legal_basis)
select a.id, 'bench', 'commune', a.key, a.key, 'UBND', '', '', (select min(id)
  from directory_place), '2020-01-01', ''
from a
"""
PLACE = """
create table limit_recipients as select a.id as agency_id from directory_agency a
join directory_agency_version v on v.agency_id = a.id and v.valid_from <= %(at)s
  and (v.valid_to is null or v.valid_to > %(at)s)
where a.id <> %(agency)s
  and (a.key like 'ubnd.%%' or a.key like 'bench.%%') order by a.id limit %(recipients)s
"""


def owner(name: str) -> psycopg.Connection[Any]:
    """A connection of the owner to the scratch database: limit tables and the bare statements."""
    params = postgres.connection("owner")
    return psycopg.connect(
        host=params["host"], port=params["port"] or None, user=params["user"],
        password=params["password"] or None, dbname=name, autocommit=True,
    )  # fmt: skip


class Sitting:
    """One number of recipients and connections, in a database of its own."""

    def __init__(self, name: str, recipients: int, documents: int) -> None:
        self.name, self.recipients, self.documents = name, recipients, documents
        self.at = clock.now()
        self.next_number = 1
        with owner(name) as bare:
            self.agency = bare.execute(
                "select id from directory_agency where key = 'ubnd.tinh-soc-trang'"
            ).fetchone()[0]  # type: ignore[index]
            row = bare.execute(
                "select id, unit_id from directory_position where agency_id = %s"
                " and 'clerk' = any(roles) order by rank, id limit 1",
                [self.agency],
            ).fetchone()
            self.position, self.unit = row  # type: ignore[misc]
            bare.execute(LIMIT_TABLES)
            have = bare.execute(
                "select count(*) from directory_agency a join directory_agency_version v"
                " on v.agency_id = a.id and v.valid_from <= %(at)s"
                " and (v.valid_to is null or v.valid_to > %(at)s)"
                " where a.key like 'ubnd.%%' and a.id <> %(agency)s",
                {"agency": self.agency, "at": self.at},
            ).fetchone()[0]  # type: ignore[index]
            if have < recipients:
                bare.execute(AGENCIES, {"more": recipients - have})
            facts = {"agency": self.agency, "recipients": recipients, "at": self.at}
            bare.execute(PLACE, facts)
            bare.execute("grant select, insert on all tables in schema public to lt_app")
            bare.execute("analyze limit_recipients, directory_agency, directory_agency_version")

    def act(self) -> Act:
        """The clerk who issues."""
        return Act(
            at=self.at, door="cli", by_name="Văn thư đo tốc độ", by_title="Văn thư",
            position_id=self.position, unit_id=self.unit, agency_id=self.agency,
            roles=frozenset({"clerk"}),
        )  # fmt: skip

    def prepare(self, count: int) -> list[int]:
        """Sealed documents with their recipients, ready to be issued."""
        with owner(self.name) as bare:
            ids = [
                row[0]
                for row in bare.execute(
                    DOCUMENTS,
                    {"agency": self.agency, "count": count, "at": self.at, "sha": SHA,
                     "first": self.next_number, "key": reader_key(KeyKind.DESK, self.agency)},
                ).fetchall()
            ]  # fmt: skip
            self.next_number += count
            bare.execute(
                'insert into documents_recipient (document_id, agency_id, purpose, "group")'
                " select d, r.agency_id, 'to_act', '' from unnest(%s::bigint[]) d,"
                " limit_recipients r",
                [ids],
            )
            for document in Document.objects.filter(id__in=ids):
                manifesting.write(document)
            bare.execute(
                "analyze documents_document, documents_recipient, documents_reader, work_item,"
                " documents_manifest"
            )
        return ids


def limit(sitting: Sitting, name: str) -> Timing:
    """Limit A."""
    body = psycopg.types.json.Jsonb({"subject": "Về việc đo tốc độ phát hành" * 10})
    with owner(sitting.name) as bare:
        return repeat(
            name,
            range(sitting.documents),
            lambda _n: bare.execute(LIMIT, ["Về việc đo", body, sitting.at, sitting.at]),
        )


def floor(sitting: Sitting) -> Timing:
    """Floor B."""
    manifest = os.urandom(700)
    data = psycopg.types.json.Jsonb(
        {"code": "1/UBND-VX", "recipients": sitting.recipients, "sha256": SHA}
    )

    def put(document: object) -> None:
        bare.execute(
            FLOOR,
            {"message": uuid.uuid4(), "agency": sitting.agency, "manifest": manifest,
             "digest": hashlib.sha256(manifest).digest(), "at": sitting.at, "document": document,
             "position": sitting.position, "data": data},
        )  # fmt: skip

    ids = sitting.prepare(sitting.documents)
    with owner(sitting.name) as bare:
        return repeat("B  the same rows, one bare statement", ids, put)


def peer(sitting: Sitting) -> Timing:
    """procrastinate: one batch of as many jobs a document."""
    from procrastinate.contrib.django import app

    def put(_n: object) -> None:
        app.configure_task("bench.deliver", queue="bench", allow_unknown=True).batch_defer(
            *({"agency": number} for number in range(sitting.recipients))
        )

    return repeat("   procrastinate batch_defer", range(max(5, sitting.documents // 10)), put)


def ours(sitting: Sitting) -> tuple[Timing, float, float]:
    """The real action; also commits a document and WAL bytes a delivery."""
    ids = sitting.prepare(sitting.documents)
    act = sitting.act()
    issuing.issue(act, document_id=sitting.prepare(1)[0])
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint, pg_current_wal_insert_lsn()")
        first, wal = cursor.fetchone()
        timing = repeat(
            "   ours: documents.actions.issue",
            ids,
            lambda i: issuing.issue(act, document_id=i) and None,
        )
        cursor.execute(
            "select pg_current_xact_id()::text::bigint - %s - 1,"
            " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)",
            [first, wal],
        )
        commits, written = cursor.fetchone()
    return timing, commits / len(ids), float(written) / len(ids) / sitting.recipients


def _issue_in_process(job: tuple[str, list[int], Act]) -> list[float]:
    name, ids, act = job
    connection.settings_dict["NAME"] = name
    return repeat("", ids, lambda i: issuing.issue(act, document_id=i) and None).seconds


def _limit_in_process(job: tuple[str, int, Any]) -> list[float]:
    name, count, at = job
    body = psycopg.types.json.Jsonb({"subject": "Về việc đo tốc độ phát hành" * 10})
    with owner(name) as bare:
        return repeat(
            "", range(count), lambda _n: bare.execute(LIMIT, ["Về việc đo", body, at, at])
        ).seconds


def together(function: Any, jobs: list[Any]) -> float:
    """Documents a second of several processes at once, by the slowest of them."""
    with multiprocessing.get_context("spawn").Pool(len(jobs)) as pool:
        pool.map(_warm, range(len(jobs)))
        parts = pool.map(function, jobs, chunksize=1)
    return sum(len(part) for part in parts) / max(sum(part) for part in parts)


def _warm(_n: int) -> None:
    django.setup()


RECEIPT_FLOOR = """
with src as (select * from unnest(%(ids)s::bigint[]) with ordinality as s(delivery_id, n)),
  moved as (update exchange_delivery d set status = '03', status_at = %(at)s,
    status_by = 'Văn thư'
    from src where d.id = src.delivery_id returning d.id)
insert into exchange_receipt (delivery_id, code, at, by_name, by_title, note, event_id, moved)
select delivery_id, '03', %(at)s, 'Văn thư', 'Văn thư', '', %(event)s, true from src
"""
REPORTS = (
    "select d as delivery_id, '03' as code, %s::timestamptz as at, 'Văn thư' as by_name,"
    " 'Văn thư' as by_title, '' as note, %s::bigint as event_id from unnest(%s::bigint[]) d"
)


def receipts(sitting: Sitting, batches: int) -> tuple[Timing, Timing, Timing]:
    """Receipts "03", a document's recipients a batch: bare, ours, and ours one by one."""
    with owner(sitting.name) as bare:
        groups = [
            row[0]
            for row in bare.execute(
                "select array_agg(id order by id) from exchange_delivery where status = '01'"
                " group by packet_id order by packet_id limit %s",
                [batches * 2 + 1],
            ).fetchall()
        ]
        bare_timing = repeat(
            "   receipts, bare statement",
            groups[:batches],
            lambda ids: bare.execute(
                RECEIPT_FLOOR, {"ids": ids, "at": sitting.at, "event": 10**12}
            ),
        )
    act = system_act(sitting.at, "đo")
    our_timing = repeat(
        "   receipts, exchange.actions.report",
        groups[batches : batches * 2],
        lambda ids: (
            exchange.report(act, select=REPORTS, params=[sitting.at, 10**12 + 1, ids]) and None
        ),
    )
    single = repeat(
        "   receipts, ours one by one",
        groups[-1][:60],
        lambda one: (
            exchange.report(act, select=REPORTS, params=[sitting.at, 10**12 + 2, [one]]) and None
        ),
    )
    return bare_timing, our_timing, single


def sit(recipients: int, documents: int, connections: list[int]) -> tuple[bool, float]:
    """One sitting; returns (was the limit steady, our seconds a document)."""
    print(f"\n{recipients} recipients, {documents} documents")
    with scratch.database() as name:
        sitting = Sitting(name, recipients, documents)
        first = limit(sitting, "A  limit: document, deliveries, outbox")
        print(first.line(recipients, "deliveries"))
        floor_timing = floor(sitting)
        print(floor_timing.line(recipients, "deliveries"))
        peer_timing = peer(sitting)
        print(peer_timing.line(recipients, "jobs"))
        timing, commits, wal = ours(sitting)
        print(timing.line(recipients, "deliveries"))
        again = limit(sitting, "A  limit again")
        print(again.line(recipients, "deliveries"))
        bare = (first.rate + again.rate) / 2
        print(
            f"ours/A {timing.rate / bare:.2f}   ours/B {timing.rate / floor_timing.rate:.2f}   "
            f"ours/procrastinate {timing.rate / peer_timing.rate:.1f}   "
            f"commits a document {commits:.2f}   WAL a delivery {wal:,.0f} B"
        )
        for count in connections:
            _many(sitting, count)
        _back(sitting)
        held = steady(first.rate, again.rate)
    return held, 1 / timing.rate


def _many(sitting: Sitting, connections: int) -> None:
    if connections == 1:
        return
    share = sitting.documents // connections
    bare = together(_limit_in_process, [(sitting.name, share, sitting.at)] * connections)
    ids = sitting.prepare(share * connections)
    parts = [ids[number::connections] for number in range(connections)]
    rate = together(_issue_in_process, [(sitting.name, part, sitting.act()) for part in parts])
    print(
        f"{connections} connections: limit {bare:,.0f}/s, ours {rate:,.0f}/s"
        f"   ours/A {rate / bare:.2f}"
    )


def _back(sitting: Sitting) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_outbox where subscriber = 'nobody'")
    rows = outbox_rows()
    arrival = repeat(
        "   outbox batch: arrive or receive",
        range(rows),
        lambda _n: outbox.drain_one_batch() and None,
    )
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from documents_document where direction = 'incoming'")
        made = cursor.fetchone()[0]
    spent = sum(arrival.seconds)
    print(
        f"   from sent to incoming documents: {made / spent:,.0f} deliveries/s"
        f" ({made} in {spent:.1f} s)"
    )
    batches = min(10, sitting.documents // 3)
    bare, our, single = receipts(sitting, batches)
    for timing, per in ((bare, sitting.recipients), (our, sitting.recipients), (single, 1)):
        print(timing.line(per, "receipts"))
    print(
        f"receipts ours/bare {our.rate / bare.rate:.2f}   in batches/one by one "
        f"{our.rate * sitting.recipients / single.rate:.1f}"
    )


def outbox_rows() -> int:
    """Upper bound of the batches still to be drained."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from kernel_outbox")
        return int(cursor.fetchone()[0]) * 2 + 4


def main() -> int:
    """Run every sitting; 1 when one of them was rejected."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--recipients", type=int, nargs="+", default=[120, 1200])
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 4])
    options = parser.parse_args()
    postgres.ensure()
    machine()
    less = options.small or options.tiny
    documents = 40 if options.small else 3 if options.tiny else options.documents
    connections = [1] if less else options.connections
    seconds: dict[int, float] = {}
    held = True
    for recipients in [4] if options.tiny else options.recipients:
        count = documents if recipients <= 120 else max(20, documents // 5)
        steady_here, seconds[recipients] = sit(recipients, count, connections)
        held = held and steady_here
    if len(seconds) > 1:
        small, large = min(seconds), max(seconds)
        print(f"\n{large} recipients cost {seconds[large] / seconds[small]:.1f} times {small}")
    print(f"load after {os.getloadavg()[0]:.1f}")
    return 0 if held or less else 1


if __name__ == "__main__":
    sys.exit(main())
