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
    return [
        {
            "agency_key": row["key"],
            **days(row["key"], due, late_register, late_answer),
            **facts(row["key"], district=row["level"] == "district"),
            "task": pick(story["reply"]["choices"]["tasks"], row["key"], "task"),
            "difficulty": pick(story["reply"]["choices"]["difficulties"], row["key"], "why"),
        }
        for row in province.agencies
        if row["kind"] == "peoples_committee"
        and row["level"] != "province"
        and row["valid_from"] <= opened
        and (not row["valid_to"] or opened < row["valid_to"])
    ]


def days(key: str, due: int, late_register: set[str], late_answer: set[str]) -> Row:
    """Working days after the day of issue on which it registers and answers."""
    slow = 2 + number(3, key, "slow")
    return {
        "registers_after_days": str(slow - 1 if key in late_register else 0),
        "answers_after_days": str(due + slow - 1 if key in late_answer else slow),
    }


def facts(key: str, *, district: bool) -> Row:
    """Figures that hang together: no more signatures than officials, teams of five and more."""
    computers = 82 + number(59, key, "computers") if district else 14 + number(11, key, "computers")
    officials = computers + number(21 if district else 5, key, "officials")
    teams = 48 + number(55, key, "teams") if district else 4 + number(6, key, "teams")
    return {
        "officials": str(officials),
        "computers": str(computers),
        "personal_signatures": str(officials - number(19 if district else 6, key, "signed")),
        "community_teams": str(teams),
        "team_members": str(teams * 5 + number(teams * 3, key, "members")),
        "online_percent": str(52 + number(41, key, "online")),
        "tasks_registered": str((5 if district else 2) + number(4, key, "tasks")),
    }
