"""The story beside a running worker: what that one is at is waited for."""

from __future__ import annotations

import threading
import time

from django.db import connection, transaction

from lienthong.documents.actions import issuing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import CLERK, ActOf
from lienthong.documents.tour import play


def test_the_story_waits_for_copies_that_a_worker_is_at(own_database: str, act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SEALED)
    issuing.issue(act_of(CLERK), document_id=made.id)
    held, seconds = threading.Event(), 0.5

    def worker() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select id from kernel_outbox for update")
                held.set()
                time.sleep(seconds)
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    held.wait()
    play.wait_for_copies(made.id)
    thread.join()
    assert Document.objects.incoming().filter(issuer_id=made.agency_id).count() == 1
