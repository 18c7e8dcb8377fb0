"""Files that an official hands over, read whole within a limit, or a sentence why not."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lienthong.engine.problems import wrong

BYTES_MOST = 2_000_000
DEEP_MOST = 40


def read(path: Path, *, most: int = BYTES_MOST) -> bytes:
    """The content of a regular file. Raises `Wrong`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            kind = os.fstat(file.fileno()).st_mode
            if stat.S_ISDIR(kind):
                raise wrong("Đây là một thư mục: nêu tên từng tệp.")
            if not stat.S_ISREG(kind):
                raise wrong("Đây không phải một tệp thường.")
            content = file.read(most + 1)
    except IsADirectoryError:
        raise wrong("Đây là một thư mục: nêu tên từng tệp.") from None
    except FileNotFoundError:
        raise wrong("Không có tệp này.") from None
    except (OSError, ValueError):
        raise wrong("Không đọc được tệp này: tên không đúng hoặc không có quyền.") from None
    if len(content) > most:
        raise wrong(f"Tệp lớn quá {most // 1_000_000} MB.")
    return content


def parse_json(content: bytes) -> Any:
    """JSON as plain values: no doubled names, no NaN, not deeper than anybody writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong("Tệp không phải văn bản UTF-8.") from None
    _refuse_depth(text)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise wrong("JSON viết sai ở đây.", line=error.lineno, column=error.colno) from None
    except ValueError as error:
        told = str(error) if isinstance(error, _Said) else "Tệp có số dài quá mức."
        raise wrong(told) from None


class _Said(ValueError):  # noqa: N818 - a sentence on its way out of the parser
    pass


def _refuse_depth(text: str) -> None:
    """Counted on the text itself, because parsing would already have gone too deep."""
    depth, quoted, escaped = 0, False, False
    for sign in text:
        if quoted:
            quoted = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            quoted = True
        else:
            depth += (sign in "[{") - (sign in "]}")
        if depth > DEEP_MOST:
            raise wrong("Tệp JSON lồng quá sâu.")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Said(f"Mục “{twice[:60]}” viết hai lần.")
    return found


def _constant(_text: str) -> None:
    raise _Said("NaN và Infinity không phải JSON.")
