from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.ledger import keys, proofs, sealing
from lienthong.kernel.models import Event

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]


def trail(document: Document) -> str:
    return f"/van-phong/documents/{document.id}/trail/"


def first_event(document: Document) -> Event:
    found = Event.objects.filter(object_type="documents.document", object_id=document.id)
    return found.earliest("id")


def test_a_trail_tells_who_did_what_as_of_that_day(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.SUBMITTED)
    page = text(client_as("phuoc").get(trail(document)))
    assert "Vào sổ văn bản đến, số đến 1" in page
    assert "Trần Thị Bạch Tuyết, Văn thư, UBND huyện Kế Sách" in page
    assert page.index("Trình lãnh đạo") < page.index("Vào sổ văn bản đến")
    assert "Chờ niêm sổ" in page


def test_a_sealed_event_can_be_proved_to_an_outsider(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.REGISTERED)
    while sealing.seal() is not None:
        pass
    event = way.last_event(document, "documents.registered")
    client = client_as("tuyet")
    address = f"{trail(document)}{event.pk}/proof.json"
    assert address in text(client.get(trail(document)))
    answer = client.get(address)
    assert answer["Content-Type"] == "application/json"
    proof = proofs.parse(text(answer))
    assert proof.event_id == event.pk
    assert proofs.problem(proof, keys.trusted()) is None
    changed = proofs.parse(text(answer).replace("documents.registered", "documents.returned"))
    assert proofs.problem(changed, keys.trusted()) == "path"


def test_a_proof_is_given_only_through_the_document_it_is_about(
    act_of: ActOf, client_as: ClientAs
) -> None:
    mine, other = way.arrived(act_of), way.arrived(act_of, to=way.COMMUNE)
    while sealing.seal() is not None:
        pass
    client = client_as("tuyet")
    elsewhere = first_event(other).pk
    assert client.get(f"{trail(mine)}{elsewhere}/proof.json").status_code == 404
    assert client.get(f"{trail(other)}{elsewhere}/proof.json").status_code == 404
    own = first_event(mine).pk
    assert client_as("loc").get(f"{trail(mine)}{own}/proof.json").status_code == 404


def test_an_event_that_waits_for_its_seal_has_no_proof_yet(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.arrived(act_of)
    own = first_event(document).pk
    answer = client_as("tuyet").get(f"{trail(document)}{own}/proof.json")
    assert answer.status_code == 422
    assert "đang chờ niêm" in text(answer)


def test_a_long_trail_is_read_page_by_page(
    act_of: ActOf, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lienthong.documents.queries import around

    monkeypatch.setattr(around, "EVENTS", 2)
    document = way.received(act_of, State.SUBMITTED)
    client = client_as("phuoc")
    page = text(client.get(trail(document)))
    assert "Trang sau" in page
    kinds = [event.id for event in around.happenings(document.id, limit=2)]
    rest = text(client.get(f"{trail(document)}?before={kinds[-1]}"))
    assert "Văn bản 12/UBND-TH đến cơ quan" in rest
    assert "Trình lãnh đạo" not in rest[rest.index("Sự kiện của văn bản") :]
