"""Administration: every change is a notice that somebody else confirms."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lienthong.directory import acting, working_time
from lienthong.directory.actions import appointments
from lienthong.directory.models import (
    Account,
    Appointment,
    CalendarDay,
    Position,
    RightsChange,
    Session,
)
from lienthong.kernel import clock, deadlines, numbering
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, Series

IT = "so-tttt"
LEADER, SECOND, CLERK = "mydt.sotttt", "quypt.sotttt", "nganct.sotttt"


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with the least memory and time."""
    for cost in ("time_cost", "memory_cost", "parallelism"):
        monkeypatch.setattr(Argon2PasswordHasher, cost, {"memory_cost": 8}.get(cost, 1))


@pytest.fixture
def dat(client_as: Callable[..., Client]) -> Client:
    """The administrator of the Department of Information and Communications."""
    return client_as("dat")


@pytest.fixture
def today(db: None) -> date:
    return clock.local(clock.now()).date()


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{i}": str(part) for i, part in enumerate((day.day, day.month, day.year))}


def account(username: str) -> Account:
    return Account.objects.select_related("person").get(username=username)


def post(key: str) -> Position:
    return Position.objects.get(key=f"{IT}/{key}")


def go(client: Client, page: str, /, *args: int, **data: object) -> HttpResponse:
    return client.post(reverse(f"directory:{page}", args=args), data)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def last_change() -> RightsChange:
    return RightsChange.objects.latest("id")


def vacate(client: Client, key: str, day: date) -> Position:
    position = post(key)
    held = Appointment.objects.on(day).get(position=position)
    assert go(client, "dismiss", held.pk, **boxes("valid_to", day)).status_code == 302
    return position


# Accounts


def test_an_account_is_opened_in_a_vacant_post_with_a_code_shown_once(
    dat: Client, today: date
) -> None:
    position = vacate(dat, "cds/chuyen-vien", today)
    facts = {"full_name": "Lê Thị Mới", "username": "moi.le", "position": position.pk}
    answer = go(dat, "account_open", **facts, **boxes("valid_from", today))

    assert answer.status_code == 200
    code = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", text(answer))
    assert code is not None
    opened = account("moi.le")
    assert check_password(code[1], opened.password)
    assert code[1] not in str(list(Event.objects.filter(object_id=opened.pk).values_list("data")))
    assert code[1] not in text(dat.get(reverse("directory:account_admin", args=[opened.pk])))
    assert last_change().what == "Mở tài khoản moi.le cho Lê Thị Mới."
    assert Event.objects.filter(kind="directory.account_opened", object_id=opened.pk).exists()
    newcomer = Client()
    given = {"username": "moi.le", "password": code[1]}
    assert newcomer.post(reverse("directory:sign_in"), given).status_code == 302
    assert [hat.title for hat in acting.hats_of(opened.person_id, today)] == ["Chuyên viên"]


def test_an_account_is_not_opened_twice_or_in_a_held_post(dat: Client, today: date) -> None:
    position = vacate(dat, "cds/chuyen-vien", today)
    facts = {"full_name": "Lê Thị Mới", **boxes("valid_from", today)}
    before = Account.objects.count()
    answer = go(dat, "account_open", username="lan", position=position.pk, **facts)
    assert (answer.status_code, "đã có người dùng" in text(answer)) == (422, True)
    answer = go(dat, "account_open", username="Mới!", position=position.pk, **facts)
    assert (answer.status_code, "chữ thường không dấu" in text(answer)) == (422, True)
    held = post("cds/chuyen-vien-2")
    assert go(dat, "account_open", username="a.b", position=held.pk, **facts).status_code == 422
    assert Account.objects.count() == before


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    dat: Client, client_as: Callable[..., Client]
) -> None:
    clerk = client_as(CLERK)
    home = reverse("directory:account")
    assert clerk.get(home).status_code == 200
    whose = account(CLERK)

    assert go(dat, "account_close", whose.pk).status_code == 302
    assert clerk.get(home).status_code == 302
    assert not Session.objects.filter(account_id=whose.pk).exists()
    assert "Khóa tài khoản" in last_change().what
    assert "đã khóa từ trước" in text(go(dat, "account_close", whose.pk))
    assert "đang khóa" in text(go(dat, "account_reset", whose.pk))

    assert go(dat, "account_reopen", whose.pk).status_code == 302
    assert account(CLERK).is_active
    assert "không cần mở lại" in text(go(dat, "account_reopen", whose.pk))


