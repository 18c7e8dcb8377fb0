"""The text PostgreSQL gives for a jsonb value, written again in Python: half of the leaf's rule.

Object keys are ordered by their length in UTF-8 bytes, then by those bytes; ", " and ": " separate;
numbers keep every digit they were given and never an exponent; only what must be is escaped.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import cast

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]

_ESCAPES = {n: f"\\u{n:04x}" for n in range(0x20)} | {
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}


def parse(text: str) -> Json:
    """Read JSON without losing a digit: every number becomes a Decimal (a float would round)."""
    return cast("Json", json.loads(text, parse_float=Decimal, parse_int=Decimal))


def write(value: Json) -> str:
    """The text of jsonb for this value; a float or any other type is a TypeError."""
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return str(value)
        case Decimal():
            return _number(value)
        case str():
            return _quoted(value)
        case list():
            return f"[{', '.join(write(item) for item in value)}]"
        case dict():
            pairs = sorted((_order(key), key, item) for key, item in value.items())
            return f"{{{', '.join(f'{_quoted(key)}: {write(item)}' for _, key, item in pairs)}}}"
    raise TypeError(f"{type(value).__name__} has no text in jsonb")


def _order(key: str) -> tuple[int, bytes]:
    data = key.encode()
    return len(data), data


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.removeprefix("-") if value.is_zero() else text  # numeric knows no minus zero
