"""The story's facts, from the province's `demo.toml` and `demo_replies.csv`.

Who does which step, when, in which words.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lienthong.kernel import clock

URGENCIES = {"normal": 0, "urgent": 1, "very_urgent": 2, "flash": 3}


@dataclass(frozen=True)
class Script:
    """Both files as read; nothing of the story is in code."""

    facts: dict[str, Any]
    replies: dict[str, dict[str, str]]

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.facts["document"]["issued_on"])

    def sender(self, step: str) -> tuple[str, datetime]:
        """Position key and instant of a step of the sending agency."""
        part = self.facts["sender"][step]
        hour = time.fromisoformat(part.get("at", "08:00"))
        return part["position_key"], datetime.combine(self.issued_on, hour, clock.zone())

    def body(self, part: str) -> str:
        """The paragraphs of the document or of a reply, one a line."""
        return "\n".join(item["text"] for item in self.facts[part]["body"])

    def post_key(self, level: str, agency_key: str, step: str) -> str:
        """Position key of a step of a receiving agency."""
        return f"{agency_key}/{self.facts['receiver'][level][step]}"

    def unit_key(self, level: str, agency_key: str, part: str) -> str:
        """Unit key of the lead, support or information unit of a receiving agency."""
        return f"{agency_key}/{self.facts['receiver'][level][part]}"

    def reply_body(self, agency_key: str, **facts: str) -> str:
        """The reply's text with this agency's figures in it."""
        return self.body("reply").format_map({**self.replies[agency_key], **facts})


def read(folder: Path) -> Script:
    """Read the story of a province. Raises FileNotFoundError when the province tells none."""
    facts = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))
    with (folder / "demo_replies.csv").open(encoding="utf-8", newline="") as file:
        replies = {row["agency_key"]: row for row in csv.DictReader(file)}
    return Script(facts, replies)


def working_moment(day: date, minutes: int) -> datetime:
    """A moment of that day, `minutes` after seven in the morning, the noon break left out."""
    noon = 4 * 60
    start = datetime.combine(day, time(7, 0), clock.zone())
    return start + timedelta(minutes=minutes if minutes < noon else minutes + 120)
