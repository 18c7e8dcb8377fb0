"""The hand-over of a closed file: announced thirty days ahead, offered, accepted or sent back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.dossiers import tasks
from lienthong.dossiers.actions import closing, transfers
from lienthong.dossiers.tests import filed
from lienthong.kernel import clock
from lienthong.work.models import Notice, WorkItem

pytestmark = pytest.mark.django_db


def a_document(act_of: ActOf) -> Document:
    return way.brought_to(act_of, State.DRAFTING)


@pytest.mark.appendix_vi("III.5.b")
def test_the_keeper_is_told_once_thirty_days_ahead(act_of: ActOf) -> None:
    document = a_document(act_of)
    lasting = filed.closed(act_of, document)
    filed.closed(act_of, document, years=3)
    held = filed.closed(act_of, document)
    closing.hold(act_of("mai"), dossier_id=held.id, reason="Thanh tra.")
    thu = act_of("thu")
    assert transfers.announce_due(way.after(thu, days=334)) == 0
    assert transfers.announce_due(way.after(thu, days=335)) == 1
    item = WorkItem.objects.open().get(kind="dossiers.offer")
    assert (item.object_id, item.position_id) == (lasting.id, thu.position_id)
    assert clock.local(item.due_at).date().isoformat() == "2023-11-21"


def test_the_daily_task_told_twice_announces_once(act_of: ActOf) -> None:
    dossier = filed.closed(act_of, a_document(act_of))
    clock.start_at(act_of("thu").at + timedelta(days=340))
    tasks.announce_due(0)
    tasks.announce_due(0)
    assert filed.kinds_of(dossier).count("dossiers.due_announced") == 1


@pytest.mark.appendix_vi("III.5.c")
def test_the_archive_accepts_what_the_keeper_offers(act_of: ActOf) -> None:
    dossier = filed.closed(act_of, a_document(act_of))
    transfers.offer(act_of("thu"), dossier_id=dossier.id)
    waiting = WorkItem.objects.open().filter(object_type="dossiers.dossier")
    assert waiting.get().position_id == act_of("mai").position_id
    transfers.send_back(act_of("mai"), dossier_id=dossier.id, reason="Thiếu bản ký.")
    assert not waiting.exists()
    assert "Thiếu bản ký." in Notice.objects.get(position_id=act_of("thu").position_id).text
    transfers.offer(act_of("thu"), dossier_id=dossier.id)
    transfers.accept(act_of("mai"), dossier_id=dossier.id)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.archived_by) == ("archived", act_of("mai").by_name)
    assert not waiting.exists()
