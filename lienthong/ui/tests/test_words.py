"""Numbers, dates and deadlines as Vietnamese writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lienthong.ui import words

NOW = datetime(2022, 11, 21, 1, 15, tzinfo=UTC)  # 08:15 in the province
FIVE = datetime(2022, 11, 21, 10, 0, tzinfo=UTC)  # 17:00 the same day


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1846, 0, "1.846"),
        (0, 0, "0"),
        (1234567, 0, "1.234.567"),
        (67.44, 1, "67,4"),
        (-8.9, 1, "−8,9"),
        (None, 0, ""),
    ],
)
def test_numbers(value: float | None, decimals: int, text: str) -> None:
    assert words.number(value, decimals) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(812, "812 B"), (45_056, "44 KB"), (1_887_437, "1,8 MB"), (None, "")],
)
def test_sizes(size: int | None, text: str) -> None:
    assert words.size(size) == text


def test_instants_stand_on_the_wall_of_the_province() -> None:
    assert words.day(NOW) == "21/11/2022"
    assert words.clock(NOW) == "08:15"
    assert words.instant(NOW) == "08:15, 21/11/2022"
    assert words.day(datetime(2022, 11, 20, 17, 30, tzinfo=UTC)) == "21/11/2022"
    assert words.day(date(2024, 11, 6)) == "06/11/2024"
    assert words.day(None) == words.clock(None) == words.instant(None) == ""


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2022, 11, 20, 17, 5, tzinfo=UTC), "0:05"),
        (datetime(2022, 11, 20, 16, 59, tzinfo=UTC), "Hôm qua"),
        (datetime(2022, 11, 1, 3, 0, tzinfo=UTC), "1/11"),
        (datetime(2021, 12, 31, 3, 0, tzinfo=UTC), "31/12/2021"),
    ],
)
def test_recent_is_as_short_as_it_stays_clear(at: datetime, text: str) -> None:
    assert words.recent(at, NOW) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Trần Minh Đạt", "TĐ"), ("lan", "L"), ("", "?"), ("  Lý  Thị Hòa ", "LH")],
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


@pytest.mark.parametrize(
    ("days", "due_at", "now", "answer"),
    [
        (9, FIVE, NOW, ("", "Còn 9 ngày")),
        (4, None, None, ("", "Còn 4 ngày")),
        (3, None, None, ("warn", "Còn 3 ngày")),
        (1, FIVE, NOW, ("warn", "Còn 1 ngày")),
        (0, FIVE, NOW, ("warn", "Hôm nay 17:00")),
        (0, None, NOW, ("warn", "Hạn hôm nay")),
        (0, NOW, FIVE, ("bad", "Quá hạn từ 08:15")),
        (-1, NOW, FIVE, ("bad", "Quá hạn 1 ngày")),
    ],
)
def test_deadlines_say_their_distance(
    days: int, due_at: datetime | None, now: datetime | None, answer: tuple[str, str]
) -> None:
    assert words.due(days, due_at, now) == answer
