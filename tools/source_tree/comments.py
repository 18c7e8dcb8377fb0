"""What files say to their readers: comments, docstrings, prose."""

from __future__ import annotations

import re
from functools import cache

from . import files
from .code import read

ALONE = re.compile(r"\s*#")
BESIDE = re.compile(r"\s{2}# .*$")


@cache
def of_python(path: str) -> tuple[tuple[str, int], ...]:
    """(text, line) of every docstring, every block of comment lines, every comment beside code.

    Lines are looked at, not tokens: five times as quick, and a string that looks like a comment
    does no harm here.
    """
    found = list(read(path).docstrings)
    block: list[str] = []
    for number, line in enumerate(files.text(path).splitlines(), 1):
        if ALONE.match(line):
            block.append(line.strip())
            continue
        if block:
            found.append(("\n".join(block), number - len(block)))
            block = []
        beside = BESIDE.search(line)
        if beside:
            found.append((beside.group().strip(), number))
    if block:
        found.append(("\n".join(block), files.text(path).count("\n") - len(block) + 1))
    return tuple(found)


TEMPLATE_COMMENT = re.compile(
    r"{#(.*?)#}|{% comment %}(.*?){% endcomment %}|<!--(.*?)-->", re.DOTALL
)
OTHER_COMMENT = re.compile(r"/\*(.*?)\*/|^\s*//(.*?)$|^\s*#(.*?)$", re.DOTALL | re.MULTILINE)


def of_others(path: str) -> tuple[tuple[str, int], ...]:
    """The same of templates, style sheets, scripts, Typst, and whole prose files."""
    text = files.text(path)
    if path.endswith((".md", ".txt")):
        return ((text, 1),)
    pattern = TEMPLATE_COMMENT if path.endswith(".html") else OTHER_COMMENT
    return tuple(
        (
            next(group for group in match.groups() if group is not None),
            text[: match.start()].count("\n") + 1,
        )
        for match in pattern.finditer(text)
    )
