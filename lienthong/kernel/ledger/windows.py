"""The leaves as `verify` reads them: in windows, each recomputed from its event by PostgreSQL.

Two trees grow side by side once a leaf differs from its event: the one of the stored leaves and the
one of the events as they are now. The signed root says which of the two was tampered with.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from lienthong.kernel.ledger.leaf import HASH_SQL
from lienthong.kernel.ledger.merkle import Frontier, leaves_in
from lienthong.kernel.ledger.report import KEPT, Finding, Report

WINDOW = 20_000

_ROWS = f"""
select l.seq, l.event_id, l.hash, {HASH_SQL} as fresh, e.id is null as gone
from ledger_leaf l left join kernel_event e on e.id = l.event_id
where l.seq > %s and l.seq <= %s
"""
_WINDOW = f"""
with w as materialized (
  select seq, hash, gone or hash is distinct from fresh as odd from ({_ROWS}) r
)
select count(*), string_agg(hash, ''::bytea order by seq), count(*) filter (where odd) from w
"""
_DESCENT = """
select seq, event_id from (
  select seq, event_id, lead(event_id) over (order by seq) as next_id from ledger_leaf
  where seq > %s and seq <= %s) s
where next_id < event_id order by seq limit 1
"""


@dataclass(slots=True)
class _Odd:
    """A leaf that is not its event's: which, and is the event gone?"""

    seq: int
    event_id: int
    gone: bool


@dataclass(slots=True)
class _Window:
    """Leaves seq `start` + 1 to `end`: as stored and as the events give them, None where missing.

    Empty, it stands for a gap as long as the next leaf is far.
    """

    start: int
    end: int
    stored: list[bytes | None]
    fresh: list[bytes | None] | None = None  # None: the same
    odd: list[_Odd] = field(default_factory=list)


class Leaves:
    """The tree over the leaves so far, `tree`; None while a break makes its root unknowable."""

    def __init__(self, cursor: CursorWrapper, top: int, report: Report) -> None:
        self.cursor = cursor
        self.top = top
        self.report = report
        self.at = 0
        self.settled = 0  # where the last checkpoint was
        self.tree: Frontier | None = Frontier()
        self.other: Frontier | None = None  # over the events as they are now; None: the same tree
        self.odd: list[_Odd] = []
        self.odd_count = 0
        self.window = _Window(0, 0, [])

    def advance(self, size: int) -> None:
        """Grow to `size` leaves, reading as far ahead as a window reaches."""
        while self.at < size:
            if self.at >= self.window.end:
                self.window = self._read(self.at, min(self.at + WINDOW, self.top))
            end = min(size, self.window.end)
            if self.window.stored:
                self._grow(self.window, self.at - self.window.start, end - self.window.start)
            else:
                self._miss(self.at + 1, end - self.at)
            self.at = end

    def settle(self, frontier: Frontier | None, root: bytes | None) -> None:
        """At a checkpoint: tell what broke since the last one, and stand on its root again.

        `root` is None when the checkpoint itself may not be believed; `frontier` is the stored one
        if it leads to the row's root, so a way to go on after a break.
        """
        code = "event_changed"
        if root is not None and self.tree and self.tree.root() != root:
            if self.other and self.other.root() == root:
                code, self.tree = "leaf_changed", self.other
            else:
                self._tell_place()
                self.tree = None
        for odd in self.odd:
            self.report.add(Finding("event_missing" if odd.gone else code, odd.seq, odd.event_id))
        self.report.found += self.odd_count - len(self.odd)
        if root is not None and self.tree is None:
            self.tree = frontier
        self.settled, self.other, self.odd, self.odd_count = self.at, None, [], 0

    def _grow(self, window: _Window, start: int, end: int) -> None:
        stored = window.stored[start:end]
        whole = [leaf for leaf in stored if leaf is not None]
        if len(whole) < len(stored):
            first = window.start + start + stored.index(None) + 1
            self._miss(first, len(stored) - len(whole))
        if window.fresh is not None and self.tree is not None:
            fresh = [leaf for leaf in window.fresh[start:end] if leaf is not None]
            self.other = (self.other or self.tree).extend(fresh)
        elif self.other is not None:
            self.other = self.other.extend(whole)
        if self.tree is not None:
            self.tree = self.tree.extend(whole)
        self.report.events += len(whole)
        low, high = window.start + start, window.start + end
        odd = [one for one in window.odd if low < one.seq <= high]
        self.odd += odd[: KEPT - len(self.odd)]
        self.odd_count += len(odd)

    def _miss(self, first: int, count: int) -> None:
        self.report.add(Finding("leaf_missing", first, facts={"count": count}), count)
        self.tree = self.other = None

    def _read(self, start: int, end: int) -> _Window:
        self.cursor.execute(_WINDOW, [start, end])
        count, hashes, odd = self.cursor.fetchone()
        if count == end - start and not odd:
            return _Window(start, end, list(leaves_in(hashes)))
        if count:
            return self._read_rows(start, end)
        self.cursor.execute("select min(seq) from ledger_leaf where seq > %s", [end])
        following = self.cursor.fetchone()[0]
        return _Window(start, min(self.top, following - 1) if following else self.top, [])

    def _read_rows(self, start: int, end: int) -> _Window:
        """The same window row by row, once something in it is known to be broken."""
        self.cursor.execute(f"{_ROWS} order by l.seq", [start, end])
        stored: list[bytes | None] = [None] * (end - start)
        fresh: list[bytes | None] = [None] * (end - start)
        odd: list[_Odd] = []
        for seq, event_id, hashed, computed, gone in self.cursor.fetchall():
            stored[seq - start - 1], fresh[seq - start - 1] = bytes(hashed), bytes(computed)
            if gone or bytes(hashed) != bytes(computed):
                odd.append(_Odd(seq, event_id, gone))
        return _Window(start, end, stored, fresh, odd)

    def _tell_place(self) -> None:
        """The leaves are each their event's, yet not what was signed: moved, or exchanged whole."""
        self.cursor.execute(_DESCENT, [self.settled, self.at])
        row = self.cursor.fetchone()
        if row:
            self.report.add(Finding("leaf_order", row[0], row[1], self.at))
        else:
            self.report.add(Finding("leaves_differ", self.settled + 1, size=self.at))