def test_a_reset_gives_a_code_and_ends_the_sessions(
    dat: Client, client_as: Callable[..., Client]
) -> None:
    clerk = client_as(CLERK)
    answer = go(dat, "account_reset", account(CLERK).pk)
    code = re.search(r"<code>([0-9A-Z-]{14})</code>", text(answer))
    assert code is not None
    whose = account(CLERK)
    assert check_password(code[1], whose.password)
    assert whose.must_change_password
    assert whose.code_expires_at is not None
    assert clerk.get(reverse("directory:account")).status_code == 302
    assert Event.objects.filter(kind="directory.password_reset", object_id=whose.pk).exists()


@pytest.mark.parametrize("verb", ["account_close", "account_reset", "account_reopen"])
def test_nobody_does_it_to_the_account_at_hand(dat: Client, verb: str) -> None:
    answer = go(dat, verb, account("dat").pk)
    assert answer.status_code == 422
    assert "Không tự khóa hay đặt lại" in text(answer)


@pytest.mark.parametrize("verb", ["account_close", "account_reset", "account_reopen"])
def test_another_agencys_account_is_not_there(tuyet: Client, verb: str) -> None:
    page = reverse("directory:account_admin", args=[account("lan").pk])
    assert go(tuyet, verb, account("lan").pk).status_code == 404
    assert tuyet.get(page).status_code == 404


def test_giving_somebody_a_post_does_not_take_over_their_account(
    tuyet: Client, today: date
) -> None:
    position = Position.objects.get(key="ubnd.huyen-ke-sach/nv/chuyen-vien")
    Appointment.objects.filter(position=position).delete()
    go(tuyet, "appoint", position.pk, username="minh", **boxes("valid_from", today))
    assert Appointment.objects.on(today).get(position=position).person == account("minh").person
    assert go(tuyet, "account_reset", account("minh").pk).status_code == 404
    assert "minh<" not in text(tuyet.get(reverse("directory:accounts")))


def test_the_accounts_of_the_agency_are_listed(dat: Client) -> None:
    page = text(dat.get(reverse("directory:accounts")))
    assert {"dat", CLERK, SECOND} <= set(re.findall(r'">([a-z.]+)</a>\s*</th>', page))
    assert ">lan<" not in page


# Posts


def test_a_post_is_given_by_user_name_from_a_day_on(dat: Client, today: date) -> None:
    position = vacate(dat, "bcvt/chuyen-vien", today)
    later = today + timedelta(days=10)
    answer = go(
        dat, "appoint", position.pk, username=f" {CLERK.upper()} ", **boxes("valid_from", later)
    )
    assert answer.status_code == 302
    given = Appointment.objects.get(position=position, valid_from=later)
    assert given.person == account(CLERK).person
    assert f"từ {later:%d/%m/%Y}" in last_change().what
    assert position.pk not in {hat.position_id for hat in acting.hats_of(given.person_id, today)}
    assert position.pk in {hat.position_id for hat in acting.hats_of(given.person_id, later)}
    event = Event.objects.filter(kind="directory.appointed").latest("id")
    assert (event.data["title"], event.agency_id) == ("Chuyên viên", position.agency_id)


