from collections import Counter
from datetime import date, timedelta

import holidays

from .reading import CONFERENCE, Row, on, settings_of, table

GRAMMARS = {"state", "party"}


def test_twenty_nine_types_and_three_copies() -> None:
    state = [row for row in table("document_types") if row["system"] == "state"]
    copies = [row["abbreviation"] for row in state if row["is_copy"] == "1"]
    types = [row for row in state if row["is_copy"] == "0"]
    assert len(types) == 29
    assert copies == ["SY", "TrS", "SL"]
    # Official letters and letters carry no type in their symbol.
    assert [row["name"] for row in types if row["has_symbol"] == "0"] == ["Công văn", "Thư công"]
    assert [int(row["ordinal"]) for row in state] == list(range(1, 33))


def test_an_abbreviation_means_one_type_in_each_system() -> None:
    found = Counter((row["system"], row["abbreviation"]) for row in table("document_types"))
    assert max(found.values()) == 1
    assert {row["system"] for row in table("document_types")} == GRAMMARS
    assert all(len(row["name"]) <= 100 for row in table("document_types"))


def test_five_authority_prefixes() -> None:
    printed = {row["key"]: row["printed"] for row in table("authority_prefixes")}
    assert printed == {"TM": "TM.", "Q": "Q.", "KT": "KT.", "TL": "TL.", "TUQ": "TUQ."}


def members(group: Row, day: str) -> list[Row]:
    return [
        row
        for row in on(table("agencies"), day)
        if all(row[column] == group[column] for column in ("branch", "kind", "level"))
    ]


def test_groups_hold_the_120_and_never_the_party() -> None:
    groups = {row["key"]: row for row in table("groups")}
    assert len(members(groups["tat-ca-huyen"], CONFERENCE)) == 11
    assert len(members(groups["tat-ca-xa"], CONFERENCE)) == 109
    assert len(members(groups["so-ban-nganh"], CONFERENCE)) == 19
    assert len(members(groups["tat-ca-xa"], "2024-09-02")) == 108
    assert len(members(groups["tat-ca-xa"], "2025-07-01")) == 43
    assert members(groups["tat-ca-huyen"], "2025-07-01") == []
    assert {row["branch"] for row in groups.values()} == {"state"}


def test_every_agency_has_a_series_for_every_type_of_its_system() -> None:
    series = table("series")
    types = {
        system: [r["abbreviation"] for r in table("document_types") if r["system"] == system]
        for system in GRAMMARS
    }
    for agency in on(table("agencies"), CONFERENCE):
        mine = [
            row
            for row in series
            if row["agency_key"] in {"", agency["key"]}
            and all(row[column] in {"", agency[column]} for column in ("branch", "kind", "level"))
        ]
        grammars = {row["grammar"] for row in mine}
        assert grammars == {"party" if agency["branch"] == "party" else "state"}, agency
        for direction in ("outgoing", "incoming", "secret"):
            covered = " ".join(row["types"] for row in mine if row["direction"] == direction)
            assert "*" in covered.split(), (agency["key"], direction)
        named = {word for row in mine for word in row["types"].split() if word != "*"}
        assert named <= set(types[grammars.pop()]), agency
        codes = [row["code"] for row in mine]
        assert len(codes) == len(set(codes)), agency["key"]


def test_a_type_is_named_by_one_series_of_an_agency() -> None:
    series = [row for row in table("series") if row["agency_key"] == "ubnd.tinh-soc-trang"]
    named = [word for row in series for word in row["types"].split()]
    assert sorted(named) == ["CV", "GM", "QĐ"]


def test_calendar_days_are_days_and_swaps_come_in_pairs() -> None:
    days = {date.fromisoformat(row["date"]): row["kind"] for row in table("calendar")}
    assert len(days) == len(table("calendar"))
    assert list(days) == sorted(days)
    assert set(days.values()) == {"holiday", "swap_off", "swap_work"}
    for day, kind in days.items():
        assert (kind == "swap_work") <= (day.weekday() >= 5), day
        assert (kind == "swap_off") <= (day.weekday() < 5), day
    for year in range(2021, 2027):
        swaps = Counter(kind for day, kind in days.items() if day.year == year)
        assert swaps["swap_off"] == swaps["swap_work"], year


