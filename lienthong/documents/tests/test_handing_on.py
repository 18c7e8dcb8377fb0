"""What the head of a unit may do with a document that the leader handed out."""

from __future__ import annotations

import pytest

from lienthong.documents.actions import assigning
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Assignment, Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import DISTRICT, ActOf
from lienthong.kernel import deadlines
from lienthong.kernel.errors import Refused
from lienthong.work.models import WorkItem

pytestmark = pytest.mark.django_db

LEADS, SUPPORTS = f"{DISTRICT}/vhtt", f"{DISTRICT}/nv"
SPECIALIST, OTHER = f"{LEADS}/chuyen-vien", f"{SUPPORTS}/chuyen-vien"
HEAD, OTHER_HEAD = f"{LEADS}/truong-phong", f"{SUPPORTS}/truong-phong"


def handed_out(act_of: ActOf) -> Document:
    """The leader gives one unit the lead and another a part in it."""
    copy = way.received(act_of, State.SUBMITTED)
    receivers = [
        Receiver("lead", unit_id=way.unit(LEADS)),
        Receiver("support", unit_id=way.unit(SUPPORTS)),
    ]
    assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=receivers, days=4)
    copy.refresh_from_db()
    return copy


def lead(key: str) -> Receiver:
    return Receiver("lead", position_id=way.position(key))


def open_work(copy: Document) -> list[tuple[str, int]]:
    items = WorkItem.objects.open().filter(object_type="documents.document", object_id=copy.id)
    return sorted(items.values_list("kind", "position_id"))


def test_the_head_who_leads_hands_it_on_and_the_others_keep_their_part(act_of: ActOf) -> None:
    copy = handed_out(act_of)
    assigning.assign(act_of("thao"), document_id=copy.id, receivers=[lead(SPECIALIST)], days=2)
    states = Assignment.objects.filter(document=copy).order_by("id").values_list("role", "state")
    assert list(states) == [("lead", "given"), ("support", "given"), ("lead", "given")]
    assert open_work(copy) == [
        ("documents.handle", way.position(SPECIALIST)),
        ("documents.support", way.position(OTHER_HEAD)),
    ]
    (again,) = assigning.assign(act_of("thao"), document_id=copy.id, receivers=[lead(SPECIALIST)])
    copy.refresh_from_db()
    whole = deadlines.working_days_after(act_of("phuoc").at, 4)
    assert (copy.due_at, again.due_at) == (whole, whole)
    assert Assignment.objects.filter(document=copy, state="withdrawn").count() == 1
    assert len(open_work(copy)) == 2


@pytest.mark.parametrize("who", [OTHER_HEAD, HEAD])
def test_who_does_not_hold_the_lead_takes_nothing_from_who_does(act_of: ActOf, who: str) -> None:
    copy = handed_out(act_of)
    if who == HEAD:  # led once, then the leader gave it to somebody else
        other = [Receiver("lead", unit_id=way.unit(SUPPORTS))]
        assigning.assign(act_of("phuoc"), document_id=copy.id, receivers=other)
    before = open_work(copy)
    own = f"{who.rpartition('/')[0]}/chuyen-vien"
    with pytest.raises(Refused) as refusal:
        assigning.assign(act_of(who), document_id=copy.id, receivers=[lead(own)])
    assert (refusal.value.code, refusal.value.reason) == ("documents.not_lead", "right")
    assert open_work(copy) == before


@pytest.mark.parametrize(
    ("receiver", "days", "code"),
    [
        (("position_id", OTHER), None, "documents.receiver_outside"),
        (("unit_id", SUPPORTS), None, "documents.receiver_outside"),
        (("position_id", SPECIALIST), 9, "documents.due_too_late"),
    ],
)
def test_a_head_hands_on_to_his_own_people_in_time(
    act_of: ActOf, receiver: tuple[str, str], days: int | None, code: str
) -> None:
    copy = handed_out(act_of)
    field, key = receiver
    named = way.unit(key) if field == "unit_id" else way.position(key)
    with pytest.raises(Refused) as refusal:
        assigning.assign(
            act_of("thao"),
            document_id=copy.id,
            receivers=[Receiver("lead", **{field: named})],
            days=days,
        )
    assert refusal.value.code == code
    assert Assignment.objects.filter(document=copy, state="withdrawn").count() == 0
