"""A citizen at a browser, officials who act, and a procedure's own example to file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthong.kernel import clock
from lienthong.kernel.attachments.actions import Staged
from lienthong.services.models import Application, Draft, Step, Version
from lienthong.services.packages.trying import tests_of
from lienthong.services.shelf import package_of
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage
from tests.days import MONDAY

BIRTH = "1.001193"


@pytest.fixture(scope="session")
def paper(django_db_setup: None) -> Staged:
    """Examined once: bytes on the disk know nothing of transactions."""
    return play.examined_paper()


@pytest.fixture
def stage(db: None, paper: Staged) -> Stage:
    """Officials at their posts, from the story's Monday on."""
    clock.start_at(MONDAY)
    return play.stage_at(MONDAY, lambda _name: None, paper)


@pytest.fixture
def binh(stage: Stage, client_as: Callable[..., Client]) -> Client:
    """The citizen's browser."""
    return client_as("binh")


def pdf(name: str = "chung-sinh.pdf") -> SimpleUploadedFile:
    """A file that can be handed in."""
    return SimpleUploadedFile(name, play.invented_paper(), "application/pdf")


def flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Answers as a browser sends them: `child.born_on=2022-10-03`."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from flat(inside, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from flat(one, f"{name}.{number}" if isinstance(one, Mapping) else name)
    elif value is True:
        yield name, "1"
    elif value is not None and value is not False:
        yield name, str(value)


def example(code: str = BIRTH, **changed: Any) -> dict[str, Any]:
    """The answers of a package's first test."""
    package = package_of(Version.objects.get(procedure__code=code, state="published"))
    return {**next(one for _sheet, one in tests_of(package, [])).answers, **changed}


def begun(client: Client, code: str = BIRTH) -> Draft:
    """A draft with its office chosen."""
    assert client.post(f"/thu-tuc/{code}/nop/").status_code == 302
    draft = Draft.objects.latest("id")
    page = client.get(f"/nop/{draft.key}/noi-nop/").content.decode()
    chosen = re.search(r'value="(\d+)" selected', page)
    assert chosen is not None
    answer = client.post(f"/nop/{draft.key}/noi-nop/", {"noi-nop": chosen[1], "nop-cho": "0"})
    assert answer.status_code == 302, answer.content.decode()
    return draft


def filled(client: Client, draft: Draft, answers: Mapping[str, Any]) -> None:
    """Every page of the form, one after the other."""
    address = f"/nop/{draft.key}/to-khai/1/"
    for _page in range(30):
        answer = client.post(address, dict(flat(answers)))
        assert answer.status_code == 302, answer.content.decode()
        address = answer.headers["Location"]
        if "to-khai" not in address:
            return
    raise AssertionError("the form has no end")


def filed(client: Client, code: str = BIRTH, **changed: Any) -> Application:
    """Filed through the pages, with its papers."""
    draft = begun(client, code)
    filled(client, draft, example(code, **changed))
    given = client.post(f"/nop/{draft.key}/giay-to/", {"giay-to": "TP.GCS", "tep": pdf()})
    assert given.status_code == 302, given.content.decode()
    answer = client.post(f"/nop/{draft.key}/kiem-tra/", {"cam-doan": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return Application.objects.get(key=draft.key)


def step_of(application: Application) -> Step:
    """What waits for somebody now."""
    return Step.objects.get(application=application, closed_at=None)
