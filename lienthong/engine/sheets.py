"""One YAML file that an official wrote, read part by part; everything wrong is gathered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from lienthong.engine import yaml_files
from lienthong.engine.expressions.language import Expression, compile_text
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.problems import Problem, Wrong
from lienthong.engine.yaml_files import Part

TEXT_MOST = 600
ROWS_MOST = 100
NOTHING = Part(None, 0, 0)


@dataclass
class Sheet:
    """`name` is the file; `problems` is shared by all sheets of one package."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, part: Part, sentence: str) -> None:
        """Something is wrong at this place."""
        self.problems.append(Problem(sentence, part.line, part.column, self.name))

    def top(
        self, content: bytes | None, known: Collection[str], needed: Collection[str] = ()
    ) -> Mapping[str, Part]:
        """The entries of the file itself; none where it is missing or can't be read."""
        if content is None:
            if needed:
                self.problems.append(Problem("Thiếu tệp này.", where=self.name))
            return {}
        try:
            return self.entries(yaml_files.read(content), known, needed)
        except Wrong as error:
            self.problems.extend(error.at(self.name).problems)
            return {}

    def entries(
        self, part: Part, known: Collection[str], needed: Collection[str] = ()
    ) -> Mapping[str, Part]:
        """A part made of `name: value`; names that nobody knows are told."""
        if not isinstance(part.value, dict):
            self.say(part, "Chỗ này phải có các mục dạng “tên: giá trị”.")
            return {}
        for name, value in part.value.items():
            if known and name not in known:
                listed = ", ".join(sorted(known))
                self.say(value, f"Không có mục “{name[:60]}”; có: {listed}.")
        for name in needed:
            if name not in part.value:
                self.say(part, f"Thiếu mục “{name}”.")
        return part.value

    def rows(self, part: Part | None, most: int = ROWS_MOST) -> list[Part]:
        """A list of parts."""
        if part is None or part.value is None:
            return []
        if not isinstance(part.value, list):
            self.say(part, "Chỗ này phải là một danh sách, mỗi dòng bắt đầu bằng gạch nối.")
            return []
        if len(part.value) > most:
            self.say(part, f"Danh sách dài quá {most} dòng.")
        return part.value[:most]

    def text(self, part: Part | None, *, most: int = TEXT_MOST) -> str:
        """A text; a number is taken as it is written."""
        if part is None or part.value is None:
            return ""
        if isinstance(part.value, bool) or not isinstance(part.value, str | int):
            self.say(part, "Chỗ này phải là chữ.")
            return ""
        text = " ".join(str(part.value).split())
        if not text:
            self.say(part, "Chỗ này để trống.")
        if len(text) > most:
            self.say(part, f"Dài quá {most} ký tự.")
        return text[:most]

    def texts(self, part: Part | None) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(one) for one in self.rows(part))

    def whole(self, part: Part | None, least: int, most: int, default: int = 0) -> int:
        """A whole number within bounds."""
        if part is None:
            return default
        number = part.value
        if isinstance(number, bool) or not isinstance(number, int):
            self.say(part, "Chỗ này phải là số nguyên.")
            return default
        if not least <= number <= most:
            self.say(part, f"Chỗ này phải là số từ {least} đến {most}.")
            return default
        return number

    def yes_no(self, part: Part | None, *, default: bool = False) -> bool:
        """True or false."""
        if part is None:
            return default
        if not isinstance(part.value, bool):
            self.say(part, "Chỗ này viết true hoặc false.")
            return default
        return part.value

    def choice(self, part: Part | None, known: Collection[str], default: str = "") -> str:
        """One of a few words."""
        if part is None:
            return default
        word = str(part.value)
        if isinstance(part.value, list | dict) or word not in known:
            self.say(part, f"Chọn một trong: {', '.join(known)}.")
            return default
        return word

    def choices(self, part: Part | None, known: Collection[str]) -> tuple[str, ...]:
        """Some of a few words."""
        return tuple(word for one in self.rows(part) if (word := self.choice(one, known)))

    def day(self, part: Part | None) -> date | None:
        """A date written 2022-11-21."""
        if part is None or part.value is None:
            return None
        try:
            return date.fromisoformat(str(part.value))
        except ValueError:
            self.say(part, "Ngày viết dạng 2022-11-21.")
            return None

    def hour(self, part: Part | None) -> time | None:
        """A time of day written 15:00."""
        if part is None or part.value is None:
            return None
        try:
            return time.fromisoformat(str(part.value))
        except ValueError:
            self.say(part, "Giờ viết dạng 15:00.")
            return None

    def expression(
        self, part: Part | None, names: Names, wants: Kind = Kind.YES_NO
    ) -> Expression | None:
        """A checked expression, told at the line where it stands."""
        if part is None:
            return None
        text = str(part.value)
        if isinstance(part.value, bool):
            text = text.lower()
        if isinstance(part.value, list | dict) or part.value is None:
            self.say(part, "Chỗ này phải là một biểu thức.")
            return None
        try:
            return compile_text(text, names, wants=wants)
        except Wrong as error:
            for one in error.problems:
                told = f"Biểu thức “{text[:80]}”: {one.sentence}"
                self.say(part, told)
            return None


def plain(part: Part) -> Any:
    """A part without its places."""
    if isinstance(part.value, list):
        return [plain(one) for one in part.value]
    if isinstance(part.value, dict):
        return {name: plain(one) for name, one in part.value.items()}
    return part.value
