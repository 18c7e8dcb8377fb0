"""Who gets which answer at every address: the matrix, asked of the real pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse

from lienthong.kernel.acts import Act
from lienthong.kernel.models import Event
from tests import access_world
from tests.access_matrix import MATRIX
from tests.access_rows import CITIZEN, GUEST, OUTSIDERS, Row
from tests.access_world import World, undone

ROWS = [(name, row) for name, rows in MATRIX.items() for row in rows]
NEVER = 2**40  # the number of nothing


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, make_act: Callable[..., Act]
) -> Iterator[World]:
    """One database for the whole matrix; every question is undone."""
    from lienthong.kernel import scratch

    with django_db_blocker.unblock(), scratch.database():
        yield access_world.build(make_act)


def _path(name: str, numbers: tuple[int, ...]) -> str:
    return reverse(name, args=list(numbers))


def _answer(world: World, name: str, row: Row, who: str) -> int:
    numbers = world.objects[row.of]
    data = {key: str(world.numbers.get(value, value)) for key, value in row.data.items()}
    browser = world.browser(who)
    with undone():
        before = Event.objects.latest("id").id
        asked = browser.get if row.method == "GET" else browser.post
        answer = asked(_path(name, numbers), data)
        told = set(Event.objects.filter(id__gt=before).values_list("kind", flat=True))
        if answer.status_code >= 400 or (who == GUEST and _closed(row)):
            assert not told, f"{who} was refused and something happened all the same"
        elif row.tells:
            assert row.tells in told, who
        if answer.streaming:
            answer.getvalue()  # read to its end: only then the file is closed
        if answer.status_code == 302 and name != "directory:sign_out":
            to_sign_in = answer.headers["Location"].startswith(reverse("directory:sign_in"))
            assert to_sign_in is (who == GUEST and row.expected()[GUEST] == 302 and _closed(row))
        return int(answer.status_code)


def _closed(row: Row) -> bool:
    """An address where a guest is sent to sign in."""
    answers = row.expected()
    return answers.get(CITIZEN, 403) != 302 or 403 in answers.values()


@pytest.mark.parametrize(
    ("name", "row"), ROWS, ids=[f"{name} {row.method} {row.of}" for name, row in ROWS]
)
def test_everybody_gets_the_answer_of_the_matrix(world: World, name: str, row: Row) -> None:
    given = {who: _answer(world, name, row, who) for who in row.people}
    assert given == row.expected()


def test_an_outsider_is_promised_nothing_of_a_document() -> None:
    """HOUSE, section 4: unseen is 404, for every document, file, page, event and notice."""
    objects = ("doc ", "page", "event", "notice")
    asked = [(name, row) for name, row in ROWS if row.of.startswith(objects)]
    assert len(asked) > 30
    for name, row in asked:
        answers = row.expected()
        assert {answers[who] for who in OUTSIDERS} == {404}, name
        assert (answers[GUEST], answers[CITIZEN]) == (302, 403), name
        assert answers["dat"] == 404, f"{name}: an administrator reads nobody's documents"


def test_what_does_not_exist_looks_like_what_one_may_not_see(world: World) -> None:
    """The same page for both, so that nobody learns by numbers what there is."""
    known = [(name, row) for name, row in ROWS if row.of.startswith("doc ") and row.method == "GET"]
    browser = world.browser("loc")
    for name, row in known:
        numbers = world.objects[row.of]
        with undone():
            hidden = browser.get(_path(name, numbers))
            absent = browser.get(_path(name, (NEVER, *numbers[1:])))
        assert (hidden.status_code, absent.status_code) == (404, 404), name
        assert len(hidden.content) == len(absent.content), name


def test_a_refusal_is_said_in_words(world: World) -> None:
    refused = [
        (name, row, who)
        for name, row in ROWS
        for who, status in row.expected().items()
        if status == 422 and row.of.startswith("doc ")
    ]
    assert len(refused) > 20
    for name, row, who in refused[::4]:
        browser = world.browser(who)
        with undone():
            asked = browser.get if row.method == "GET" else browser.post
            answer = asked(_path(name, world.objects[row.of]), row.data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "<html" in page, name
        assert any(words in page for words in ("không", "Không", "mới", "Chỉ")), name
