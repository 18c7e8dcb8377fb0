"""Handing out a document on its page: one tap on whoever usually leads, phrases, and words kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.actions import phrasing
from lienthong.documents.models import Document, Phrase
from lienthong.documents.queries import phrases
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
SPECIALIST = f"{way.DISTRICT}/vhtt/chuyen-vien"


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


# Ready phrases


PHRASES = "/van-phong/phrases/"
COMMON = "Tổng hợp, báo cáo kết quả."


def test_a_phrase_of_the_province_is_one_tap_and_what_is_typed_follows_it(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document, client = way.received(act_of, State.SUBMITTED), client_as("phuoc")
    page = text(client.get(url(document, "assignments")))
    assert f'value="{COMMON}"' in page
    assert page.count(" checked") == 1  # nothing is chosen for anybody
    person = way.position(f"{way.DISTRICT}/vhtt/chuyen-vien")
    typed = {"phrase": COMMON, "directive": "Trước thứ Sáu.", "lead_now": f"position:{person}"}
    client.post(url(document, "assignments"), typed)
    assert document.assignments.get().directive == f"{COMMON} Trước thứ Sáu."


def test_the_first_of_ones_own_is_chosen_beforehand(act_of: ActOf, client_as: ClientAs) -> None:
    document, client = way.received(act_of, State.SUBMITTED), client_as("phuoc")
    client.post(PHRASES, {"kind": "directive", "text": "Tham mưu  trả lời."})
    client.post(PHRASES, {"kind": "directive", "text": "Tham mưu trả lời."})  # once
    kept = Phrase.objects.get()
    assert kept.text == "Tham mưu trả lời."
    page = text(client.get(url(document, "assignments")))
    assert re.search(r'value="Tham mưu trả lời."[^>]* checked', page)
    assert kept.text not in text(client_as("tuyet").get(PHRASES))
    assert client_as("tuyet").post(f"{PHRASES}{kept.pk}/removal/").status_code == 404
    client.post(f"{PHRASES}{kept.pk}/removal/")
    assert not Phrase.objects.exists()
    gone = {"phrase": kept.text, "lead": f"position:{way.position(SPECIALIST)}"}
    answer = client.post(url(document, "assignments"), gone)
    assert answer.status_code == 422
    assert "Câu mẫu này không còn nữa." in text(answer)


def test_nobody_keeps_more_than_twenty(act_of: ActOf) -> None:
    act = act_of("phuoc")
    for number in range(phrases.KEPT_MAX):
        phrasing.keep_phrase(act, kind=phrases.DIRECTIVE, text=f"Câu {number}")
    with pytest.raises(Refused, match="Bỏ bớt một câu"):
        phrasing.keep_phrase(act, kind=phrases.DIRECTIVE, text="Câu nữa")


def test_a_reason_is_a_phrase_or_is_written(act_of: ActOf, client_as: ClientAs) -> None:
    document, client = way.arrived(act_of), client_as("tuyet")
    none = client.post(url(document, "returns"), {"phrase": "", "reason": " "})
    assert none.status_code == 422
    assert "Chọn một câu mẫu hoặc nhập lý do." in text(none)
    client.post(url(document, "returns"), {"phrase": "Gửi sai nơi nhận."})
    event = Event.objects.filter(object_id=document.id, kind="documents.returned").get()
    assert event.data["reason"] == "Gửi sai nơi nhận."
