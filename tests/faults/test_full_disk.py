"""No room for the signed PDF: nothing is lost, the words say what to do, then it works."""

from __future__ import annotations

import pytest

from lienthong.documents.actions import checking
from tests.faults import story, whole
from tests.faults.ground import Ground
from tests.faults.inside import Weather

WORDS = "Máy chủ hết chỗ lưu tệp. Báo quản trị hệ thống dọn chỗ rồi làm lại."
FULL = {
    "disk full": Weather(disk_full=True),
    "limit of the process": Weather(file_bytes=24_000),
}


@pytest.mark.parametrize("full", FULL.values(), ids=FULL)
def test_no_room_for_the_signed_file(ground: Ground, full: Weather) -> None:
    story.approved()
    ground.finish()  # the keys are made

    document = story.approved()
    ground.finish(full)
    assert ground.rows("select state, number from documents_document order by id") == [
        ("signed", 1),
        ("format_checked", None),
    ]
    void = "select ordinal, reason from kernel_number_entry where state = 'void'"
    assert ground.rows(void) == [(2, WORDS)]
    assert _waits_for(ground, "documents.approve") == [(story.position(story.SIGNER), document)]
    assert not list((ground.where.attachments / "new").iterdir()), "half a file was left"

    checking.approve(story.act(story.SIGNER), document_id=document)
    ground.finish()
    story.ask_to_seal(document)
    ground.finish(full)
    ((text,),) = ground.rows("select text from work_notice where object_id = %s", [document])
    assert text.endswith(WORDS)

    story.ask_to_seal(document)
    ground.finish()
    whole.check()
    assert ground.rows("select state, number from documents_document order by id") == [
        ("signed", 1),
        ("sealed", 3),
    ]


def _waits_for(ground: Ground, kind: str) -> list[tuple[object, ...]]:
    return ground.rows(
        "select position_id, object_id from work_item where kind = %s and done_at is null", [kind]
    )
