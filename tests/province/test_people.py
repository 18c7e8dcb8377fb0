from collections import Counter, defaultdict

import pytest

from .reading import CONFERENCE, Row, on, table

ROLES = {
    "clerk",
    "specialist",
    "unit_head",
    "format_checker",
    "leader",
    "one_stop_officer",
    "administrator",
    "inspector",
    "archivist",
}
# Given names of those who led the province in 2022, and of well-known holders of high office:
# no invented person bears one, so no mixture of family, middle and given name can be theirs.
NOT_INVENTED = {
    "Lâu",
    "Mẫn",
    "Nghiệp",
    "Ngọc",
    "Nam",
    "Đào",
    "Khởi",
    "Sum",
    "Chuyện",
    "Hiểu",
    "Kiệt",
    "Triết",
    "Sang",
    "Hưng",
    "Chiến",
    "Cường",
    "Thắng",
    "Hà",
}


def held(day: str) -> dict[str, list[tuple[Row, str]]]:
    """agency -> [(position, person)] of a day."""
    agency = {row["key"]: row["agency_key"] for row in table("units")}
    position = {row["key"]: row for row in table("positions")}
    found = defaultdict(list)
    for row in on(table("appointments"), day):
        post = position[row["position_key"]]
        found[agency[post["unit_key"]]].append((post, row["person_key"]))
    return found


@pytest.mark.parametrize("day", [CONFERENCE, "2024-09-01", "2025-03-01", "2025-07-01"])
def test_every_agency_can_receive_handle_and_issue(day: str) -> None:
    by_agency = held(day)
    for row in on(table("agencies"), day):
        if row["place_key"] == "tp-can-tho":
            continue  # bodies of the new city: known by name only
        holders = defaultdict(set)
        for post, person in by_agency[row["key"]]:
            for role in post["roles"].split():
                holders[role].add(person)
        assert {"leader", "clerk", "specialist", "unit_head", "format_checker"} <= set(holders)
        assert len(holders["leader"]) >= 2, row["key"]
        # Decree 30/2020, art. 12: two different people answer for content and for format.
        assert not holders["unit_head"] & holders["format_checker"], row["key"]
        assert not holders["specialist"] & holders["clerk"], row["key"]


DESKS = ("peoples_committee", "department", "police", "social_insurance", "land_office", "tax")


@pytest.mark.parametrize("day", [CONFERENCE, "2025-07-01"])
def test_every_agency_that_receives_applications_has_a_desk(day: str) -> None:
    """Somebody receives, somebody handles, somebody signs: each post held."""
    by_agency = held(day)
    for row in on(table("agencies"), day):
        if row["kind"] not in DESKS or row["place_key"] == "tp-can-tho" or row["key"] == "vp-ubnd":
            continue
        roles = {role for post, _person in by_agency[row["key"]] for role in post["roles"].split()}
        assert {"one_stop_officer", "specialist", "leader"} <= roles, row["key"]


def test_content_is_checked_by_the_head_of_the_drafters_unit() -> None:
    roles: dict[str, set[str]] = defaultdict(set)
    for row in table("positions"):
        roles[row["unit_key"]] |= set(row["roles"].split())
    for unit, found in roles.items():
        assert "specialist" not in found or "unit_head" in found, unit


def test_roles_are_the_nine() -> None:
    used = {role for row in table("positions") for role in row["roles"].split()}
    assert used == ROLES


def test_posts_and_appointments_lie_inside_what_holds_them() -> None:
    lives: dict[str, tuple[str, str]] = {}
    for row in table("agencies"):
        start, end = lives.get(row["key"], ("9", "0"))
        start, end = min(start, row["valid_from"]), max(end, row["valid_to"] or "9999")
        lives[row["key"]] = start, end
    for name, parent in (
        ("units", "agency_key"),
        ("positions", "unit_key"),
        ("appointments", "position_key"),
    ):
        for row in table(name):
            start, end = lives[row[parent]]
            assert start <= row["valid_from"], row
            assert (row["valid_to"] or "9999") <= end, row
            if "key" in row:
                assert row["key"] not in lives, row
                lives[row["key"]] = row["valid_from"], row["valid_to"] or "9999"


def test_one_holder_of_a_post_at_a_time() -> None:
    for day in (CONFERENCE, "2024-09-01", "2025-03-01", "2025-07-01"):
        posts = Counter(row["position_key"] for row in on(table("appointments"), day))
        assert max(posts.values()) == 1
        assert set(posts) == {row["key"] for row in on(table("positions"), day)}


def test_people_and_accounts_match_one_to_one() -> None:
    people = [row["key"] for row in table("people")]
    assert len(people) == len(set(people))
    assert people == [row["person_key"] for row in table("accounts")]
    usernames = [row["username"] for row in table("accounts")]
    assert len(usernames) == len(set(usernames))
    assert all(name.isascii() and name == name.lower() and len(name) <= 60 for name in usernames)


def test_names_are_invented_and_never_those_of_the_leaders_of_2022() -> None:
    names = [row["full_name"] for row in table("people")]
    assert len(names) == len(set(names))
    assert not {row["given_name"] for row in table("people")} & NOT_INVENTED
    khmer = sum(row["family_name"] in {"Kim", "Thạch", "Sơn", "Danh"} for row in table("people"))
    assert khmer > len(names) / 10


def test_personas() -> None:
    persona = {row["person_key"]: row for row in table("accounts") if row["demo_persona"]}
    assert set(persona) == {row["key"] for row in table("people") if row["demo"] == "1"}
    post = {row["key"]: row for row in table("positions")}
    hats = defaultdict(list)
    for row in on(table("appointments"), CONFERENCE):
        hats[row["person_key"]].append(row["position_key"])

    def roles(person: str) -> set[str]:
        return {role for hat in hats[person] for role in post[hat]["roles"].split()}

    province = "ubnd.tinh-soc-trang/"
    assert "clerk" in roles("lan")
    assert f"{province}hc/van-thu" in hats["lan"]
    assert roles("minh") == {"leader"}
    assert hats["minh"][0].startswith(province)
    assert roles("hoa") == {"specialist"}
    assert hats["hoa"] == ["ubnd.xa-nhon-my.ke-sach/vhxh/cong-chuc"]
    assert roles("dat") == {"administrator"}
    assert all(hat.startswith("so-tc/") for hat in hats["nga"] + hats["loc"])
    assert hats["binh"] == []
    assert {"lan", "minh", "hoa", "binh", "nga", "dat", "thu", "son", "yen"} <= set(persona)
    assert all(row["username"] == key for key, row in persona.items())
    cards = [row["demo_persona"] for row in persona.values()]
    assert len(cards) == len(set(cards))


def test_some_people_hold_several_posts() -> None:
    hats = defaultdict(set)
    for row in on(table("appointments"), CONFERENCE):
        hats[row["person_key"]].add(row["position_key"])
    assert hats["huong"] == {
        "ubnd.xa-nhon-my.ke-sach/vptk/van-thu",
        "ubnd.xa-nhon-my.ke-sach/vptk/mot-cua",
    }
    # The chairman of a committee is also the deputy secretary of its Party committee.
    assert hats["vinh"] == {
        "ubnd.xa-nhon-my.ke-sach/lanh-dao/chu-tich",
        "dang.xa-nhon-my.ke-sach/lanh-dao/pho-bi-thu",
    }
    assert sum(len(posts) > 1 for posts in hats.values()) > 400
