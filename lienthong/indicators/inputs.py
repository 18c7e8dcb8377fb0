"""What somebody knows of an agency's metrics, as JSON, into measures; whatever can't be used is
told in a sentence and stands beside the rest. The shape is docs/reference/score.md.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from lienthong.engine.problems import wrong
from lienthong.indicators.indicator_set import LEVELS, Counts, Group, Indicator, IndicatorSet
from lienthong.indicators.scoring import Measure

BYTES_MOST = 1_000_000
DIGITS_MOST = 15
DEEP_MOST = 6
SHOWN = 60
NUMERATOR = {"n", "numerator", "num", "tu", "tuso", "count"}
DENOMINATOR = {"d", "denominator", "den", "mau", "mauso", "total"}
RATIO = {"ratio", "rate", "value", "tile", "tyle"}
LEVEL, SWITCHES = {"level", "cap"}, {"switches"}
BESIDE = {
    "agency", "coquan", "name", "ten", "code", "ma", "id", "case", "period", "ky", "month", "year",
    "quarter", "date", "on", "indicatorset", "version", "source", "url", "note",
    "ghichu", "comment", "expected", "points", "score", "diem", "max", "total",
}  # fmt: skip
"""Names that say whose figures these are, or what came of them; they are not looked at."""
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass
class Given:
    """What an input holds: measures by indicator id, the level and switches it names, and what was
    not understood.
    """

    measures: dict[str, Measure] = field(default_factory=dict)
    level: str = ""
    switches: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Unusable(Exception):  # noqa: N818 - like Refused: an answer, not an error
    """A value that is not a ratio or a count; the sentence says why."""


def folded(name: str) -> str:
    """A name without case, marks, blanks and signs: `PAKN on time` and PAKN_ON_TIME are one."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(one for one in plain if one.isalnum())


