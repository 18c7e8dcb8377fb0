import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, str]

FOLDER = Path(__file__).parents[2] / "provinces" / "soc-trang"


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def table() -> Callable[[str], list[Row]]:
    """Rows of one of the province's files, read once."""
    read: dict[str, list[Row]] = {}

    def rows(name: str) -> list[Row]:
        if name not in read:
            with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                read[name] = list(csv.DictReader(file))
        return read[name]

    return rows


@pytest.fixture(scope="session")
def settings_of() -> Callable[[str], dict[str, Any]]:
    def settings(name: str) -> dict[str, Any]:
        return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))

    return settings


@pytest.fixture(scope="session")
def on() -> Callable[[list[Row], str], list[Row]]:
    """The rows whose interval [valid_from, valid_to) holds a day."""

    def valid(rows: list[Row], day: str) -> list[Row]:
        return [
            row
            for row in rows
            if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
        ]

    return valid
