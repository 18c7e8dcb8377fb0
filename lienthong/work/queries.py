"""Reads of work: counts stop at a thousand, pages follow the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from lienthong.work.models import Digest, WorkItem

Items = QuerySet[WorkItem]

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


@dataclass(frozen=True)
class Totals:
    """How much others hold that a post waits for, and how much of either is late."""

    given: int
    late: int


_TOTALS = """
select (select count(*) from (select 1 from work_item where asker_id = %(post)s
    and done_at is null limit %(cap)s) g),
  (select count(*) from (
    (select 1 from work_item where position_id = %(post)s and done_at is null
      and due_at < %(at)s limit %(cap)s)
    union all
    (select 1 from work_item where asker_id = %(post)s and done_at is null
      and due_at < %(at)s limit %(cap)s) limit %(cap)s) l)
"""


def totals(position_id: int, at: datetime) -> Totals:
    """What a post waits for and what is late, each count capped at 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"post": position_id, "at": at, "cap": COUNT_CAP})
        return Totals(*cursor.fetchone())


def late(position_id: int, at: datetime, after: tuple[datetime, int] | None, limit: int) -> Items:
    """The late work that waits for a post or that it waits for, by deadline: the first `limit` of
    each by its own index, merged.
    """
    found = WorkItem.objects.open().late(at).order_by("due_at", "id")
    if after:
        found = found.after(*after)
    mine, given = found.of(position_id)[:limit], found.asked_by(position_id)[:limit]
    return mine.union(given, all=True).order_by("due_at", "id")[:limit]


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


def troubled_mail(limit: int = 20) -> QuerySet[Digest]:
    """Daily mails that the server refused or that were cut off, the newest first."""
    return Digest.objects.filter(state__in=["failed", "unknown"]).order_by("-id")[:limit]
