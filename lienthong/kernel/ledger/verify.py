"""The proof of the whole ledger: each leaf from its event, each root, each link, each signature.

One snapshot, read in windows of leaves: memory stays bounded and the sealer is not disturbed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import checkpoints, head, keys
from lienthong.kernel.ledger.checkpoints import NO_PREV, Checkpoint
from lienthong.kernel.ledger.merkle import Frontier
from lienthong.kernel.ledger.report import Finding, Report
from lienthong.kernel.ledger.windows import Leaves

PAGE = 2000

_CHECKPOINTS = (
    f"select {head.CHECKPOINT_COLUMNS} from ledger_checkpoint"
    " where size > %s order by size limit %s"
)
_UNSIGNED = """
select count(*), min(seq), (array_agg(event_id order by seq))[1]
from ledger_leaf where seq < 1 or seq > %s
"""
_PENDING = """
with p as materialized (select unnest(event_ids) as id from ledger_pending)
select waiting.n, lost.n, lost.id, odd.n, odd.id
from (select count(distinct id) as n from p) waiting,
  (select count(*) as n, min(e.id) as id from kernel_event e
   where not exists (select from ledger_leaf l where l.event_id = e.id)
     and not exists (select from p where p.id = e.id)) lost,
  (select count(*) as n, min(id) as id from (
     select p.id from p left join kernel_event e on e.id = p.id
       left join ledger_leaf l on l.event_id = p.id
     group by p.id having count(*) > 1 or count(e.id) = 0 or count(l.event_id) > 0) x) odd
