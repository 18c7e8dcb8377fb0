"""How a document's number and symbol are written and read: `15/QĐ-UBND`, `12/UBND-VX`, `07-NQ/TU`.

The patterns are the province's data (province.toml, [numbers]): one grammar for the State's
documents (Decree 30/2020, app. I part II), one for the Party's (guidance 36-HD/VPTW of 2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

SIGNS = "/-"
WIDEST = 4
_NUMBER = "{number}"
_FIELD = re.compile(r"\{(\w+)\}")
_FIELDS = {"named": {"number", "type", "agency"}, "unnamed": {"number", "agency", "unit"}}
_UNIT = re.compile(r"[/-]\{unit\}")
_SHAPES = {"number": r"0*(?P<number>\d{1,9})", "agency": r"(?P<agency>\S(?:.*\S)?)"}


@dataclass(frozen=True)
class Read:
    """The parts of a number and symbol as somebody wrote them; `type` is empty for a letter."""

    number: int
    type: str
    agency: str
    unit: str = ""


@dataclass(frozen=True)
class Grammar:
    """The two patterns of one system, and how many digits a number has at least.

    Build it with `grammar`, which refuses patterns that could not be read back.
    """

    named: str
    unnamed: str
    width: int

    def symbol(self, *, agency: str, type: str = "", unit: str = "") -> str:  # noqa: A002
        """What follows the number: `QĐ-UBND`, `UBND-VX`, `NQ/TU`; without a unit `UBND`."""
        pattern = self.named if type else self._unnamed(unit)
        whole = pattern.format(number="", type=type, agency=agency, unit=unit)
        return whole[1:]

    def code(self, number: int, symbol: str) -> str:
        """`05/UBND-VX`: number and symbol with the sign of this system between them."""
        return f"{number:0{self.width}d}{self.named[len(_NUMBER)]}{symbol}"

    def read(self, code: str, types: Iterable[str]) -> Read | None:
        """The parts of what somebody wrote; None when it is not of this grammar.

        `types` are the abbreviations of the system: only they can stand for a type.
        """
        found = _expression(self.named, tuple(types)).fullmatch(code.strip())
        if found is None:
            found = _expression(self.unnamed, ()).fullmatch(code.strip())
        if found is None:
            found = _expression(self._unnamed(""), ()).fullmatch(code.strip())
        if found is None:
            return None
        parts = found.groupdict()
        return Read(
            int(parts["number"]), parts.get("type", ""), parts["agency"], parts.get("unit", "")
        )

    def _unnamed(self, unit: str) -> str:
        return self.unnamed if unit else _UNIT.sub("", self.unnamed)


@lru_cache(maxsize=64)
def _expression(pattern: str, types: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(types, key=len, reverse=True)
    shapes = {
        **_SHAPES,
        "type": f"(?P<type>{'|'.join(map(re.escape, longest_first)) or '(?!)'})",
        "unit": r"(?P<unit>[^\s/-][^/-]*)",
    }
    pieces = _FIELD.split(pattern)
    return re.compile("".join(
        shapes[piece] if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    ))  # fmt: skip


def grammar(values: Mapping[str, Any]) -> Grammar:
    """A grammar from one table of province.toml; Refused in words when it could not be read back.

    A pattern begins with the number and one sign, `/` or `-`, the same in both patterns; `width` is
    1 to 4 digits.
    """
    width = values.get("width", 2)
    named, unnamed = (_pattern(values, name) for name in ("named", "unnamed"))
    if named[len(_NUMBER)] != unnamed[len(_NUMBER)]:
        raise _wrong(_("hai mẫu phải có cùng dấu sau số"))
    if not isinstance(width, int) or not 1 <= width <= WIDEST:
        raise _wrong(_("width là số chữ số ít nhất, từ 1 đến 4"))
    return Grammar(named, unnamed, width)


def _pattern(values: Mapping[str, Any], name: str) -> str:
    pattern = values.get(name)
    if not isinstance(pattern, str):
        raise _wrong(_("thiếu mẫu {name}").format(name=name))
    fields = _FIELD.findall(pattern)
    rest = _FIELD.sub("", pattern)
    needed = _FIELDS[name] - {"unit"}
    shaped = re.fullmatch(r"\{number\}[/-].+", pattern) and "}{" not in pattern
    known = len(fields) == len(set(fields)) and needed <= set(fields) <= _FIELDS[name]
    if not shaped or not known or re.search(r"[{}\s]", rest):
        raise _wrong(
            _("mẫu {name} phải bắt đầu bằng {number} và một dấu / hoặc -").format(
                name=name, number=_NUMBER
            )
        )
    return pattern


def _wrong(why: str) -> Refused:
    return Refused(
        "numbering.grammar",
        _("Cách ghi số, ký hiệu ([numbers]) không dùng được: {why}.").format(why=why),
        reason="input",
    )


STATE = Grammar("{number}/{type}-{agency}", "{number}/{agency}-{unit}", 2)
"""What the decree says, where a province says nothing (Decree 30/2020, app. I part II)."""
