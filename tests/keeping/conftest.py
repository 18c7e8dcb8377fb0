"""An installation with a story in its database, its archive, and a machine restored from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from lienthong.config.keeping import backup
from lienthong.config.keeping.keys import VARIABLE
from lienthong.config.keeping.manifest import Manifest
from lienthong.documents.models import Document
from lienthong.kernel import jobs, scratch
from lienthong.kernel.ledger import sealing
from lienthong.launch.progress import Progress
from tests.faults import story
from tests.keeping import machine
from tests.keeping.machine import PASSPHRASE, Machine


@dataclass(frozen=True)
class Installation:
    """Where a letter went to three districts and was handled; `archive` is its back-up."""

    database: str
    folder: Path
    archive: Path
    manifest: Manifest

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """This process works there for the length of the block."""
        before, kept = (
            scratch.point_at(self.database, self.folder / "attachments"),
            settings.KEYS_DIR,
        )
        settings.KEYS_DIR = self.folder / "keys"
        try:
            yield
        finally:
            scratch.point_at(*before)
            settings.KEYS_DIR = kept


@pytest.fixture(scope="session")
def installation(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """Lived in once for all tests here, which change nothing in it."""
    with django_db_blocker.unblock():
        name = scratch.create()
        made = Installation(name, scratch.folder_of(name), Path(), None)  # type: ignore[arg-type]
        try:
            with made.at_work():
                _live()
                path = tmp_path_factory.mktemp("archive") / "b.tar"
                kept = backup.write(path, passphrase=PASSPHRASE, progress=Progress())
            yield Installation(name, made.folder, path, kept.manifest)
        finally:
            scratch.drop(name)


def _live() -> None:
    document_id = story.approved()
    jobs.drain()
    story.ask_to_seal(document_id)
    jobs.drain()
    story.issue(document_id)
    jobs.drain()
    for district in story.DISTRICTS:
        story.handled(document_id, district)
    jobs.drain()
    sealing.seal_all()
    story.drafted()  # its events wait for the next seal


@pytest.fixture
def here(installation: Installation, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """The installation, with this process at work in it."""
    with django_db_blocker.unblock(), installation.at_work():
        yield installation


@pytest.fixture(scope="session")
def restored(
    installation: Installation,
) -> Iterator[tuple[Machine, CompletedProcess[str]]]:
    """A machine that was empty, and what `lienthong restore` said there."""
    with machine.empty() as made:
        yield made, made.restore(installation.archive)


@pytest.fixture
def other(restored: tuple[Machine, CompletedProcess[str]]) -> Machine:
    """The restored machine."""
    return restored[0]


@pytest.fixture
def blank(other: Machine, tmp_path: Path) -> Iterator[Machine]:
    """An empty database, an empty folder."""
    with other.blank(tmp_path / "blank") as made:
        yield made


@pytest.fixture
def there(blank: Machine, django_db_blocker: DjangoDbBlocker) -> Iterator[Machine]:
    """The empty database, with this process at work in it."""
    with django_db_blocker.unblock(), blank.at_work():
        yield blank


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)


def issued_letter() -> Document:
    """The one letter of the province's that went out first."""
    return Document.objects.outgoing().filter(state="issued").order_by("id")[0]
