"""What no browser of ours sends is answered, never a fault of the server: 500 would be a bug."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.kernel.acts import Act

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
LONG, BIG = "9" * 5000, "9" * 19


@pytest.mark.parametrize(
    "address",
    [
        "/van-phong/documents/incoming/?q=a%00b",
        "/van-phong/documents/find/?q=%00",
        "/van-phong/to-chuc/?ngay=%00",
        "/dang-nhap/?tiep=/%00",
    ],
)
def test_a_nul_in_an_address_is_not_understood(client_as: ClientAs, address: str) -> None:
    answer = client_as("lan").get(address)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "không hiểu" in answer.content.decode()


def test_a_nul_in_a_form_is_not_understood(client_as: ClientAs) -> None:
    sent = {"persona": "lan\0", "tiep": ""}
    assert Client().post("/dang-nhap/nhan-vat/", sent).status_code == HTTPStatus.BAD_REQUEST
    body = {"subject": "Về việc\0", "body": "Nội dung."}
    answer = client_as("thu").post("/van-phong/documents/new/", body)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("digits", [LONG, BIG, "²", "१२"])
def test_a_number_that_is_no_id_names_nothing(client_as: ClientAs, digits: str) -> None:
    client = client_as("minh")
    for address in ("/van-phong/to-chuc/?dia-ban=", "/van-phong/thay-doi-quyen/?truoc="):
        assert client.get(address + digits).status_code == HTTPStatus.OK
    lists = "/van-phong/documents/incoming/"
    assert client.get(f"{lists}?before={digits}").status_code == HTTPStatus.OK
    refused = HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post("/van-phong/chuc-vu/", {"hat": digits}).status_code == refused
    clerk = client_as("lan")
    assert clerk.post(f"{lists}registrations/", {"document": digits}).status_code == refused


@pytest.mark.parametrize("size", [BIG, "9223372036854775807", "9" * 4000])
def test_a_checkpoint_beyond_all_numbers_is_not_there(client: Client, size: str) -> None:
    assert client.get(f"/so-su-kien/{size}.txt").status_code == HTTPStatus.NOT_FOUND


def test_a_board_is_not_asked_for_a_row_beyond_all_numbers(
    client_as: ClientAs, act_of: Callable[..., Act]
) -> None:
    issued = way.brought_to(act_of, State.ISSUED)
    address = f"/van-phong/documents/{issued.id}/board/?after="
    for after in (f"{'9' * 18}.{'9' * 18}.x", "1.x", f"{BIG}.1.x"):
        assert client_as("lan").get(address + after).status_code == HTTPStatus.OK
