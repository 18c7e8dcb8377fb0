"""How the tests read the province's files."""

import csv
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, str]
Table = Callable[[str], list[Row]]
On = Callable[[list[Row], str], list[Row]]
Settings = Callable[[str], dict[str, Any]]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "provinces" / "soc-trang"
CONFERENCE = "2022-11-21"


@cache
def table(name: str) -> list[Row]:
    """Rows of one of the province's files, read once."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def settings_of(name: str) -> dict[str, Any]:
    """One of the province's TOML files."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def on(rows: list[Row], day: str) -> list[Row]:
    """The rows whose interval [valid_from, valid_to) holds a day."""
    return [
        row
        for row in rows
        if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
    ]
