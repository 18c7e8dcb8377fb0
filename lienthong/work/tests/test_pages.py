from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lienthong.directory.models import Appointment, Position
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.work import actions, kinds, queries
from lienthong.work.kinds import Kind
from lienthong.work.models import Notice
from lienthong.work.pages.mine import PAGE, url_of

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
ActOf = Callable[..., Act]
MINE = "/van-phong/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def give(act_of: ActOf, *, who: str = "tuyet", hours: float | None = 24, **facts: Any) -> None:
    """Something waits for a post, due some hours from the clock of the pages."""
    act = act_of(who, at=clock.now())
    shown = {"kind": "documents.register", "title": "Về việc kiểm tra", "code": "12/UBND", **facts}
    due = None if hours is None else act.at + timedelta(hours=hours)
    about = Position.objects.earliest("id")
    actions.give(
        act,
        about,
        position_id=act.position_id or 0,
        agency_id=act.agency_id or 0,
        due_at=due,
        **shown,
    )


@contextmanager
def counted() -> Iterator[list[str]]:
    with CaptureQueriesContext(connection) as captured:
        found: list[str] = []
        yield found
    kept = ("kernel_clock", "directory_calendar_day", "directory_province_setting")
    found += [
        str(query["sql"])
        for query in captured.captured_queries
        if not any(name in str(query["sql"]) for name in kept)
    ]


def test_nothing_to_do_is_said_with_the_next_step(client_as: ClientAs) -> None:
    page = text(client_as("tuyet").get(MINE))
    assert "Không còn việc nào chờ bạn" in page
    assert "Xem văn bản đến" in page


def test_work_stands_by_deadline_under_its_words(act_of: ActOf, client_as: ClientAs) -> None:
    give(act_of, hours=-30, title="Việc đã trễ")
    give(act_of, hours=24 * 20, title="Việc còn lâu")
    give(act_of, hours=None, title="Việc không hạn")
    page = text(client_as("tuyet").get(MINE))
    assert "3 việc chờ bạn" in page
    places = [page.index(words) for words in (
        "Quá hạn", "Việc đã trễ", "Sắp tới", "Việc còn lâu", "Không đặt hạn", "Việc không hạn",
    )]  # fmt: skip
    assert places == sorted(places)


def test_kinds_are_tabs_with_their_counts(act_of: ActOf, client_as: ClientAs) -> None:
    give(act_of, title="Việc vào sổ")
    give(act_of, kind="documents.seal", title="Việc đóng dấu")
    client = client_as("tuyet")
    assert "Chờ đóng dấu" in text(client.get(MINE))
    page = text(client.get(f"{MINE}?kind=documents.seal"))
    assert "Việc đóng dấu" in page
    assert "Việc vào sổ" not in page


def test_a_kind_nobody_declared_is_still_shown(act_of: ActOf, client_as: ClientAs) -> None:
    give(act_of, kind="elsewhere.unknown", title="Việc lạ")
    page = text(client_as("tuyet").get(MINE))
    assert "Việc lạ" in page
    assert "Việc khác" in page
    assert kinds.kind_of("elsewhere.unknown") is kinds.OTHER


def test_a_room_declares_its_kinds() -> None:
    before = dict(kinds.KINDS)
    try:
        kinds.register({"test.kind": Kind("Việc thử", "clock", "")})  # type: ignore[arg-type]
        assert kinds.kind_of("test.kind").label == "Việc thử"
    finally:
        kinds.KINDS.clear()
        kinds.KINDS.update(before)


def test_pages_follow_the_deadline(act_of: ActOf, client_as: ClientAs) -> None:
    for number in range(PAGE + 3):
        give(act_of, hours=24 + number, title=f"Việc số {number:03d}.")
    client = client_as("tuyet")
    first = text(client.get(MINE))
    assert "Việc số 000." in first
    assert f"Việc số {PAGE:03d}." not in first
    address = (
        first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    )
    second = text(client.get(address))
    assert f"Việc số {PAGE:03d}." in second
    assert f"Việc số {PAGE - 1:03d}." not in second
    assert text(client.get(f"{MINE}?after=rubbish_x")).count("Việc số") == PAGE


