"""Effects outside the database (files, signing, mail, network) and cron: procrastinate, at least
once.

Every task is idempotent: a worker killed half way leaves its job `doing` until the reaper gives it
back. Reactions inside the database are not jobs: see outbox.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager

from lienthong.kernel import outbox

STALLED_SECONDS = 30
KEEP_FINISHED_HOURS = 24 * 7

_CLAIM = """
with next as (
  select id from procrastinate_jobs
  where status = 'todo' and (scheduled_at is null or scheduled_at <= clock_timestamp())
    and not (task_name = any(%s))
  order by priority desc, id limit 1 for update skip locked
), me as (
  insert into procrastinate_workers select from next returning id
)
update procrastinate_jobs j set status = 'doing', worker_id = me.id
from next, me where j.id = next.id returning j.id, j.task_name, j.args, me.id
"""
"""One statement, so that of two drains and a worker one gets the job; under a worker's name with a
heartbeat, so that no reaper takes it from us while we are at it.
"""


def defer(task: str, *, after_seconds: int = 0, **arguments: int | str) -> None:
    """Ask for an effect once the current transaction commits; joins that transaction.

    Said over this thread's own connection: inside the worker the library would take one of its
    pool, and the job would be there although the transaction that asked for it was rolled back.
    """
    manager = JobManager(connector=DjangoConnector())
    when = soon(after_seconds) if after_seconds else None
    job = app.configure_task(task, schedule_at=when).job
    JobDeferrer(job_manager=manager, job=job).defer(**arguments)


def drain(leave: Sequence[str] = ()) -> int:
    """Run the outbox and the due jobs in this process, on the caller's connection, until nothing is
    due. Tasks named in `leave` are left to the worker.

    The same functions as the worker's. A job that fails raises here instead of waiting for a retry.
    Returns how many rows and jobs were done.
    """
    done = 0
    while True:
        step = outbox.drain() + _run_one_job(leave)
        if not step:
            return done
        done += step


def _run_one_job(leave: Sequence[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [[*periodic_names(), *leave]])
        row = cursor.fetchone()
    if row is None:
        return 0
    job_id, task, arguments, worker_id = row
    app.tasks[task].func(**(arguments if isinstance(arguments, dict) else json.loads(arguments)))
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'succeeded' where id = %s and status = 'doing'",
            [job_id],
        )
        cursor.execute("delete from procrastinate_workers where id = %s", [worker_id])
    return 1


def periodic_names() -> list[str]:
    """The cron tasks: they live in real time, so a drain leaves them alone."""
    return sorted({name for name, _id in app.periodic_registry.periodic_tasks})


def waiting() -> dict[str, Any]:
    """What waits and what died, for the operators' page: counts and the newest of each,
    at most 50.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text, count(*) from procrastinate_jobs group by status order by status"
        )
        jobs = dict(cursor.fetchall())
        cursor.execute(
            "select id, task_name, status::text, attempts, scheduled_at from procrastinate_jobs"
            " where status in ('failed', 'doing') order by id desc limit 50"
        )
        troubled = cursor.fetchall()
        cursor.execute(
            "select id, subscriber, cardinality(event_ids), attempts, not_before, error"
            " from kernel_outbox order by attempts desc, id limit 50"
        )
        rows = cursor.fetchall()
    return {"jobs": jobs, "troubled": troubled, "outbox": rows}


async def reap() -> int:
    """Give back the jobs of workers that died; returns how many.

    A worker that was only slow may end its job meanwhile, or another reaper be quicker: such a
    job is left as it is.
    """
    manager = app.job_manager
    given_back = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        with suppress(ConnectorException):
            await manager.retry_job(job)
            given_back += 1
    return given_back


async def prune() -> None:
    """Forget jobs finished a week ago; the events they came from stay."""
    await app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FINISHED_HOURS, include_failed=False, include_cancelled=True
    )


def soon(seconds: int) -> datetime:
    """A real instant some seconds from now, for scheduling."""
    return datetime.now(UTC) + timedelta(seconds=seconds)
