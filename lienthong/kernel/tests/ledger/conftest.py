"""A key of its own for every test, and the owner of the tables, who can tamper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from lienthong.kernel.tests.ledger.rows import Log, Owner
from lienthong.launch import postgres


@pytest.fixture(autouse=True)
def keys_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def as_owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's connection as the role that owns the tables."""
    params = postgres.connection("owner")
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(USER=params["user"], PASSWORD=params["password"])
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)


@pytest.fixture
def owner(as_owner: None, db: None) -> Owner:
    """Whoever holds the database: inside a transaction that is rolled back, triggers taken off."""
    return Owner()


@pytest.fixture
def log(owner: Owner) -> Log:
    return Log()
