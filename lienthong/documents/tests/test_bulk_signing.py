"""Signing from a list: what is shown is what is signed, each on its own (Decree 30/2020, art.
13).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthong.documents.actions import checking, drafting
from lienthong.documents.models import Document
from lienthong.documents.pages import bulk_signing
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost, text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.models import Event

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
WAITING = "/van-phong/documents/to-sign/"
APPROVALS = f"{WAITING}approvals/"


def ready(act_of: ActOf, **facts: Any) -> Document:
    return way.brought_to(act_of, State.FORMAT_CHECKED, **facts)


def asked(client: Client, *documents: Document) -> str:
    return text(client.post(APPROVALS, {"document": [one.id for one in documents]}))


def filled(page: str) -> dict[str, list[str]]:
    """What the form of the confirmation page sends."""
    found: dict[str, list[str]] = {"confirmed": ["1"]}
    for name, value in re.findall(r'name="(document|seen-\d+)" value="(\d+)"', page):
        found.setdefault(name, []).append(value)
    return found


def state_of(document: Document) -> str:
    return Document.objects.values_list("state", flat=True).get(id=document.id)


def test_the_list_says_who_drafted_and_offers_to_sign_many(
    act_of: ActOf, client_as: ClientAs
) -> None:
    ready(act_of, to=(way.DISTRICT, way.COMMUNE))
    page = text(client_as("minh").get(WAITING))
    assert "Duyệt ký các văn bản đã chọn" in page
    assert "soạn, 2 nơi nhận" in page
    assert "Duyệt ký các văn bản" not in text(client_as("minh").get(f"{WAITING}?tab=signed"))


def test_what_is_listed_is_signed_each_by_its_own_job(act_of: ActOf, client_as: ClientAs) -> None:
    first, second = ready(act_of, subject="Về việc thứ nhất"), ready(act_of)
    minh = client_as("minh")
    minh.get(f"/van-phong/documents/{first.id}/")
    page = asked(minh, first, second)
    assert "Duyệt ký 2 văn bản" in page
    assert page.count("Bạn chưa mở xem") == 1
    assert "1 trang" in page
    assert {state_of(first), state_of(second)} == {State.FORMAT_CHECKED}
    said = text(minh.post(APPROVALS, filled(page)))
    assert "Đã duyệt ký 2 trên 2 văn bản" in said
    assert {state_of(first), state_of(second)} == {State.APPROVED}
    assert Event.objects.filter(kind="documents.approved").count() == 2


def test_a_text_that_changed_meanwhile_is_refused_and_the_others_are_signed(
    act_of: ActOf, client_as: ClientAs
) -> None:
    same, changed = ready(act_of), ready(act_of)
    minh = client_as("minh")
    page = asked(minh, same, changed)
    checking.return_draft(act_of("minh"), document_id=changed.id, reason="Sửa câu cuối.")
    drafting.revise(act_of("thu"), document_id=changed.id, subject="Khác", body="Nội dung khác.")
    way.checked(act_of, changed)
    said = text(minh.post(APPROVALS, filled(page)))
    assert "Đã duyệt ký 1 trên 2 văn bản" in said
    assert "Dự thảo đã được sửa" in said
    assert (state_of(same), state_of(changed)) == (State.APPROVED, State.FORMAT_CHECKED)


def test_a_document_that_stood_on_no_page_is_not_signed(act_of: ActOf, client_as: ClientAs) -> None:
    document = ready(act_of)
    sent = {"confirmed": "1", "document": document.id, f"seen-{document.id}": "²"}
    assert "Đã duyệt ký 0 trên 1" in text(client_as("minh").post(APPROVALS, sent))
    assert state_of(document) == State.FORMAT_CHECKED


def test_pressing_twice_signs_once(act_of: ActOf, client_as: ClientAs) -> None:
    document = ready(act_of)
    minh = client_as("minh")
    sent = filled(asked(minh, document))
    minh.post(APPROVALS, sent)
    assert "Đã duyệt ký 0 trên 1 văn bản" in text(minh.post(APPROVALS, sent))
    assert Event.objects.filter(kind="documents.approved").count() == 1


def test_what_cannot_be_signed_is_listed_with_the_reason(
    act_of: ActOf, client_as: ClientAs
) -> None:
    approved = way.brought_to(act_of, State.APPROVED)
    page = asked(client_as("minh"), approved)
    assert "Không văn bản nào ký được lúc này" in page
    assert filled(page) == {"confirmed": ["1"]}


def test_so_many_at_a_time_and_the_rest_goes_on_waiting(
    act_of: ActOf, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_signing, "SIGN_MAX", 1)
    page = asked(client_as("minh"), ready(act_of), ready(act_of))
    assert "Duyệt ký 1 văn bản" in page
    assert "1 văn bản nữa vẫn chờ" in page


def test_nobody_signs_from_a_list_what_he_may_not_see(act_of: ActOf, client_as: ClientAs) -> None:
    document = ready(act_of)
    sent = {"confirmed": "1", "document": document.id}
    assert client_as("phuoc").post(APPROVALS, sent).status_code == 404
    assert client_as("thu").post(APPROVALS, sent).status_code == 422
    assert state_of(document) == State.FORMAT_CHECKED


def test_nothing_chosen_is_said_in_words(client_as: ClientAs) -> None:
    answer = client_as("minh").post(APPROVALS, {})
    assert answer.status_code == 422
    assert "Chưa chọn văn bản nào" in text(answer)


def test_the_list_costs_the_same_for_one_and_for_many(act_of: ActOf, client_as: ClientAs) -> None:
    minh = client_as("minh")
    ready(act_of)
    minh.get(WAITING)
    with cost() as few:
        minh.get(WAITING)
    for _more in range(3):
        ready(act_of)
    with cost() as many:
        minh.get(WAITING)
    assert len(many.statements) == len(few.statements)
