"""The signing job when things go wrong: slow runs, old runs, runs that break."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from lienthong.documents import tasks
from lienthong.documents.actions import checking, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import FILE, ActOf
from lienthong.kernel.models import NumberEntry, Series
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db


def waiting_at(document: Document) -> list[tuple[str, int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=document.id)
    return sorted(items.values_list("kind", "position_id"))


def numbers_of(document: Document) -> list[tuple[int, str, str]]:
    entries = NumberEntry.objects.filter(
        object_type="documents.document", object_id=document.id
    ).order_by("id")
    return list(entries.values_list("ordinal", "state", "reason"))


def test_a_slow_run_whose_number_was_voided_does_not_finish_the_new_one(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    signing.fail_signing(act_of("minh"), document_id=made.id, reason="Mất kết nối.", number=1)
    checking.approve(act_of("minh"), document_id=made.id)
    signing.begin_signing(act_of("minh"), document_id=made.id)

    slow = {**FILE, "sha256": "0d" * 32}
    signing.finish_signing(act_of("minh"), document_id=made.id, **slow, number=1)
    signing.fail_signing(act_of("minh"), document_id=made.id, reason="Đến muộn.", number=1)
    made.refresh_from_db()
    assert (made.state, made.number, made.file_sha256) == (State.SIGNING, 2, "")
    signing.finish_signing(act_of("minh"), document_id=made.id, **FILE, number=2)
    made.refresh_from_db()
    assert (made.state, made.file_sha256) == (State.SIGNED, FILE["sha256"])


def test_the_job_of_an_older_approval_leaves_the_newer_one_alone(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    first = way.last_event(made, "documents.approved")
    checking.return_draft(act_of("yen"), document_id=made.id, reason="Sai thể thức.")
    for step in (checking.check_content, checking.check_format, checking.approve):
        who = {"check_content": "son", "check_format": "yen", "approve": "minh"}[step.__name__]
        step(act_of(who), document_id=made.id)

    tasks.sign(event_id=first.id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.APPROVED, None)


def worked(task: str, event_id: int, *, tries: int) -> None:
    """Run a task as the worker does at its (tries + 1)th try."""
    job = Job(
        id=1, status="doing", queue="signing", lock=None, queueing_lock=None, task_name=task,
        task_kwargs={"event_id": event_id}, attempts=tries,
    )  # fmt: skip
    context = JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)
    app.tasks[task](context, event_id=event_id)


def broken(act_of: ActOf, folder: Path) -> tuple[Document, list[tuple[int, str, str]]]:
    """A document whose signing breaks at every try because `folder` is a file."""
    folder.write_text("no folder", encoding="ascii")
    made = way.brought_to(act_of, State.APPROVED)
    approved = way.last_event(made, "documents.approved")
    for tries in range(tasks.TRIES_AGAIN + 1):
        assert not waiting_at(made)
        with pytest.raises(OSError, match="a file"):
            worked("documents.sign", approved.id, tries=tries)
    made.refresh_from_db()
    assert waiting_at(made) == [("documents.approve", act_of("minh").position_id)]
    return made, numbers_of(made)


def test_a_signing_that_keeps_breaking_comes_back_to_the_signer(
    act_of: ActOf, settings: Any, tmp_path: Path
) -> None:
    settings.ATTACHMENTS_DIR = tmp_path / "a file"  # nowhere to keep what was signed
    made, numbers = broken(act_of, settings.ATTACHMENTS_DIR)
    assert (made.state, made.number) == (State.FORMAT_CHECKED, None)
    ((number, state, reason),) = numbers
    assert (number, state) == (1, "void")
    assert "Báo quản trị" in reason


def test_without_keys_no_number_is_taken(act_of: ActOf, settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "a file"
    made, numbers = broken(act_of, settings.KEYS_DIR)
    assert (made.state, made.number, numbers) == (State.FORMAT_CHECKED, None, [])
    assert "Báo quản trị" in way.last_event(made, "documents.signing_failed").data["reason"]


def test_an_approval_that_gets_no_number_comes_back_to_the_signer(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    Series.objects.filter(owner_id=made.agency_id, direction="outgoing").update(direction="copies")
    tasks.sign(event_id=way.last_event(made, "documents.approved").id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.FORMAT_CHECKED, None)
    assert "chưa có sổ" in way.last_event(made, "documents.signing_failed").data["reason"]
    assert waiting_at(made) == [("documents.approve", act_of("minh").position_id)]


def test_a_sealing_that_keeps_breaking_is_told_to_the_clerk(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)  # its file is made up: not in the store
    signing.request_seal(act_of("lan"), document_id=made.id)
    asked = way.last_event(made, "documents.seal_requested")
    with pytest.raises(FileNotFoundError):
        worked("documents.seal", asked.id, tries=tasks.TRIES_AGAIN)
    notice = Notice.objects.get(position_id=act_of("lan").position_id, object_id=made.id)
    assert "Báo quản trị" in notice.text


def test_a_number_and_symbol_stand_once_a_year_whatever_becomes_of_the_series(
    act_of: ActOf,
) -> None:
    """Decree 30/2020, art. 15: a series opened in the middle of a year begins again at 1."""
    first = way.brought_to(act_of, State.SIGNING, document_type="TB")
    assert first.code == "01/TB-UBND"
    Series.objects.create(
        owner_id=first.agency_id, code="TB", name="Thông báo", direction="outgoing", types=["TB"]
    )
    second = way.brought_to(act_of, State.APPROVED, document_type="TB")
    tasks.sign(event_id=way.last_event(second, "documents.approved").id)
    second.refresh_from_db()
    assert (second.state, second.code) == (State.FORMAT_CHECKED, "")
    assert "01/TB-UBND đã có" in way.last_event(second, "documents.signing_failed").data["reason"]
    assert numbers_of(second) == []

    next_year = act_of("minh", at=datetime(2023, 1, 3, 8, tzinfo=UTC))
    checking.approve(next_year, document_id=second.id)
    assert signing.begin_signing(next_year, document_id=second.id)
    second.refresh_from_db()
    assert second.code == "01/TB-UBND"


def test_the_database_too_keeps_a_code_once_a_year(act_of: ActOf) -> None:
    first = way.brought_to(act_of, State.SIGNING)
    second = way.brought_to(act_of, State.SIGNING)
    second.code = first.code
    with pytest.raises(IntegrityError, match="documents_code_once"), transaction.atomic():
        second.save(update_fields=["code"])
