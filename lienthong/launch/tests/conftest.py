"""A place for an installation of its own: no test here comes near the real data."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.launch import postgres
from lienthong.launch.paths import Paths


def _installation() -> Iterator[Paths]:
    base = Path(tempfile.mkdtemp(prefix="lienthong-test-"))
    base.chmod(0o755)  # as root the server runs as nobody and passes through
    paths = Paths(base / "var")
    try:
        yield paths
    finally:
        postgres.stop(paths)
        shutil.rmtree(base)


@pytest.fixture(scope="module")
def shared() -> Iterator[Paths]:
    """One installation for a whole file; a test starts what it needs."""
    yield from _installation()


@pytest.fixture
def fresh() -> Iterator[Paths]:
    """An installation in which nothing was ever started."""
    yield from _installation()


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.delenv("LIENTHONG_HOME", raising=False)
