"""Filing over the public contract: as a citizen, as nobody, and as one who means harm."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthong.kernel.models import Event
from lienthong.services.models import Application, Paper, Version
from lienthong.services.packages import trying
from lienthong.services.queries.offices import offices_of
from lienthong.services.shelf import package_of
from lienthong.services.tour import play

CODE = "1.001193"
QUERIES_MOST = 12
BESIDE = re.compile(
    r"^(?:RELEASE )?SAVEPOINT|kernel_clock|directory_calendar_day|directory_province_setting"
)
"""The transaction itself, and what is read now and then and kept for a while."""
PAPER = play.invented_paper()
# in two pieces, so that no scanner takes this source for the test file itself
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def filing(db: None) -> dict[str, Any]:
    """A whole application of the citizen Bình, as a program sends it."""
    version = Version.objects.get(procedure__code=CODE)
    package = package_of(version)
    given = next(one for _sheet, one in trying.tests_of(package, []))
    office = offices_of(package, version.valid_from, near=play.HOME)[0]
    return {
        "key": str(uuid.uuid4()), "procedure": CODE, "agency": str(office.agency_id),
        "answers": json.dumps(given.answers), "TP.GCS": io.BytesIO(PAPER),
    }  # fmt: skip


@pytest.fixture
def citizen(client_as: Callable[..., Client]) -> Client:
    return client_as("binh")


def post(client: Client, filing: dict[str, Any], **change: Any) -> Any:
    given = {name: one for name, one in (filing | change).items() if one is not None}
    for one in given.values():
        for file in one if isinstance(one, list) else [one]:
            if isinstance(file, io.BytesIO):
                file.seek(0)
                file.name = "giay-chung-sinh.pdf"
    return client.post(reverse("api:applications"), given)


def test_filed_and_followed(citizen: Client, filing: dict[str, Any]) -> None:
    answer = post(citizen, filing)
    assert answer.status_code == 201, answer.content
    code = answer.json()["code"]
    again = post(citizen, filing)
    assert (again.status_code, again.json()["code"]) == (200, code)
    assert Application.objects.count() == 1
    assert Event.objects.get(kind="services.submitted").door == "api"
    assert Paper.objects.get().name == "giay-chung-sinh.pdf"
    seen = citizen.get(reverse("api:application", args=[code])).json()
    assert (seen["status"], seen["status_name"]) == (1, "Mới đăng ký")


def test_few_queries_however_many_papers(citizen: Client, filing: dict[str, Any]) -> None:
    post(citizen, filing)  # what is read once a process has been read
    counts = []
    for papers in (1, 3):
        more = [io.BytesIO(play.invented_paper(n + papers)) for n in range(papers)]
        with CaptureQueriesContext(connection) as queries:
            answer = post(citizen, filing, key=str(uuid.uuid4()), **{"TP.GCS": more})
        assert answer.status_code == 201, answer.content
        counts.append(sum(not BESIDE.search(one["sql"] or "") for one in queries))
    assert counts[0] == counts[1]
    assert counts[0] <= QUERIES_MOST


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "1"}, "api.key"),
        ({"procedure": "9.9"}, "api.procedure"),
        ({"agency": "H51.XX"}, "api.agency"),
        ({"agency": "999999999"}, "services.agency"),
        ({"answers": "[]"}, "api.answers"),
        ({"answers": "{"}, "api.answers"),
        ({"answers": '{"status": 10}'}, "services.answers"),
        ({"TP.GCS": None}, "services.papers"),
        ({"TP.GCS": io.BytesIO(EICAR)}, "attachments.infected"),
        ({"TP.LA": io.BytesIO(PAPER)}, "services.papers"),
    ],
)
def test_refused_in_words(
    citizen: Client, filing: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    answer = post(citizen, filing, **change)
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == code
    assert told["detail"].endswith((".", "!"))
    assert not Application.objects.exists()


def test_script_in_every_field_stays_text(citizen: Client, filing: dict[str, Any]) -> None:
    harm = "<script>alert(1)</script>"
    answers = json.loads(filing["answers"])
    answers["born_at"] = harm
    code = post(citizen, filing, answers=json.dumps(answers)).json()["code"]
    assert Application.objects.get(code=code).answers["born_at"] == harm


def test_others_and_guests_learn_nothing(
    citizen: Client, filing: dict[str, Any], client_as: Callable[..., Client]
) -> None:
    code = post(citizen, filing).json()["code"]
    for client in (Client(), client_as("lan")):
        answer = client.get(reverse("api:application", args=[code]))
        assert answer.status_code == 401
        assert code not in answer.content.decode()
    assert citizen.get(reverse("api:application", args=["H51-000000-0000"])).status_code == 404


def test_a_form_of_another_site_is_not_taken(filing: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, filing).status_code == 403


def test_ten_thousand_fields(citizen: Client, filing: dict[str, Any]) -> None:
    answer = post(citizen, filing, **{f"f{n}": "x" for n in range(10_000)})
    assert answer.status_code == 400
    assert not Application.objects.exists()
