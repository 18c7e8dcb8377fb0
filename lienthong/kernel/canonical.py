"""One text for one JSON value, so that its digest means the value (RFC 8785)."""

from __future__ import annotations

import json
from typing import Any

MAX_INTEGER = 2**53 - 1


def dumps(value: Any) -> bytes:
    """The canonical UTF-8 bytes of plain values: texts, whole numbers that a double holds, true,
    false, null, lists, and objects with ASCII keys.

    For these the encoder of the standard library writes what RFC 8785 asks; the tests hold it
    against the library `rfc8785`. TypeError for anything else, a float above all.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"{key!r} is no plain key")
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise TypeError(f"{value} is more than a double holds")
    elif not (value is None or isinstance(value, str)):
        raise TypeError(f"{type(value).__name__} is no plain JSON value")
