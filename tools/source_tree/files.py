"""Which files are ours."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".venv", ".git", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".import_linter_cache", "__pycache__", "node_modules", "var", "assets", "vendor", "fonts",
    "test-results",
}  # fmt: skip
MADE_BY_SETUP = {"icons.svg"}


@cache
def ours() -> tuple[str, ...]:
    """Every file of the repository, made or fetched ones apart, as a path from its root."""
    found: list[str] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info")
        ]
        here = Path(folder).relative_to(ROOT)
        found += [str(here / name) for name in names if name not in MADE_BY_SETUP]
    return tuple(sorted(found))


def with_suffix(*suffixes: str, under: str = "") -> list[str]:
    """Our files with one of these suffixes, under one folder or anywhere."""
    return [path for path in ours() if path.startswith(under) and path.endswith(suffixes)]


@cache
def text(path: str) -> str:
    """A file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def rooms() -> list[str]:
    """The rooms that are built: packages directly under lienthong/."""
    return sorted(
        path.split("/")[1] for path in ours() if re.fullmatch(r"lienthong/\w+/__init__\.py", path)
    )


def is_test(path: str) -> bool:
    """Tests, and what only tests use."""
    return "/tests/" in path or path.startswith("tests/") or path.endswith("conftest.py")


def is_migration(path: str) -> bool:
    """Written once and kept as they ran."""
    return "/migrations/" in path
