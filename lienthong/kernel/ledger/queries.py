"""What pages and reports ask the ledger. Nothing here asks who may see: the caller does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import head, keys, merkle, proofs
from lienthong.kernel.ledger.checkpoints import Checkpoint
from lienthong.kernel.ledger.leaf import TEXT_SQL
from lienthong.kernel.ledger.merkle import Frontier, leaves_in
from lienthong.kernel.ledger.proofs import Proof

BIGGEST = 2**63 - 1  # of a bigint: an address may hold any number of digits


def latest_checkpoint() -> Checkpoint | None:
    """The newest checkpoint, or None before the first seal."""
    page = checkpoints_page(limit=1)
    return page[0] if page else None


def checkpoints_page(before: int | None = None, limit: int = 50) -> list[Checkpoint]:
    """Checkpoints from the newest back; `before` is the size of the last one on the page above."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {head.CHECKPOINT_COLUMNS} from ledger_checkpoint"
            " where %s::bigint is null or size < %s::bigint order by size desc limit %s",
            [before, before, limit],
        )
        return [head.checkpoint_of(row) for row in cursor.fetchall()]


def checkpoint_at(size: int) -> Checkpoint | None:
    """The checkpoint of exactly this size."""
    if size >= BIGGEST:
        return None
    page = checkpoints_page(before=size + 1, limit=1)
    return page[0] if page and page[0].size == size else None


def note_of(checkpoint: Checkpoint) -> str:
    """The checkpoint as the note that leaves the building. Refused when its public key is lost."""
    public = keys.trusted().get(checkpoint.key_id)
    if public is None:
        raise Refused(
            "ledger.key_missing",
            _(
                "Không có khóa công khai {key} của mốc {size}. Chép lại tệp {key}.pub vào {folder}."
            ).format(key=checkpoint.key_id, size=checkpoint.size, folder=keys.folder()),
        )
    return checkpoint.note(public)


def waiting() -> int:
    """Events that are committed and not yet under a checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(cardinality(event_ids)), 0)::bigint from ledger_pending"
        )
        return int(cursor.fetchone()[0])


def seqs_of(event_ids: Sequence[int]) -> dict[int, int]:
    """Event id to its number in the ledger, for those that have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select event_id, seq from ledger_leaf where event_id = any(%s::bigint[])",
            [list(event_ids)],
        )
        return dict(cursor.fetchall())


def proof_for(event_id: int, size: int | None = None) -> Proof:
    """Proof that the event is in the ledger, under the first checkpoint that covers it.

    With `size`, under the checkpoint of that size (one that was published). Refused when the event
    is unknown or not yet sealed, when there is no such checkpoint, and when the proof fails.
    """
    with connection.cursor() as cursor:
        seq, text = _sealed(cursor, event_id)
        checkpoint = _covering(cursor, seq, size)
        path = merkle.inclusion_path(
            seq - 1, checkpoint.size, lambda start, end: _subtree(cursor, start, end)
        )
    proof = Proof(event_id, seq, text, tuple(path), note_of(checkpoint))
    if proofs.problem(proof, keys.trusted()):
        raise Refused(
            "ledger.broken",
            _(
                "Sự kiện {event_id} không còn khớp với sổ đã ký. "
                "Chạy «lienthong ledger verify» để biết dòng nào bị sửa."
            ).format(event_id=event_id),
        )
    return proof


def consistency_for(old: int, new: int) -> list[bytes]:
    """Proof that the ledger of `new` events begins with the ledger of `old` ones (RFC 6962)."""
    with connection.cursor() as cursor:
        return merkle.consistency_path(old, new, lambda start, end: _subtree(cursor, start, end))


def _sealed(cursor: CursorWrapper, event_id: int) -> tuple[int, str]:
    cursor.execute(
        f"select l.seq, {TEXT_SQL} from kernel_event e"
        " left join ledger_leaf l on l.event_id = e.id where e.id = %s",
        [event_id],
    )
    row = cursor.fetchone()
    if row is None:
        raise Refused(
            "ledger.no_event",
            _("Không có sự kiện {event_id}. Xem lại số sự kiện.").format(event_id=event_id),
            reason="input",
        )
    if row[0] is None:
        raise Refused(
            "ledger.not_sealed",
            _("Sự kiện {event_id} đang chờ niêm. Thử lại sau vài giây.").format(event_id=event_id),
        )
    return int(row[0]), str(row[1])


def _covering(cursor: CursorWrapper, seq: int, size: int | None) -> Checkpoint:
    if size is None:
        cursor.execute(
            f"select {head.CHECKPOINT_COLUMNS} from ledger_checkpoint"
            " where size >= %s order by size limit 1",
            [seq],
        )
        row = cursor.fetchone()
        found = head.checkpoint_of(row) if row else None
    else:
        found = checkpoint_at(size)
    if found is None or found.size < seq:
        raise Refused(
            "ledger.no_checkpoint",
            _(
                "Không có mốc nào như vậy chứa số {seq}. Bỏ trống cỡ mốc để dùng mốc đầu tiên."
            ).format(seq=seq),
            reason="input",
        )
    return found


def _subtree(cursor: CursorWrapper, start: int, end: int) -> bytes:
    """The hash over the leaves [start, end): from the last frontier inside, then leaf by leaf.

    So a proof reads about one seal's leaves per step, however long the ledger is. A stored frontier
    is not signed; the proof made from it is checked against the signed root before it goes out.
    """
    cursor.execute(
        "select size, frontier from ledger_checkpoint where size > %s and size <= %s"
        " order by size desc limit 1",
        [start, end if merkle.folds_apart(start, end) else end - 1],
    )
    row = cursor.fetchone()
    known, part = start, Frontier()
    if row:
        with suppress(ValueError):  # a frontier of the wrong length was tampered with: do without
            part = Frontier(row[0], tuple(bytes(node) for node in row[1])).since(start)
            known = row[0]
    cursor.execute(
        "select string_agg(hash, ''::bytea order by seq) from ledger_leaf"
        " where seq > %s and seq <= %s",
        [known, end],
    )
    return part.extend(leaves_in(cursor.fetchone()[0] or b"")).root()
