"""Handing out a document on its page: one tap on whoever usually leads, phrases, and words kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]


def url(document: Document, name: str) -> str:
    return f"/van-phong/documents/{document.id}/{name}/"


def test_whoever_usually_takes_the_lead_is_one_tap_away(act_of: ActOf, client_as: ClientAs) -> None:
    document, client = way.received(act_of, State.SUBMITTED), client_as("phuoc")
    person = way.position(f"{way.DISTRICT}/vhtt/chuyen-vien")

    def first_offered() -> str:
        page = text(client.get(url(document, "assignments")))
        return page.partition('name="lead_now" value="')[2].partition('"')[0]

    assert first_offered().startswith("unit:")  # nobody yet: the heads of units
    way.received(act_of, State.ASSIGNED)
    assert first_offered() == f"position:{person}"
    client.post(url(document, "assignments"), {"lead_now": f"position:{person}"})
    given = document.assignments.get()
    assert (given.position_id, given.role, given.due_at) == (person, "lead", None)


def test_an_assignment_that_is_refused_keeps_the_directive(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.received(act_of, State.SUBMITTED)
    person = way.position(f"{way.DISTRICT}/vhtt/chuyen-vien")
    client = client_as("phuoc")
    none = client.post(url(document, "assignments"), {"lead": "", "directive": "Làm gấp."})
    assert none.status_code == 422
    assert "Chọn một đơn vị hoặc một người chủ trì." in text(none)
    assert "Làm gấp." in text(none)
    twice = client.post(
        url(document, "assignments"),
        {"lead": f"position:{person}", "support": [f"position:{person}"], "directive": "Làm gấp."},
    )
    assert twice.status_code == 422
    assert "Một nơi được chọn hai lần." in text(twice)
    assert "Làm gấp." in text(twice)
    document.refresh_from_db()
    assert document.state == State.SUBMITTED
