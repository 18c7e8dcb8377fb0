"""kill -9 of the worker at each step of the story: the next worker goes on, and nothing shows."""

from __future__ import annotations

import time
from typing import get_args

from tests.faults import story, whole
from tests.faults.ground import Ground
from tests.faults.points import Moment, Point, at_commit_of

DONE = "procrastinate.manager:JobManager.finish_job"
DEFER = "lienthong.kernel.jobs:defer"
JOB = "lienthong.documents.signing_job"
MOMENTS: tuple[Moment, ...] = get_args(Moment)
SEALER = "lienthong.kernel.ledger.sealing"


def _around(task: str, begun: tuple[Point, ...], made: str, finished: str) -> list[Point]:
    """Each step of a job, from its being asked for to its being marked as done."""
    return [
        Point(DEFER, "before commit", task=task),
        Point(DEFER, "after commit", task=task),
        Point(f"{JOB}:{task.removeprefix('documents.')}", "before"),
        *begun,
        Point(f"{JOB}:{made}", "after"),
        Point("lienthong.kernel.attachments.store:Store.place", "before"),
        Point("lienthong.kernel.attachments.store:Store.place", "after"),
        *at_commit_of(finished),
        Point(DONE, "before", task=task),
    ]


SIGNING = _around(
    "documents.sign", at_commit_of("documents.numbered"), "sign_as_person", "documents.signed"
)
SEALING = _around("documents.seal", (), "seal_as_agency", "documents.sealed")


def test_signing_goes_on_wherever_the_worker_died(ground: Ground) -> None:
    document = story.approved()
    for point in SIGNING:
        ground.dying_worker(point)
    ground.finish()
    whole.check()

    story.ask_to_seal(document)
    for point in SEALING:
        ground.dying_worker(point)
    ground.finish()
    whole.check()
    assert ground.rows("select number, state from documents_document") == [(1, "sealed")]


def test_keys_made_by_a_worker_that_died_are_whole(ground: Ground) -> None:
    """The first signature of an installation makes its keys; a half-made one must not stay."""
    story.approved()
    for turn in (1, 2, 3):
        ground.dying_worker(Point("os:link", "before", turn=turn))
    ground.dying_worker(Point("os:link", "after"))
    ground.finish()
    whole.check()


FAN_OUT = [*at_commit_of("exchange.arrived"), *at_commit_of("documents.arrived")]
"""The packet into the receivers' store; then 120 documents, readers, work items and events."""


def test_120_arrivals_wherever_the_worker_died(ground: Ground) -> None:
    document = story.sealed(to=(), groups=story.EVERYBODY)
    assert story.issue(document) == 120

    for point in FAN_OUT:
        ground.dying_worker(point)
    ground.finish()
    whole.check()
    assert len(ground.rows("select 1 from exchange_delivery where state = 'held'")) == 120


def test_receipts_wherever_the_worker_died(ground: Ground) -> None:
    document = _issued(ground)
    for agency in story.DISTRICTS:
        story.handled(document, agency)
    for point in at_commit_of("exchange.reported"):
        ground.dying_worker(point)
    ground.finish()
    whole.check()


def test_replies_wherever_the_worker_died(ground: Ground) -> None:
    """A reply arrives, and is told on the letter it answers, in one transaction."""
    document = _issued(ground)
    for agency in story.DISTRICTS:
        story.handled(document, agency)
        copy, office = story.copy_of(document, agency), story.office_of(agency)
        reply = story.sealed(to=[story.PROVINCE], office=office, answers=copy)
        story.issue(reply, clerk=office.clerk)
    for point in at_commit_of("documents.answered"):
        ground.dying_worker(point)
    ground.finish()
    whole.check()
    assert ground.told("documents.answered") == len(story.DISTRICTS)


def test_the_sealer_may_die_between_its_lock_and_its_commit(ground: Ground) -> None:
    for moment in MOMENTS:
        story.drafted()
        ground.dying_worker(Point(f"{SEALER}:_number", moment))
    story.drafted()
    ground.finish()
    whole.check()


def test_the_real_worker_killed_from_outside_again_and_again(ground: Ground) -> None:
    """`lienthong worker` as it is, killed at moments nobody chose, with work for it in between."""
    for seconds in (0.0, 0.3):
        story.approved()
        worker = ground.lienthong_worker()
        ground.until_a_worker_lives()
        time.sleep(seconds)
        worker.kill()
        worker.wait()
        ground.a_minute_later()
    ground.finish()
    whole.check()
    assert ground.rows("select state, count(*) from documents_document group by 1") == [
        ("signed", 2)
    ]


def _issued(ground: Ground) -> int:
    document = story.sealed()
    story.issue(document)
    ground.finish()
    return document
