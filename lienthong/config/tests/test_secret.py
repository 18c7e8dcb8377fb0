"""The installation's secret, when several processes want it first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from lienthong.config import settings


def test_all_who_start_at_once_have_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIENTHONG_SECRET_KEY", raising=False)
    monkeypatch.setattr(settings, "PATHS", SimpleNamespace(base=tmp_path / "var"))
    together = threading.Barrier(8)

    def start(_number: int) -> str:
        together.wait()
        return settings._secret()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(start, range(8)))
    assert len(found) == 1
    (kept,) = (tmp_path / "var").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("secret-key", 0o600)
    assert found == {kept.read_text(encoding="ascii")}
