import re
from collections import Counter, defaultdict

import pytest

from .reading import CONFERENCE, Row, on, table

DAYS = (CONFERENCE, "2024-09-01", "2025-02-28", "2025-03-01", "2025-06-30", "2025-07-01")


def kinds(rows: list[Row]) -> Counter[tuple[str, str, str]]:
    return Counter((row["branch"], row["kind"], row["level"]) for row in rows)


def test_agencies_of_the_conference_day() -> None:
    assert kinds(on(table("agencies"), CONFERENCE)) == {
        ("state", "peoples_committee", "province"): 1,
        ("state", "peoples_committee", "district"): 11,
        ("state", "peoples_committee", "commune"): 109,
        ("state", "department", "province"): 19,
        ("state", "office", "province"): 1,
        ("party", "party_committee", "province"): 1,
        ("party", "party_office", "province"): 1,
        ("party", "party_committee", "district"): 11,
        ("party", "party_committee", "commune"): 109,
        ("front", "front", "province"): 1,
        ("front", "front", "district"): 11,
        ("front", "front", "commune"): 109,
        ("state", "police", "province"): 1,
        ("state", "police", "district"): 11,
        ("state", "police", "commune"): 109,
        ("state", "social_insurance", "province"): 1,
        ("state", "social_insurance", "district"): 11,
        ("state", "land_office", "province"): 1,
        ("state", "land_office", "district"): 11,
        ("state", "tax", "province"): 1,
    }


def test_agencies_after_the_merge_and_after_the_reform() -> None:
    merged = kinds(on(table("agencies"), "2024-09-01"))
    reformed = kinds(on(table("agencies"), "2025-07-01"))
    bodies = (
        ("state", "peoples_committee"),
        ("party", "party_committee"),
        ("front", "front"),
        ("state", "police"),
    )
    for body in bodies:
        assert merged[*body, "commune"] == 108
        assert reformed[*body, "commune"] == 43
        assert reformed[*body, "district"] == 0
        assert reformed[*body, "province"] == 1
    assert kinds(on(table("agencies"), "2025-03-01"))["state", "department", "province"] == 14


@pytest.mark.parametrize("day", DAYS)
def test_superior_and_place_exist_on_the_same_day(day: str) -> None:
    agencies = {row["key"]: row for row in on(table("agencies"), day)}
    places = {row["key"]: row for row in on(table("places"), day)}
    for row in agencies.values():
        assert row["place_key"] in places, row
        assert places[row["place_key"]]["level"] == row["level"], row
        if row["superior_key"]:
            assert agencies[row["superior_key"]]["branch"] == row["branch"], row


@pytest.mark.parametrize("day", DAYS)
def test_a_code_names_one_agency_on_any_day(day: str) -> None:
    for form in ("code_2020", "code_2016"):
        codes = [row[form] for row in on(table("agencies"), day) if row[form]]
        assert len(codes) == len(set(codes)), form


def test_a_code_never_passes_to_another_agency() -> None:
    owners = defaultdict(set)
    for row in table("agencies"):
        owners[row["code_2020"]].add(row["key"])
    assert all(len(keys) == 1 for keys in owners.values())


def test_codes_have_the_forms_of_2020_and_2016() -> None:
    for row in table("agencies"):
        assert re.fullmatch(r"H(51|13)(\.[0-9A-Z]+)*", row["code_2020"]), row
        assert len(row["code_2020"]) <= 35
        if row["valid_from"] < "2025-07-01":
            assert re.fullmatch(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H51", row["code_2016"]), row
            assert len(row["code_2016"]) == 13


def test_names_and_symbols_fit_the_fields_of_decree_30() -> None:
    for row in table("agencies"):
        assert 0 < len(row["name"]) <= 200
    symbol = {row["key"]: row["symbol"] for row in table("agencies")}
    types = [row["abbreviation"] for row in table("document_types")]
    longest = max(map(len, types))
    for row in table("units"):
        # QyĐ-STTTT of a unit's longest symbol: type, issuer, unit, two dashes.
        assert longest + len(symbol[row["agency_key"]]) + len(row["code"]) + 2 <= 30, row
    assert all(0 < len(row["title"]) <= 100 for row in table("positions"))
    assert all(0 < len(row["full_name"]) <= 50 for row in table("people"))


def test_every_agency_that_ended_is_in_the_lineage_once() -> None:
    last = {}
    first: dict[str, str] = {}
    for row in sorted(table("agencies"), key=lambda agency: agency["valid_from"]):
        last[row["key"]] = row["valid_to"]
        first.setdefault(row["key"], row["valid_from"])
    ended = {key for key, until in last.items() if until}
    links = table("agency_lineage")
    assert Counter(row["from_key"] for row in links) == Counter(ended)
    for row in links:
        assert last[row["from_key"]] == row["effective_on"], row
        if row["kind"] == "abolish":
            assert row["to_key"] == ""
        else:
            assert row["kind"] == "merge"
            assert first[row["to_key"]] == row["effective_on"], row


def test_lineage_of_committees_follows_the_lineage_of_places() -> None:
    places = {
        (row["from_key"], row["to_key"])
        for row in table("place_lineage")
        if row["to_key"] and row["to_key"] != "tp-can-tho"
    }
    links = {(row["from_key"], row["to_key"]) for row in table("agency_lineage")}
    for prefix in ("ubnd", "dang", "mttq", "congan"):
        assert {(f"{prefix}.{old}", f"{prefix}.{new}") for old, new in places} <= links
