"""What an official can call in an expression: dates, ages, money, text. Nothing else exists."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from cel_expr_python import cel

WorkingDays = Callable[[date, date], int]
MARK = "\x02"  # begins a sentence of ours inside the library's message
_working_days: ContextVar[WorkingDays | None] = ContextVar("working_days", default=None)

TEXT, WHOLE, DAY = cel.Type.STRING, cel.Type.INT, cel.Type.TIMESTAMP
WHOLES = cel.Type.List(cel.Type.INT)


@dataclass(frozen=True)
class Function:
    """`takes` and `gives` are the library's types; a day is also taken as ISO text, because inside
    a row days are text. `sentence` is for the official who writes.
    """

    call: str
    takes: Sequence[cel.Type]
    gives: cel.Type
    does: Callable[..., Any]
    sentence: str

    @property
    def name(self) -> str:
        """`age_on(born, day)` is called `age_on`."""
        return self.call.partition("(")[0]

    def overloads(self) -> Iterator[cel.Overload]:
        """One for each way a day may come: as a day or as text."""
        ways = [(DAY, TEXT) if one == DAY else (one,) for one in self.takes]
        for number, way in enumerate(product(*ways)):
            yield cel.Overload(f"{self.name}_{number}", self.gives, list(way), False, self._guarded)

    def _guarded(self, *args: Any) -> Any:
        try:
            days = [_day(arg) if kind == DAY else arg for arg, kind in self._pairs(args)]
            return _given(self.does(*days))
        except _Said as said:
            raise ValueError(f"{MARK}{self.name}{MARK}{said}") from None
        except (ValueError, OverflowError, TypeError):
            text = "không tính được với giá trị này."
            raise ValueError(f"{MARK}{self.name}{MARK}{text}") from None

    def _pairs(self, args: Sequence[Any]) -> Iterator[tuple[Any, cel.Type]]:
        return zip(args, self.takes, strict=True)


class _Said(Exception):  # noqa: N818 - a sentence on its way out
    """The rest of a sentence that begins with the function's name."""


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise _Said(f"“{str(value)[:40]}” không phải ngày dạng 2022-11-21.") from None


def _given(value: Any) -> Any:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


@contextmanager
def calendar(working_days: WorkingDays | None) -> Iterator[None]:
    """Whose working days `working_days()` counts during one evaluation."""
    token = _working_days.set(working_days)
    try:
        yield
    finally:
        _working_days.reset(token)


def _age_on(born: date, day: date) -> int:
    if day < born:
        raise _Said("ngày sinh sau ngày tính tuổi.")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _months_on(born: date, day: date) -> int:
    if day < born:
        raise _Said("ngày sinh sau ngày tính tuổi.")
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def add_months(day: date, count: int) -> date:
    """A day later by months: a shorter month's last (Civil Code 2015, art. 148)."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working(start: date, end: date) -> int:
    counting = _working_days.get()
    if counting is None:
        raise _Said("ở đây không có lịch làm việc để đếm.")
    return counting(start, end)


def _share(amount: int, part: int, whole: int) -> int:
    if whole <= 0:
        raise _Said("mẫu số phải lớn hơn 0.")
    return (2 * amount * part + whole) // (2 * whole)


def _round_to(amount: int, unit: int) -> int:
    if unit <= 0:
        raise _Said("bậc làm tròn phải lớn hơn 0.")
    return (2 * amount + unit) // (2 * unit) * unit


def fold(text: str) -> str:
    """Without marks and case, đ as d, spaces joined: `Đặng  Văn` is `dang van`."""
    bare = unicodedata.normalize("NFD", text.lower())
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(kept.replace("đ", "d").split())


FUNCTIONS = (
    Function("date(text)", [DAY], DAY, lambda day: day, "Ngày viết dạng 2022-11-21."),
    Function("age_on(born, day)", [DAY, DAY], WHOLE, _age_on, "Số tuổi tròn vào một ngày."),
    Function("months_on(born, day)", [DAY, DAY], WHOLE, _months_on, "Số tháng tuổi tròn."),
    Function(
        "days_between(first, last)",
        [DAY, DAY],
        WHOLE,
        lambda first, last: (last - first).days,
        "Số ngày từ ngày trước đến ngày sau.",
    ),
    Function(
        "working_days(first, last)",
        [DAY, DAY],
        WHOLE,
        _working,
        "Số ngày làm việc theo lịch của tỉnh.",
    ),
    Function(
        "add_days(day, count)",
        [DAY, WHOLE],
        DAY,
        lambda day, count: day + timedelta(days=count),
        "Ngày sau đó một số ngày.",
    ),
    Function("add_months(day, count)", [DAY, WHOLE], DAY, add_months, "Ngày sau đó số tháng."),
    Function(
        "add_years(day, count)",
        [DAY, WHOLE],
        DAY,
        lambda day, count: add_months(day, 12 * count),
        "Ngày sau đó một số năm.",
    ),
    Function("year_of(day)", [DAY], WHOLE, lambda day: day.year, "Năm của ngày."),
    Function("month_of(day)", [DAY], WHOLE, lambda day: day.month, "Tháng của ngày, 1 đến 12."),
    Function("day_of(day)", [DAY], WHOLE, lambda day: day.day, "Ngày trong tháng, 1 đến 31."),
    Function("min(a, b)", [WHOLE, WHOLE], WHOLE, min, "Số nhỏ hơn."),
    Function("max(a, b)", [WHOLE, WHOLE], WHOLE, max, "Số lớn hơn."),
    Function("sum(numbers)", [WHOLES], WHOLE, sum, "Tổng các số của một danh sách."),
    Function(
        "share(amount, part, whole)",
        [WHOLE, WHOLE, WHOLE],
        WHOLE,
        _share,
        "Phần part/whole của số tiền, tròn đồng: 0,5 % là share(gia, 5, 1000).",
    ),
    Function(
        "round_to(amount, unit)", [WHOLE, WHOLE], WHOLE, _round_to, "Làm tròn đến bậc gần nhất."
    ),
    Function("fold(text)", [TEXT], TEXT, fold, "Chữ thường, bỏ dấu, để so tên không kể dấu."),
)
BY_NAME = {one.name: one for one in FUNCTIONS}


def declarations() -> list[cel.FunctionDecl]:
    """As the library takes them."""
    return [cel.FunctionDecl(one.name, list(one.overloads())) for one in FUNCTIONS]