"""


def verify(against: Path | None = None) -> Report:
    """Prove the ledger, or name what is broken, the first row first.

    `against` is a file of checkpoints that left the building earlier (`ledger checkpoint`): the
    only proof that holds when key and database are both in wrong hands. Refused when it has none.
    """
    outside = _read_outside(against) if against else []
    started = time.monotonic()
    with _snapshot() as cursor:
        report = _Walk(cursor, outside).run()
        _count_the_rest(cursor, report)
    report.seconds = time.monotonic() - started
    return report


def _read_outside(path: Path) -> list[Checkpoint]:
    try:
        found = checkpoints.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(
            "ledger.not_a_checkpoint",
            _(
                "{path} không đọc được như tệp mốc của sổ sự kiện. "
                "Dùng tệp mà lệnh «lienthong ledger checkpoint» đã in ra."
            ).format(path=path),
            reason="input",
        ) from None
    return sorted(found, key=lambda one: one.size)


@contextmanager
def _snapshot() -> Iterator[CursorWrapper]:
    """All statements see one moment, and no function of a same name stands in for a real one."""
    own = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if own:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local search_path to pg_catalog, public")
            # The planner takes hashing for free and would read all events anew for each window;
            # kept to the index it lets its workers hash side by side.
            cursor.execute("set local enable_hashjoin = off; set local enable_mergejoin = off")
        yield cursor


def _count_the_rest(cursor: CursorWrapper, report: Report) -> None:
    """Events that no leaf and no pending row names, and the tail that waits."""
    cursor.execute("set local enable_hashjoin to default; set local enable_mergejoin to default")
    cursor.execute(_PENDING)
    report.pending, unsealed, event_id, odd, odd_id = cursor.fetchone()
    if unsealed:
        report.add(
            Finding("event_unsealed", event_id=event_id, facts={"count": unsealed}), unsealed
        )
    if odd:
        report.add(Finding("pending_odd", event_id=odd_id, facts={"count": odd}), odd)


class _Walk:
    """From the first checkpoint to the last: grow the tree, compare, go on after a break."""

    def __init__(self, cursor: CursorWrapper, outside: list[Checkpoint]) -> None:
        self.cursor = cursor
        self.trusted: dict[str, Ed25519PublicKey] = keys.trusted()
        self.outside = outside
        self.report = Report()
        self.last: Checkpoint | None = None

    def run(self) -> Report:
        self.cursor.execute("select coalesce(max(size), 0) from ledger_checkpoint")
        top: int = self.cursor.fetchone()[0]
        leaves = Leaves(self.cursor, top, self.report)
        for row in self._checkpoints():
            checkpoint = head.checkpoint_of(row)
            for other in self._take_outside(checkpoint.size - 1):
                leaves.advance(other.size)
                self._compare(other, leaves.tree, None)
            leaves.advance(checkpoint.size)
            signed = self._check(checkpoint)
            leaves.settle(head.frontier_of(row), checkpoint.root if signed else None)
            if signed and leaves.tree and not _same(leaves.tree, row):
                self.report.add(Finding("checkpoint_frontier", size=checkpoint.size))
            for other in self._take_outside(checkpoint.size):
                self._compare(other, leaves.tree, checkpoint)
            self.last = checkpoint
        for other in self._take_outside(None):
            self.report.add(Finding("against_short", size=other.size, facts={"count": top}))
        self._finish(top)
        return self.report

    def _checkpoints(self) -> Iterator[tuple[Any, ...]]:
        size = -(2**63)  # an honest one begins at 1
        while True:
            self.cursor.execute(_CHECKPOINTS, [size, PAGE])
            rows = self.cursor.fetchall()
            yield from rows
            if len(rows) < PAGE:
                return
            size = rows[-1][1]

    def _check(self, checkpoint: Checkpoint) -> bool:
        """Chain, log and signature; True when the checkpoint may speak about the leaves."""
        size, last = checkpoint.size, self.last
        self.report.checkpoints += 1
        if checkpoint.prev != (last.digest() if last else NO_PREV):
            self.report.add(Finding("checkpoint_chain", size=size))
        if last and checkpoint.origin != last.origin:
            facts = {"origin": checkpoint.origin}
            self.report.add(Finding("checkpoint_origin", size=size, facts=facts))
        public = self.trusted.get(checkpoint.key_id)
        if public is None:
            facts = {"key": checkpoint.key_id}
            self.report.add(Finding("checkpoint_key", size=size, facts=facts))
        elif not checkpoint.signed_by(public):
            self.report.add(Finding("checkpoint_signature", size=size))
        else:
            return True
        return False

    def _take_outside(self, upto: int | None) -> list[Checkpoint]:
        taken = [one for one in self.outside if upto is None or one.size <= upto]
        self.outside = self.outside[len(taken) :]
        return taken

    def _compare(self, other: Checkpoint, tree: Frontier | None, here: Checkpoint | None) -> None:
        """A checkpoint from outside against the leaves and the checkpoint of that size today."""
        size, mine = other.size, here or self.last
        public = self.trusted.get(other.key_id)
        if public is None:
            self.report.add(Finding("against_key", size=size, facts={"key": other.key_id}))
        elif not other.signed_by(public):
            self.report.add(Finding("against_signature", size=size))
        elif mine and other.origin != mine.origin:
            self.report.add(Finding("against_origin", size=size, facts={"origin": other.origin}))
        elif (tree and tree.root() != other.root) or (here and here.root != other.root):
            self.report.add(Finding("against_differs", size=size))
        elif here is None or here.text() != other.text():
            self.report.add(Finding("against_missing", size=size))
        else:
            self.report.against.append(size)

    def _finish(self, top: int) -> None:
        if self.last:
            self.report.origin = self.last.origin
            self.report.root = self.last.root.hex()
            self.report.signed_at = self.last.signed_at
        self.cursor.execute(_UNSIGNED, [top])
        count, seq, event_id = self.cursor.fetchone()
        if count:
            facts = {"count": count}
            self.report.add(Finding("leaf_unsigned", seq, event_id, facts=facts), count)


def _same(tree: Frontier, row: tuple[Any, ...]) -> bool:
    return tree.nodes == tuple(bytes(node) for node in row[7])
