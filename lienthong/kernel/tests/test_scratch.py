from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from lienthong.kernel import scratch
from lienthong.kernel.models import Series


def _exists(name: str) -> bool:
    with scratch._owner() as owner:
        row = owner.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    return row is not None


def test_a_clone_is_loaded_apart_and_gone_afterwards(own_database: str) -> None:
    before = (own_database, settings.ATTACHMENTS_DIR)
    assert connection.settings_dict["NAME"] == own_database

    with scratch.database() as name:
        assert name != own_database
        assert scratch.folder_of(name) / "attachments" == settings.ATTACHMENTS_DIR
        assert Series.objects.exists()  # the province is loaded
        Series.objects.create(owner_id=0, code="T", name="T", direction="outgoing")
        (scratch.folder_of(name) / "attachments").mkdir()
        folder = scratch.folder_of(name)

    assert (connection.settings_dict["NAME"], settings.ATTACHMENTS_DIR) == before
    assert not Series.objects.filter(owner_id=0).exists()
    assert not _exists(name)
    assert not folder.exists()


@pytest.fixture
def orphan() -> Iterator[str]:
    """A database and folder left by a process that is gone."""
    dead = next(pid for pid in range(4_000_000, 3_999_000, -1) if not scratch._alive(pid))
    name = f"lt_scratch_{dead}_0badcafe"
    with scratch._owner() as owner:
        scratch._drop(owner, name)
        owner.execute(f"create database {name} strategy file_copy")
    scratch.folder_of(name).mkdir(parents=True, exist_ok=True)
    yield name
    scratch.drop(name)


def test_what_a_dead_process_left_is_swept_and_the_living_are_spared(
    own_database: str, orphan: str
) -> None:
    with scratch._owner() as owner:
        scratch._sweep(owner, keep=scratch.template())
    assert not _exists(orphan)
    assert not scratch.folder_of(orphan).exists()
    assert _exists(own_database)
    assert _exists(scratch.template())


def test_the_template_is_named_after_what_it_is_made_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = scratch.fingerprint()
    assert first == scratch.fingerprint()
    assert len(first) == 12

    (tmp_path / "places.csv").write_text("key,name\n", encoding="utf-8")
    monkeypatch.setattr(settings, "PROVINCE_DIR", tmp_path)
    second = scratch.fingerprint()
    (tmp_path / "places.csv").write_text("key,name\nx,X\n", encoding="utf-8")
    assert len({first, second, scratch.fingerprint()}) == 3


def test_a_living_process_is_known_from_a_dead_one() -> None:
    assert scratch._alive(os.getpid())
    assert not scratch._alive(2**22 + 1)
