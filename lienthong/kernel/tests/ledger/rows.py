"""Events made by plain inserts, and the hand that changes what must not change."""

from __future__ import annotations

from typing import Any

from django.db import connection

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

    def tamper(self, sql: str, *params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            assert cursor.rowcount > 0, "nothing was tampered with"
