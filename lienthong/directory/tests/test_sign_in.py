"""Coming in and going out, through the doors, as the people of the demo province."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from lienthong.directory import signing_in
from lienthong.directory.actions import accounts
from lienthong.directory.actions import signing_in as actions
from lienthong.directory.models import Account, Position, Session, SignInThrottle
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

SECRET = "mot cau ngan de nho"
GENERIC = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2 with the least memory and time: these tests hash some hundred times."""
    for cost in ("time_cost", "memory_cost", "parallelism"):
        monkeypatch.setattr(Argon2PasswordHasher, cost, {"memory_cost": 8}.get(cost, 1))


@pytest.fixture
def lan(db: None) -> Account:
    account = Account.objects.get(username="lan")
    account.password = make_password(SECRET)
    account.save()
    return account


def knock(client: Client, username: str, password: str, **more: str) -> HttpResponse:
    url = reverse("directory:sign_in")
    return client.post(url, {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return client.get(reverse("directory:account")).status_code == 200


def kinds(account: Account) -> list[str]:
    found = Event.objects.filter(object_type="directory.account", object_id=account.pk)
    return list(found.order_by("id").values_list("kind", flat=True))


def test_name_and_password_let_in_and_leave_an_event(lan: Account, client: Client) -> None:
    answer = knock(client, " Lan ", SECRET)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-phong/")
    assert signed_in(client)
    event = Event.objects.get(kind="directory.signed_in", object_id=lan.pk)
    assert event.data["method"] == "password"
    assert event.by_person_id == lan.person_id


@pytest.mark.parametrize("username", ["lan", "khong-co-ai", "binh"])
def test_every_failure_says_the_same_sentence(lan: Account, client: Client, username: str) -> None:
    answer = knock(client, username, "sai mat khau nay")
    assert answer.status_code == 422
    assert GENERIC in answer.content.decode()
    assert re.search(r"<title>\s*Lỗi:", answer.content.decode())
    assert not signed_in(client)


@pytest.mark.appendix_vi("III.7.d")
def test_a_failure_on_a_known_account_is_an_event_on_an_unknown_one_is_not(
    lan: Account, client: Client
) -> None:
    before = Event.objects.filter(kind="directory.sign_in_refused").count()
    knock(client, "khong-co-ai", "x")
    assert Event.objects.filter(kind="directory.sign_in_refused").count() == before
    knock(client, "lan", "x")
    event = Event.objects.filter(kind="directory.sign_in_refused").latest("id")
    assert (event.object_id, event.data["why"]) == (lan.pk, "sai mật khẩu")


@pytest.mark.parametrize("username", ["lan", "khong-co-ai"])
def test_a_name_waits_after_five_failures_whoever_it_is(
    lan: Account, client: Client, username: str
) -> None:
    for _attempt in range(5):
        assert GENERIC in knock(client, username, "sai").content.decode()
    answer = knock(client, username, SECRET)
    assert answer.status_code == 422
    assert "Đã thử sai quá nhiều lần. Đợi 1 phút" in answer.content.decode()
    assert not signed_in(client)


def test_after_the_wait_the_right_password_lets_in_and_forgets(
    lan: Account, client: Client
) -> None:
    for _attempt in range(5):
        knock(client, "lan", "sai")
    SignInThrottle.objects.filter(subject="lan").update(until=clock.now() - timedelta(seconds=1))
    assert knock(client, "lan", SECRET).status_code == 302
    assert not SignInThrottle.objects.filter(subject="lan").exists()


def test_an_address_waits_however_many_names_it_tries(lan: Account, client: Client) -> None:
    SignInThrottle.objects.create(
        scope="address", subject="127.0.0.1", attempts=59, since=clock.now()
    )
    knock(client, "ai-do", "sai")
    assert "Đợi 5 phút" in knock(client, "lan", SECRET).content.decode()
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert knock(elsewhere, "lan", SECRET).status_code == 302


def test_a_good_sign_in_does_not_wash_an_address_clean(lan: Account, client: Client) -> None:
    SignInThrottle.objects.create(
        scope="address", subject="127.0.0.1", attempts=30, since=clock.now()
    )
    knock(client, "lan", SECRET)
    assert SignInThrottle.objects.get(scope="address").attempts == 30


def test_the_address_is_the_proxys_last_word_only_behind_a_proxy(
    lan: Account, rf: RequestFactory, settings: Settings
) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.1.1.1"})
    settings.SECURE = False
    assert signing_in.address_of(request) == "127.0.0.1"
    settings.SECURE = True
    assert signing_in.address_of(request) == "10.1.1.1"


def test_a_planted_session_is_worth_nothing(lan: Account, client: Client) -> None:
    client.get(reverse("directory:sign_in"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["lienthong"] = session.session_key
    knock(client, "lan", SECRET)
    assert client.cookies["lienthong"].value != session.session_key
    thief = Client()
    thief.cookies["lienthong"] = session.session_key
    assert not signed_in(thief)


def test_coming_in_again_gives_another_key(lan: Account, client: Client) -> None:
    knock(client, "lan", SECRET)
    first = client.session.session_key
    knock(client, "lan", SECRET)
    assert client.session.session_key != first
    assert not Session.objects.filter(session_key=first).exists()


@pytest.mark.parametrize("given", ["https://xau.example/", "//xau.example", "javascript:alert(1)"])
def test_nobody_is_sent_outside(lan: Account, client: Client, given: Any) -> None:
    assert knock(client, "lan", SECRET, tiep=given).headers["Location"] == "/van-phong/"


def test_a_page_that_was_asked_for_comes_after_the_sign_in(lan: Account, client: Client) -> None:
    wanted = reverse("directory:tree") + "?ngay=2025-07-01&dia-ban=3"
    answer = client.get(wanted, follow=True)
    hidden = re.search(r'name="tiep" value="([^"]+)"', answer.content.decode())
    assert hidden is not None
    given = hidden[1].replace("&amp;", "&")
    assert given == wanted
    assert knock(client, "lan", SECRET, tiep=given).headers["Location"] == wanted


# One-time codes


@pytest.fixture
def code(lan: Account) -> str:
    code = accounts.new_code()
    lan.password, lan.must_change_password = make_password(code), True
    lan.code_expires_at = clock.now() + timedelta(hours=1)
    lan.save()
    return code


def test_a_code_opens_once_and_asks_for_a_password(lan: Account, code: Any, client: Client) -> None:
    answer = knock(client, "lan", f" {code.lower()} ")
    assert answer.status_code == 302
    for name in ("directory:tree", "directory:account", "directory:hats"):
        assert client.get(reverse(name)).headers["Location"] == reverse("directory:password")
    again = Client()
    assert knock(again, "lan", code).status_code == 422

    url = reverse("directory:password")
    assert 'name="old"' not in client.get(url).content.decode()
    answer = client.post(url, {"new": SECRET, "again": SECRET})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-phong/")
    assert signed_in(client)
    assert knock(again, "lan", SECRET).status_code == 302
    assert "directory.password_changed" in kinds(lan)


def test_a_code_of_yesterday_opens_nothing(lan: Account, code: Any, client: Client) -> None:
    lan.code_expires_at = clock.now() - timedelta(seconds=1)
    lan.save()
    assert GENERIC in knock(client, "lan", code).content.decode()
    event = Event.objects.filter(kind="directory.sign_in_refused").latest("id")
    assert event.data["why"] == "mã một lần đã hết hạn"


def test_the_second_of_two_who_hold_a_code_is_refused(lan: Account, code: Any) -> None:
    act = Act(at=clock.now(), door="page", by_name="Lan")
    found = signing_in.Password().identify({"username": "lan", "password": code}, act.at)
    assert found.account is not None
    facts = {
        "account_id": lan.pk,
        "secret": found.account.password,
        "method": "password",
        "address": "",
    }
    actions.sign_in(act, **facts)
    with pytest.raises(Refused):
        actions.sign_in(act, **facts)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"old": "sai", "new": SECRET + "!", "again": SECRET + "!"},
            "Mật khẩu đang dùng không đúng",
        ),
        ({"old": SECRET, "new": "ngan", "again": "ngan"}, "10"),
        ({"old": SECRET, "new": SECRET + "!", "again": SECRET}, "chưa giống nhau"),
        ({"new": SECRET + "!", "again": SECRET + "!"}, "Nhập mật khẩu đang dùng."),
    ],
)
def test_a_password_is_not_changed_carelessly(
    lan: Account, client: Client, given: Any, words: str
) -> None:
    client.force_login(lan)
    answer = client.post(reverse("directory:password"), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "directory.password_changed" not in kinds(lan)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    lan: Account, client: Client
) -> None:
    other = Client()
    knock(other, "lan", SECRET)
    knock(client, "lan", SECRET)
    new = "mot cau khac de nho"
    url = reverse("directory:password")
    client.post(url, {"old": SECRET, "new": new, "again": new})
    assert signed_in(client)
    assert not signed_in(other)


