"""What files say to their readers: comments, docstrings, prose."""

from __future__ import annotations

import io
import re
import tokenize
from functools import cache

from . import files
from .code import read


@cache
def of_python(path: str) -> tuple[tuple[str, int], ...]:
    """(text, line) of every docstring and every block of comment lines."""
    found = list(read(path).docstrings)
    if "#" not in files.text(path):
        return tuple(found)
    block: list[str] = []
    start = last = 0
    for token in tokenize.generate_tokens(io.StringIO(files.text(path)).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, column = token.start
        alone = not token.line[:column].strip()
        if not (alone and block and line == last + 1):
            found.append(("\n".join(block), start))
            block, start = [], line
        block.append(token.string)
        last = line if alone else -1
    found.append(("\n".join(block), start))
    return tuple((text, line) for text, line in found if text)


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
