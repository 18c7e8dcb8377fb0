"""YAML as plain data with the line of every part; nothing in it runs, grows or points elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from lienthong.engine.problems import Wrong, wrong

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, ten times as fast
BYTES_MOST = 200_000
NODES_MOST = 20_000
DEEP_MOST = 30
TOO_DEEP = "Tệp YAML lồng quá sâu hoặc quá dài."
PLAIN: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:bool": {"true": True, "false": False}.__getitem__,
    "tag:yaml.org,2002:null": lambda _text: None,
}


@dataclass(frozen=True)
class Part:
    """A value with its place: text, number, yes/no, nothing, `list[Part]` or `dict[str, Part]`."""

    value: Any
    line: int
    column: int

    def wrong(self, sentence: str) -> Wrong:
        """Something is wrong with this part."""
        return wrong(sentence, line=self.line, column=self.column)


def read(content: bytes) -> Part:
    """One document. Raises `Wrong`."""
    if len(content) > BYTES_MOST:
        raise wrong(f"Tệp YAML lớn quá {BYTES_MOST // 1000} kB.")
    try:
        text = content.decode("utf-8-sig")
        _refuse_growth(text)
        node = yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError:
        raise wrong("Tệp không phải văn bản UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        deep = "depth" in str(error.problem)  # the parser looks ahead, deeper than we may
        told = TOO_DEEP if deep else "YAML viết sai ở đây."
        raise wrong(told, line=line, column=column) from None
    except yaml.YAMLError:
        raise wrong("Tệp có ký tự không đọc được.") from None
    if node is None:
        raise wrong("Tệp YAML để trống.")
    return _part(node)


def _refuse_growth(text: str) -> None:
    """Anchors, tags, depth and number are looked at as a stream, before a tree is built."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=LOADER)):
        mark: Any = event.start_mark
        at = Part(None, mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise at.wrong("Không dùng & và * của YAML: chép lại nội dung.")
        if getattr(event, "tag", None):
            raise at.wrong("Không dùng ! (kiểu riêng) của YAML.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEP_MOST or number > NODES_MOST:
            raise at.wrong(TOO_DEEP)


def _part(node: yaml.Node) -> Part:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.SequenceNode):
        return Part([_part(one) for one in node.value], line, column)
    if isinstance(node, yaml.MappingNode):
        return Part(dict(_pairs(node)), line, column)
    text = node.value
    try:
        return Part(PLAIN.get(node.tag, str)(text), line, column)
    except (ValueError, KeyError):
        return Part(text, line, column)


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[str, Part]]:
    seen = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _part(key).wrong("Tên mục phải là chữ.")
        if key.value in seen:
            raise _part(key).wrong(f"Mục “{key.value[:60]}” viết hai lần.")
        seen.add(key.value)
        yield key.value, _part(value)
