"""kill -9 of the web server in the middle of somebody's step: it is done once, or not at all."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import pytest

from lienthong.documents.actions.assigning import Receiver
from lienthong.kernel import clock, jobs
from lienthong.kernel.errors import Refused
from lienthong.launch.paths import CHECKOUT
from tests.faults import story, web, whole
from tests.faults.browser import BROKEN, Browser, words
from tests.faults.ground import LIENTHONG, Ground, until
from tests.faults.inside import Step
from tests.faults.points import Point, at_commit_of, recording

ACTIONS = "lienthong.documents.actions"
DISTRICT = story.DISTRICTS[0]

Facts = Callable[[], dict[str, Any]]


def _lead() -> dict[str, Any]:
    lead = Receiver("lead", position_id=story.position(f"{DISTRICT}/{story.SPECIALIST}"))
    return {"receivers": [lead], "days": 3}


SENDING: list[tuple[str, str, str, str]] = [
    ("documents.submitted_for_check", "drafting:submit_for_check", story.DRAFTER, ""),
    ("documents.content_checked", "checking:check_content", story.HEAD, ""),
    ("documents.format_checked", "checking:check_format", story.CHECKER, ""),
    ("documents.approved", "checking:approve", story.SIGNER, "signed"),
    ("documents.seal_requested", "signing:request_seal", story.CLERK, "sealed"),
    ("documents.issued", "issuing:issue", story.CLERK, ""),
]
"""What is recorded, by which action, by whom, and what a worker then makes of it."""

RECEIVING: list[tuple[str, str, str, Facts]] = [
    ("documents.registered", "receiving:register", story.DESK, dict),
    ("documents.submitted", "receiving:submit", story.DESK, dict),
    ("documents.assigned", "assigning:assign", story.LEADER, _lead),
    ("documents.started", "handling:start", story.SPECIALIST, dict),
    ("documents.resolved", "handling:resolve", story.SPECIALIST, dict),
]


def test_each_step_on_the_way_out(ground: Ground) -> None:
    act = story.act(story.DRAFTER)
    facts = {
        "subject": "Về việc thử",
        "body": "Nội dung.",
        "signer_id": story.position(story.SIGNER),
    }
    for point in at_commit_of("documents.drafted"):
        ground.dying_step(point, Step(f"{ACTIONS}.drafting:draft", act, facts))
    ((document,),) = ground.rows("select id from documents_document")

    whom = {"document_id": document, "codes": (), "groups": ("tat-ca-huyen",)}
    for point in at_commit_of("documents.recipients_chosen"):
        ground.dying_step(point, Step(f"{ACTIONS}.drafting:choose_recipients", act, whom))

    for kind, action, post, becomes in SENDING:
        step = Step(f"{ACTIONS}.{action}", story.act(post), {"document_id": document})
        _died_and_tried_again(ground, kind, step)
        if becomes:
            ground.finish()
            assert ground.rows("select state from documents_document") == [(becomes,)]
    ground.finish()
    whole.check()
    assert len(ground.rows("select 1 from exchange_delivery")) == 11


def test_each_step_on_the_way_in(ground: Ground) -> None:
    letter = story.sealed()
    story.issue(letter)
    story.found_good(letter)
    jobs.drain()
    copy = story.copy_of(letter, DISTRICT)
    for kind, action, post, facts in RECEIVING:
        told = {"document_id": copy, **facts()}
        _died_and_tried_again(
            ground, kind, Step(f"{ACTIONS}.{action}", story.act(f"{DISTRICT}/{post}"), told)
        )
    ground.finish()
    whole.check()


def _died_and_tried_again(ground: Ground, kind: str, step: Step) -> None:
    """Dead before the commit: nothing. Dead after it: done. Whoever then tries again is told so."""
    for point in at_commit_of(kind):
        ground.dying_step(point, step)
    if kind in {"documents.submitted_for_check", "documents.seal_requested", "documents.assigned"}:
        return  # these may be said again; what follows from them is done once
    with pytest.raises(Refused) as refused:
        step.take()
    assert refused.value.code == "documents.wrong_state"


@pytest.fixture
def port() -> int:
    """A port nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Site:
    """A web server that dies at a point, and is started again where it was."""

    ground: Ground
    port: int

    def serve(self, point: Point | None = None) -> None:
        """Granian as `make run` starts it, one process; what was left of the last one is killed."""
        self.ground.kill_programs()
        command = [
            LIENTHONG.with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
            "--no-access-log", "tests.faults.web:application",
        ]  # fmt: skip
        told = {"LIENTHONG_DB_POOL": "1", "PYTHONPATH": str(CHECKOUT)}
        if point:
            told[web.POINT] = json.dumps(asdict(point))
        self.ground.program(command, told)
        until(
            lambda: Browser(self.port).get("/khoe")[0] == HTTPStatus.OK,
            lambda: f"the web server does not answer\n{self.ground.tail()}",
        )


def test_a_post_is_wholly_there_or_not_at_all(ground: Ground, port: int) -> None:
    letter = story.sealed()
    story.issue(letter)
    story.found_good(letter)
    jobs.drain()
    clock.start_at(story.MORNING)
    copy = story.copy_of(letter, DISTRICT)
    registration = f"/van-phong/documents/{copy}/registration/"
    clerk, site = Browser(port), Site(ground, port)

    site.serve(recording("directory.signed_in", "after commit"))
    assert _comes_in(clerk) == BROKEN
    assert ground.rows("select 1 from directory_session where account_id is not null") == []

    site.serve(recording("documents.registered", "after commit"))
    assert _comes_in(clerk) == HTTPStatus.FOUND
    assert _seen(ground, copy) == ("arrived", None)
    assert clerk.post(registration)[0] == BROKEN
    assert _seen(ground, copy) == ("registered", 1)

    site.serve()
    status, page = clerk.post(registration)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Không thể vào sổ khi văn bản ở trạng thái “Đã vào sổ”" in words(page)
    ground.finish()
    whole.check()


def _seen(ground: Ground, copy: int) -> tuple[object, ...]:
    return ground.rows(
        "select state, arrival_number from documents_document where id = %s", [copy]
    )[0]


def _comes_in(browser: Browser) -> int:
    browser.get("/dang-nhap/")
    status, _page = browser.post("/dang-nhap/nhan-vat/", persona="tuyet")
    return status
