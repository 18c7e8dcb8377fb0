"""The score of agencies out of applications that people really took through their process."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from lienthong.directory.models import Agency
from lienthong.indicators import definitions, queries
from lienthong.indicators.folding import Figure
from lienthong.indicators.queries import Period
from lienthong.kernel import clock
from lienthong.services.actions import ending, returning
from lienthong.services.models import Application, Step
from lienthong.services.tests.conftest import forward
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage

File = Callable[..., Application]


def figures(on: date, agency_id: int) -> dict[str, Figure]:
    """By SQL, having seen that the fold says the same in every cell."""
    by_sql = queries.figures(Period(on), agency_id)[agency_id]
    assert by_sql == queries.folded_figures(Period(on), agency_id)
    return by_sql


def today(stage: Stage) -> date:
    return clock.local(stage.at).date()


def test_an_application_counts_from_filing_to_rating(stage: Stage, file: File) -> None:
    application = file()
    agency = application.agency_id
    before = figures(today(stage), agency)
    assert (before["ON_TIME"], before["SO_HOA_GIAY_TO"]) == (Figure(0, 0), Figure(0, 0))
    play.finish_all(stage, application.id)
    after = figures(today(stage), agency)
    assert after["ON_TIME"] == after["ORIGINAL_RESULT_AVAILABLE"] == Figure(1, 1)
    assert after["SO_HOA_GIAY_TO"] == after["ONLINE_APPLICATIONS"] == Figure(1, 1)
    assert after["APPLICATIONS_SATISFIED"] == Figure(1, 1)
    rating = stage.citizen.later(stage.now())
    returning.rate(rating, application_id=application.id, stars=1)
    assert figures(today(stage), agency)["APPLICATIONS_SATISFIED"] == Figure(0, 1)


def do_next(stage: Stage, application: Application) -> None:
    step = Step.objects.filter(application=application, closed_at=None).earliest("id")
    play.do_step(stage, application, step)


def test_one_that_runs_is_late_when_its_day_has_passed(stage: Stage, file: File) -> None:
    application = file("1.004873")
    do_next(stage, application)  # received; now its fee is waited for, and the clock runs
    agency, day = application.agency_id, today(stage)
    assert figures(day, agency)["ON_TIME"] == Figure(1, 1)
    later = clock.local(forward(stage, 30)).date()
    assert figures(later, agency)["ON_TIME"] == Figure(0, 1)
    do_next(stage, application)  # paid
    assert figures(later, agency)["PAID_ONLINE"] == Figure(1, 1)
    assert figures(day, agency)["ON_TIME"] == Figure(1, 1)  # as it was that day
    (row,) = queries.lost(Period(later), agency, "ON_TIME")
    assert row["code"] == application.code
    ending.withdraw(
        stage.citizen.later(stage.now()), application_id=application.id, reason="Không cần nữa."
    )
    assert figures(today(stage), agency)["ON_TIME"] == Figure(0, 0)  # taken back: nobody's delay


def test_pages_show_the_score_and_open_the_applications(
    stage: Stage, file: File, client_as: Callable[[str], Client]
) -> None:
    application = file("1.004873")
    do_next(stage, application)
    agency = Agency.objects.get(id=application.agency_id)
    minh = client_as("minh")
    page = minh.get("/dieu-hanh/diem-phuc-vu/").content.decode()
    assert f"/dieu-hanh/diem-phuc-vu/{agency.id}/" in page
    page = minh.get(f"/dieu-hanh/diem-phuc-vu/{agency.id}/").content.decode()
    assert "20/20" in page
    assert "chỉ mở cho người của chính cơ quan" in page
    assert minh.get(f"/dieu-hanh/diem-phuc-vu/{agency.id}/ON_TIME/").status_code == 404
    assert client_as("thu").get("/dieu-hanh/diem-phuc-vu/").status_code == 422


def test_the_command_scores_an_agency(
    stage: Stage, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    application = file()
    play.finish_all(stage, application.id)
    key = Agency.objects.get(id=application.agency_id).key
    words = ("score", "--agency", key, "--on", today(stage).isoformat(), "--json")
    with pytest.raises(SystemExit) as ended:
        call_command(*words)
    found = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    known = {one["id"]: one for group in found["groups"] for one in group["metrics"]}
    assert (known["ON_TIME"]["points"], known["ON_TIME"]["n"]) == (20, 1)
    assert known["PUBLIC_CONTENT_FULL"]["status"] in {"no_data", "not_applicable"}
    assert known["PAKN_ON_TIME"]["status"] == "no_data"
    before = stage.at - timedelta(days=400)
    for wrong in (["--agency", "khong-co"], ["--agency", key, "--on", "hôm qua"]):
        with pytest.raises(SystemExit) as ended:
            call_command("score", *wrong)
        assert ended.value.code == 2
    assert queries.figures(Period(before.date())) == {}
    assert set(definitions.national().reckonings) <= known.keys()