# The cards of a demonstration


def test_cards_are_shown_and_let_in_in_a_demonstration(
    db: None, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    page = client.get(reverse("directory:sign_in")).content.decode()
    assert "Văn thư UBND tỉnh" in page
    answer = client.post(reverse("directory:persona"), {"persona": "lan"})
    assert answer.status_code == 302
    assert signed_in(client)
    assert Event.objects.filter(kind="directory.signed_in").latest("id").data["method"] == "persona"


def test_the_cards_stand_under_the_place_where_each_works(
    db: None, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    page = client.get(reverse("directory:sign_in")).content.decode()
    order = [
        "<h3>Tỉnh Sóc Trăng</h3>", 'value="lan"', 'value="dat"',
        "<h3>Huyện Kế Sách</h3>", 'value="tuyet"',
        "<h3>Xã Nhơn Mỹ</h3>", "<h3>Người dân</h3>", 'value="binh"',
    ]  # fmt: skip
    found = [page.index(one) for one in order]
    assert found == sorted(found)
    assert all(page.count(one) == 1 for one in order)


def test_there_are_no_cards_outside_a_demonstration(
    db: None, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    page = client.get(reverse("directory:sign_in")).content.decode()
    assert "Văn thư UBND tỉnh" not in page
    assert reverse("directory:persona") not in page
    assert client.post(reverse("directory:persona"), {"persona": "lan"}).status_code == 404
    assert not signed_in(client)
    found = signing_in.Persona().identify({"persona": "lan"}, clock.now())
    assert found.account is None


def test_a_card_opens_no_account_that_is_not_a_persona(
    db: None, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    ordinary = Account.objects.filter(demo_persona="").first()
    assert ordinary is not None
    for name in (ordinary.username, "", "khong-co-ai"):
        answer = client.post(reverse("directory:persona"), {"persona": name})
        assert answer.status_code == 422
        assert not signed_in(client)


# Hats, sessions, going out


def test_a_citizen_comes_in_but_not_into_the_office(
    db: None, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    answer = client.post(reverse("directory:persona"), {"persona": "binh"})
    assert answer.headers["Location"] == "/"
    answer = client.get(reverse("directory:tree"))
    assert answer.status_code == 403
    assert "không giữ chức vụ nào" in answer.content.decode()


@pytest.fixture
def huong(client_as: Callable[..., Client]) -> Client:
    """The commune's clerk, who is its one-stop officer as well."""
    return client_as("huong")


def test_a_person_with_several_posts_chooses_a_hat(huong: Client) -> None:
    url = reverse("directory:hats")
    page = huong.get(url).content.decode()
    assert "Văn thư" in page
    assert "Công chức Một cửa" in page
    desk = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/vptk/mot-cua")
    before = huong.session.session_key

    answer = huong.post(url, {"hat": desk.pk})

    assert answer.status_code == 302
    assert huong.session["position_id"] == desk.pk
    assert huong.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    event = Event.objects.filter(kind="directory.hat_chosen").latest("id")
    assert (event.object_id, event.data["title"]) == (desk.pk, "Công chức Một cửa")
    assert huong.get(reverse("directory:account")).wsgi_request.act.position_id == desk.pk


@pytest.mark.parametrize("hat", ["0", "", "x", "99999999999999999999"])
def test_nobody_wears_a_hat_that_is_not_theirs(huong: Client, hat: str) -> None:
    chief = Position.objects.get(key="ubnd.xa-nhon-my.ke-sach/lanh-dao/chu-tich")
    for given in (hat, str(chief.pk)):
        answer = huong.post(reverse("directory:hats"), {"hat": given})
        assert answer.status_code == 422
        assert "không giữ chức vụ này" in answer.content.decode()
    assert "position_id" not in huong.session


def test_sessions_are_listed_with_where_and_ended_one_by_one(lan: Account, client: Client) -> None:
    other = Client(REMOTE_ADDR="10.2.3.4", headers={"User-Agent": "Android Firefox"})
    knock(other, "lan", SECRET)
    knock(client, "lan", SECRET)
    page = client.get(reverse("directory:account")).content.decode()
    assert "10.2.3.4" in page
    assert "Firefox trên Android" in page
    assert other.session.session_key not in page

    mark = actions.session_mark(other.session.session_key)
    client.post(reverse("directory:end_sessions"), {"mark": mark})

    assert not signed_in(other)
    assert signed_in(client)
    assert "directory.sessions_ended" in kinds(lan)
    answer = client.post(reverse("directory:end_sessions"), {"mark": mark})
    assert "đã kết thúc từ trước" in answer.content.decode()


def test_nobody_ends_anothers_session_or_the_one_at_hand(
    lan: Account, client: Client, client_as: Callable[..., Client]
) -> None:
    knock(client, "lan", SECRET)
    stranger = client_as("nga")
    marks = [actions.session_mark(key) for key in Session.objects.values_list("pk", flat=True)]
    answer = stranger.post(reverse("directory:end_sessions"), {"mark": marks})
    assert answer.status_code == 422
    assert signed_in(client)
    assert signed_in(stranger)


def test_a_closed_account_is_out_everywhere_and_stays_out(lan: Account, client: Client) -> None:
    knock(client, "lan", SECRET)
    Account.objects.filter(pk=lan.pk).update(is_active=False)
    assert not signed_in(client)
    answer = knock(Client(), "lan", SECRET)
    assert GENERIC in answer.content.decode()
    event = Event.objects.filter(kind="directory.sign_in_refused").latest("id")
    assert event.data["why"] == "tài khoản đã khóa"


def test_going_out_ends_the_session_and_says_so(lan: Account, client: Client) -> None:
    knock(client, "lan", SECRET)
    key = client.session.session_key
    assert client.get(reverse("directory:sign_out")).status_code == 405
    answer = client.post(reverse("directory:sign_out"))
    assert answer.headers["Location"] == reverse("directory:sign_in")
    assert not Session.objects.filter(session_key=key).exists()
    assert kinds(lan)[-1] == "directory.signed_out"
    assert Client().post(reverse("directory:sign_out")).status_code == 302


def test_a_sign_in_needs_the_pages_own_token(lan: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert knock(strict, "lan", SECRET).status_code == 403
    assert not signed_in(strict)
