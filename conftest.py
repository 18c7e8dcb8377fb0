"""What every test stands on: a loaded province in a database of this run, and named people at the
door.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.days import MONDAY

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoDbBlocker

    from lienthong.kernel.acts import Act

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

gc.disable()  # what is made while tests are collected stays: looking for rubbish took 5 s

LONG_FIRST = ("tests/keeping/", "tests/faults/", "tests/browser/test_every_page", "tests/browser/")
"""What takes long comes first, so that no worker waits for another at the end; what shares a costly
ground stands together, so that one worker makes it.
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves its event loop running in the process, and what
    starts one of its own (pyHanko's signing) can't any more.
    """

    def place(item: pytest.Item) -> tuple[bool, int]:
        long = [number for number, path in enumerate(LONG_FIRST) if item.nodeid.startswith(path)]
        return item.get_closest_marker("browser") is not None, min(long, default=len(LONG_FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """From here on there is rubbish; modules and tests are none."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One clone of the loaded template for this process; tests roll back inside it."""
    from django.conf import settings

    from lienthong.kernel import scratch

    with django_db_blocker.unblock(), scratch.database() as name:
        kept, settings.KEYS_DIR = settings.KEYS_DIR, scratch.folder_of(name) / "keys"
        yield
        settings.KEYS_DIR = kept


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A clone of its own for a test that must commit, or look from several connections."""
    from lienthong.kernel import scratch

    with django_db_blocker.unblock(), scratch.database() as name:
        yield name


@pytest.fixture
def act_of(make_act: Callable[..., Act]) -> Callable[..., Act]:
    """`act_of("lan")` acts as that demo person on the story's Monday; `hat` chooses another post.

    `act_of("ubnd.huyen-my-xuyen/vp/van-thu")` acts as whoever holds that post. Needs a database.
    """
    return make_act


@pytest.fixture(scope="session")
def make_act() -> Callable[..., Act]:
    """The same for a fixture that lives longer than a test."""
    from lienthong.directory import acting
    from lienthong.directory.models import Account, Position
    from lienthong.kernel import clock

    def act(who: str, *, at: datetime = MONDAY, hat: str = "") -> Act:
        key = who if "/" in who else hat
        if key:
            return acting.act_in(Position.objects.get(key=key).pk, at, door="page")
        person_id = Account.objects.values_list("person_id", flat=True).get(username=who)
        first = acting.hats_of(person_id, clock.local(at).date())[0]
        return acting.act_in(first.position_id, at, door="page")

    return act


@pytest.fixture
def client_as(db: None) -> Callable[..., Client]:
    """`client_as("lan")` is a browser signed in as that demo person; `hat` chooses another post."""
    from django.test import Client

    from lienthong.directory.models import Account, Position

    def sign_in(username: str, *, hat: str = "") -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        if hat:
            session: Any = client.session
            session["position_id"] = Position.objects.get(key=hat).pk
            session.save()
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _no_outside_network() -> None:
    """Sockets stay on this machine."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _clock_read_anew() -> Iterator[None]:
    """What one test read of the province's clock, and rolled back, is not the next one's time."""
    yield
    if clock := sys.modules.get("lienthong.kernel.clock"):
        clock.forget()
