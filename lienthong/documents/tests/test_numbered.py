from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from lienthong.documents import tasks
from lienthong.documents.actions import checking, signing
from lienthong.documents.models import Document, Version
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import FILE, ActOf
from lienthong.kernel import jobs
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import NumberEntry
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db

LATE = datetime(2022, 11, 21, 23, 59, 59, 700_000, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def waiting_at(document: Document) -> list[tuple[str, int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=document.id)
    return sorted(items.values_list("kind", "position_id"))


def numbers_of(document: Document) -> list[tuple[int, str, str]]:
    entries = NumberEntry.objects.filter(
        object_type="documents.document", object_id=document.id
    ).order_by("id")
    return list(entries.values_list("ordinal", "state", "reason"))


def test_the_number_comes_when_signing_begins_and_only_once(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    assert signing.begin_signing(act_of("minh"), document_id=made.id) is True
    assert signing.begin_signing(act_of("minh"), document_id=made.id) is False
    made.refresh_from_db()
    assert (made.number, made.code) == (1, "01/UBND-VX")
    assert made.issued_on == LATE.date()
    assert numbers_of(made) == [(1, "live", "")]


@pytest.mark.appendix_vi("III.1.đ")
def test_documents_approved_together_take_numbers_in_a_row(act_of: ActOf) -> None:
    made = [way.brought_to(act_of, State.SIGNING) for _turn in range(3)]
    assert [document.number for document in made] == [1, 2, 3]


def test_a_failed_signing_voids_the_number_and_asks_the_signer_again(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    reason = "Chứng thư số đã hết hạn."
    signing.fail_signing(act_of("minh"), document_id=made.id, reason=reason)
    made.refresh_from_db()
    assert made.state == State.FORMAT_CHECKED
    assert (made.number, made.code, made.issued_on) == (None, "", None)
    assert numbers_of(made) == [(1, "void", reason)]
    assert waiting_at(made) == [("documents.approve", act_of("minh").position_id)]
    assert way.last_event(made, "documents.number_voided").data == {"number": 1, "reason": reason}

    checking.approve(act_of("minh"), document_id=made.id)
    signing.begin_signing(act_of("minh"), document_id=made.id)
    made.refresh_from_db()
    assert made.number == 2
    assert numbers_of(made) == [(1, "void", reason), (2, "live", "")]


def test_a_failure_told_twice_voids_one_number(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    for _turn in range(2):
        signing.fail_signing(act_of("minh"), document_id=made.id, reason="Mất kết nối.")
    assert way.kinds_of(made).count("documents.number_voided") == 1
    assert len(waiting_at(made)) == 1


def test_a_signature_that_comes_after_midnight_is_refused(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    with pytest.raises(Refused, match="Đã qua ngày") as refusal:
        signing.finish_signing(
            act_of("minh", at=LATE + timedelta(seconds=1)), document_id=made.id, **FILE
        )
    assert refusal.value.code == "documents.midnight"
    made.refresh_from_db()
    assert made.state == State.SIGNING
    assert not Version.objects.filter(document=made, stage="signed").exists()


def test_a_finish_told_twice_keeps_one_version(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)
    signing.finish_signing(act_of("minh"), document_id=made.id, **FILE)
    signing.request_seal(act_of("lan"), document_id=made.id)
    for _turn in range(2):
        signing.finish_seal(act_of("lan"), document_id=made.id, **FILE)
    stages = Version.objects.filter(document=made).order_by("id").values_list("stage", flat=True)
    assert list(stages) == ["draft", "signed", "sealed"]
    assert way.kinds_of(made).count("documents.sealed") == 1


def test_a_seal_that_fails_is_told_to_the_clerk_who_may_ask_again(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)
    signing.request_seal(act_of("lan"), document_id=made.id)
    signing.fail_seal(act_of("lan"), document_id=made.id, reason="Không mở được khóa.")
    made.refresh_from_db()
    assert made.state == State.SIGNED
    notice = Notice.objects.get(position_id=act_of("lan").position_id, object_id=made.id)
    assert notice.text == f"Chưa đóng dấu được văn bản {made.code}: Không mở được khóa."
    signing.request_seal(act_of("lan"), document_id=made.id)
    signing.finish_seal(act_of("lan"), document_id=made.id, **FILE)
    signing.fail_seal(act_of("lan"), document_id=made.id, reason="Tin cũ đến muộn.")
    assert way.kinds_of(made).count("documents.seal_failed") == 1


def test_after_the_signature_the_desk_and_the_archive_see_the_document(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)
    for who, may in {"lan": True, "minh": True, "mai": True, "tuyet": False, "loc": False}.items():
        seen = Document.objects.visible_to(act_of(who)).filter(id=made.id).exists()
        assert seen is may, who


# The signing job itself


def test_the_job_numbers_renders_signs_and_seals(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    jobs.drain()
    made.refresh_from_db()
    assert (made.state, made.number) == (State.SIGNED, 1)
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    assert made.state == State.SEALED

    signed, sealed = Version.objects.filter(document=made).exclude(stage="draft").order_by("id")
    for version in (signed, sealed):
        digest = version.sha256
        file = settings.ATTACHMENTS_DIR / digest[:2] / digest
        assert file.stat().st_size == version.size
        assert file.read_bytes().startswith(b"%PDF-")
        assert version.pages == 1
    assert sealed.size > signed.size
    assert way.last_event(made, "documents.signed").by_name == "Thạch Quang Minh"
    assert way.last_event(made, "documents.sealed").by_name == "Lý Thị Mỹ Lan"
    assert way.last_event(made, "documents.sealed").data["sha256"] == sealed.sha256


def test_the_signing_task_delivered_twice_signs_once(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    approved = way.last_event(made, "documents.approved")
    for _turn in range(2):
        tasks.sign(event_id=approved.id)
    assert numbers_of(made) == [(1, "live", "")]
    assert way.kinds_of(made).count("documents.signed") == 1
    assert Version.objects.filter(document=made, stage="signed").count() == 1


def test_the_sealing_task_delivered_twice_seals_once(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    asked = way.last_event(made, "documents.seal_requested")
    for _turn in range(2):
        tasks.seal(event_id=asked.id)
    assert way.kinds_of(made).count("documents.sealed") == 1
    assert Version.objects.filter(document=made, stage="sealed").count() == 1


def test_the_job_goes_on_with_the_number_a_dead_run_took(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNING)
    tasks.sign(event_id=way.last_event(made, "documents.approved").id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.SIGNED, 1)
    assert numbers_of(made) == [(1, "live", "")]


def test_what_cannot_be_printed_voids_the_number_and_says_which_letter(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED, body="Ký tự lạ: \N{SNOWMAN}.")
    jobs.drain()
    made.refresh_from_db()
    assert made.state == State.FORMAT_CHECKED
    ((number, state, reason),) = numbers_of(made)
    assert (number, state) == (1, "void")
    assert "U+2603" in reason
    assert waiting_at(made) == [("documents.approve", act_of("minh").position_id)]


def test_a_dead_run_found_after_midnight_voids_its_number(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    evening = act_of("minh", at=LATE)
    checking.approve(evening, document_id=made.id)
    signing.begin_signing(evening, document_id=made.id)  # the worker is killed here
    approved = way.last_event(made, "documents.approved")
    time.sleep(0.4)  # and comes back the next day

    tasks.sign(event_id=approved.id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.FORMAT_CHECKED, None)
    ((number, state, reason),) = numbers_of(made)
    assert (number, state) == (1, "void")
    assert "Đã qua ngày" in reason

    morning = act_of("minh", at=LATE + timedelta(hours=9))
    checking.approve(morning, document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    assert (made.state, made.number) == (State.SIGNED, 2)
    assert made.issued_on == LATE.date() + timedelta(days=1)
