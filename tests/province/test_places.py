from collections import Counter, defaultdict

import pytest

from .reading import CONFERENCE, on, table

COMMUNES_OF_2022 = {
    "941": 10, "942": 8, "943": 13, "944": 9, "945": 8, "946": 11,
    "947": 11, "948": 8, "949": 10, "950": 10, "951": 11,
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "provinces", "districts", "communes"),
    [
        (CONFERENCE, 1, 11, 109),
        ("2024-08-31", 1, 11, 109),
        ("2024-09-01", 1, 11, 108),
        ("2024-09-02", 1, 11, 108),
        ("2025-06-30", 1, 11, 108),
        ("2025-07-01", 1, 0, 43),
    ],
)
def test_counts_by_day(day: str, provinces: int, districts: int, communes: int) -> None:
    levels = Counter(row["level"] for row in on(table("places"), day))
    assert (levels["province"], levels["district"], levels["commune"]) == (
        provinces,
        districts,
        communes,
    )


def test_types_of_2022_and_of_today() -> None:
    def types(day: str) -> Counter[str]:
        return Counter(row["type"] for row in on(table("places"), day) if row["level"] == "commune")

    assert types(CONFERENCE) == {"Xã": 80, "Phường": 17, "Thị trấn": 12}
    assert types("2024-09-01") == {"Xã": 80, "Phường": 16, "Thị trấn": 12}
    assert types("2025-07-01") == {"Xã": 35, "Phường": 8}


def test_communes_of_each_district() -> None:
    places = on(table("places"), CONFERENCE)
    code = {row["key"]: row["code"] for row in places if row["level"] == "district"}
    found = Counter(code[row["parent_key"]] for row in places if row["level"] == "commune")
    assert found == COMMUNES_OF_2022


def test_parent_is_valid_all_along() -> None:
    versions = defaultdict(list)
    for row in table("places"):
        versions[row["key"]].append(row)
    for row in table("places"):
        if not row["parent_key"]:
            assert row["level"] == "province"
            continue
        parents = versions[row["parent_key"]]
        assert min(parent["valid_from"] for parent in parents) <= row["valid_from"], row
        assert all(
            not parent["valid_to"] or (row["valid_to"] and row["valid_to"] <= parent["valid_to"])
            for parent in parents
        ), row


def test_code_is_unique_on_any_day_but_not_for_ever() -> None:
    for day in (CONFERENCE, "2024-09-01", "2025-06-30", "2025-07-01"):
        codes = [row["code"] for row in on(table("places"), day)]
        assert len(codes) == len(set(codes)), day
    keys_of = defaultdict(set)
    for row in table("places"):
        keys_of[row["code"]].add(row["key"])
    assert keys_of["31522"] == {"phuong-9.soc-trang", "phuong-1.soc-trang.2024"}
    assert sum(len(keys) > 1 for keys in keys_of.values()) == 40


def test_ward_1_of_2024() -> None:
    before = {row["code"]: row["name"] for row in on(table("places"), "2024-08-31")}
    after = {row["code"]: row["name"] for row in on(table("places"), "2024-09-01")}
    assert (before["31513"], before["31522"]) == ("Phường 1", "Phường 9")
    assert "31513" not in after
    assert after["31522"] == "Phường 1"


def test_lineage_is_many_to_one() -> None:
    followers = Counter(row["from_key"] for row in table("place_lineage"))
    assert set(followers.values()) == {1}
    kinds = Counter((row["kind"], row["effective_on"]) for row in table("place_lineage"))
    assert kinds == {
        ("merge", "2024-09-01"): 2,
        ("merge", "2025-07-01"): 104 + 1,
        ("abolish", "2025-07-01"): 11,
    }


def test_lineage_joins_an_end_to_a_beginning() -> None:
    start: dict[str, str] = {}
    end = {}
    for row in table("places"):
        start[row["key"]] = min(row["valid_from"], start.get(row["key"], "9"))
        end[row["key"]] = row["valid_to"]
    for row in table("place_lineage"):
        assert end[row["from_key"]] == row["effective_on"], row
        if row["kind"] == "abolish":
            assert row["to_key"] == ""
        else:
            assert start[row["to_key"]] == row["effective_on"], row


def test_every_place_that_ended_has_a_lineage_row() -> None:
    last = {}
    for row in sorted(table("places"), key=lambda place: place["valid_from"]):
        last[row["key"]] = row["valid_to"]
    ended = {key for key, until in last.items() if until}
    assert ended == {row["from_key"] for row in table("place_lineage")}


def test_four_communes_are_the_same_place_after_the_reform() -> None:
    versions = Counter(row["key"] for row in table("places"))
    same = {key for key, count in versions.items() if count > 1}
    assert same == {
        "xa-lai-hoa.vinh-chau",
        "xa-vinh-hai.vinh-chau",
        "xa-my-phuoc.my-tu",
        "xa-phong-nam.ke-sach",
    }


def test_three_new_communes_cross_old_district_lines() -> None:
    district = {
        row["key"]: row["parent_key"]
        for row in on(table("places"), "2025-06-30")
        if row["level"] == "commune"
    }
    districts_of = defaultdict(set)
    for row in table("place_lineage"):
        if row["effective_on"] == "2025-07-01" and row["from_key"] in district:
            districts_of[row["to_key"]].add(district[row["from_key"]])
    crossing = {key: parts for key, parts in districts_of.items() if len(parts) > 1}
    assert crossing == {
        "phuong-my-xuyen.2025": {"tp-soc-trang", "huyen-my-xuyen"},
        "xa-nhon-my.2025": {"huyen-ke-sach", "huyen-long-phu"},
        "xa-tan-long.2025": {"tx-nga-nam", "huyen-thanh-tri"},
    }


def test_eleven_tiles_on_eleven_spots() -> None:
    tiles = {
        (row["tile_col"], row["tile_row"]) for row in table("places") if row["level"] == "district"
    }
    assert len(tiles) == 11
    assert not any(row["tile_col"] for row in table("places") if row["level"] != "district")
