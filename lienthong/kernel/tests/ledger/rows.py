"""Events made by plain inserts, and the hand that changes what must not change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from lienthong.kernel.ledger import checkpoints, keys
from lienthong.kernel.ledger.leaf import HASH_SQL
from lienthong.kernel.ledger.merkle import Frontier
from lienthong.kernel.ledger.report import Report
from lienthong.kernel.ledger.sealing import seal, seal_all

HAPPEN = """
insert into kernel_event (occurred_at, kind, object_type, object_id, agency_id, by_position_id,
  by_name, by_title, door, request_id, data)
select timestamptz '2022-11-21 01:00:00+00' + n * interval '1 second', 'kernel.viewed',
  'kernel.series', n, 12, 77, 'Trần Thị Lan', 'Văn thư', 'page', gen_random_uuid(),
  jsonb_build_object('count', n, 'note', 'dữ liệu thử')
from generate_series(1, %s) n returning id
"""


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall()) if cursor.description else []


def happen(count: int = 1) -> list[int]:
    """So many events in one statement: one pending row. Their ids, ascending."""
    return sorted(row[0] for row in rows(HAPPEN, count))


def leaves() -> list[tuple[int, int]]:
    """(seq, event id), by seq."""
    return [(row[0], row[1]) for row in rows("select seq, event_id from ledger_leaf order by seq")]


class Owner:
    """Tampers as the owner of the tables can: with the triggers off."""

    TABLES = ("kernel_event", "ledger_leaf", "ledger_checkpoint", "ledger_pending")

    def __init__(self) -> None:
        for table in self.TABLES:
            rows(f"alter table {table} disable trigger frozen")

    def empty(self) -> None:
        """No events and no ledger, as on the first day."""
        for table in self.TABLES:
            rows(f"delete from {table}")

    def tamper(self, sql: str, *params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            assert cursor.rowcount > 0, "nothing was tampered with"


def put(owner: Owner, checkpoint: checkpoints.Checkpoint, tree: Frontier | None = None) -> None:
    owner.tamper(
        "update ledger_checkpoint set origin = %s, root = %s, prev = %s, signed_at = %s,"
        " key_id = %s, signature = %s where size = %s",
        checkpoint.origin, checkpoint.root, checkpoint.prev, checkpoint.signed_at,
        checkpoint.key_id, checkpoint.signature, checkpoint.size,
    )  # fmt: skip
    if tree:
        owner.tamper(
            "update ledger_checkpoint set frontier = %s where size = %s",
            list(tree.nodes), checkpoint.size,
        )  # fmt: skip


def rehash(owner: Owner, seq: int) -> None:
    """What a thorough forger does: the leaf follows the event."""
    owner.tamper(
        f"update ledger_leaf l set hash = {HASH_SQL} from kernel_event e"
        " where e.id = l.event_id and l.seq = %s",
        seq,
    )


def resign(owner: Owner) -> None:
    """The whole chain signed again with the real key, over the leaves as they are now."""
    hashes = [bytes(row[0]) for row in rows("select hash from ledger_leaf order by seq")]
    prev = checkpoints.NO_PREV
    for size, origin in rows("select size, origin from ledger_checkpoint order by size"):
        tree = Frontier().extend(hashes[:size])
        made = checkpoints.sign(
            keys.signing_key(),
            origin=origin, size=size, root=tree.root(), prev=prev, at=datetime.now(UTC),
        )  # fmt: skip
        put(owner, made, tree)
        prev = made.digest()


class Log:
    """Three seals of five events above what the loaded province has; the middle one is attacked."""

    def __init__(self) -> None:
        seal_all()
        self.base = int(rows("select coalesce(max(seq), 0) from ledger_leaf")[0][0])
        self.ids: list[int] = []
        for _ in range(3):
            self.ids += happen(5)
            seal()
        self.sizes = [self.base + 5, self.base + 10, self.base + 15]

    def seq(self, n: int) -> int:
        return self.base + n

    def event(self, n: int) -> int:
        return self.ids[n - 1]


def told(report: Report) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(one.code, one.seq, one.event_id, one.size) for one in report.findings]