def test_a_post_is_not_given_backwards_twice_or_to_nobody(dat: Client, today: date) -> None:
    held = post("bcvt/chuyen-vien")
    answer = go(dat, "appoint", held.pk, username=CLERK, **boxes("valid_from", today))
    assert (answer.status_code, "đang giữ chức vụ" in text(answer)) == (422, True)
    vacant = vacate(dat, "bcvt/chuyen-vien", today)
    yesterday = today - timedelta(days=1)
    answer = go(dat, "appoint", vacant.pk, username=CLERK, **boxes("valid_from", yesterday))
    assert "không được trước hôm nay" in text(answer)
    answer = go(dat, "appoint", vacant.pk, username="khong-co", **boxes("valid_from", today))
    assert "Không có tài khoản" in text(answer)
    answer = go(dat, "appoint", vacant.pk, username=CLERK)
    assert "Nhập ngày, tháng, năm." in text(answer)
    assert not Appointment.objects.on(today).filter(position=vacant).exists()


def test_a_post_of_another_agency_is_not_there(tuyet: Client, today: date) -> None:
    other = Position.objects.get(key="ubnd.tinh-soc-trang/vx/chuyen-vien")
    held = Appointment.objects.on(today).get(position=other)
    assert tuyet.get(reverse("directory:position", args=[other.pk])).status_code == 404
    given = {"username": "tuyet", **boxes("valid_from", today)}
    assert go(tuyet, "appoint", other.pk, **given).status_code == 404
    assert go(tuyet, "position_roles", other.pk, roles=["leader"]).status_code == 404
    assert go(tuyet, "dismiss", held.pk, **boxes("valid_to", today)).status_code == 404


@pytest.mark.appendix_vi("IV.1.đ")
def test_whoever_is_dismissed_today_has_no_right_today(
    dat: Client, client_as: Callable[..., Client], today: date
) -> None:
    second = client_as(SECOND)
    assert second.get(reverse("directory:administration")).status_code == 200
    vacate(dat, "cntt/quan-tri-2", today)
    assert second.get(reverse("directory:administration")).status_code == 403
    assert "thôi giữ chức vụ" in last_change().what


def test_an_appointment_that_has_not_begun_is_taken_back(dat: Client, today: date) -> None:
    position = vacate(dat, "bcvt/chuyen-vien", today)
    later = today + timedelta(days=10)
    go(dat, "appoint", position.pk, username=CLERK, **boxes("valid_from", later))
    given = Appointment.objects.get(position=position, valid_from=later)
    assert go(dat, "dismiss", given.pk, **boxes("valid_to", later)).status_code == 302
    assert not Appointment.objects.filter(pk=given.pk).exists()


def test_a_dismissal_is_not_backdated(dat: Client, today: date) -> None:
    held = Appointment.objects.on(today).get(position=post("bcvt/chuyen-vien"))
    answer = go(dat, "dismiss", held.pk, **boxes("valid_to", today - timedelta(days=1)))
    assert (answer.status_code, "không được trước hôm nay" in text(answer)) == (422, True)


@pytest.mark.appendix_vi("IV.1.b")
def test_roles_count_at_once_and_are_told(dat: Client, client_as: Callable[..., Client]) -> None:
    clerk = client_as(CLERK, hat=f"{IT}/van-phong/van-thu")
    assert clerk.get(reverse("directory:series")).status_code == 422
    position = post("van-phong/van-thu")
    go(dat, "position_roles", position.pk, roles=["administrator", "clerk"])
    assert clerk.get(reverse("directory:series")).status_code == 200
    position.refresh_from_db()
    assert position.roles == ["clerk", "administrator"]
    assert last_change().what == "Đổi vai trò của chức vụ Văn thư: Văn thư, Quản trị hệ thống."
    event = Event.objects.filter(kind="directory.roles_changed").latest("id")
    assert (event.data["before"], event.data["after"]) == (["clerk"], ["clerk", "administrator"])
    answer = go(dat, "position_roles", position.pk, roles=["clerk", "administrator"])
    assert "không đổi" in text(answer)


