"""What every test stands on: a loaded province in a database of this run, and named people at the
door.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One clone of the loaded template for this process; tests roll back inside it."""
    from lienthong.kernel import scratch

    with django_db_blocker.unblock(), scratch.database():
        yield


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A clone of its own for a test that must commit, or look from several connections."""
    from lienthong.kernel import scratch

    with django_db_blocker.unblock(), scratch.database() as name:
        yield name


@pytest.fixture
def client_as(db: None) -> Callable[..., object]:
    """`client_as("lan")` is a browser signed in as that demo person; `hat` chooses another post by
    key.
    """
    from django.test import Client

    from lienthong.directory.models import Account, Position

    def sign_in(username: str, *, hat: str = "") -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        if hat:
            session = client.session
            session["position_id"] = Position.objects.get(key=hat).pk
            session.save()
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _no_outside_network(request: pytest.FixtureRequest) -> None:
    """Sockets stay on this machine."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
