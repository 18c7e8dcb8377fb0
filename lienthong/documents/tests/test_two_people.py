"""Two people answer where the law wants two, also when one of them holds two posts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.directory.models import Appointment, Person, Position
from lienthong.documents.actions import checking, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def test_whoever_checked_the_content_does_not_check_the_form_in_another_post(
    act_of: ActOf,
) -> None:
    """Decree 30/2020, art. 12."""
    made = way.brought_to(act_of, State.CONTENT_CHECKED)
    both = replace(act_of("yen"), person_id=act_of("son").person_id)
    with pytest.raises(Refused, match="Người khác phải kiểm tra thể thức") as refusal:
        checking.check_format(both, document_id=made.id)
    assert (refusal.value.code, refusal.value.reason) == ("documents.same_checker", "right")
    checking.check_format(act_of("yen"), document_id=made.id)


def test_whoever_signed_does_not_seal_in_another_post(act_of: ActOf) -> None:
    """Decree 30/2020, art. 32."""
    made = way.brought_to(act_of, State.SIGNED)
    both = replace(act_of("lan"), person_id=act_of("minh").person_id)
    with pytest.raises(Refused, match="không tự đóng dấu") as refusal:
        signing.request_seal(both, document_id=made.id)
    assert (refusal.value.code, refusal.value.reason) == ("documents.seal_by_signer", "right")
    signing.request_seal(act_of("lan"), document_id=made.id)


def test_the_register_names_whoever_holds_the_post_when_it_is_signed(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    assert made.signer_name == "Thạch Quang Minh"
    new = Person.objects.create(key="thay", full_name="Trần Thị Thay")
    Appointment.objects.filter(position_id=made.signer_id).update(person=new)
    checking.approve(act_of(way.SIGNER), document_id=made.id)
    signing.begin_signing(act_of(way.SIGNER), document_id=made.id)
    made.refresh_from_db()
    assert (made.signer_name, made.signer_title) == ("Trần Thị Thay", "Phó Chủ tịch")


def test_nothing_is_numbered_for_a_post_that_nobody_holds_any_more(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.APPROVED)
    Appointment.objects.filter(position_id=made.signer_id).delete()
    with pytest.raises(Refused, match="Chọn người ký khác") as refusal:
        signing.begin_signing(act_of("son"), document_id=made.id)
    assert refusal.value.code == "documents.signer"
    assert Document.objects.get(id=made.id).number is None


def test_inspectors_and_archivists_see_what_was_signed(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)
    post = Position.objects.filter(
        agency_id=made.agency_id, roles__overlap=["inspector", "archivist"]
    ).earliest("id")
    seen = Document.objects.visible_to(act_of(post.key))
    assert seen.filter(id=made.id).exists()
