"""The session is over while a page is open: where one comes back to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from lienthong.directory.models import Account

pytestmark = pytest.mark.django_db

SIGN_IN = "/dang-nhap/"
PAGE = "http://testserver/van-phong/documents/7/?list=incoming"


def to(page: str) -> str:
    return f"{SIGN_IN}?{urlencode({'tiep': page})}"


def test_a_page_is_come_back_to(client: Client) -> None:
    answer = client.get("/van-phong/documents/7/?tab=all")
    assert (answer.status_code, answer["Location"]) == (302, to("/van-phong/documents/7/?tab=all"))


def test_a_form_leads_back_to_the_page_it_stood_on(client: Client) -> None:
    answer = client.post("/van-phong/documents/7/registration/", headers={"Referer": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, to(PAGE))
    assert client.post("/van-phong/documents/7/registration/")["Location"] == SIGN_IN


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": PAGE}
    answer = client.get("/van-phong/documents/7/state/", headers=asked)
    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (200, to(PAGE), b"")


def test_nobody_stays_in_by_a_card_once_the_demonstration_is_over(
    client: Client, settings: Any
) -> None:
    client.post("/dang-nhap/nhan-vat/", {"persona": "lan"})
    assert client.get("/van-phong/").status_code == 200
    settings.DEMO = False
    for page in ("/van-phong/", "/tai-khoan/mat-khau/"):
        assert client.get(page).status_code == 302
    new = {"new": "mật khẩu của kẻ lạ", "again": "mật khẩu của kẻ lạ"}
    client.post("/tai-khoan/mat-khau/", new)
    assert not Account.objects.get(username="lan").has_usable_password()
