"""The sealer: committed events get their number, their leaf and a signed checkpoint.

It takes a set (the pending rows), never "everything after id x", which would lose events whose
transaction commits late. The worker calls it about once a second; no request ever waits for it.
Inside one seal the numbers follow the event ids, so that `verify` can name a leaf out of place.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.ledger import head, keys
from lienthong.kernel.ledger.checkpoints import NO_PREV, Checkpoint, sign
from lienthong.kernel.ledger.leaf import HASH_SQL
from lienthong.kernel.ledger.merkle import Frontier, leaves_in

LIMIT = 20_000
LOCK = 0x5EA1_0F_1E_D6E2  # one number for all sealers of a database

Pending = list[tuple[int, list[int]]]

_COUNT = """
select (select count(*) from kernel_event where id = any(%(ids)s::bigint[])),
       (select count(*) from ledger_leaf where event_id = any(%(ids)s::bigint[]))
"""
_SOUND = """
select u.id from unnest(%(ids)s::bigint[]) u(id)
where exists (select from kernel_event e where e.id = u.id)
  and not exists (select from ledger_leaf l where l.event_id = u.id)
"""
_NUMBER = f"""
with added as (
  insert into ledger_leaf (seq, event_id, hash)
  select %(size)s + row_number() over (order by e.id), e.id, {HASH_SQL}
  from kernel_event e where e.id = any(%(ids)s::bigint[])
  returning seq, hash
)
select count(*), string_agg(hash, ''::bytea order by seq) from added
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one seal did: `count` events became seq `first` to `checkpoint.size`."""

    first: int
    count: int
    checkpoint: Checkpoint


@bookkeeping
def seal(limit: int = LIMIT, *, wait: bool = False) -> Sealed | None:
    """Number, hash and sign what is pending: about `limit` events, more only if one act made more.

    None when nothing is pending, or another sealer is at work (`wait`: its end is awaited).
    A pending row that names a missing or an already sealed event is left where it is: `verify`
    tells it. Raises head.BrokenLedgerError when the newest checkpoint contradicts itself.
    """
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        else:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return None
        # Later statements than the lock: they see what the sealer before us committed.
        pending = _sound(cursor, _pending(cursor, limit))
        if not pending:
            return None
        last, tree = head.newest(cursor)
        tree = tree.extend(_number(cursor, tree.size, pending))
        checkpoint = _signed(last, tree)
        _keep(cursor, checkpoint, tree)
    count = tree.size - (last.size if last else 0)
    return Sealed(first=tree.size - count + 1, count=count, checkpoint=checkpoint)


def seal_all() -> int:
    """Seal until nothing is pending that can be sealed; returns the events sealed by this call."""
    total = 0
    while done := seal(wait=True):
        total += done.count
    return total


def _pending(cursor: CursorWrapper, limit: int) -> Pending:
    cursor.execute("select id, event_ids from ledger_pending order by id limit %s", [limit])
    rows: Pending = []
    total = 0
    for row_id, event_ids in cursor.fetchall():
        if rows and total + len(event_ids) > limit:
            break
        rows.append((row_id, event_ids))
        total += len(event_ids)
    return rows


def _sound(cursor: CursorWrapper, rows: Pending) -> Pending:
    """The rows whose events are all there, not yet sealed and named once: in an honest log, all."""
    ids = [event_id for _, event_ids in rows for event_id in event_ids]
    cursor.execute(_COUNT, {"ids": ids})
    if cursor.fetchone() == (len(ids), 0):
        return rows
    cursor.execute(_SOUND, {"ids": ids})
    free = {row[0] for row in cursor.fetchall()}
    sound: Pending = []
    for row_id, event_ids in rows:
        if len(set(event_ids)) == len(event_ids) and free.issuperset(event_ids):
            free.difference_update(event_ids)
            sound.append((row_id, event_ids))
    return sound


def _number(cursor: CursorWrapper, size: int, pending: Pending) -> list[bytes]:
    """Move the rows from pending to leaves; returns the new leaf hashes in order of seq."""
    ids = [event_id for _, event_ids in pending for event_id in event_ids]
    cursor.execute(
        "delete from ledger_pending where id = any(%s::bigint[])", [[row[0] for row in pending]]
    )
    cursor.execute(_NUMBER, {"size": size, "ids": ids})
    count, hashes = cursor.fetchone()
    if count != len(ids):
        raise head.BrokenLedgerError(f"{len(ids)} events were to be sealed, {count} were there")
    return leaves_in(hashes)


def _signed(last: Checkpoint | None, tree: Frontier) -> Checkpoint:
    return sign(
        keys.signing_key(),
        origin=last.origin if last else _new_origin(),
        size=tree.size,
        root=tree.root(),
        prev=last.digest() if last else NO_PREV,
        at=datetime.now(UTC),
    )


def _new_origin() -> str:
    """The log's name, given once: the province, and a number of its own, since one key may sign
    for several databases (a rehearsal, a tour) and their heads must not pass for each other's.
    """
    province = re.sub(r"[^a-z0-9.-]+", "-", settings.PROVINCE_DIR.name.lower())
    return f"lienthong/{province}/{secrets.token_hex(8)}"


def _keep(cursor: CursorWrapper, checkpoint: Checkpoint, tree: Frontier) -> None:
    cursor.execute(
        f"insert into ledger_checkpoint ({head.CHECKPOINT_COLUMNS})"
        " values (%s, %s, %s, %s, %s, %s, %s, %s::bytea[])",
        [
            checkpoint.origin, checkpoint.size, checkpoint.root, checkpoint.prev,
            checkpoint.signed_at, checkpoint.key_id, checkpoint.signature, list(tree.nodes),
        ],
    )  # fmt: skip
