"""A stage for the tests of the room: the demo's people, an invented paper, a citizen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lienthong.kernel.attachments.actions import Staged
from lienthong.services.actions.submitting import Filed
from lienthong.services.models import Application, Version
from lienthong.services.shelf import package_of
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage
from tests.days import MONDAY


@pytest.fixture(scope="session")
def paper(django_db_setup: None) -> Staged:
    """Examined once: bytes on the disk know nothing of transactions."""
    return play.examined_paper()


@pytest.fixture
def stage(db: None, paper: Staged) -> Stage:
    return play.stage_at(MONDAY, lambda _name: None, paper)


@pytest.fixture
def file(stage: Stage) -> Callable[..., Application]:
    """`file("1.001193")`: filed by the citizen, with one of the package's examples."""

    def filed(code: str = "1.001193", example: int = 0) -> Application:
        version = Version.objects.on(MONDAY.date()).get(procedure__code=code)
        one: Filed = play.file_one(stage, version, package_of(version), example)
        return Application.objects.get(id=one.application_id)

    return filed


def forward(stage: Stage, days: int) -> datetime:
    """Let days pass."""
    stage.at += timedelta(days=days)
    return stage.at
