"""What stands above every page of the office, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthong.directory.models import Agency, RightsChange
from lienthong.kernel import clock

OFFICE = ["work:mine", "documents:incoming", "documents:outgoing", "directory:tree", "jobs"]
WHAT = "Đổi vai trò của chức vụ Văn thư: Lưu trữ viên."


def changed(key: str, *, times: int = 1) -> None:
    for turn in range(times):
        RightsChange.objects.create(
            agency_id=Agency.objects.get(key=key).pk,
            what=WHAT,
            changed_at=clock.now() + timedelta(minutes=turn),
            changed_by="Trần Minh Đạt, Quản trị hệ thống",
        )


def asked(client: Client, page: str) -> int:
    """How often a page reads the changes of rights."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(page)).status_code == 200
    return sum("directory_rights_change" in str(query["sql"]) for query in queries)


@pytest.mark.parametrize("page", OFFICE)
def test_an_unconfirmed_change_stands_once_on_every_page(
    client_as: Callable[..., Client], page: str
) -> None:
    changed("so-tttt", times=3)
    shown = client_as("dat").get(reverse(page)).content.decode()
    assert shown.count('class="standing"') == shown.count(WHAT) == 1
    assert "Còn 2 thay đổi nữa." in shown
    assert reverse("directory:changes") in shown


def test_only_those_who_may_confirm_it_see_it(client_as: Callable[..., Client]) -> None:
    changed("ubnd.tinh-soc-trang")
    page = reverse("directory:tree")
    assert WHAT in client_as("minh").get(page).content.decode()  # a leader of that agency
    of_operators = client_as("dat").get(page).content.decode()
    assert f"UBND tỉnh: {WHAT}" in of_operators
    for other in ("lan", "phuoc", "nganct.sotttt"):
        assert WHAT not in client_as(other).get(page).content.decode()


def test_the_list_of_changes_does_not_tell_it_twice(client_as: Callable[..., Client]) -> None:
    changed("so-tttt")
    shown = client_as("dat").get(reverse("directory:changes")).content.decode()
    assert 'class="standing"' not in shown
    assert WHAT in shown


@pytest.mark.parametrize("page", OFFICE)
def test_it_costs_one_question_and_only_those_who_may_confirm(
    client_as: Callable[..., Client], page: str
) -> None:
    administrator = client_as("dat")
    assert asked(administrator, page) == 1
    changed("ubnd.tinh-soc-trang", times=5)
    assert asked(administrator, page) == 1


def test_it_costs_others_nothing(client_as: Callable[..., Client]) -> None:
    changed("ubnd.tinh-soc-trang")
    assert asked(client_as("lan"), "directory:tree") == 0
