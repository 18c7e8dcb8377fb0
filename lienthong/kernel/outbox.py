"""Reactions inside the database: each outbox row is deleted in the transaction of what follows from
it.

Exactly once: the row and the subscriber's writes commit together. A batch that fails is taken again
row by row; the row that fails alone waits longer each time and is parked at five attempts, so it
never holds up the others.
"""

from __future__ import annotations

import logging
import traceback

from django.db import connection

from lienthong.kernel import actions, events

log = logging.getLogger(__name__)

BATCH_ROWS = 20
BATCH_EVENTS = 2500
PARKED_AT = 5

_TAKE = """
with head as (
  select subscriber from kernel_outbox
  where not_before <= clock_timestamp() and attempts < %(parked)s
  order by not_before, id limit 1 for update skip locked
), due as (
  select o.id, o.subscriber, o.event_ids from kernel_outbox o, head h
  where o.subscriber = h.subscriber and o.not_before <= clock_timestamp()
    and o.attempts < %(parked)s
  order by o.not_before, o.id limit %(rows)s for update of o skip locked
), cut as (
  select *, sum(cardinality(event_ids)) over (order by id) as total,
    row_number() over (order by id) as n
  from due
)
select id, subscriber, event_ids from cut where n = 1 or total <= %(events)s order by id
"""


def _take(rows: int) -> list[tuple[int, str, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"parked": PARKED_AT, "rows": rows, "events": BATCH_EVENTS})
        return list(cursor.fetchall())


def _tell(rows: list[tuple[int, str, list[int]]]) -> None:
    name = rows[0][1]
    with connection.cursor() as cursor:
        cursor.execute("delete from kernel_outbox where id = any(%s)", [[row[0] for row in rows]])
    events.HANDLERS[name]([event_id for row in rows for event_id in row[2]])


def drain_one_batch(rows: int = BATCH_ROWS) -> int:
    """Take one batch of one subscriber and do what follows from it; returns the rows taken (0:
    nothing due).
    """
    taken: list[tuple[int, str, list[int]]] = []
    try:
        with actions.unit():
            taken = _take(rows)
            if taken:
                _tell(taken)
    except Exception:
        if len(taken) > 1:
            log.warning("a batch of %s failed; its rows are taken one by one", taken[0][1])
            return sum(drain_one_batch(rows=1) for _ in taken)
        if not taken:
            raise
        _put_off(taken[0][0], traceback.format_exc(limit=-6))
        log.exception("outbox row %s of %s failed", taken[0][0], taken[0][1])
    return len(taken)


@actions.bookkeeping
def _put_off(row_id: int, error: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update kernel_outbox set attempts = attempts + 1, error = %s,"
            " not_before = clock_timestamp() + make_interval(secs => 2 * 4 ^ attempts)"
            " where id = %s",
            [error[-4000:], row_id],
        )


def drain() -> int:
    """Do everything that is due now, on the caller's connection; returns the rows done."""
    done = 0
    while taken := drain_one_batch():
        done += taken
    return done


@actions.bookkeeping
def release(row_id: int) -> None:
    """An administrator lets a parked row be tried again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update kernel_outbox set attempts = 0, not_before = clock_timestamp() where id = %s",
            [row_id],
        )
