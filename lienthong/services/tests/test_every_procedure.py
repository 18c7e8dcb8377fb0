"""Each procedure of the province: filed, worked on, returned, and its day reckoned from the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from lienthong.kernel import deadlines
from lienthong.kernel.models import Event
from lienthong.services import reactions, rules_clock
from lienthong.services.actions import bundling
from lienthong.services.actions.common import deadline_of, package_for, ticks_of
from lienthong.services.models import Application
from lienthong.services.queries import bundles
from lienthong.services.rules import Status
from lienthong.services.tour import play
from lienthong.services.tour.outcome import Told, statuses_of
from lienthong.services.tour.play import Stage

PROCEDURES = Path(settings.PROVINCE_DIR, "procedures")
CODES = sorted(one.name for one in PROCEDURES.iterdir())
BUNDLE = "DEMO.LT-KS"


@pytest.mark.parametrize("code", CODES)
def test_filed_worked_on_and_returned(
    code: str, stage: Stage, file: Callable[..., Application]
) -> None:
    application = file(code)
    play.finish_all(stage, application.id)
    application = Application.objects.select_related("version").get(id=application.id)
    package = package_for(application)
    assert Told(application, package).faults() == []
    assert statuses_of(application.id)[:2] == [1, 2]
    assert application.status == Status.RETURNED
    now = rules_clock.reckon(
        deadlines.current(), deadline_of(package, application), ticks_of(application)
    )
    assert now.on_time is True


def test_a_bundle_makes_three_applications_and_counts_once(
    stage: Stage, file: Callable[..., Application]
) -> None:
    application = file(BUNDLE)
    play.finish_all(stage, application.id)
    parts = list(application.children.select_related("version__procedure").order_by("id"))
    assert [one.version.procedure.code for one in parts] == ["1.004222", "DEMO.BHYT"]
    assert len({application.agency_id, *(one.agency_id for one in parts)}) == 3
    assert all(one.status == Status.RETURNED for one in parts)
    submitted = Event.objects.filter(kind="services.submitted")
    assert [one.data["parent"] for one in submitted.order_by("id")] == [
        None, application.id, application.id,
    ]  # fmt: skip
    assert Event.objects.filter(kind="services.child_opened").count() == 2
    assert Event.objects.filter(kind="services.child_ended", object_id=application.id).count() == 2
    reactions.open_parts([submitted.order_by("id")[0].id])
    assert application.children.count() == 2


def test_a_part_that_cannot_be_opened_blocks_nobody(
    stage: Stage, file: Callable[..., Application]
) -> None:
    application = file(BUNDLE)
    wanted = bundles.wanted(package_for(application), application)
    Application.objects.filter(id=application.id).update(place_id=None)
    opened = bundling.open_parts(play.acting_system(stage), application_id=application.id)
    assert opened == []
    told = Event.objects.filter(kind="services.child_failed", object_id=application.id)
    assert {one.data["procedure"] for one in told} == {child.code for child, _answers in wanted}
    again = Application.objects.select_related("version").get(id=application.id)
    assert bundles.all_ended(package_for(again), again)