def test_calendar_agrees_with_the_library_but_for_the_swap_it_lacks() -> None:
    years = range(2021, 2027)
    library = holidays.country_holidays("VN", years=years)
    off = {row["date"] for row in table("calendar") if row["kind"] != "swap_work"}
    worked = {row["date"] for row in table("calendar") if row["kind"] == "swap_work"}
    assert off == {day.isoformat() for day in library} | {"2026-01-02"}
    assert worked == {day.isoformat() for day in library.weekend_workdays if day.year in years} | {
        "2026-01-10"
    }


def test_the_story_is_due_five_working_days_after_it_is_issued() -> None:
    document = settings_of("demo.toml")["document"]
    off = {row["date"] for row in table("calendar") if row["kind"] != "swap_work"}
    day = date.fromisoformat(document["issued_on"])
    left = document["due_in_working_days"]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day.isoformat() not in off
    assert day.isoformat() == document["due_on"]


def test_the_story_is_told_by_people_who_hold_those_posts() -> None:
    story = settings_of("demo.toml")
    roles = {row["key"]: set(row["roles"].split()) for row in table("positions")}
    filled = {row["position_key"] for row in on(table("appointments"), CONFERENCE)}
    needed = {
        "draft": "specialist",
        "content_check": "unit_head",
        "format_check": "format_checker",
        "approve": "leader",
        "seal": "clerk",
        "issue": "clerk",
        "receive_replies": "clerk",
    }
    for step, role in needed.items():
        post = story["sender"][step]["position_key"]
        assert role in roles[post], step
        assert post in filled, step
    assert len(story["document"]["subject"]) <= 500
    assert len(story["reply"]["subject"]) <= 500


def test_each_of_the_120_can_receive_and_answer() -> None:
    story = settings_of("demo.toml")
    replies = {row["agency_key"]: row for row in table("demo_replies")}
    roles = {row["key"]: set(row["roles"].split()) for row in table("positions")}
    units = {row["key"] for row in on(table("units"), CONFERENCE)}
    holder = {
        row["position_key"]: row["person_key"] for row in on(table("appointments"), CONFERENCE)
    }
    groups = [row for row in table("groups") if row["key"] in story["document"]["recipient_groups"]]
    expected = [row for group in groups for row in members(group, CONFERENCE)]
    assert len(expected) == story["document"]["recipient_count"] == 120
    assert set(replies) == {row["key"] for row in expected}
    for agency in expected:
        plan = story["receiver"][agency["level"]]
        for step in ("clerk", "specialist", "unit_head", "format_checker"):
            assert step in roles[f"{agency['key']}/{plan[step]}"], (agency["key"], step)
        for step in ("leader", "signer"):
            assert "leader" in roles[f"{agency['key']}/{plan[step]}"], (agency["key"], step)
        for unit in ("lead_unit", "support_unit", "information_unit"):
            assert f"{agency['key']}/{plan[unit]}" in units
        people = [
            holder[f"{agency['key']}/{plan[step]}"]
            for step in ("specialist", "unit_head", "format_checker", "signer")
        ]
        # Whoever checked the content or the format is not the one who signs.
        assert len(set(people)) == 4, agency["key"]


def test_nine_answer_late_and_four_register_late() -> None:
    story = settings_of("demo.toml")
    due = story["document"]["due_in_working_days"]
    late = {
        row["agency_key"] for row in table("demo_replies") if int(row["answers_after_days"]) > due
    }
    slow = {
        row["agency_key"] for row in table("demo_replies") if row["registers_after_days"] != "0"
    }
    assert late == set(story["late"]["answer"])
    assert slow == set(story["late"]["register"])
    assert (len(late), len(slow)) == (9, 4)
    for row in table("demo_replies"):
        assert int(row["registers_after_days"]) < int(row["answers_after_days"])


def test_every_reply_text_fills_from_the_row() -> None:
    story = settings_of("demo.toml")
    beside = {"agency": "UBND", "number_symbol": "1/UBND-VX", "issued_on": "21/11/2022"}
    texts = set()
    for row in table("demo_replies"):
        text = "\n".join(part["text"] for part in story["reply"]["body"]).format(**row, **beside)
        assert "{" not in text
        texts.add(text)
    assert len(texts) == 120


def test_the_figures_of_a_reply_hang_together() -> None:
    for row in table("demo_replies"):
        assert 0 < int(row["personal_signatures"]) <= int(row["officials"])
        assert int(row["computers"]) <= int(row["officials"])
        assert int(row["team_members"]) >= 5 * int(row["community_teams"])
        assert 0 <= int(row["online_percent"]) <= 100
