from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from procrastinate.contrib.django import app

from lienthong.kernel import clock, jobs, tasks
from lienthong.kernel.actions import unit
from lienthong.kernel.acts import system_act
from lienthong.kernel.attachments import actions as attachments
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.verdicts import Verdict

done: list[int] = []


@pytest.fixture(autouse=True)
def _task() -> Iterator[None]:
    """One task of these tests, known to the queue while they run."""

    def run(number: int) -> None:
        if number < 0:
            raise LookupError("this one cannot be done")
        done.append(number)

    done.clear()
    app.task(name="tests.count", queue="tests")(run)
    yield
    app.tasks.pop("tests.count")


def _quarantined(content: bytes) -> Attachment:
    """A file that came in while no scanner answered."""
    with override_settings(ATTACHMENT_SCANNERS=[]):
        staged = attachments.stage(io.BytesIO(content), "ghi-chu.txt")
        act = system_act(clock.now(), "Người thử")
        kept = attachments.keep(act, staged)
    assert kept.verdict == Verdict.QUARANTINED.value
    return kept


def _rows(where: str = "true") -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select task_name, status::text from procrastinate_jobs where {where} order by id"
        )
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_a_job_asked_for_is_done_once_by_a_drain() -> None:
    jobs.defer("tests.count", number=1)
    jobs.defer("tests.count", number=2)
    assert done == []

    assert jobs.drain() == 2
    assert done == [1, 2]
    assert {status for _task, status in _rows()} == {"succeeded"}
    assert jobs.drain() == 0
    assert done == [1, 2]


@pytest.mark.django_db
def test_a_job_belongs_to_the_transaction_that_asks_for_it() -> None:
    def asks_and_fails() -> None:
        with unit():
            jobs.defer("tests.count", number=1)
            raise LookupError

    with pytest.raises(LookupError):
        asks_and_fails()
    assert jobs.drain() == 0
    assert done == []


@pytest.mark.django_db
def test_a_job_may_ask_for_another() -> None:
    def again(number: int) -> None:
        done.append(number)
        if number < 3:
            jobs.defer("tests.again", number=number + 1)

    app.task(name="tests.again", queue="tests")(again)
    try:
        jobs.defer("tests.again", number=1)
        assert jobs.drain() == 3
    finally:
        app.tasks.pop("tests.again")
    assert done == [1, 2, 3]


@pytest.mark.django_db
def test_a_drain_shows_a_failing_job_instead_of_hiding_it() -> None:
    jobs.defer("tests.count", number=-1)
    with pytest.raises(LookupError, match="cannot be done"):
        jobs.drain()


@pytest.mark.django_db
def test_a_drain_leaves_alone_what_is_not_due_and_what_cron_asks_for() -> None:
    app.configure_task("tests.count", schedule_at=jobs.soon(3600)).defer(number=1)
    assert "kernel.fold_access" in jobs.periodic_names()
    app.configure_task("kernel.fold_access").defer(timestamp=0)

    assert jobs.drain() == 0
    assert [status for _task, status in _rows()] == ["todo", "todo"]


@pytest.mark.django_db
def test_a_moment_for_scheduling_is_real_time_to_come() -> None:
    assert jobs.soon(60) - jobs.soon(0) < timedelta(minutes=2)
    assert jobs.soon(60) > jobs.soon(0)


@pytest.mark.django_db
def test_the_operators_page_sees_what_waits_and_what_died() -> None:
    jobs.defer("tests.count", number=1)
    jobs.defer("tests.count", number=2)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'failed' where id ="
            " (select max(id) from procrastinate_jobs) returning id"
        )
        failed = cursor.fetchone()[0]
        cursor.execute(
            "insert into kernel_outbox (subscriber, event_ids, attempts, error)"
            " values ('tests.gone', '{1,2}', 5, 'LookupError'), ('tests.gone', '{3}', 0, '')"
        )
    seen = jobs.waiting()
    assert seen["jobs"] == {"todo": 1, "failed": 1}
    assert [row[:3] for row in seen["troubled"]] == [(failed, "tests.count", "failed")]
    assert [row[1:4] for row in seen["outbox"]] == [("tests.gone", 2, 5), ("tests.gone", 1, 0)]


def _dead_worker_leaves(number: int) -> None:
    """A job taken by a worker that was killed an hour ago."""
    jobs.defer("tests.count", number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "with w as (insert into procrastinate_workers (last_heartbeat) values"
            " (clock_timestamp() - interval '1 hour') returning id)"
            " update procrastinate_jobs set status = 'doing', worker_id = (select id from w)"
            " where status = 'todo'"
        )


def test_the_work_of_a_dead_worker_told_twice_is_given_back_once(own_database: str) -> None:
    _dead_worker_leaves(7)
    assert jobs.drain() == 0

    async def reap_twice() -> None:
        for _turn in range(2):
            await jobs.reap()
        await sync_to_async(connections.close_all)()

    asyncio.run(reap_twice())
    assert _rows() == [("tests.count", "todo")]


@pytest.mark.django_db
def test_files_in_quarantine_examined_again_twice_get_one_answer() -> None:
    file = _quarantined(b"Nothing but text.\n")
    for _turn in range(2):
        tasks.examine_again(timestamp=0)
    file.refresh_from_db()
    assert file.verdict == Verdict.CLEAN.value


@pytest.mark.django_db
def test_what_a_dead_writer_left_is_swept_twice_and_the_rest_stays() -> None:
    kept = _quarantined(b"Kept.\n")
    folder = Path(settings.ATTACHMENTS_DIR) / "new"
    left = folder / "left-over"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    for _turn in range(2):
        tasks.sweep_files(timestamp=0)
    assert not left.exists()
    assert attachments.store().path(kept.sha256).exists()


def test_pruning_twice_forgets_only_what_was_finished_long_ago(own_database: str) -> None:
    for number in (1, 2, 3):
        jobs.defer("tests.count", number=number)
    assert jobs.drain() == 3
    jobs.defer("tests.count", number=4)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_events set at = at - interval '8 days' where job_id ="
            " (select min(id) from procrastinate_jobs)"
        )

    async def prune_twice() -> None:
        for _turn in range(2):
            await tasks.prune(timestamp=0)
        await sync_to_async(connections.close_all)()

    asyncio.run(prune_twice())
    assert [status for _task, status in _rows()] == ["succeeded", "succeeded", "todo"]
