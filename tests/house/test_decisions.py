"""Decision records have a number each, in a row, and begin with it."""

from __future__ import annotations

import re
from pathlib import Path

RECORDS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


def test_every_number_is_given_once() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_a_record_begins_with_its_number() -> None:
    wrong = [
        path.name
        for path in RECORDS
        if not (found := re.match(r"# (\d+)", path.read_text(encoding="utf-8")))
        or int(found[1]) != int(path.name[:4])
    ]
    assert wrong == []
