"""The compiled SQL and the fold give the same figure in every cell, on logs that make no sense."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lienthong.indicators import definitions, folding, queries
from lienthong.indicators.folding import Figure
from lienthong.indicators.queries import Period
from lienthong.kernel.models import Event

START = datetime(2022, 1, 3, 1, tzinfo=UTC)
AGENCIES = (7001, 7002, 7003)
SUBJECT = definitions.national().subject
assert SUBJECT is not None
KINDS = SUBJECT.kinds


@pytest.mark.parametrize(
    ("story", "on_time"),
    [
        ("services.done 1", True), ("services.done 9", False),  # due on the fifth day
        ("", False),  # it runs still, on the twentieth
        ("services.supplement_asked 2", True),  # it waits for the applicant
        ("services.supplement_asked 7", False),  # asked when it was late already
        ("services.supplement_asked 2, services.supplement_answered 3", False),
        ("services.supplement_asked 1, services.supplement_asked 2, services.done 3", False),
        ("services.done 4, services.returned 9", True),  # done comes before returned
        ("services.refused 3", True), ("services.stopped 6", False),
    ],
)  # fmt: skip
def test_when_an_application_is_on_time(story: str, on_time: bool) -> None:
    status = {"services.supplement_asked": 5, "services.supplement_answered": 4}
    due = {"due_at": (START + timedelta(days=5)).isoformat()}
    told: list[tuple[str, int, dict[str, Any]]] = [
        ("services.submitted", 0, {"status": 1}), ("services.received", 0, {"status": 2, **due}),
    ]  # fmt: skip
    for one in filter(None, story.split(", ")):
        kind, day = one.split()
        told.append((kind, int(day), {"status": status.get(kind, 9), "paused": True}))
    events = [
        Event(
            occurred_at=START + timedelta(days=day),
            kind=kind,
            agency_id=1,
            object_id=1,
            data=data,
        )
        for kind, day, data in told
    ]
    assert SUBJECT is not None
    rows = folding.fold(SUBJECT, events, START + timedelta(days=20))
    found = folding.figure(definitions.national().reckonings["ON_TIME"], rows, START)
    assert found == Figure(int(on_time), 1)


def saying(dice: random.Random, at: datetime) -> dict[str, Any]:
    """Facts of an event, some left out, some null."""
    whole: dict[str, Any] = {
        "code": f"H{dice.randrange(10**6)}", "procedure": dice.choice(["1.01", "1.02", "1.03"]),
        "procedure_name": "Việc", "parent": dice.choice([None, None, 5]),
        "channel": dice.choice(["online", "direct"]), "paper_returned": dice.random() < 0.5,
        "files": dice.randrange(3), "reused": dice.randrange(2), "status": dice.randrange(1, 11),
        "due_at": (at + timedelta(days=dice.randrange(-3, 9))).isoformat(), "sha256": "ab",
        "paused": dice.random() < 0.7, "way": dice.choice(["bank", "cash"]),
        "stars": dice.randrange(1, 6),
    }  # fmt: skip
    return {key: value for key, value in whole.items() if dice.random() < 0.9}


def log(seed: int, objects: int = 150) -> Iterator[Event]:
    dice = random.Random(seed)  # noqa: S311 - the same log every time
    for number in range(objects):
        at = START + timedelta(hours=dice.randrange(24 * 300))
        agency = dice.choice(AGENCIES)
        kinds = dice.sample(KINDS, dice.randrange(6)) + dice.choices(KINDS, k=dice.randrange(4))
        for kind in ["services.submitted", *(one for one in kinds if one != "services.submitted")]:
            yield Event(
                occurred_at=at, kind=kind, object_type="services.application", agency_id=agency,
                object_id=10**6 * seed + number, by_name="Thử", by_title="", door="cli",
                request_id=uuid.UUID(int=number), data=saying(dice, at),
            )  # fmt: skip
            at += timedelta(hours=dice.choice([0, 1, 30, 200]))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_and_fold_agree_on_every_cell(seed: int) -> None:
    Event.objects.bulk_create(log(seed))
    cells: list[Figure] = []
    for on in (date(2022, 1, 2), date(2022, 5, 31), date(2022, 12, 31), date(2023, 1, 31)):
        by_sql = queries.figures(Period(on))
        for agency in AGENCIES:
            folded = queries.folded_figures(Period(on), agency)
            alone = queries.figures(Period(on), agency).get(agency)
            nothing = dict.fromkeys(folded, Figure(0, 0))
            assert by_sql.get(agency, nothing) == folded == (alone or nothing)
            cells += folded.values()
    assert len({one for one in cells if 0 < one.n < one.d}) > 20


@pytest.mark.django_db
def test_the_rows_that_lost_points_are_as_many_as_the_figure_says() -> None:
    Event.objects.bulk_create(log(4, objects=120))
    period = Period(date(2022, 12, 31))
    reckonings = definitions.national().reckonings
    seen = 0
    for agency, figures in queries.figures(period).items():
        for name, figure in figures.items():
            if reckonings[name].by != "object_id":
                continue
            rows = queries.lost(period, agency, name)
            assert len(rows) == min(figure.d - figure.n, queries.LOST_MOST + 1)
            seen += len(rows)
            if len(rows) > 3:
                older = queries.lost(period, agency, name, before=rows[1]["object_id"])
                assert older[: len(rows) - 2] == rows[2:]
    assert seen > 100
