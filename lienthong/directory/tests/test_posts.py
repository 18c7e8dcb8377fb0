"""The small questions: who holds which post, who is a recipient, when the office works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from lienthong.directory import acting, posts, queries, working_time
from lienthong.directory.models import (
    Agency,
    Appointment,
    CalendarDay,
    Position,
    ProvinceSetting,
)
from lienthong.kernel import deadlines
from lienthong.kernel.errors import Refused

START, MERGED, REFORMED = date(2022, 11, 21), date(2024, 9, 2), date(2025, 7, 1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def agency(key: str) -> int:
    return Agency.objects.get(key=key).pk


@pytest.mark.parametrize(
    ("group", "day", "expected"),
    [
        ("tat-ca-huyen", START, 11),
        ("tat-ca-xa", START, 109),
        ("tat-ca-xa", MERGED, 108),
        ("tat-ca-huyen", REFORMED, 0),
        ("tat-ca-xa", REFORMED, 43),
    ],
)
def test_a_group_is_who_is_in_force_that_day(
    db: None, group: str, day: date, expected: int
) -> None:
    found = queries.recipients_of([group], [], day)
    assert len(found) == expected == len(set(found))
    branches = Agency.objects.filter(pk__in=found).values_list("branch", flat=True).distinct()
    assert set(branches) <= {"state"}


def test_groups_and_picks_are_each_once_and_the_party_only_by_choice(db: None) -> None:
    party = Agency.objects.filter(branch="party").first()
    district = agency("ubnd.huyen-ke-sach")
    assert party is not None
    found = queries.recipients_of(["tat-ca-huyen", "tat-ca-xa"], [district, party.pk], START)
    assert len(found) == 121
    assert party.pk in found
    assert found == sorted(found)


def test_a_recipient_that_is_not_there_is_refused_in_words(db: None) -> None:
    with pytest.raises(Refused, match="tat-ca-ap"):
        queries.recipients_of(["tat-ca-ap"], [], START)
    with pytest.raises(Refused, match="không hoạt động vào ngày 01/07/2025"):
        queries.recipients_of([], [agency("ubnd.huyen-ke-sach")], REFORMED)


def test_an_agency_by_key_and_by_either_code(db: None) -> None:
    province = agency("ubnd.tinh-soc-trang")
    assert queries.agency_by_key("ubnd.tinh-soc-trang", START) == province
    assert queries.agency_by_code("H51", START) == province
    assert queries.agency_by_code(" 000.00.00.H51 ", START) == province
    assert queries.agency_by_code("", START) is None
    assert queries.agency_by_key("ubnd.tinh-soc-trang", REFORMED) is None


def test_the_desk_and_the_post_of_a_role(db: None) -> None:
    commune = agency("ubnd.xa-nhon-my.ke-sach")
    clerk = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/vptk/van-thu").pk
    chief = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/lanh-dao/chu-tich").pk
    assert queries.desk_position(commune, START) == clerk
    assert queries.position_with_role(commune, "leader", START) == chief
    assert queries.position_with_role(commune, "administrator", START) is None
    every = queries.recipients_of(["tat-ca-huyen", "tat-ca-xa"], [], START)
    assert len(posts.desk_positions(every, START)) == 120


def test_a_held_post_answers_before_an_empty_one(db: None) -> None:
    commune = agency("ubnd.xa-nhon-my.ke-sach")
    chief = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/lanh-dao/chu-tich")
    Appointment.objects.filter(position=chief).delete()
    first = posts.posts_with_role(commune, "leader", START)[0]
    assert (first.title, first.name != "") == ("Phó Chủ tịch", True)
    assert [post.name for post in posts.posts_with_role(commune, "leader", START)][-1] == ""
    with pytest.raises(Refused, match="chưa có quản trị"):
        posts.post_with_role(commune, "administrator", START, what="quản trị")


def test_an_agencys_facts_are_those_of_the_day(db: None) -> None:
    facts = posts.agency_on(agency("so-tttt"), START)
    assert (facts.branch, facts.level, facts.symbol) == ("state", "province", "STTTT")
    with pytest.raises(LookupError):
        posts.agency_on(agency("so-tttt"), date(2025, 3, 1))
    pair = [agency("so-tttt"), agency("ubnd.tinh-soc-trang")]
    assert set(posts.agencies_on(pair, date(2025, 3, 1))) == {pair[1]}
    assert posts.agencies_on(pair[:1], date(2025, 3, 1)) == {}


def test_what_arrives_waits_for_a_clerk_who_is_there(db: None) -> None:
    commune = agency("ubnd.xa-nhon-my.ke-sach")
    held = queries.desk_position(commune, START)
    empty = Position.objects.get(id=held)
    empty.pk, empty.key, empty.rank = None, "ubnd.xa-nhon-my.ke-sach/vp/van-thu-truong", 1
    empty.save(force_insert=True)
    assert queries.desk_position(commune, START) == held
    Appointment.objects.filter(position_id=held).delete()
    assert queries.desk_position(commune, START) == empty.pk


def test_an_act_is_of_whoever_holds_the_post_at_that_moment(db: None) -> None:
    position = Position.objects.get(key="ubnd.tinh-soc-trang/hc/van-thu")
    act = acting.act_in(position.pk, datetime(2022, 11, 21, 8, tzinfo=ZONE), door="task")
    assert (act.by_name, act.by_title) == ("Lý Thị Mỹ Lan", "Văn thư, UBND tỉnh")
    assert (act.roles, act.door) == (frozenset({"clerk"}), "task")
    assert act.account_id is not None
    with pytest.raises(LookupError):
        acting.act_in(position.pk, datetime(2025, 7, 1, 0, 1, tzinfo=ZONE), door="task")


@pytest.fixture
def _calendar_as_before(db: None) -> Iterator[None]:
    working_time.forget()
    yield
    working_time.forget()


@pytest.mark.usefixtures("_calendar_as_before")
def test_the_calendar_of_the_system_is_the_provinces() -> None:
    calendar = deadlines.current()
    assert calendar.zone == ZONE
    assert calendar.is_working_day(START)
    assert not calendar.is_working_day(date(2022, 9, 2))
    assert not calendar.is_working_day(date(2022, 11, 26))
    due = calendar.add_working_days(datetime(2022, 11, 21, 8, tzinfo=ZONE), 2)
    assert due == datetime(2022, 11, 23, 17, tzinfo=ZONE)
    assert deadlines.current() is calendar


@pytest.mark.usefixtures("_calendar_as_before")
def test_a_year_without_rows_of_its_own_follows_the_library() -> None:
    last = CalendarDay.objects.latest("day").day.year
    assert not deadlines.current().is_working_day(date(last + 1, 9, 2))


@pytest.mark.usefixtures("_calendar_as_before")
def test_without_working_hours_nothing_is_counted() -> None:
    ProvinceSetting.objects.filter(name="working_hours").delete()
    with pytest.raises(Refused, match="weekdays"):
        deadlines.current()


def test_settings_are_put_in_the_words_of_deadlines() -> None:
    tables = {
        "province": {"timezone": "Asia/Bangkok"},
        "working_hours": {"weekdays": ["mon", 2], "spans": [["07:00", "11:00"]], "urgent_hours": 3},
    }
    assert working_time.calendar_settings(tables) == {
        "time_zone": "Asia/Bangkok",
        "weekdays": [1, 2],
        "hours": [["07:00", "11:00"]],
        "urgent_hours": 3,
    }