def parse(content: bytes) -> dict[str, Any]:
    """The JSON object of a file. Raises `Wrong`."""
    if len(content) > BYTES_MOST:
        raise wrong(f"Tệp lớn quá {BYTES_MOST // 1000} kB.")
    try:
        found = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal,
            parse_constant=str, object_pairs_hook=_once,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise wrong("Tệp không phải văn bản UTF-8.") from None
    except json.JSONDecodeError as error:
        raise wrong("JSON viết sai ở đây.", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise wrong("JSON lồng quá sâu.") from None
    if not isinstance(found, dict):
        raise wrong("Tệp phải là một đối tượng JSON: {“tên chỉ số”: giá trị, …}.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise wrong(f"Tên “{name[:SHOWN]}” viết hai lần. Giữ lại một.")
        found[name] = value
    return found


def read(indicator_set: IndicatorSet, content: Mapping[str, Any]) -> Given:
    """Measures from a parsed input."""
    names = _Names(indicator_set)
    given = Given()
    values: dict[str, Any] = {}
    counts: dict[str, Any] = {}
    for path, value in _leaves(names, content):
        name = path[-1]
        if folded(name) in LEVEL:
            given.level = _level(value, given)
        elif folded(name) in SWITCHES:
            given.switches = [str(one) for one in value] if isinstance(value, list) else []
        elif (found := names.indicator(path)) is not None:
            values[found.id] = value
            counts[folded(name)] = value
        elif folded(name) in names.counts:
            counts[folded(name)] = value
        else:
            given.notes.append(names.unknown(name))
    for one in indicator_set.indicators:
        measure = _measure(one, values, counts)
        if measure is not None:
            given.measures[one.id] = measure
    return given


class _Names:
    """How everything may be called."""

    def __init__(self, indicator_set: IndicatorSet) -> None:
        self.groups = {
            folded(name): group
            for group in indicator_set.groups
            for name in (group.id, group.name, *group.called)
        }
        self.counts = {
            folded(name)
            for one in indicator_set.indicators
            for pair in one.counts
            for name in (*pair.numerator, *pair.denominator)
        }
        self.inside = {
            (group.id, folded(name)): one
            for group in indicator_set.groups
            for one in group.indicators
            for name in (one.id, one.name, *one.called)
        }
        self.alone: dict[str, Indicator] = {}
        for (_group, name), one in self.inside.items():
            if len(name) > 1:
                self.alone[name] = one
        for called, group in self.groups.items():
            for (of, name), one in self.inside.items():
                if of == group.id:
                    self.alone.setdefault(called + name, one)
        self.listed = [one.id for one in indicator_set.indicators]

    def group(self, name: str) -> Group | None:
        return self.groups.get(folded(name))

    def indicator(self, path: tuple[str, ...]) -> Indicator | None:
        name = folded(path[-1])
        for above in path[:-1]:
            group = self.group(above)
            if group is not None and (group.id, name) in self.inside:
                return self.inside[(group.id, name)]
        return self.alone.get(name)

    def unknown(self, name: str) -> str:
        near = get_close_matches(name.upper(), self.listed, n=1)
        hint = f" Có phải {near[0]}?" if near else ""
        return f"Không có chỉ số “{name[:SHOWN]}”, bỏ qua.{hint}"


def _leaves(
    names: _Names, content: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(path, value) of everything that is not a mere heading."""
    for name, value in content.items():
        here = (*path, name)
        if folded(name) in BESIDE:
            continue
        heading = isinstance(value, dict) and names.indicator(here) is None
        if heading and len(here) < DEEP_MOST:
            yield from _leaves(names, value, here)
        else:
            yield here, value


def _level(value: Any, given: Given) -> str:
    if value is None:
        return ""
    words = {folded(word): code for code, word in LEVELS.items()}
    words |= {folded(word.split()[-1]): code for code, word in LEVELS.items()}
    words |= {code: code for code in LEVELS}
    found = words.get(folded(str(value)), "")
    if not found:
        listed = ", ".join(LEVELS)
        given.notes.append(f"Không hiểu cấp “{str(value)[:SHOWN]}”. Ghi một trong: {listed}.")
    return found


def _measure(
    one: Indicator, values: Mapping[str, Any], counts: Mapping[str, Any]
) -> Measure | None:
    """Of one metric: by its own name, else by its counts; None when nothing is said of it."""
    try:
        found = [pair for pair in one.counts if _says(pair, counts)]
        if one.id in values and not _is_count(values[one.id], found, counts):
            return _value(one, values[one.id])
        if not found:
            return None
        whole = next((pair for pair in found if not _lacking(pair, counts)), None)
        if whole is None:
            lacking = _lacking(found[0], counts)
            raise Unusable(f"Thiếu {', '.join(lacking)} nên không tính được tỉ lệ.")  # noqa: TRY301
        return _of(_sum(whole.numerator, counts), _sum(whole.denominator, counts))
    except Unusable as error:
        return Measure(wrong=str(error))


def _says(pair: Counts, counts: Mapping[str, Any]) -> bool:
    """Is any of its numerator there? A denominator may be another metric's too."""
    return any(folded(name) in counts for name in pair.numerator)


def _is_count(value: Any, found: list[Counts], counts: Mapping[str, Any]) -> bool:
    """`paknOnTime` may be a ratio or a count: a whole number beside its denominator is a count."""
    whole = isinstance(value, Decimal) and value.is_finite() and value.as_tuple().exponent == 0
    return whole and any(not _lacking(pair, counts) for pair in found)


def _lacking(pair: Counts, counts: Mapping[str, Any]) -> list[str]:
    return [name for name in (*pair.numerator, *pair.denominator) if folded(name) not in counts]


def _sum(names: tuple[str, ...], counts: Mapping[str, Any]) -> Fraction | None:
    """The sum of these counts; None when one of them is not known."""
    found = [_count(counts[folded(name)], name) for name in names]
    known = [one for one in found if one is not None]
    return sum(known, Fraction(0)) if len(known) == len(found) else None


def _value(one: Indicator, value: Any) -> Measure:
    if isinstance(value, dict):
        return _parts(one, {folded(name): part for name, part in value.items()})
    if isinstance(value, list):
        if len(value) != 2:  # noqa: PLR2004 - n, d
            raise Unusable("Danh sách phải có đúng hai số: tử số, mẫu số.")
        return _of(_count(value[0], "tử số"), _count(value[1], "mẫu số"))
    if isinstance(value, str) and value.count("/") == 1:
        n, d = value.split("/")
        return _of(_count(n.strip(), "tử số"), _count(d.strip(), "mẫu số"))
    return Measure(ratio=_ratio(value))


def _parts(one: Indicator, value: Mapping[str, Any]) -> Measure:
    """`{"n": 95, "d": 100}`, `{"ratio": 0.95}`, its counts by name, or shares to be taken off."""
    for pair in one.counts:
        if not _lacking(pair, value):
            return _of(_sum(pair.numerator, value), _sum(pair.denominator, value))
    n = next((value[name] for name in NUMERATOR if name in value), None)
    d = next((value[name] for name in DENOMINATOR if name in value), None)
    less = [_number(value[name], name) for name in map(folded, one.less) if name in value]
    if less:
        known = [part for part in less if part is not None]
        if len(known) < len(less):
            return Measure()
        whole = _count(d, "d") if d is not None else Fraction(1)
        left = (whole or Fraction(0)) - sum(known, Fraction(0))
        if left < 0:
            raise Unusable("Số trễ và bị chê cộng lại nhiều hơn toàn bộ.")
        return _of(left, whole) if d is not None else Measure(ratio=left)
    if NUMERATOR & value.keys() and DENOMINATOR & value.keys():
        return _of(_count(n, "n"), _count(d, "d"))
    if RATIO & value.keys():
        return Measure(ratio=_ratio(next(value[name] for name in RATIO if name in value)))
    raise Unusable("Ghi tỉ lệ, hoặc {“n”: tử số, “d”: mẫu số}.")


def _of(n: Fraction | None, d: Fraction | None) -> Measure:
    if n is None or d is None:
        return Measure()
    if d == 0 and n == 0:
        return Measure(None, n, d)
    if n > d:
        raise Unusable(f"Tử số {_told(n)} lớn hơn mẫu số {_told(d)}. Xem lại hai số.")
    return Measure(n / d, n, d)


def _ratio(value: Any) -> Fraction | None:
    found = _number(value, "tỉ lệ")
    if found is not None and found > 1:
        raise Unusable(
            f"Tỉ lệ {_told(found)} lớn hơn 1. Ghi từ 0 đến 1, hoặc ghi phần trăm dạng “95%”."
        )
    return found


def _count(value: Any, name: str) -> Fraction | None:
    if isinstance(value, str) and "%" in value:
        raise Unusable(f"“{name}” phải là một số đếm, không phải phần trăm.")
    return _number(value, name)


def _number(value: Any, name: str) -> Fraction | None:
    """A number from 0 up, exactly; None for "not known"."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | str | int | float):
        raise Unusable(f"“{name}” phải là một số, hoặc null khi chưa có số liệu.")
    text = str(value).strip()
    percent = text.endswith("%")
    found = _decimal(text.removesuffix("%").strip() if percent else text, name)
    if found < 0:
        raise Unusable(f"“{name}” là số âm ({text[:SHOWN]}). Ghi từ 0 trở lên.")
    return Fraction(found) / (100 if percent else 1)


def _decimal(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text if not NUMBER.fullmatch(text) else text.replace(",", "."))
    except ArithmeticError:
        raise Unusable(f"“{text[:SHOWN]}” không phải là số. Ghi số hoặc null.") from None
    if found.is_nan() or found.is_infinite():
        raise Unusable(f"“{name}” là {text[:SHOWN]}, không phải một số. Ghi số hoặc null.")
    if not found:
        return Decimal(0)
    if abs(found.adjusted()) > DIGITS_MOST or len(found.as_tuple().digits) > 4 * DIGITS_MOST:
        raise Unusable(f"“{name}” quá lớn, quá nhỏ hoặc quá dài: {text[:20]}….")
    return found


def _told(value: Fraction) -> str:
    return f"{float(value):g}".replace(".", ",")