def test_an_agency_keeps_an_administrator(dat: Client, today: date) -> None:
    vacate(dat, "cds/quan-tri", today)
    vacate(dat, "cntt/quan-tri-2", today)
    own = post("cntt/quan-tri")
    assert "quản trị cuối cùng" in text(go(dat, "position_roles", own.pk, roles=["specialist"]))
    held = Appointment.objects.on(today).get(position=own)
    assert "quản trị cuối cùng" in text(go(dat, "dismiss", held.pk, **boxes("valid_to", today)))
    assert dat.get(reverse("directory:administration")).status_code == 200


def test_two_who_give_one_post_at_once_give_it_once(own_database: str) -> None:
    today = clock.local(clock.now()).date()
    position = Position.objects.get(key=f"{IT}/bcvt/chuyen-vien")
    Appointment.objects.filter(position=position).delete()
    results: list[str] = []
    start = threading.Barrier(2)

    def work(administrator: str, username: str) -> None:
        try:
            act, _hats = acting.act_of(account(administrator), clock.now())
            start.wait(10)
            appointments.appoint(act, position_id=position.pk, username=username, valid_from=today)
            results.append("given")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    pairs = [("dat", CLERK), (SECOND, LEADER)]
    threads = [threading.Thread(target=work, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["directory.post_held", "given"]
    assert Appointment.objects.filter(position=position).count() == 1


# Changes of rights


@pytest.mark.appendix_vi("III.3.c")
def test_a_change_stands_on_top_until_another_confirms_it(
    dat: Client, client_as: Callable[..., Client]
) -> None:
    go(dat, "position_roles", post("van-phong/van-thu").pk, roles=["clerk", "archivist"])
    change = last_change()
    leader, clerk = client_as(LEADER), client_as(CLERK)
    page = reverse("directory:tree")
    assert change.what in text(leader.get(page))
    assert change.what in text(dat.get(page))
    assert change.what not in text(clerk.get(page))
    assert change.what not in text(client_as("minh").get(page))

    answer = go(dat, "change_confirm", change.pk)
    assert (answer.status_code, "không tự xác nhận" in text(answer)) == (422, True)
    assert go(client_as("minh"), "change_confirm", change.pk).status_code == 404
    assert go(clerk, "change_confirm", change.pk).status_code == 422
    change.refresh_from_db()
    assert change.confirmed_at is None

    assert go(leader, "change_confirm", change.pk).status_code == 302
    change.refresh_from_db()
    assert "Giám đốc" in change.confirmed_by
    assert change.what not in text(leader.get(page))
    listed = text(leader.get(reverse("directory:changes")))
    assert change.what in listed
    assert change.confirmed_by in listed
    assert "đã có người xác nhận" in text(go(client_as(SECOND), "change_confirm", change.pk))
    assert Event.objects.filter(kind="directory.rights_confirmed", object_id=change.pk).count() == 1


def test_a_second_administrator_may_confirm_as_well(
    dat: Client, client_as: Callable[..., Client]
) -> None:
    go(dat, "position_roles", post("van-phong/van-thu").pk, roles=["clerk", "archivist"])
    assert go(client_as(SECOND), "change_confirm", last_change().pk).status_code == 302


# Series


def test_a_series_is_opened_and_the_next_number_comes_from_it(dat: Client) -> None:
    agency_id = post("cds/quan-tri").agency_id
    facts = {"code": "qd", "name": "Sổ quyết định", "direction": "outgoing", "types": "QĐ  QĐ"}
    assert go(dat, "series_new", **facts).status_code == 302
    made = Series.objects.get(owner_id=agency_id, code="QD")
    assert made.types == ["QĐ"]
    assert numbering.series_for(agency_id, "outgoing", "QĐ") == made.pk
    assert "Sổ quyết định" in text(dat.get(reverse("directory:series")))
    assert "Sổ quyết định" in last_change().what
    assert Event.objects.filter(kind="directory.series_changed", object_id=made.pk).exists()

    answer = go(dat, "series_new", **facts)
    assert (answer.status_code, "đã thuộc một sổ khác" in text(answer)) == (422, True)
    answer = go(dat, "series_new", **facts | {"types": "CT"})
    assert "đã có sổ mang mã QD" in text(answer)


def test_a_series_that_has_given_numbers_keeps_its_code(dat: Client) -> None:
    agency_id = post("cds/quan-tri").agency_id
    series = Series.objects.get(owner_id=agency_id, code="VB-DI")
    facts = {"code": "VB-DI", "name": "Sổ đi chung", "direction": "outgoing", "types": "*"}
    assert go(dat, "series_edit", series.pk, **facts).status_code == 302
    numbering.take(series.pk, series, at=clock.now(), year=2022)
    answer = go(dat, "series_edit", series.pk, **facts | {"code": "DI"})
    assert "đã cấp số" in text(answer)
    series.refresh_from_db()
    assert (series.code, series.name) == ("VB-DI", "Sổ đi chung")


def test_another_agencys_series_is_not_there(tuyet: Client) -> None:
    other = Series.objects.get(owner_id=post("cds/quan-tri").agency_id, code="VB-DI")
    facts = {"code": "VB-DI", "name": "Sổ", "direction": "outgoing", "types": "*"}
    assert tuyet.get(reverse("directory:series_edit", args=[other.pk])).status_code == 404
    assert go(tuyet, "series_edit", other.pk, **facts).status_code == 404


# Calendar


@pytest.fixture
def _calendar_as_before(db: None) -> Iterator[None]:
    working_time.forget()
    yield
    working_time.forget()


@pytest.mark.usefixtures("_calendar_as_before")
def test_a_day_off_moves_the_deadlines_and_back(dat: Client) -> None:
    monday = date(2022, 12, 5)
    assert deadlines.current().is_working_day(monday)
    facts = {"kind": "holiday", "name": "Nghỉ thử", "legal_basis": "", **boxes("day", monday)}
    assert go(dat, "calendar", **facts).status_code == 302
    assert not deadlines.current().is_working_day(monday)
    assert "05/12/2022" in last_change().what
    entry = CalendarDay.objects.get(day=monday)
    assert go(dat, "calendar_remove", entry.pk).status_code == 302
    assert deadlines.current().is_working_day(monday)
    told = Event.objects.filter(kind="directory.calendar_changed")
    assert [event.data["day_kind"] for event in told.order_by("id")] == ["holiday", ""]


@pytest.mark.usefixtures("_calendar_as_before")
def test_an_exchanged_day_needs_its_decision(dat: Client) -> None:
    saturday = boxes("day", date(2022, 12, 3))
    answer = go(dat, "calendar", kind="swap_work", name="Làm bù", legal_basis="", **saturday)
    assert (answer.status_code, "chưa ghi văn bản quyết định" in text(answer)) == (422, True)


@pytest.mark.usefixtures("_calendar_as_before")
def test_a_district_does_not_change_the_provinces_calendar(tuyet: Client) -> None:
    day = {"kind": "holiday", "name": "Nghỉ", "legal_basis": "", **boxes("day", date(2022, 12, 5))}
    answer = go(tuyet, "calendar", **day)
    assert (answer.status_code, "chỉ quản trị của cơ quan cấp tỉnh" in text(answer)) == (422, True)
    page = text(tuyet.get(reverse("directory:calendar")))
    assert "Lưu ngày" not in page
    entry = CalendarDay.objects.first()
    assert entry is not None
    assert go(tuyet, "calendar_remove", entry.pk).status_code == 422
    assert CalendarDay.objects.filter(pk=entry.pk).exists()


ADMIN_PAGES = [
    "administration",
    "accounts",
    "account_open",
    "positions",
    "series",
    "series_new",
    "calendar",
]


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_only_an_administrator_administers(client_as: Callable[..., Client], name: str) -> None:
    url = reverse(f"directory:{name}")
    assert client_as("dat").get(url).status_code == 200
    for other in ("lan", "minh", "thu", LEADER):
        answer = client_as(other).get(url)
        assert answer.status_code == 422
        assert "Quản trị hệ thống quản lý" in text(answer)
    assert Client().get(url).status_code == 302
