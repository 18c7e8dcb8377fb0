"""Reads of work: counts stop at a thousand, pages follow the deadline."""

from __future__ import annotations

from django.db import connection

COUNT_CAP = 1000


def open_counts(position_id: int) -> dict[str, int]:
    """How much of each kind waits for a post, each count capped at 1,000 (shown as "1.000+")."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, count(*) from (select kind from work_item where position_id = %s"
            " and done_at is null limit %s) k group by kind",
            [position_id, COUNT_CAP],
        )
        return dict(cursor.fetchall())


def unread_notices(position_id: int) -> int:
    """How many notices a post has not read, capped at 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select 1 from work_notice"
            " where position_id = %s and read_at is null limit %s) n",
            [position_id, COUNT_CAP],
        )
        return int(cursor.fetchone()[0])
