"""The province as of a day: 120 units in 2022, 108 communes after 1/9/2024, 43 after 1/7/2025."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.directory import tree
from lienthong.directory.models import Agency, Place
from lienthong.directory.pages.tree import counts_in_words

START, MERGED, REFORMED = date(2022, 11, 21), date(2024, 9, 2), date(2025, 7, 1)


DAYS = [
    (START, (11, 109), "11 huyện, 109 xã"),
    (date(2024, 8, 31), (11, 109), "11 huyện, 109 xã"),
    (MERGED, (11, 108), "11 huyện, 108 xã"),
    (date(2025, 6, 30), (11, 108), "11 huyện, 108 xã"),
    (REFORMED, (0, 43), "Không có cấp huyện, 43 xã"),
]


@pytest.mark.parametrize(("day", "counts", "words"), DAYS)
def test_the_places_of_a_day(
    client_as: Callable[..., Client], day: date, counts: tuple[int, int], words: str
) -> None:
    found = tree.tree_on(day)
    assert (found.counts.get("district", 0), found.counts["commune"]) == counts
    assert counts_in_words(found.counts) == words
    page = client_as("lan").get(reverse("directory:tree"), {"ngay": day.isoformat()})
    assert f"<h1>{words}</h1>" in page.content.decode()


def test_every_place_hangs_under_the_province_and_every_agency_on_a_place(db: None) -> None:
    for day in (START, MERGED, REFORMED):
        found = tree.tree_on(day)
        assert len(found.roots) == 1
        below = list(found.roots)
        for place in below:
            below += place.children
        assert len(below) == sum(found.counts.values())
        assert sum(len(place.agencies) for place in below) == sum(found.branches.values())


def test_a_tree_is_two_questions_to_the_database(
    db: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(2):
        tree.tree_on(START)


def test_before_the_data_the_page_says_so(client_as: Callable[..., Client]) -> None:
    page = client_as("lan").get(reverse("directory:tree"), {"ngay": "2019-12-31"})
    assert "Chưa có dữ liệu về ngày này" in page.content.decode()


@pytest.mark.parametrize("given", ["21/11/2022", "2022-02-31", "x", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_today(client_as: Callable[..., Client], given: Any) -> None:
    page = client_as("lan").get(reverse("directory:tree"), {"ngay": given, "dia-ban": given})
    assert (page.status_code, "11 huyện, 109 xã" in page.content.decode()) == (200, True)


def test_agencies_stand_beside_the_chosen_place(client_as: Callable[..., Client]) -> None:
    district = Place.objects.get(key="huyen-ke-sach").pk
    page = client_as("lan").get(reverse("directory:tree"), {"dia-ban": district}).content.decode()
    assert "<h2>Huyện Kế Sách</h2>" in page
    state = page.index("Ủy ban nhân dân huyện Kế Sách")
    party, front = page.index("<h3>Đảng</h3>"), page.index("<h3>Mặt trận Tổ quốc</h3>")
    assert page.index("<h3>Nhà nước</h3>") < state < party < page.index("Huyện ủy Kế Sách") < front


def test_the_days_on_which_the_map_changed_are_one_step_away(
    client_as: Callable[..., Client],
) -> None:
    days = tree.turning_days()
    assert days == [date(2024, 9, 1), date(2025, 3, 1), date(2025, 7, 1)]
    page = client_as("lan").get(reverse("directory:tree"), {"ngay": "2025-07-01"})
    shown = page.content.decode()
    assert all(f"?ngay={day.isoformat()}" in shown for day in days)
    assert f'?ngay={days[-1].isoformat()}" aria-current="true"' in shown


def test_a_day_is_typed_as_it_is_written(client_as: Callable[..., Client]) -> None:
    page = client_as("lan").get(reverse("directory:tree"), {"ngay": "1/7/2025"}).content.decode()
    assert "Không có cấp huyện, 43 xã" in page
    assert 'value="01/07/2025"' in page


def test_an_agency_leads_to_its_administration_whoever_administers_it(
    client_as: Callable[..., Client], tuyet: Client
) -> None:
    district = Agency.objects.get(key="ubnd.huyen-ke-sach").pk
    commune = Agency.objects.get(key="ubnd.xa-nhon-my.ke-sach").pk

    def led(client: Client, agency_id: int) -> bool:
        page = client.get(reverse("directory:agency", args=[agency_id])).content.decode()
        return f"{reverse('directory:administration')}?co-quan={agency_id}" in page

    assert led(client_as("dat"), commune)
    assert (led(tuyet, district), led(tuyet, commune)) == (True, False)
    assert not led(client_as("phuoc"), district)


def test_what_a_place_came_from_and_what_became_of_it(client_as: Callable[..., Client]) -> None:
    ward = Place.objects.get(key="phuong-1.soc-trang.2024").pk
    turns = tree.turns_of("place", ward)
    assert [(turn.kind, turn.forwards, turn.other_name) for turn in turns] == [
        ("merge", False, "Phường 1"),
        ("merge", False, "Phường 9"),
        ("merge", True, "Phường Phú Lợi"),
    ]
    page = client_as("lan").get(reverse("directory:place", args=[ward])).content.decode()
    assert "Sáp nhập từ Phường 9" in page
    assert "Nhập vào Phường Phú Lợi" in page
    assert "Nghị quyết 1105/NQ-UBTVQH15" in page
    district = Place.objects.get(key="huyen-ke-sach").pk
    page = client_as("lan").get(reverse("directory:place", args=[district])).content.decode()
    assert "Kết thúc hoạt động" in page


def test_an_agency_shows_its_posts_and_holders_on_the_day(client_as: Callable[..., Client]) -> None:
    agency = Agency.objects.get(key="ubnd.tinh-soc-trang").pk
    lan, url = client_as("lan"), reverse("directory:agency", args=[agency])
    page = lan.get(url).content.decode()
    assert "Thạch Quang Minh" in page
    assert "Phòng Văn xã" in page
    assert "H51" in page
    before = lan.get(url, {"ngay": "2021-06-01"}).content.decode()
    assert "Thạch Quang Minh" not in before
    assert "đang trống" in before
    after = lan.get(url, {"ngay": "2025-07-01"}).content.decode()
    assert "không hoạt động vào ngày này" in after
    assert "Nhập vào Ủy ban nhân dân thành phố Cần Thơ" in after


@pytest.mark.parametrize("name", ["directory:agency", "directory:place"])
def test_what_never_was_is_not_there(client_as: Callable[..., Client], name: str) -> None:
    for wrong in (0, 999999, 10**30):
        assert client_as("lan").get(reverse(name, args=[wrong])).status_code == 404


def test_a_page_of_the_tree_asks_the_database_little(
    client_as: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    lan, agency = client_as("lan"), Agency.objects.get(key="ubnd.tinh-soc-trang").pk
    for url in (reverse("directory:tree"), reverse("directory:agency", args=[agency])):
        with django_assert_max_num_queries(20):
            lan.get(url)
