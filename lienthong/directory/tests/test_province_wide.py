"""One agency operates the system: its administrators look after every agency of the province."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lienthong.directory import notices, queries, rules
from lienthong.directory.loading import load
from lienthong.directory.models import (
    Account,
    Agency,
    Appointment,
    Position,
    ProvinceSetting,
    RightsChange,
)
from lienthong.directory.tests import small
from lienthong.kernel import clock
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.models import Event, Series

COMMUNE, DISTRICT, IT = "ubnd.xa-nhon-my.ke-sach", "ubnd.huyen-ke-sach", "so-tttt"
DESK = f"{COMMUNE}/vptk/van-thu"
START, MERGED = date(2022, 11, 21), date(2025, 3, 1)


@pytest.fixture
def dat(client_as: Callable[..., Client]) -> Client:
    """An administrator of the agency that operates the system."""
    return client_as("dat")


@pytest.fixture
def today(db: None) -> date:
    return clock.local(clock.now()).date()


def agency(key: str) -> int:
    return Agency.objects.get(key=key).pk


def post(key: str) -> Position:
    return Position.objects.get(key=key)


def page(client: Client, name: str, key: str = "", /, **query: Any) -> HttpResponse:
    given = {"co-quan": agency(key), **query} if key else query
    return client.get(reverse(f"directory:{name}"), given)


def send(client: Client, name: str, /, *args: int, key: str = "", **data: object) -> HttpResponse:
    query = f"?co-quan={agency(key)}" if key else ""
    return client.post(reverse(f"directory:{name}", args=args) + query, data)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{i}": str(part) for i, part in enumerate((day.day, day.month, day.year))}


LIST_ADDRESS = re.compile(
    r'"/van-phong/quan-tri/((?:tai-khoan|chuc-vu|so)/(?:mo/|moi/)?)(\?[^"]*)?"'
)
LISTS = ["administration", "accounts", "account_open", "positions", "series", "series_new"]


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_are_of_the_own_agency_until_another_is_chosen(dat: Client, name: str) -> None:
    own, other = text(page(dat, name)), text(page(dat, name, COMMUNE))
    assert "<b>Sở Thông tin và Truyền thông tỉnh Sóc Trăng</b>" in own
    assert "<b>Ủy ban nhân dân xã Nhơn Mỹ</b>" in other
    carried = set(LIST_ADDRESS.findall(other))
    assert carried
    assert {query for _page, query in carried} == {f"?co-quan={agency(COMMUNE)}"}


@pytest.mark.parametrize("name", LISTS)
def test_others_administer_only_their_own(tuyet: Client, name: str) -> None:
    assert page(tuyet, name).status_code == 200
    assert page(tuyet, name, DISTRICT).status_code == 200
    for out_of_reach in (COMMUNE, IT, "ubnd.tinh-soc-trang"):
        assert page(tuyet, name, out_of_reach).status_code == 404
    assert "Chọn cơ quan khác" not in text(page(tuyet, name))
    assert page(tuyet, "administration", tim="mỹ").content.count(b"co-quan=") == 0


@pytest.mark.parametrize("given", ["x", "0", "-1", "999999999", "1" * 30, "१२"])
def test_an_agency_that_is_not_there_is_missing(dat: Client, given: str) -> None:
    answer = dat.get(reverse("directory:accounts"), {"co-quan": given})
    assert answer.status_code == 404


def test_whoever_does_not_administer_is_refused_as_before(
    client_as: Callable[..., Client],
) -> None:
    colleague = client_as("nganct.sotttt")
    assert page(colleague, "accounts", COMMUNE).status_code == 422
    answer = send(colleague, "position_roles", post(DESK).pk, roles=["leader"])
    assert (answer.status_code, "Quản trị hệ thống quản lý" in text(answer)) == (422, True)


def test_the_filters_and_the_rule_say_the_same(act_of: Callable[..., Act]) -> None:
    act = act_of("dat")
    agencies = {key: agency(key) for key in (COMMUNE, DISTRICT, IT)}
    operating = queries.operating_agencies(START)
    for own_id in agencies.values():
        reach = Position.objects.administered_by(replace(act, agency_id=own_id))
        for agency_id in agencies.values():
            ruled = rules.administers(own_id=own_id, operating=operating, agency_id=agency_id)
            assert reach.filter(agency_id=agency_id).exists() == ruled
    assert not Position.objects.administered_by(replace(act, agency_id=None)).exists()


# What is changed elsewhere is told there and here


def test_a_role_given_elsewhere_is_told_there_and_confirmed_by_another(
    dat: Client, client_as: Callable[..., Client]
) -> None:
    position = post(DESK)
    assert send(dat, "position_roles", position.pk, roles=["clerk", "archivist"]).status_code == 302
    change = RightsChange.objects.latest("id")
    assert change.agency_id == position.agency_id
    event = Event.objects.filter(kind="directory.roles_changed").latest("id")
    assert (event.agency_id, event.by_agency_id) == (position.agency_id, agency(IT))

    chairman = client_as(_leader_of(COMMUNE))
    for reader in (chairman, client_as("quypt.sotttt"), client_as("mydt.sotttt")):
        assert change.what in text(page(reader, "changes"))
    assert change.what not in text(page(client_as("phuoc"), "changes"))

    assert send(dat, "change_confirm", change.pk).status_code == 422
    assert send(client_as("phuoc"), "change_confirm", change.pk).status_code == 404
    assert send(chairman, "change_confirm", change.pk).status_code == 302
    change.refresh_from_db()
    assert "Chủ tịch" in change.confirmed_by
    told = Event.objects.filter(kind="directory.rights_confirmed").latest("id")
    assert told.agency_id == position.agency_id


def _leader_of(key: str) -> str:
    held = Appointment.objects.on(START).get(position__key=f"{key}/lanh-dao/chu-tich")
    return Account.objects.get(person=held.person).username


def test_the_second_administrator_confirms_and_sees_whose_change_it_is(
    dat: Client, client_as: Callable[..., Client], act_of: Callable[..., Act]
) -> None:
    send(dat, "position_roles", post(DESK).pk, roles=["clerk", "archivist"])
    change = RightsChange.objects.latest("id")
    second = client_as("quypt.sotttt")
    assert "UBND xã Nhơn Mỹ" in text(page(second, "changes"))
    assert send(second, "change_confirm", change.pk).status_code == 302
    assert notices.open_changes(act_of("quypt.sotttt", at=clock.now())) is None


def test_an_account_elsewhere_is_opened_reset_and_closed(dat: Client, today: date) -> None:
    position = post(DESK)
    Appointment.objects.filter(position=position).delete()
    facts = {"full_name": "Lê Thị Mới", "username": "moi.le", "position": position.pk}
    answer = send(dat, "account_open", key=COMMUNE, **facts, **boxes("valid_from", today))
    assert answer.status_code == 200
    opened = Account.objects.get(username="moi.le")
    answer = send(dat, "account_reset", opened.pk)
    code = re.search(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})</code>", text(answer))
    assert code
    opened.refresh_from_db()
    assert check_password(code[1], opened.password)
    assert send(dat, "account_close", opened.pk).status_code == 302
    concerned = RightsChange.objects.order_by("id").values_list("agency_id", flat=True)
    assert set(concerned) == {position.agency_id}
    assert ">moi.le<" in text(page(dat, "accounts", COMMUNE))
    assert ">moi.le<" not in text(page(dat, "accounts"))


def test_a_vacant_post_is_offered_only_where_it_is(dat: Client) -> None:
    position = post(DESK)
    Appointment.objects.filter(position=position).delete()
    choice = f'<option value="{position.pk}"'
    assert choice in text(page(dat, "account_open", COMMUNE))
    assert choice not in text(page(dat, "account_open", DISTRICT))


def test_a_series_is_opened_elsewhere(dat: Client) -> None:
    facts = {"code": "KH-2", "name": "Sổ kế hoạch", "direction": "outgoing", "types": "KH"}
    answer = send(dat, "series_new", key=DISTRICT, **facts)
    made = Series.objects.latest("id")
    assert (answer.status_code, made.code) == (302, "KH-2")
    assert made.owner_id == agency(DISTRICT)
    assert answer.headers["Location"].endswith(f"?co-quan={made.owner_id}")
    assert RightsChange.objects.latest("id").agency_id == made.owner_id


def test_an_agency_that_is_looked_after_may_lose_its_last_administrator(dat: Client) -> None:
    position = post(DESK)
    send(dat, "position_roles", position.pk, roles=["clerk", "administrator"])
    assert send(dat, "position_roles", position.pk, roles=["clerk"]).status_code == 302


# Which agency that is


def test_whoever_takes_over_goes_on_operating(db: None) -> None:
    assert queries.operating_agencies(START) == {agency(IT)}
    assert queries.operating_agencies(MERGED) == {agency(IT), agency("so-khcn.2025")}


def test_where_the_province_names_none_each_looks_after_its_own(dat: Client) -> None:
    ProvinceSetting.objects.filter(name="administration").delete()
    assert queries.operating_agencies(START) == frozenset()
    assert page(dat, "accounts").status_code == 200
    assert page(dat, "accounts", COMMUNE).status_code == 404
    assert "Chọn cơ quan khác" not in text(page(dat, "accounts"))


@pytest.mark.parametrize("value", ['agency_key = "khong-co"', "agency_key = [1]", "other = 1"])
def test_the_operating_agency_must_exist(db: None, tmp_path: Path, value: str) -> None:
    folder = small.write(tmp_path / "t", province_toml=f"[administration]\n{value}\n")
    report = load(system_act(clock.now(), "Nạp thử", door="cli"), folder=folder)
    assert [(r.file, r.line) for r in report.rejections] == [("province.toml", 1)]
    assert "agency_key" in report.rejections[0].reason
    assert queries.operating_agencies(START) == {agency(IT)}


# Finding an agency


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("xã nhơn mỹ", COMMUNE),
        ("UBND XA NHON MY", COMMUNE),
        ("huyen  ke sach", DISTRICT),
        ("h51.11", IT),
        ("000.00.11.H51", IT),
    ],
)
def test_an_agency_is_found_by_words_without_marks_and_by_code(
    db: None, words: str, first: str
) -> None:
    found = queries.agencies_named(words, START, limit=40)
    assert agency(first) in [line.agency_id for line in found]
    if "51" in words:
        assert [line.agency_id for line in found] == [agency(first)]


def test_what_is_typed_is_no_pattern(db: None) -> None:
    assert queries.agencies_named("%", START, limit=40) == []
    assert len(queries.agencies_named("uy ban", START, limit=7)) == 7


def test_the_search_leads_to_the_agencys_pages(dat: Client) -> None:
    shown = text(page(dat, "administration", tim="nhon my"))
    assert f"?co-quan={agency(COMMUNE)}" in shown
    assert "Huyện Kế Sách" in shown
    assert "Không có cơ quan nào khớp" in text(page(dat, "administration", tim="khongco"))
