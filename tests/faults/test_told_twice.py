"""Duplicates, latecomers and two workers at once: what was done is not done again."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from lienthong.documents import tasks as documents
from lienthong.documents.models import Document
from lienthong.exchange import rules
from lienthong.kernel import access, events, jobs
from lienthong.kernel import tasks as kernel
from lienthong.kernel.actions import unit
from lienthong.kernel.attachments.actions import keep, stage, store
from tests.faults import story, whole
from tests.faults.ground import Ground, until

KEPT = (
    "documents_document", "documents_version", "documents_manifest", "documents_reader",
    "documents_recipient", "documents_assignment", "exchange_packet", "exchange_delivery",
    "exchange_receipt", "work_item", "work_notice", "kernel_event", "kernel_number_entry",
    "kernel_series_year", "kernel_attachment", "kernel_access_note", "kernel_outbox",
)  # fmt: skip


def kept(ground: Ground) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of what must not change."""
    return {table: set(ground.rows(f"select t::text from {table} t")) for table in KEPT}


def same(before: dict[str, set[tuple[Any, ...]]], after: dict[str, set[tuple[Any, ...]]]) -> None:
    """Says what changed, row by row."""
    changed = {table: before[table] ^ after[table] for table in KEPT}
    assert not any(changed.values()), {table: rows for table, rows in changed.items() if rows}


def _event(kind: str) -> int:
    ((event_id,),) = whole.rows("select id from kernel_event where kind = %s", [kind])
    return int(event_id)


def _document() -> str:
    ((document_id,),) = whole.rows("select id from documents_document")
    return str(document_id)


CRON = {"timestamp": 0}
TOLD_TWICE_BESIDE_THE_CODE = {
    "documents.check_signatures",  # documents/tests/test_arrival_checks.py
    "work.digests", "work.digest",  # work/tests/test_digest.py
    "dossiers.announce_due",  # dossiers/tests/test_transfer.py
    "exchange.with_peers",  # documents/tests/test_other_systems.py
    "dossiers.end_due_grants",  # dossiers/tests/test_groups.py
    "services.make_result", "services.warn",  # services/tests/test_applications.py
    "services.reconcile", "services.bank_tells",  # services/tests/test_notices.py
}  # fmt: skip


def test_every_task_told_twice_does_it_once(ground: Ground) -> None:
    """By a real worker. A new task is added here, with something for it in the ground."""
    leftover = _something_for_each(ground)
    told = {
        documents.sign: {"event_id": _event("documents.approved")},
        documents.seal: {"event_id": _event("documents.seal_requested")},
        documents.read_files: {"documents": _document()},
        kernel.prune: CRON,
        kernel.fold_access: CRON,
        kernel.examine_again: CRON,
        kernel.sweep_files: CRON,
    }
    ours = {one for one in app.tasks.values() if one.func.__module__.startswith("lienthong.")}
    assert {one.name for one in ours} == {one.name for one in told} | TOLD_TWICE_BESIDE_THE_CODE

    worker = ground.worker()
    seen = []
    for _turn in range(2):
        for task, facts in told.items():
            task.defer(**facts)
        _all_done(ground)
        seen.append(kept(ground))
    ground.ended(worker)
    same(*seen)
    whole.check()

    assert ground.rows("select state from documents_document where direction = 'outgoing'") == [
        ("sealed",)
    ]
    assert ground.rows("select verdict from kernel_attachment") == [("clean",)]
    assert ground.told("kernel.viewed") == 1
    assert not leftover.exists()


def _something_for_each(ground: Ground) -> Path:
    """Work for every task; returns what a writer that died two days ago left in the store."""
    document = story.approved()
    ground.finish()
    story.ask_to_seal(document)
    access.note(story.act(story.CLERK), "view", Document(id=document))
    scanners, settings.ATTACHMENT_SCANNERS = settings.ATTACHMENT_SCANNERS, []
    with (Path(__file__).parent / "conftest.py").open("rb") as file:
        staged = stage(file, "ghi chú.txt")
    settings.ATTACHMENT_SCANNERS = scanners
    keep(story.act(story.CLERK), staged)
    leftover = store().root / "new" / "half"
    leftover.write_bytes(b"half a file")
    long_ago = time.time() - 48 * 3600
    os.utime(leftover, (long_ago, long_ago))
    return leftover


def _all_done(ground: Ground) -> None:
    undone = "select task_name, status from procrastinate_jobs where status in ('todo', 'doing')"
    until(
        lambda: not ground.rows(undone) and not ground.waiting(),
        lambda: f"{ground.rows(undone)}\n{ground.waiting()}\n{ground.tail()}",
    )


NOT_TOLD = {
    "documents.returned", "documents.forwarded", "exchange.undelivered",
    "exchange.asked", "documents.recall_agreed", "documents.recall_declined",
    "services.money_came", "services.numbered", "services.parts_wanted", "services.refused",
    "services.withdrawn", "services.stopped", "services.done",
}  # fmt: skip
"""What does not happen in this story: its reactions are `report_status`, told of other steps here,
or tested beside the code.
"""


def test_every_reaction_told_twice_does_it_once(ground: Ground) -> None:
    """A packet delivered again, received again, a receipt that comes again."""
    document = story.sealed()
    story.issue(document)
    jobs.drain()
    for agency in story.DISTRICTS:
        story.handled(document, agency)
    jobs.drain()
    before = kept(ground)

    for kind, names in events.SUBSCRIBERS.items():
        ids = [event_id for (event_id,) in whole.rows(
            "select id from kernel_event where kind = %s order by id", [kind])]  # fmt: skip
        assert ids or kind in NOT_TOLD, f"the story has no {kind}"
        for name in names if ids else ():
            with unit():
                events.HANDLERS[name](ids)
            with unit():
                events.HANDLERS[name](ids[-1:])
    jobs.drain()
    same(before, kept(ground))
    ground.finish()
    whole.check()


def test_receipts_that_come_late_and_out_of_order(ground: Ground) -> None:
    """The first step is told last: each is kept, and the board shows how far the receiver is."""
    document = story.sealed(to=story.DISTRICTS[:1])
    story.issue(document)
    jobs.drain()
    story.handled(document, story.DISTRICTS[0])
    ids = "select id from kernel_outbox order by id"
    rows = [row for (row,) in ground.rows(ids)]
    assert len(rows) == 4, "one for each step that is reported"
    for row in reversed(rows):
        with connection.cursor() as cursor:
            cursor.execute(
                "update kernel_outbox set not_before = case when id = %s then now()"
                " else now() + interval '1 hour' end",
                [row],
            )
        jobs.drain()
    ((status, name),) = [
        (status, rules.STATUS_NAMES[status])
        for (status,) in ground.rows("select status from exchange_delivery")
    ]
    assert status == rules.FINISHED, f"the board says “{name}”"
    ground.finish()
    whole.check()


def test_two_workers_side_by_side(ground: Ground) -> None:
    workers = [ground.worker(), ground.worker()]
    letters = [story.approved() for _turn in range(4)]
    ground.settle()
    for letter in letters:
        story.ask_to_seal(letter)
    ground.settle()
    for letter in letters:
        story.issue(letter)
    ground.settle()
    for letter in letters:
        story.handled(letter, story.DISTRICTS[0])
    ground.settle()
    for worker in workers:
        ground.ended(worker)
    whole.check()
