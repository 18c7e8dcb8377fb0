"""Statements whose plan the server keeps."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lienthong.kernel import statements

pytestmark = pytest.mark.django_db

SQL = "select %s::int + 1"


def _kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_text_that_comes_again_is_planned_once() -> None:
    for number in range(4):
        with statements.prepared() as cursor:
            cursor.execute(SQL, [number])
            assert cursor.fetchone() == (number + 1,)
    assert _kept().count("select $1::int + 1") == 1


def test_what_django_binds_itself_is_not_kept() -> None:
    for number in range(4):
        with connection.cursor() as cursor:
            cursor.execute("select %s::int + 2", [number])
    assert not [text for text in _kept() if "+ 2" in text]


def test_statements_are_counted_and_errors_are_djangos() -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as seen,
        statements.prepared() as cursor,
    ):
        cursor.execute(SQL, [1])
    assert len(seen) == 1
    with pytest.raises(IntegrityError), transaction.atomic(), statements.prepared() as cursor:
        cursor.execute(
            "insert into kernel_outbox (subscriber, event_ids) values (%s, null)", ["nobody"]
        )
