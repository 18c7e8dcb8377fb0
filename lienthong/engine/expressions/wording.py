"""The library's messages as Vietnamese sentences; no English reaches an official."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lienthong.engine.expressions.functions import BY_NAME, MARK
from lienthong.engine.expressions.names import Names

PLACED = re.compile(
    r"ERROR: <input>:(-?\d+):(-?\d+): (.*?)(?=\n \||\nERROR:| \[[A-Z_]+\]$|$)", re.DOTALL
)
TYPES = {
    "int": "số nguyên",
    "string": "chữ",
    "bool": "có/không",
    "dyn": "giá trị chưa rõ loại",
    "double": "số thập phân",
    "null_type": "null",
    "google.protobuf.Timestamp": "ngày",
    "timestamp": "ngày",
    "google.protobuf.Duration": "khoảng thời gian",
    "duration": "khoảng thời gian",
}
SIGNS = {
    "_&&_": "&&", "_||_": "||", "!_": "!", "_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=",
    "_>_": ">", "_>=_": ">=", "_+_": "+", "_-_": "-", "_*_": "*", "_/_": "/", "_%_": "%",
    "-_": "-", "_[_]": "[ ]", "@in": "in",
}  # fmt: skip
TOO_DEEP = "Biểu thức lồng nhau quá sâu: tách ra cho dễ đọc."
NO_NULL = "Không dùng null: hỏi filled.tên_trường để biết đã điền hay chưa."
UNCLEAR = "Biểu thức viết chưa đúng ở chỗ này."


def of_compiling(message: str, text: str, names: Names) -> Iterator[tuple[int, int, str]]:
    """Line, column (from 1; 0 not known) and sentence of each thing the library found wrong."""
    if "recursion" in message:
        yield 0, 0, TOO_DEEP
        return
    placed = PLACED.findall(message)
    if not placed:
        yield 0, 0, UNCLEAR
    for line, column, said in placed:
        sentence = _compiling(said, _rest(text, int(line), int(column)), names)
        yield max(int(line), 0), max(int(column), 0), sentence


def _rest(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    if 0 < line <= len(lines) and column > 0:
        return lines[line - 1][column - 1 :]
    return ""


def _compiling(said: str, rest: str, names: Names) -> str:
    for pattern, sentence in COMPILING:
        match = re.match(pattern, said, re.DOTALL)
        if match:
            return sentence(match, rest, names)
    return UNCLEAR


def _undeclared(match: re.Match[str], rest: str, names: Names) -> str:
    name = match[1]
    if rest.startswith("("):
        known = BY_NAME.get(name)
        return f"Hàm này gọi là {known.call}." if known else f"Không có hàm “{name}”."
    near = names.like(name)
    hint = f" Có phải “{near}”?" if near else ""
    return f"Không có trường “{name}” trong {names.place}.{hint}"


def _overload(match: re.Match[str], _rest: str, _names: Names) -> str:
    name, types = match[1], [_type(one) for one in _split(match[2])]
    if "null" in types:
        return NO_NULL
    if name == "_?_:_":
        return "Hai vế của phép “? :” phải cùng loại, vế trước dấu ? phải là có/không."
    if name in SIGNS:
        return f"Phép “{SIGNS[name]}” không dùng được với {' và '.join(types)}."
    known = BY_NAME.get(name)
    if known:
        return f"Hàm này gọi là {known.call}; không nhận {', '.join(types)}."
    return f"Hàm “{name}” không nhận {', '.join(types) or 'lời gọi không có giá trị'}."


def _split(types: str) -> list[str]:
    """`int, list(map(string, dyn))` at its outer commas."""
    parts, depth = [""], 0
    for sign in types:
        depth += (sign in "(<") - (sign in ")>")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [one.strip() for one in parts if one.strip()]


def _type(name: str) -> str:
    if name.startswith(("list", "map")):
        return "danh sách" if name.startswith("list") else "dòng của nhóm lặp"
    return TYPES.get(name, "giá trị khác")


def _token(match: re.Match[str], _rest: str, _names: Names) -> str:
    sign = match[1]
    if sign[:1] in "'\"":
        return "Chữ mở bằng dấu nháy mà chưa đóng."
    return f"Ký tự “{sign[:20]}” không dùng được ở đây; tên trường không có dấu."


def _mismatch(match: re.Match[str], _rest: str, _names: Names) -> str:
    sign = match[1]
    if sign == "<EOF>":
        return "Biểu thức dừng giữa chừng: thiếu một vế hoặc dấu đóng ngoặc."
    return f"Chỗ này không thể là “{sign[:40]}”."


Sentence = Callable[[re.Match[str], str, Names], str]
COMPILING: list[tuple[str, Sentence]] = [
    (r"undeclared reference to '(.*?)' \(in", _undeclared),
    (r"found no matching overload for '(.*?)' applied to '\((.*)\)'", _overload),
    (
        r"expression of type '(.*?)' cannot be the operand of a select",
        lambda match, _rest, _names: f"{_type(match[1]).capitalize()} không có trường con.",
    ),
    (r"Syntax error: token recognition error at: '(.*)'", _token),
    (r"Syntax error: (?:mismatched|extraneous) input '(.*?)' expecting", _mismatch),
    (r"Syntax error: no viable alternative at input '(.*)'", _mismatch),
    (r"invalid int literal", lambda _match, _rest, _names: "Số này quá lớn."),
    (r"Syntax error: missing", lambda _match, _rest, _names: "Thiếu dấu ngoặc hoặc dấu phẩy."),
    (
        r".*must be a simple identifier",
        lambda _match, _rest, _names: "Vòng lặp cần một tên: nhóm.exists(c, c.truong > 1).",
    ),
    (
        r"has\(\) argument must be",
        lambda _match, _rest, _names: "has(…) cần một trường của dòng: has(c.truong).",
    ),
]
"""Ways the library says that a text is wrong."""

MISSING = re.compile(
    r"No value with name \"(?P<name>.*?)\" found|Key not found in map : \"(?P<key>.*?)\""
)
GUARDED = re.compile(f"{MARK}(\\w+){MARK}(.*)", re.DOTALL)
RUNNING: list[tuple[str, str, frozenset[str]]] = [
    ("divide by zero", "Chia cho 0.", frozenset({"_/_"})),
    ("modulus by zero", "Chia cho 0.", frozenset({"_%_"})),
    ("overflow", "Kết quả quá lớn.", frozenset({"_+_", "_-_", "_*_", "-_"})),
    ("too big", "Số quá lớn.", frozenset()),
    ("Index error", "Danh sách không có phần tử ở vị trí này.", frozenset({"_[_]"})),
    ("cannot convert", "Không đổi được chữ này thành số.", frozenset({"int"})),
    ("regular expression", "Mẫu của matches viết sai.", frozenset({"matches"})),
    ("budget", "Biểu thức lặp quá nhiều lần.", frozenset()),
    ("No matching overload", "Có phép tính giữa hai giá trị khác loại.", frozenset()),
]
UNKNOWN = "Biểu thức không tính được với dữ liệu này."


def of_running(message: str) -> tuple[str, frozenset[str]]:
    """The sentence, and the calls at which it can have happened."""
    if match := GUARDED.search(message):
        return f"{match[1]}: {match[2]}", frozenset({match[1]})
    for part, sentence, calls in RUNNING:
        if part in message:
            return sentence, calls
    return UNKNOWN, frozenset()
