"""kill -9 of PostgreSQL while people and the worker write: the worker starts it again and goes on;
what was acknowledged is there, once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import InterfaceError, OperationalError, connection
from pytest_django import DjangoDbBlocker

from lienthong.kernel import jobs, scratch
from lienthong.kernel.errors import Refused
from tests.faults import cluster, story, whole
from tests.faults.cluster import Cluster
from tests.faults.ground import Ground, until
from tests.faults.inside import Weather, Where
from tests.faults.points import recording

T = TypeVar("T")


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """A PostgreSQL of this file's own, with the loaded province as a template in it."""
    with django_db_blocker.unblock(), scratch.database() as name:
        script = cluster.dump(name)
    with cluster.started(script) as made:
        yield made


@pytest.fixture
def ground(server: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[Ground]:
    """The ground in that PostgreSQL."""
    where = Where(server.database(), tmp_path / "attachments", tmp_path / "keys", server.paths.base)
    (tmp_path / "logs").mkdir()
    made = Ground(where, tmp_path / "logs")
    with django_db_blocker.unblock(), cluster.working_in(server, where):
        try:
            yield made
        finally:
            made.end()


def test_two_clerks_issue_while_postgres_is_killed(ground: Ground, server: Cluster) -> None:
    letters = [story.sealed(to=story.DISTRICTS[:1]) for _turn in range(12)]
    jobs.drain()
    clerk = story.act(story.CLERK)
    ground.lienthong_worker()
    ground.until_a_worker_lives()
    clerks = [ground.issuer(clerk, letters[half::2]) for half in (0, 1)]
    until(lambda: len(_acknowledged(ground)) >= 4, ground.tail)
    server.kill()
    until(lambda: server.pid, lambda: f"nobody starts PostgreSQL again\n{ground.tail()}")
    for one in clerks:
        one.join(60)
        assert one.exitcode == 0, ground.tail()
    insist(ground.settle)

    assert set(_acknowledged(ground)) <= set(letters)
    whole.same("issued", whole.about("documents.issued"), [(letter,) for letter in letters])
    whole.check()


def _acknowledged(ground: Ground) -> list[int]:
    """The documents whose clerk was told that they are issued."""
    told = "".join(log.read_text() for log in ground.logs.glob("*-issuer.log"))
    return [int(found) for found in re.findall(r"^issued (\d+)$", told, re.MULTILINE)]


KILLED_AT = (
    recording("documents.numbered", "after commit"),
    recording("documents.signed", "before commit"),
    recording("documents.arrived", "before commit"),
    recording("exchange.reported", "after commit"),
)


def test_one_worker_outlives_postgres_at_each_of_its_steps(ground: Ground, server: Cluster) -> None:
    """The server dies under the worker's hands, four times; the people just try again."""
    worker = ground.worker(Weather(points=KILLED_AT, happens="kills postgres", reap_seconds=0.3))
    document = story.approved()
    _reaches(ground, document, "signed")
    _again(lambda: story.ask_to_seal(document))
    _reaches(ground, document, "sealed")
    _again(lambda: story.issue(document))
    until(
        lambda: insist(lambda: ground.told("documents.arrived")) == len(story.DISTRICTS),
        lambda: f"the letter does not arrive\n{ground.tail()}",
    )
    for agency in story.DISTRICTS:
        for step in insist(partial(story.steps_of, document, agency)):
            _again(step)
    insist(ground.settle)

    assert worker.is_alive()
    whole.check()


def _reaches(ground: Ground, document: int, state: str) -> None:
    """Wait for the worker to bring a document there, its former selves' jobs given back."""

    def there() -> bool:
        ground.earlier_workers_are_missed()
        return ground.rows("select state from documents_document where id=%s", [document]) == [
            (state,)
        ]

    until(lambda: insist(there), lambda: f"it does not become {state}\n{ground.tail()}")


def _again(step: Callable[[], object]) -> None:
    """A person's step; without an answer it is taken again, and may have been done."""
    try:
        step()
    except (OperationalError, InterfaceError):
        connection.close()
        with suppress(Refused):
            insist(step)


def insist(ask: Callable[[], T]) -> T:
    """Ask again while the database is away."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
