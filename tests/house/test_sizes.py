"""Line 100, function 70, file 500, template 200; and what kind of file each is."""

from __future__ import annotations

import ast
import re
import stat

from tools.source_tree import files
from tools.source_tree.code import Code, parse, read

LINE, FUNCTION, FILE, TEMPLATE = 100, 70, 500, 200
TEMPLATE_LINE = 120
MEASURED = (".py", ".css", ".js", ".typ", ".html", ".toml", ".sh")
DATA = ("provinces/",)  # as long as the province is
PRAGMA = re.compile(r"\s+# (?:noqa|type: ignore).*$")
ONE_TAG = re.compile(r"\s*{%(?:(?!%}).)*%}")
"""A line of a template that is one Django tag: the language allows no break inside it."""


def long_lines(text: str) -> list[int]:
    """Numbers of the lines over a hundred characters."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(PRAGMA.sub("", line)) > LINE
    ]


def long_template_lines(text: str) -> list[int]:
    """Numbers of the lines of a template that are too long and could be broken."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > TEMPLATE_LINE and not ONE_TAG.fullmatch(line)
    ]


def room_for(path: str) -> int:
    """How many lines a file may have."""
    return TEMPLATE if path.endswith(".html") else FILE


def long_functions(code: Code) -> list[str]:
    """Functions over seventy lines, decorators not counted."""
    return [
        f"{code.path}:{function.lineno} {name} has {length} lines"
        for name, function in code.functions.items()
        for length in [(function.end_lineno or 0) - function.lineno + 1]
        if length > FUNCTION
    ]


def _measured() -> list[str]:
    return [
        path
        for path in files.with_suffix(*MEASURED)
        if not path.startswith(DATA) and not files.is_migration(path)
    ]


def test_no_line_is_too_long() -> None:
    wrong = [
        f"{path}:{line}"
        for path in _measured()
        for line in (long_template_lines if path.endswith(".html") else long_lines)(
            files.text(path)
        )
    ]
    assert wrong == []


def test_no_file_is_too_long() -> None:
    counts = {path: files.text(path).count("\n") for path in _measured()}
    assert {path: lines for path, lines in counts.items() if lines > room_for(path)} == {}


def test_no_function_is_too_long() -> None:
    paths = files.with_suffix(".py")
    wrong = [
        line
        for path in paths
        if not files.is_migration(path)
        for line in long_functions(read(path))
    ]
    assert wrong == []


def test_what_is_too_long_is_found() -> None:
    assert long_lines("a" * 100 + "\n" + "ă" * 101) == [2]
    tag = '  {% field form.name hint="' + "ă" * 120 + '" %}'
    assert long_template_lines(f"<p>{'a' * 114}\n<p>{'a' * 118}\n{tag}\n{tag}{tag}") == [2, 4]
    assert (room_for("a.html"), room_for("a.py"), room_for("a.css")) == (200, 500, 500)
    body = "\n".join("    pass" for _line in range(FUNCTION))
    assert long_functions(parse("x.py", f"def issue():\n{body}"))
    assert not long_functions(parse("x.py", f"@action\ndef issue():\n{body[9:]}"))


def executable(path: str) -> bool:
    """Can anybody run this file?"""
    return bool((files.ROOT / path).stat().st_mode & stat.S_IXUSR)


def test_a_file_is_executable_exactly_when_it_says_what_runs_it() -> None:
    for path in files.ours():
        if not (files.ROOT / path).exists():  # gone since the tree was read
            continue
        with (files.ROOT / path).open("rb") as file:
            assert executable(path) is (file.read(2) == b"#!"), path


def test_nothing_is_a_link_out_of_the_repository() -> None:
    links = [path for path in files.ours() if (files.ROOT / path).is_symlink()]
    assert links == []


def test_the_licence_is_there_and_is_the_one_named() -> None:
    project = files.text("pyproject.toml")
    assert 'license = "AGPL-3.0-or-later"' in project
    assert files.text("LICENSE").startswith("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3")


def test_only_words_are_committed() -> None:
    """No fonts, no pictures of others, no libraries: set-up fetches what is not ours."""
    fetched = (".woff", ".woff2", ".ttf", ".otf", ".min.js", ".min.css", ".whl", ".jar", ".so")
    assert files.with_suffix(*fetched) == []


SHARED = {"conftest.py"}


def test_two_test_files_outside_packages_never_share_a_name() -> None:
    """pytest imports them by their bare name."""
    seen: dict[str, str] = {}
    for path in files.with_suffix(".py"):
        folder, _slash, name = path.rpartition("/")
        if not files.is_test(path) or name in SHARED or f"{folder}/__init__.py" in files.ours():
            continue
        assert name not in seen, f"{path} and {seen[name]}"
        seen[name] = path


def test_packages_of_tests_and_commands_are_empty_or_a_docstring() -> None:
    for path in files.with_suffix("/__init__.py", under="lienthong/"):
        if files.is_test(path) or "/management/" in path:
            body = ast.parse(files.text(path)).body
            assert all(isinstance(node, ast.Expr) for node in body), path
