"""The rows of the ledger as plain values: the newest head, and how a checkpoint is stored."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from lienthong.kernel.ledger.checkpoints import Checkpoint
from lienthong.kernel.ledger.merkle import Frontier

CHECKPOINT_COLUMNS = "origin, size, root, prev, signed_at, key_id, signature, frontier"


class BrokenLedgerError(RuntimeError):
    """The ledger's own tables contradict themselves: sealing stops, `ledger verify` says where."""


def checkpoint_of(row: tuple[Any, ...]) -> Checkpoint:
    """A row of ledger_checkpoint, its columns in the order of CHECKPOINT_COLUMNS."""
    origin, size, root, prev, signed_at, key_id, signature, _frontier = row
    return Checkpoint(
        origin=origin,
        size=size,
        root=bytes(root),
        prev=bytes(prev),
        signed_at=signed_at,
        key_id=key_id,
        signature=bytes(signature),
    )


def frontier_of(row: tuple[Any, ...]) -> Frontier | None:
    """The frontier stored with a checkpoint, or None when it does not lead to the row's root."""
    size, root, nodes = row[1], bytes(row[2]), tuple(bytes(node) for node in row[7])
    try:
        tree = Frontier(size, nodes)
    except ValueError:
        return None
    return tree if tree.root() == root else None


def newest(cursor: CursorWrapper) -> tuple[Checkpoint | None, Frontier]:
    """The newest checkpoint and the tree under it; an empty tree before the first seal."""
    cursor.execute(f"select {CHECKPOINT_COLUMNS} from ledger_checkpoint order by size desc limit 1")
    row = cursor.fetchone()
    if row is None:
        return None, Frontier()
    tree = frontier_of(row)
    if tree is None:
        raise BrokenLedgerError(f"the frontier of checkpoint {row[1]} does not lead to its root")
    return checkpoint_of(row), tree
