"""The files of a package as plain values that can be looked at and changed, right or wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from lienthong.engine import files as one_file
from lienthong.engine import yaml_files
from lienthong.engine.expressions.names import Names
from lienthong.engine.problems import Problem, Wrong
from lienthong.engine.sheets import plain
from lienthong.services.packages import lint, reading, wordings, writing
from lienthong.services.packages.package import Files, Package

Path = Sequence[str | int]


class Draft:
    """Files of a package. `Wrong` from `value` where a file can't be read: it is mended as text."""

    def __init__(self, files: Files) -> None:
        self.files = dict(files)

    def value(self, file: str, path: Path = ()) -> Any:
        """Plain values at a place of a file; None where there is nothing."""
        value = self._whole(file)
        for key in path:
            if isinstance(value, str) and key == "pattern":
                return value  # `process: trong-ngay` is short for its pattern
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
                value = value[key]
            else:
                return None
        return copy.deepcopy(value)

    def _whole(self, file: str) -> Any:
        content = self.files.get(file)
        if content is None:
            return {}
        try:
            if file.endswith(".json"):
                return one_file.parse_json(content)
            return plain(yaml_files.read(content))
        except Wrong as error:
            raise error.at(file) from None

    def put(self, file: str, path: Path, value: Any) -> None:
        """Change a place of a file; None takes it away. The same value changes nothing."""
        whole = self._whole(file)
        before = copy.deepcopy(whole)
        if isinstance(self.value(file, path), str) and isinstance(value, Mapping):
            value = value["pattern"] if set(value) == {"pattern"} else value
        if not path:
            whole = value
        else:
            _put(whole, path, value)
        if whole == before and file in self.files:
            return
        written = writing.json_of if file.endswith(".json") else writing.yaml_of
        self.files[file] = written(whole, self.files.get(file))

    @cached_property
    def names(self) -> tuple[Names, Names] | None:
        """What expressions may read before and after the case is decided, None while the form is
        wrong.
        """
        try:
            return reading.names_in(self.files)
        except Wrong:
            return None

    @cached_property
    def package(self) -> Package | None:
        """The package when it reads."""
        try:
            return reading.read(self.files)
        except Wrong:
            return None

    def problems(self) -> list[Problem]:
        """All that stands in the way of publishing."""
        return lint.lint(self.files)

    def drop_unsaid(self) -> int:
        """Take away translations of sentences that the package doesn't say any more; how many."""
        try:
            package = reading.read(self.files)
        except Wrong:
            return 0
        said, count = wordings.said_by(package), 0
        for language in wordings.TRANSLATED:
            file = f"texts/{language}.yaml"
            gone = wordings.unused(package.texts(language), said)
            sentences = self.value(file, ("sentences",)) or {}
            left = {key: one for key, one in sentences.items() if key not in gone}
            if left != sentences:
                count += len(sentences) - len(left)
                self.put(file, ("sentences",), left or None)
        return count

    def cases(self) -> list[tuple[str, str]]:
        """Codes and names of its cases."""
        rows = self.value(reading.PROCEDURE, ("cases",))
        found = [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []
        return [(str(one.get("code", "")), str(one.get("name", ""))) for one in found]


def _put(whole: Any, path: Path, value: Any) -> None:
    *above, last = path
    for key in above:
        if isinstance(whole, dict) and not isinstance(whole.get(key), dict | list):
            short = whole.get(key)
            whole[key] = {"pattern": short} if isinstance(short, str) else {}
        whole = whole[key]
    if isinstance(whole, list) and isinstance(last, int):
        if value is None:
            del whole[last]
        elif last >= len(whole):
            whole.append(value)
        else:
            whole[last] = value
    elif value is None:
        whole.pop(last, None)
    else:
        whole[last] = value


def as_text(value: Any) -> str:
    """A plain value as it is typed into a box."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