def test_other_peoples_work_is_not_mine(act_of: ActOf, client_as: ClientAs) -> None:
    give(act_of, who="lan", title="Việc của Lan")
    assert "Việc của Lan" not in text(client_as("tuyet").get(MINE))


def test_work_in_another_post_of_mine_is_told(act_of: ActOf, client_as: ClientAs) -> None:
    give(act_of, who="tuyet", title="Việc của văn thư")
    other = client_as("tuyet", hat="ubnd.huyen-ke-sach/vp/luu-tru")
    page = text(other.get(MINE))
    assert "Chức vụ khác của bạn cũng có việc" in page
    assert "Việc của văn thư" not in page


def test_a_list_costs_the_same_for_one_and_for_many(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("tuyet")
    give(act_of)
    client.get(MINE)
    with counted() as few:
        client.get(MINE)
    for _ in range(8):
        give(act_of)
    with counted() as many:
        client.get(MINE)
    assert len(many) == len(few)
    assert len(many) <= 16


def test_counts_are_capped_in_words() -> None:
    assert [queries.count_text(n) for n in (0, 7, 999, 1000)] == ["", "7", "999", "1.000+"]


def test_an_object_without_a_page_leads_back_to_the_list() -> None:
    assert url_of("documents.document", 7) == "/van-phong/documents/7/"
    assert url_of("nowhere.thing", 7) == MINE
    assert url_of("", None) == MINE


# Notices


def told(act_of: ActOf, who: str = "tuyet") -> Notice:
    act = act_of(who, at=clock.now())
    actions.tell(act, position_id=act.position_id or 0, text="Chưa đóng dấu được văn bản 05/UBND.")
    return Notice.objects.latest("id")


def test_a_notice_stays_until_it_is_read(act_of: ActOf, client_as: ClientAs) -> None:
    notice = told(act_of)
    client = client_as("tuyet")
    page = text(client.get(MINE))
    assert "Chưa đóng dấu được văn bản 05/UBND." in page
    assert "1 thông báo mới" in page
    answer = client.post(f"/van-phong/notices/{notice.pk}/reading/")
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "Chưa đóng dấu được" not in text(client.get(MINE))
    assert client.post(f"/van-phong/notices/{notice.pk}/reading/").status_code == 302


def test_a_notice_of_somebody_else_is_not_there(act_of: ActOf, client_as: ClientAs) -> None:
    notice = told(act_of, "lan")
    assert client_as("tuyet").post(f"/van-phong/notices/{notice.pk}/reading/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_notice_opens_what_it_is_about(act_of: ActOf, client_as: ClientAs) -> None:
    notice = told(act_of)
    Notice.objects.filter(pk=notice.pk).update(object_type="documents.document", object_id=7)
    answer = client_as("tuyet").post(f"/van-phong/notices/{notice.pk}/reading/", {"open": "1"})
    assert answer["Location"] == "/van-phong/documents/7/"


def test_the_page_of_notices_reads_all_that_it_shows(act_of: ActOf, client_as: ClientAs) -> None:
    mine = [told(act_of) for _ in range(6)]
    other = told(act_of, "lan")
    client = client_as("tuyet")
    assert text(client.get(MINE)).count("Đã đọc</span>") == 4
    assert "Xem cả 6 thông báo" in text(client.get(MINE))
    page = text(client.get("/van-phong/notices/"))
    assert "6 thông báo chưa đọc" in page
    assert "Đã đọc cả 6 thông báo dưới đây" in page
    ids = [notice.pk for notice in mine]
    done = client.post("/van-phong/notices/readings/", {"notice": ids}, follow=True)
    assert "Không có thông báo mới" in text(done)
    assert client.post("/van-phong/notices/readings/", {"notice": [other.pk]}).status_code == 404
    one = told(act_of)
    back = client.post(f"/van-phong/notices/{one.pk}/reading/", {"list": "1"})
    assert back["Location"] == "/van-phong/notices/"


def test_notices_follow_page_by_page(act_of: ActOf, client_as: ClientAs) -> None:
    for _ in range(PAGE + 2):
        told(act_of)
    client = client_as("tuyet")
    first = text(client.get("/van-phong/notices/"))
    assert "Trang sau" in first
    oldest = Notice.objects.order_by("-id")[PAGE - 1].pk
    rest = text(client.get(f"/van-phong/notices/?before={oldest}"))
    assert rest.count("Chưa đóng dấu được văn bản") == 2


def test_nobody_signed_in_is_sent_to_sign_in() -> None:
    assert Client().get(MINE)["Location"].startswith("/dang-nhap/")


# What others hold for me, and what is late

GIVEN, LATE = "/van-phong/work/given/", "/van-phong/work/late/"


def lay_before(act_of: ActOf, *, who: str = "phuoc", hours: float = 24, title: str) -> None:
    """Tuyết lays something before another post and waits for it."""
    act, other = act_of("tuyet", at=clock.now()), act_of(who, at=clock.now())
    actions.give(
        act,
        Position.objects.earliest("id"),
        position_id=other.position_id or 0,
        agency_id=other.agency_id or 0,
        kind="documents.assign",
        title=title,
        due_at=act.at + timedelta(hours=hours),
    )


def test_what_others_hold_for_me_says_who_has_it(act_of: ActOf, client_as: ClientAs) -> None:
    lay_before(act_of, title="Văn bản đã trình")
    give(act_of, title="Việc của mình")
    page = text(client_as("tuyet").get(GIVEN))
    assert "Văn bản đã trình" in page
    assert f"Đang ở: {act_of('phuoc').by_name}" in page
    assert "Việc của mình" not in page
    assert "Tôi chờ 1" in page
    assert "Văn bản đã trình" not in text(client_as("phuoc").get(GIVEN))


def test_what_is_done_is_not_waited_for(act_of: ActOf, client_as: ClientAs) -> None:
    lay_before(act_of, title="Văn bản đã trình")
    actions.done(act_of("phuoc", at=clock.now()), Position.objects.earliest("id"))
    page = text(client_as("tuyet").get(GIVEN))
    assert "Văn bản đã trình" not in page
    assert "Không ai đang giữ việc bạn giao" in page


def test_a_post_nobody_holds_any_more_is_said(act_of: ActOf, client_as: ClientAs) -> None:
    lay_before(act_of, title="Văn bản đã trình")
    holder, today = act_of("phuoc").position_id, clock.local(clock.now()).date()
    Appointment.objects.filter(position_id=holder).update(valid_to=today)
    assert "chưa có người giữ chức vụ" in text(client_as("tuyet").get(GIVEN))
    Position.objects.filter(id=holder).update(valid_to=today)
    assert "Chức vụ giữ việc này đã hết hiệu lực" in text(client_as("tuyet").get(GIVEN))


def test_what_is_late_is_mine_and_what_i_wait_for(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("tuyet")
    assert "Không có việc nào quá hạn" in text(client.get(LATE))
    lay_before(act_of, hours=-30, title="Trình đã trễ")
    lay_before(act_of, hours=30, title="Trình còn hạn")
    give(act_of, hours=-20, title="Việc đã trễ")
    give(act_of, hours=20, title="Việc còn hạn")
    page = text(client.get(LATE))
    assert page.index("Trình đã trễ") < page.index("Việc đã trễ")
    assert "còn hạn" not in page.split("<main", 1)[1].split("<h2", 1)[1]
    assert "Quá hạn 2" in page


@pytest.mark.parametrize("address", [GIVEN, LATE])
def test_these_lists_follow_page_by_page_at_one_cost(
    act_of: ActOf, client_as: ClientAs, address: str
) -> None:
    client = client_as("tuyet")
    lay_before(act_of, hours=-600, title="Việc số 000.")
    client.get(address)
    with counted() as few:
        client.get(address)
    for number in range(1, PAGE + 3):
        who = "phuoc" if number % 2 else "lan"
        lay_before(act_of, who=who, hours=-600 + number, title=f"Việc số {number:03d}.")
    with counted() as many:
        first = text(client.get(address))
    assert len(many) == len(few)
    assert f"Việc số {PAGE - 1:03d}." in first
    assert f"Việc số {PAGE:03d}." not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    rest = text(client.get(following))
    assert [f"Việc số {n:03d}." in rest for n in (PAGE - 1, PAGE, PAGE + 2)] == [False, True, True]
    assert text(client.get(f"{address}?after=rubbish_x")).count("Việc số") == PAGE
