"""A ground for each test, and nothing left on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.faults.ground import Ground
from tests.faults.inside import Where


@pytest.fixture
def ground(own_database: str, settings: Settings, tmp_path: Path) -> Iterator[Ground]:
    """A database, a store and keys of this test's own; every process it starts ends with it."""
    where = Where(own_database, tmp_path / "attachments", tmp_path / "keys")
    settings.ATTACHMENTS_DIR, settings.KEYS_DIR = where.attachments, where.keys
    logs = tmp_path / "logs"
    logs.mkdir()
    made = Ground(where, logs)
    try:
        yield made
    finally:
        made.end()
