"""Files of a package written anew from plain values, changing no more lines than had to change.

What a page doesn't edit stays as somebody wrote it, remarks and layout too: entries and rows whose
value is the same keep their very lines, so that whoever publishes reads a short difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from lienthong.engine import yaml_files
from lienthong.engine.problems import Wrong
from lienthong.engine.sheets import plain

WIDTH = 100
Lines = list[str]
TEXT, DAY = "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"


def yaml_of(value: Mapping[str, Any], before: bytes | None = None) -> bytes:
    """A file that reads as `value`; `before` is the file it takes the place of."""
    text = _kept(value, before) if before else ""
    written = text or _dumped(value)
    return written.encode()


def _kept(value: Mapping[str, Any], before: bytes) -> str:
    """The new text over the old one, or "" where the old one can't be kept."""
    try:
        old = plain(yaml_files.read(before))
        text = before.decode("utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            return ""
        lines = text.splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        new = "".join(_entries(value, old, root, lines))
        return new if plain(yaml_files.read(new.encode())) == value else ""
    except (Wrong, yaml.YAMLError, UnicodeDecodeError):
        return ""


def _entries(
    value: Mapping[str, Any], old: Mapping[str, Any], root: yaml.MappingNode, lines: Lines
) -> Iterator[str]:
    starts = [key.start_mark.line for key, _node in root.value]
    ends = [*starts[1:], len(lines)]
    places = {
        key.value: (start, end, node)
        for (key, node), start, end in zip(root.value, starts, ends, strict=True)
    }
    yield from lines[: starts[0] if starts else 0]
    for name in (*(one for one in places if one in value), *(k for k in value if k not in places)):
        if name not in places:
            yield _dumped({name: value[name]})
            continue
        start, end, node = places[name]
        if old[name] == value[name]:
            yield from lines[start:end]
        elif _in_rows(node, start) and isinstance(value[name], list) and value[name]:
            yield from lines[start : node.start_mark.line]
            yield from _rows(value[name], old[name], node, lines[:end])
        else:
            yield _dumped({name: value[name]})


def _in_rows(node: yaml.Node, start: int) -> bool:
    """A list whose rows stand on lines of their own, under the name."""
    return (
        isinstance(node, yaml.SequenceNode)
        and not node.flow_style
        and bool(node.value)
        and node.start_mark.line > start
    )


def _rows(
    value: Sequence[Any], old: Sequence[Any], node: yaml.SequenceNode, lines: Lines
) -> Iterator[str]:
    """Rows that are there already in their own lines, the others in those of the house."""
    starts = [one.start_mark.line for one in node.value]
    own = [
        "".join(lines[start:end])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    left = list(range(len(own)))
    indent = " " * node.start_mark.column
    for row in value:
        same = next((number for number in left if old[number] == row), None)
        if same is not None:
            left.remove(same)
            yield own[same]
        else:
            yield "".join(f"{indent}{line}" for line in _dumped([row]).splitlines(keepends=True))


class _Dumper(yaml.SafeDumper):
    """Rows indented under their name, quotes only where the text would be read as another kind."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    if tag == DAY and ":" not in text:
        return yaml.ScalarNode(tag, text)  # read as text (engine.yaml_files): needs no quotes
    return yaml.ScalarNode(TEXT, text, style=None if tag == TEXT else '"')


def _list(dumper: _Dumper, rows: list[Any]) -> yaml.Node:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", rows)
    node.flow_style = all(isinstance(one, str | int) for one in rows) and _short(rows)
    return node


def _map(dumper: _Dumper, entries: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", entries.items())
    small = all(isinstance(one, str | int) for one in entries.values())
    node.flow_style = small and len(entries) <= 3 and _short(list(entries.values()))  # noqa: PLR2004
    return node


def _short(values: Sequence[Any]) -> bool:
    texts = [str(one) for one in values]
    return sum(len(one) + 2 for one in texts) <= 70 and all(len(one) <= 40 for one in texts)  # noqa: PLR2004


class _Block(dict[str, Any]):
    """Never in braces, however short."""


class _Column(list[Any]):
    """Never in brackets."""


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _map)
_Dumper.add_representer(
    _Block,
    lambda dumper, entries: dumper.represent_mapping(
        "tag:yaml.org,2002:map", entries.items(), flow_style=False
    ),
)
_Dumper.add_representer(
    _Column,
    lambda dumper, rows: dumper.represent_sequence("tag:yaml.org,2002:seq", rows, flow_style=False),
)


def _dumped(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """In the layout of the house: an entry or a row a line, what is short inside in braces."""
    if isinstance(value, Mapping):
        top: Any = _Block({name: _rows_apart(one) for name, one in value.items()})
    else:
        top = _rows_apart(value)
    return yaml.dump(top, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _rows_apart(value: Any) -> Any:
    """Rows that are more than a few words begin with a line for each of their entries."""
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        return value
    return _Column(
        _Block(one) if isinstance(one, dict) and len(one) > 3 else one  # noqa: PLR2004
        for one in value
    )


def json_of(value: Mapping[str, Any], before: bytes | None = None) -> bytes:
    """JSON in the layout of the house; the very bytes of before where nothing changed."""
    if before is not None and json.loads(before.decode("utf-8-sig")) == value:
        return before
    return (_json(value, 0) + "\n").encode()


def _json(value: Any, deep: int) -> str:
    """On one line what fits on one line, as long as it holds no groups of groups."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (len(line) + 2 * deep <= WIDTH - 20 and deep > 1):
        return line
    pad, inner = "  " * deep, "  " * (deep + 1)
    if isinstance(value, list):
        if not any(isinstance(one, dict | list) for one in value) and len(line) < WIDTH:
            return line
        body = (f"{inner}{_json(one, deep + 1)}" for one in value)
        return "[\n" + ",\n".join(body) + f"\n{pad}]"
    body = (
        f"{inner}{json.dumps(name, ensure_ascii=False)}: {_json(one, deep + 1)}"
        for name, one in value.items()
    )
    return "{\n" + ",\n".join(body) + f"\n{pad}}}" if value else "{}"
