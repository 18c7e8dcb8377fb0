"""Hot statements, planned once a connection instead of each time.

A statement of ten CTEs takes PostgreSQL longer to plan than to run for 120 rows. Django binds
values in the client, so nothing it sends can be prepared; the few hot actions of the house ask for
a cursor here whose statements the server keeps (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """A cursor with values bound by the server: each text that comes again is planned once.

    The text must not change with the values, and every value in a select list needs its cast.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with psycopg.Cursor(database.connection) as bare:
        yield database._prepare_cursor(bare)  # type: ignore[attr-defined]  # noqa: SLF001
