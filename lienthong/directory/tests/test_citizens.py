"""Citizens: coming in through the provider, what the log keeps of them, acting for others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lienthong.directory import acting, citizens
from lienthong.directory.actions import citizens as actions
from lienthong.directory.citizens import CitizenIdentity
from lienthong.directory.forms import RepresentationForm
from lienthong.directory.models import Account, Citizen, Representation
from lienthong.directory.openid import simulated
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

ANH = "094195000004"
BINH = "094090000123"
FIRST = CitizenIdentity(
    issuer="https://provider.example", subject="s-1", verified_by="openid", level=2,
    full_name="Trần Ngọc Ánh", personal_number=ANH, born_on=date(1995, 11, 30),
)  # fmt: skip


@pytest.fixture
def guest(act_of: Callable[..., Act]) -> Act:
    return Act(at=act_of("lan").at, door="page", by_name="Khách")


@pytest.fixture
def binh(guest: Act, db: None) -> Act:
    """The demo citizen at the page door."""
    return acting.act_of(Account.objects.get(username="binh"), guest.at)[0]


def latest(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("id")


def in_log() -> str:
    """Everything that the log says, as text."""
    return " ".join(f"{one.by_name} {one.by_title} {one.data}" for one in Event.objects.all())


# Through the doors


def through(client: Client, number: str, *, onward: str = "") -> HttpResponse:
    """Sign in at the simulated VNeID as the person of that number."""
    first = client.get(reverse("directory:citizen_sign_in"), {"tiep": onward} if onward else {})
    assert first.status_code == 302, first.content
    page = client.get(first.headers["Location"])
    assert "VNeID mô phỏng - dữ liệu giả định" in page.content.decode()
    subject = next(one.subject for one in simulated.people() if one.personal_number == number)
    agreed = client.post(first.headers["Location"], {"subject": subject})
    return client.get(agreed.headers["Location"])


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO, settings.CITIZENS_FILE = True, None


def test_the_sign_in_page_offers_the_provider_and_carries_on(db: None, client: Client) -> None:
    page = client.get(reverse("directory:sign_in"), {"tiep": "/ho-so/?a=1"}).content.decode()
    assert "Đăng nhập bằng VNeID (mô phỏng)" in page
    assert f'href="{reverse("directory:citizen_sign_in")}?tiep=%2Fho-so%2F%3Fa%3D1"' in page


def test_a_citizen_known_from_the_province_comes_into_his_account(db: None, client: Client) -> None:
    answer = through(client, BINH)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    account = Account.objects.get(username="binh")
    assert client.session["_auth_user_id"] == str(account.pk)
    event = latest("directory.signed_in")
    assert (event.data["method"], event.by_position_id) == ("simulated", None)
    assert event.by_name == citizens.alias(Citizen.objects.get(account=account).pk)
    assert client.get(reverse("directory:tree")).status_code == 403


def test_somebody_new_gets_an_account_and_no_name_in_the_log(db: None, client: Client) -> None:
    answer = through(client, ANH, onward="/so-su-kien/")
    assert answer.headers["Location"] == "/so-su-kien/"
    citizen = Citizen.objects.get(personal_number=ANH)
    assert citizen.full_name == "Trần Ngọc Ánh"
    assert citizen.account.person.full_name == "Công dân"
    assert not citizen.account.has_usable_password()
    event = latest("directory.citizen_registered")
    assert (event.object_id, event.data["commitment"]) == (citizen.pk, citizen.commitment)
    told = in_log()
    assert "Ánh" not in told
    assert ANH not in told
    through(client, ANH)
    assert Citizen.objects.filter(personal_number=ANH).count() == 1


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_nobody_is_sent_on_to_another_site(db: None, client: Client, onward: str) -> None:
    assert through(client, BINH, onward=onward).headers["Location"] == "/"


def test_declining_is_told_and_lets_nobody_in(db: None, client: Client) -> None:
    first = client.get(reverse("directory:citizen_sign_in"))
    declined = client.post(first.headers["Location"])
    answer = client.get(declined.headers["Location"])
    assert answer.status_code == 422
    assert "Bạn đã dừng đăng nhập ở VNeID (mô phỏng)." in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("given", [{}, {"state": "x", "code": "y"}, {"error": "access_denied"}])
def test_an_answer_nobody_asked_for_lets_nobody_in(
    db: None, client: Client, given: dict[str, str]
) -> None:
    answer = client.get(reverse("directory:citizen_back"), given)
    assert answer.status_code == 422
    assert "đã quá hạn hoặc đã dùng rồi" in answer.content.decode()


def test_an_official_who_comes_as_a_citizen_leaves_the_post(
    client_as: Callable[..., Client],
) -> None:
    browser = client_as("lan")
    assert browser.get(reverse("directory:account")).status_code == 200
    through(browser, BINH)
    assert browser.get(reverse("directory:account")).status_code == 403


def test_a_citizen_goes_out_to_the_portal(client_as: Callable[..., Client]) -> None:
    assert client_as("binh").post(reverse("directory:sign_out")).headers["Location"] == "/"


def test_the_simulated_page_is_there_in_a_demonstration_only(
    db: None, client: Client, settings: Settings
) -> None:
    page = reverse("directory:simulated_vneid")
    assert client.get(page).status_code == 422
    address = client.get(reverse("directory:citizen_sign_in")).headers["Location"]
    elsewhere = address.replace("dinh-danh", "dinh-danh-khac")
    assert client.post(elsewhere, {"subject": "x"}).status_code == 422
    settings.DEMO = False
    assert client.get(address).status_code == 404
    assert client.get(reverse("directory:citizen_sign_in")).status_code == 404
    assert "VNeID" not in client.get(reverse("directory:sign_in")).content.decode()


def test_a_wrong_file_hides_the_provider_and_says_why_when_asked(
    db: None, client: Client, settings: Settings, tmp_path: Any
) -> None:
    settings.CITIZENS_FILE = tmp_path / "khong-co.toml"
    assert client.get(reverse("directory:sign_in")).status_code == 200
    answer = client.get(reverse("directory:citizen_sign_in"))
    assert answer.status_code == 422
    assert "không đọc được" in answer.content.decode()


# Who is meant


def test_a_citizen_is_found_by_his_act_and_an_official_is_none(
    binh: Act, act_of: Callable[..., Act], guest: Act
) -> None:
    citizen = citizens.citizen_of(binh)
    assert citizen is not None
    assert (citizen.full_name, citizen.personal_number) == ("Sơn Văn Bình", BINH)
    assert citizens.names_of([binh.account_id or 0]) == {binh.account_id: "Sơn Văn Bình"}
    assert citizens.citizen_of(act_of("lan")) is None
    assert citizens.citizen_of(guest) is None


def test_a_commitment_binds_and_is_the_same_in_sql(binh: Act) -> None:
    citizen = citizens.citizen_of(binh)
    assert citizen is not None
    assert citizen.commitment == citizens.commitment(citizen)
    citizen.full_name = "Ai khác"
    assert citizen.commitment != citizens.commitment(citizen)


def test_a_page_for_citizens_is_not_for_a_post(
    binh: Act, client_as: Callable[..., Client], rf: Any
) -> None:
    @acting.citizen
    def page(request: Any) -> HttpResponse:
        return HttpResponse("hồ sơ")

    request = rf.get("/")
    request.session = {}
    request.user = Account.objects.get(username="lan")
    request.act, request.hats = acting.act_of(request.user, binh.at)
    assert page(request).status_code == 403
    request.user, request.act = Account.objects.get(username="binh"), binh
    assert page(request).content.decode() == "hồ sơ"


# What a provider says anew


def test_a_provider_may_be_replaced_but_a_number_stays(guest: Act, binh: Act) -> None:
    told = replace(FIRST, personal_number=BINH, full_name="Sơn Văn Bình")
    account = actions.welcome(guest, identity=told)
    assert account.username == "binh"
    event = latest("directory.citizen_changed")
    assert event.data["commitment"] == Citizen.objects.get(account=account).commitment
    events = Event.objects.count()
    assert actions.welcome(guest, identity=told) == account
    assert Event.objects.count() == events


def test_a_number_alone_opens_nothing_when_the_provider_is_not_sure(guest: Act, db: None) -> None:
    unsure = replace(FIRST, personal_number=BINH, level=1)
    with pytest.raises(Refused, match="lên mức độ 2"):
        actions.welcome(guest, identity=unsure)


@pytest.mark.parametrize("lack", [{"full_name": ""}, {"personal_number": "123"}])
def test_a_provider_must_say_name_and_number(guest: Act, db: None, lack: dict[str, str]) -> None:
    with pytest.raises(Refused, match="12 số"):
        actions.welcome(guest, identity=replace(FIRST, **lack))  # type: ignore[arg-type]


def test_a_closed_account_stays_closed(guest: Act, db: None) -> None:
    account = actions.welcome(guest, identity=FIRST)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(Refused, match="đã khóa"):
        actions.welcome(guest, identity=FIRST)


# Erasing


def test_erasing_leaves_the_number_and_nothing_else(guest: Act, db: None) -> None:
    account = actions.welcome(guest, identity=FIRST)
    act = acting.act_of(account, guest.at)[0]
    held = actions.represent(act, **for_brother())
    citizen = citizens.citizen_of(act)
    assert citizen is not None
    before = citizen.commitment
    actions.erase(act, citizen_id=citizen.pk)

    citizen.refresh_from_db()
    assert (citizen.full_name, citizen.personal_number, bytes(citizen.salt)) == ("", "", b"")
    assert citizen.commitment == before != citizens.commitment(citizen)
    held.refresh_from_db()
    assert (held.name, held.number, held.paper) == ("", "", "")
    assert not Account.objects.get(pk=account.pk).is_active
    assert citizens.citizen_of(act) is None
    assert latest("directory.citizen_erased").object_id == citizen.pk
    assert actions.welcome(guest, identity=FIRST).pk != account.pk


def test_nobody_erases_somebody_else(guest: Act, binh: Act, act_of: Callable[..., Act]) -> None:
    other = Citizen.objects.get(account=actions.welcome(guest, identity=FIRST))
    for act in (binh, act_of("dat")):
        with pytest.raises(Citizen.DoesNotExist):
            actions.erase(act, citizen_id=other.pk)


# Acting for others


def for_company(**other: Any) -> dict[str, Any]:
    usual = {
        "of": "organisation", "name": " Công ty TNHH Lúa Mới ", "number": "2200000001",
        "basis": "law", "valid_from": date(2022, 11, 21),
    }  # fmt: skip
    return usual | other


def for_brother(**other: Any) -> dict[str, Any]:
    usual = {
        "of": "person", "name": "Trần Văn Em", "number": "094097000009", "basis": "paper",
        "paper": "Giấy ủy quyền số 12, ngày 20/11/2022", "valid_from": date(2022, 11, 21),
        "valid_to": date(2023, 2, 21),
    }  # fmt: skip
    return usual | other


def test_a_citizen_acts_for_an_organisation_from_a_day_on(binh: Act) -> None:
    held = actions.represent(binh, **for_company())
    citizen = citizens.citizen_of(binh)
    assert citizen is not None
    day = date(2022, 11, 21)
    assert list(Representation.objects.held_by(citizen, day)) == [held]
    assert not Representation.objects.held_by(citizen, day - timedelta(days=1))
    event = latest("directory.representation_begun")
    assert event.data["whom"] == "Công ty TNHH Lúa Mới (2200000001)"


def test_another_person_is_not_named_in_the_log(binh: Act) -> None:
    actions.represent(binh, **for_brother())
    told = in_log()
    assert latest("directory.representation_begun").data["whom"] == "một người khác"
    assert not any(word in told for word in ("Trần Văn Em", "094097000009", "Giấy ủy quyền"))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (for_company(number="123"), "Mã số thuế"),
        (for_company(basis="paper", valid_to=date(2023, 1, 1)), "văn bản ủy quyền"),
        (for_company(basis="paper", paper="Giấy"), "ngày kết thúc"),
        (for_brother(number="2200000001"), "12 số"),
        (for_brother(number=BINH), "của chính bạn"),
        (for_brother(valid_to=date(2022, 11, 21)), "sau ngày bắt đầu"),
        (
            for_brother(valid_from=date(2022, 1, 1), valid_to=date(2022, 11, 21)),
            "đã kết thúc trước hôm nay",
        ),
    ],
)
def test_what_cannot_be_a_representation(binh: Act, facts: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        actions.represent(binh, **facts)


def test_the_same_is_not_begun_twice_but_again_afterwards(binh: Act) -> None:
    actions.represent(binh, **for_brother())
    with pytest.raises(Refused, match="khai đại diện này rồi"):
        actions.represent(binh, **for_brother(valid_from=date(2023, 2, 20)))
    actions.represent(binh, **for_brother(valid_from=date(2023, 2, 21), valid_to=date(2023, 3, 1)))


def test_acting_for_somebody_ends_today(binh: Act) -> None:
    held = actions.represent(binh, **for_company())
    later = replace(binh, at=binh.at + timedelta(days=3))
    actions.end_representation(later, representation_id=held.pk)
    held.refresh_from_db()
    assert held.valid_to == date(2022, 11, 24)
    assert latest("directory.representation_ended").data["valid_to"] == "24/11/2022"
    with pytest.raises(Refused, match="đã kết thúc từ trước"):
        actions.end_representation(later, representation_id=held.pk)


def test_what_began_today_is_taken_back(binh: Act) -> None:
    held = actions.represent(binh, **for_company())
    actions.end_representation(binh, representation_id=held.pk)
    assert not Representation.objects.filter(pk=held.pk).exists()


def test_only_a_citizen_acts_for_others_and_ends_his_own(
    binh: Act, guest: Act, act_of: Callable[..., Act]
) -> None:
    held = actions.represent(binh, **for_company())
    with pytest.raises(Citizen.DoesNotExist):
        actions.represent(act_of("lan"), **for_company())
    other = acting.act_of(actions.welcome(guest, identity=FIRST), guest.at)[0]
    with pytest.raises(Representation.DoesNotExist):
        actions.end_representation(other, representation_id=held.pk)


def test_the_form_gives_what_the_action_takes(binh: Act) -> None:
    day = {"valid_from_0": "21", "valid_from_1": "11", "valid_from_2": "2022"}
    until = {"valid_to_0": "", "valid_to_1": "", "valid_to_2": ""}
    told = {"of": "organisation", "name": "Công ty Lúa", "number": "22 0000 0001", "basis": "law"}
    form = RepresentationForm(told | day | until)
    assert form.is_valid(), form.errors
    held = actions.represent(binh, **form.cleaned_data)
    assert (held.number, held.valid_from, held.valid_to) == ("2200000001", date(2022, 11, 21), None)
    assert not RepresentationForm({}).is_valid()
