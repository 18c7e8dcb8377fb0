"""Invented people: who holds which posts, since when, and under which user name."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from demo_province.tables import OPENED, Post, Province, Row, fold, number, pick

# First days of invented appointments; all before the day on which the demo opens.
FIRST_DAYS = ("2021-07-01", "2021-08-16", "2021-10-01", "2022-01-04", "2022-03-01", "2022-06-01")
# What stands in the user names of a body's people before the name of its place.
PREFIXES: dict[str, list[str]] = {
    "ubnd": [], "dang": ["du"], "mttq": ["mt"], "congan": ["ca"], "bhxh": ["bh"], "vpdk": ["dk"],
}  # fmt: skip


def invent(names: dict[str, Any], key: str, taken: set[str]) -> str:
    """An invented full name that nobody has yet."""
    for attempt in range(1000):
        salt = (key, str(attempt))
        woman = number(2, "sex", *salt) == 1
        sex = "female" if woman else "male"
        if number(10, "people", *salt) < names["khmer_of_ten"]:
            family = pick(names["families_khmer"].split(), "family", *salt)
            own_style = family in {"Thạch", "Kim", "Sơn", "Danh"} and number(2, "style", *salt) == 1
            if own_style:
                full = f"{family} {pick(names[f'khmer_{sex}'].split('|'), 'given', *salt)}"
                if full not in taken:
                    return full
                continue
        else:
            family = pick(names["families_kinh"].split(), "family", *salt)
        middle = pick(names[f"middle_{sex}"].split(), "middle", *salt)
        given = pick(names[f"given_{sex}"].split(), "given", *salt)
        full = f"{family} {middle} {given}"
        if given not in {family, middle} and full not in taken:
            return full
    raise ValueError(key)


def add_person(province: Province, key: str, full_name: str, agency_key: str, card: str) -> str:
    family, *_, given = full_name.split()
    province.people[key] = {
        "key": key,
        "full_name": full_name,
        "family_name": family,
        "given_name": given,
        "demo": "1" if card else "0",
        "demo_persona": card,
    }
    province.home[key] = agency_key
    return key


def follow(province: Province, post: Post, before: Sequence[str], used: set[str]) -> str:
    """The holder of a like post in one of the agencies that this agency follows, or ""."""
    turn = number(len(before), "follow", post.key) if before else 0
    for old in [*before[turn:], *before[:turn]]:
        for path in post.was:
            person = province.holders.get(f"{old}/{path}", "")
            if person and person not in used:
                return person
    return ""


def fill(province: Province) -> None:
    """A person for every post: persona, follower, or somebody new; then the posts held beside."""
    before: dict[str, list[str]] = defaultdict(list)
    for row in province.agency_lineage:
        before[row["to_key"]].append(row["from_key"])
    taken = {row["full_name"] for row in province.personas}
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    order = sorted(province.posts.values(), key=lambda post: post.valid_from)
    for post in order:
        if not post.same:
            term = used[post.agency_key, post.valid_from]
            older = before[post.agency_key] or [post.agency_key]
            province.holders[post.key] = holder(province, post, older, term, taken)
            term.add(province.holders[post.key])
    for post in order:
        if post.same:
            province.holders[post.key] = province.holders[post.same]
    for row in province.personas:
        if not row["post"]:
            add_person(province, row["key"], row["full_name"], "", row["card"])


def holder(
    province: Province, post: Post, older: Sequence[str], used: set[str], taken: set[str]
) -> str:
    """Who holds a post that is nobody's second one; `used` hold another in this agency."""
    for row in province.personas:
        if row["post"] == post.key:
            return add_person(province, row["key"], row["full_name"], post.agency_key, row["card"])
    who = "" if post.valid_from == OPENED else follow(province, post, older, used)
    if who:
        return who
    full_name = invent(province.names, post.key, taken)
    taken.add(full_name)
    digest = hashlib.sha256(post.key.encode()).hexdigest()
    return add_person(province, f"n{digest[:10]}", full_name, post.agency_key, "")


def appointments(province: Province) -> list[Row]:
    rows = []
    for post in province.posts.values():
        person = province.holders[post.key]
        start = post.valid_from
        if start == OPENED:
            start = pick(FIRST_DAYS, "since", person)
        rows.append(
            {
                "person_key": person,
                "position_key": post.key,
                "valid_from": start,
                "valid_to": post.valid_to,
            }
        )
    return rows


def domain(agency_key: str) -> str:
    """The last part of the user names of an agency: nhonmy.kesach, du.nhonmy.kesach, sotttt."""
    prefix, _, place = agency_key.partition(".")
    if prefix not in PREFIXES or not place:
        return fold(prefix)
    parts = [fold(re.sub(r"^(xa|tt|huyen|tx)-", "", part)) for part in place.split(".")]
    return ".".join([*PREFIXES[prefix], *parts])


def accounts(province: Province) -> list[Row]:
    """A user name for everybody: given name, initials, agency; personas by their short key."""
    taken = {row["key"] for row in province.personas}
    rows = []
    for key, person in province.people.items():
        username = key
        if not person["demo_persona"]:
            *others, given = person["full_name"].split()
            initials = "".join(fold(word)[:1] for word in others)
            where = domain(province.home[key])
            username, again = f"{fold(given)}{initials}.{where}", 2
            while username in taken:
                username, again = f"{fold(given)}{initials}{again}.{where}", again + 1
            taken.add(username)
        rows.append(
            {"person_key": key, "username": username, "demo_persona": person["demo_persona"]}
        )
    return rows
