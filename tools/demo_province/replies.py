"""The invented facts of each recipient's answer in the demo story."""

from typing import Any

from demo_province.tables import Province, Row, number, pick


def replies(province: Province, story: dict[str, Any]) -> list[Row]:
    """The invented facts of each recipient's answer, and when it registers and answers.

    Days count working days from the day of issue; an answer after `due_in_working_days` is late.
    """
    opened = story["document"]["issued_on"]
    late_register = set(story["late"]["register"])
    late_answer = set(story["late"]["answer"])
    due = story["document"]["due_in_working_days"]
    rows = []
    for row in province.agencies:
        alive = row["valid_from"] <= opened and (not row["valid_to"] or opened < row["valid_to"])
        local = row["kind"] == "peoples_committee" and row["level"] != "province"
        if not (alive and local):
            continue
        key = row["key"]
        big = 6 if row["level"] == "district" else 1
        computers = (14 + number(11, key, "computers")) * big
        officials = computers + number(5, key, "officials") * big
        online = 52 + number(41, key, "online")
        slow = 2 + number(3, key, "slow")
        rows.append(
            {
                "agency_key": key,
                "registers_after_days": str(slow if key in late_register else 0),
                "answers_after_days": str(due + slow if key in late_answer else 1 + slow),
                "officials": str(officials),
                "computers": str(computers),
                "personal_signatures": str(officials - number(6, key, "signed") * big),
                "community_teams": str((4 + number(6, key, "teams")) * (10 if big > 1 else 1)),
                "team_members": str((24 + number(40, key, "members")) * (10 if big > 1 else 1)),
                "online_percent": str(online),
                "tasks_registered": str(2 + number(4, key, "tasks") + (3 if big > 1 else 0)),
                "task": pick(story["reply"]["tasks"], key, "task"),
                "difficulty": pick(story["reply"]["difficulties"], key, "difficulty"),
            }
        )
    return rows
