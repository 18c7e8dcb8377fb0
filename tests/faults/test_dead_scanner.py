"""A scanner that does not answer is never taken for a clean answer; when it is back, the file is
let out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from pytest_django import Settings

from lienthong.kernel.attachments.actions import keep, stage
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.queries import open_clean
from lienthong.kernel.errors import Refused
from tests.faults import story
from tests.faults.ground import Ground, until


def test_from_quarantine_to_the_reader(ground: Ground, settings: Settings, tmp_path: Path) -> None:
    settings.ATTACHMENT_SCANNERS = [f"clamd:unix:{tmp_path}/nobody-listens"]
    paper = tmp_path / "phu-luc.txt"
    paper.write_text("Phụ lục kèm theo công văn.\n", encoding="utf-8")
    with paper.open("rb") as file:
        staged = stage(file, paper.name)
    kept = keep(story.act(story.CLERK), staged)
    assert kept.verdict == "quarantined"
    with pytest.raises(Refused) as refused:
        open_clean(kept)
    assert refused.value.message == kept.reason
    assert kept.reason.startswith("Chưa có bộ quét nào trả lời.")

    worker = ground.worker()  # its scanner answers
    app.configure_task("kernel.examine_again").defer(timestamp=0)
    until(
        lambda: ground.rows("select verdict from kernel_attachment") == [("clean",)],
        ground.tail,
    )
    ground.ended(worker)
    with open_clean(Attachment.objects.get(id=kept.id), verify=True) as file:
        assert file.read() == paper.read_bytes()
