"""Midnight in the middle of a signature, a worker that hangs for a minute, a letter before Tết."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lienthong.documents.actions import assigning, checking, receiving
from lienthong.documents.actions.assigning import Receiver
from lienthong.kernel import clock
from tests.faults import story, whole
from tests.faults.ground import Ground
from tests.faults.inside import Weather
from tests.faults.points import Point, recording

EVE = datetime(2022, 12, 31, 23, 50, tzinfo=story.MORNING.tzinfo)
FIRST_MORNING = datetime(2023, 1, 3, 8, 0, tzinfo=EVE.tzinfo)
BEFORE_TET = datetime(2023, 1, 19, 16, 30, tzinfo=EVE.tzinfo)
IN_TET = datetime(2023, 1, 22, 9, 0, tzinfo=EVE.tzinfo)
AFTER_TET = date(2023, 1, 27)


def test_midnight_of_the_new_year_while_the_page_is_being_signed(ground: Ground) -> None:
    document = story.approved(EVE)
    ground.finish(Weather(hours_while_signing=1))
    _was_voided_and_is_signed_in_the_new_year(ground, document)


def test_a_worker_that_died_in_the_evening_comes_back_in_the_morning(ground: Ground) -> None:
    document = story.approved(EVE)
    ground.dying_worker(recording("documents.numbered", "after commit"))
    ground.finish(Weather(hours=9))
    _was_voided_and_is_signed_in_the_new_year(ground, document)


def _was_voided_and_is_signed_in_the_new_year(ground: Ground, document: int) -> None:
    ((number, year, reason),) = ground.rows(
        "select e.ordinal, y.year, e.reason from kernel_number_entry e"
        " join kernel_series_year y on y.id = e.series_year_id where e.state = 'void'"
    )
    assert (number, year) == (1, 2022)
    assert reason == "Đã qua ngày ghi trên văn bản trong khi ký. Số này bị hủy, ký lại."

    checking.approve(story.act(story.SIGNER, FIRST_MORNING), document_id=document)
    ground.finish()
    whole.check()
    signed = ground.rows("select state, number, issued_on from documents_document")
    assert signed == [("signed", 1, FIRST_MORNING.date())]


def test_a_worker_that_hung_for_a_minute_harms_nobody(ground: Ground) -> None:
    """Taken for dead, its job is done by others: with another number, and it comes back last."""
    document = story.approved()
    about_to_finish = Point("lienthong.documents.actions.signing:finish_signing", "before")
    asleep = ground.worker(Weather(points=(about_to_finish,), happens="hangs"))
    ground.hung(asleep)

    ground.finish(Weather(disk_full=True))  # number 1 is void
    checking.approve(story.act(story.SIGNER), document_id=document)
    second = ground.worker(Weather(points=(about_to_finish,), happens="hangs"))
    ground.hung(second)
    state = "select state, number from documents_document"
    assert ground.rows(state) == [("signing", 2)]

    ground.woken(asleep)
    ground.ended(asleep)
    assert ground.rows(state) == [("signing", 2)], "the page of the void number was taken"
    ground.woken(second)
    ground.settle()
    ground.ended(second)
    whole.check()
    assert ground.rows(state) == [("signed", 2)]


def test_a_letter_before_tet_is_not_late_after_it(ground: Ground) -> None:
    """20 to 26 January 2023 were days off: no clock of an office runs (Decree 30/2020, art. 22)."""
    letters = []
    for at in (BEFORE_TET, IN_TET):
        letter = story.sealed(at, to=story.DISTRICTS[:1])
        story.issue(letter, at)
        letters.append(letter)
    ground.finish()
    due = ground.rows("select register_due_at from documents_document where direction='incoming'")
    assert {clock.local(at).date() for (at,) in due} == {AFTER_TET}

    district = story.DISTRICTS[0]
    morning = FIRST_MORNING.replace(month=1, day=AFTER_TET.day)
    lead = Receiver("lead", position_id=story.position(f"{district}/{story.SPECIALIST}"))
    days = {}
    for letter, late in zip(letters, (timedelta(0), timedelta(days=3)), strict=True):
        copy = story.copy_of(letter, district)
        clerk = story.act(f"{district}/{story.DESK}", morning + late)
        receiving.register(clerk, document_id=copy, anyway=story.NO_FILE)
        leader = story.act(f"{district}/{story.LEADER}", BEFORE_TET)
        (given,) = assigning.assign(leader, document_id=copy, receivers=[lead], days=3)
        days[copy] = (late > timedelta(0), clock.local(given.due_at or EVE).date())
    ground.finish()
    whole.check()

    found = ground.rows(
        "select e.object_id, (e.data ->> 'late')::boolean from kernel_event e"
        " where e.kind = 'documents.registered' order by 1"
    )
    assert found == [(copy, late) for copy, (late, _due) in sorted(days.items())]
    # Friday the 27th, Monday the 30th, Tuesday the 31st
    assert {due for _late, due in days.values()} == {date(2023, 1, 31)}
