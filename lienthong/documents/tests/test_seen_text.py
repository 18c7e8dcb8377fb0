"""Whoever agrees or signs does so to the text that stood on the page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.actions import checking, drafting
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]


def button(client: Client, document_id: int, step: str) -> str:
    page = text(client.get(f"/van-phong/documents/{document_id}/"))
    found = re.search(rf'action="(/van-phong/documents/{document_id}/{step}/[^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_the_signer_does_not_sign_a_text_that_was_changed_behind_his_page(
    act_of: ActOf, client_as: ClientAs
) -> None:
    """Sent back, changed and checked anew, it waits for him again, in the same state."""
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    leader = client_as("minh")
    tap = button(leader, made.id, "approval")

    checking.return_draft(act_of("yen"), document_id=made.id, reason="Sai thể thức.")
    drafting.revise(act_of("thu"), document_id=made.id, subject=made.subject, body="Chữ khác.")
    checking.check_content(act_of("son"), document_id=made.id)
    checking.check_format(act_of("yen"), document_id=made.id)

    answer = leader.post(tap)
    assert answer.status_code == 422
    assert "đã được sửa sau khi bạn mở trang này" in text(answer)
    made.refresh_from_db()
    assert made.state == State.FORMAT_CHECKED
    assert leader.post(button(leader, made.id, "approval")).status_code == 302
    made.refresh_from_db()
    assert made.state == State.APPROVED


@pytest.mark.parametrize("change", ["text", "recipients"])
def test_the_head_does_not_agree_to_a_draft_that_was_changed_meanwhile(
    act_of: ActOf, client_as: ClientAs, change: str
) -> None:
    made = way.drafted(act_of)
    drafting.submit_for_check(act_of("thu"), document_id=made.id)
    head = client_as("son")
    tap = button(head, made.id, "checks/content")
    if change == "text":
        drafting.revise(act_of("thu"), document_id=made.id, subject=made.subject, body="Khác.")
    else:
        to = [way.agency(way.COMMUNE)]
        drafting.choose_recipients(act_of("thu"), document_id=made.id, agency_ids=to)
    assert head.post(tap).status_code == 422
    made.refresh_from_db()
    assert made.state == State.DRAFTING
