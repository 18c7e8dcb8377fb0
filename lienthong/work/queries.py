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


def open_totals(position_ids: list[int]) -> dict[int, int]:
    """How much waits for each of these posts, each count capped at 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p, (select count(*) from (select 1 from work_item where position_id = p"
            " and done_at is null limit %s) k) from unnest(%s::bigint[]) p",
            [COUNT_CAP, position_ids],
        )
        return dict(cursor.fetchall())


def count_text(count: int) -> str:
    """A count as a tab or the rail shows it: nothing for none, "1.000+" at the cap."""
    if not count:
        return ""
    return "1.000+" if count >= COUNT_CAP else str(count)
