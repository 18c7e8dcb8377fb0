"""Attempts that are counted while another sign-in forgets them."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

from django.db import connection, transaction

from lienthong.directory.actions import signing_in
from lienthong.directory.models import SignInThrottle

AT = datetime(2022, 11, 21, 1, tzinfo=UTC)


def test_an_attempt_is_counted_while_another_sign_in_forgets_the_name(own_database: str) -> None:
    signing_in.count_attempt("account", "lan", AT)
    deleted = threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                SignInThrottle.objects.filter(subject="lan").delete()
                deleted.set()
                time.sleep(0.3)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    deleted.wait()
    signing_in.count_attempt("account", "lan", AT)
    thread.join()
    assert SignInThrottle.objects.get(subject="lan").attempts == 1
