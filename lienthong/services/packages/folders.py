"""A package from a folder of a disk: only plain files of known kinds, within limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from lienthong.engine import files as one_file
from lienthong.engine.problems import Problem, Wrong, refuse, wrong
from lienthong.services.packages.package import Files
from lienthong.services.packages.reading import BYTES_MOST, FILES_MOST, SUFFIXES

NAMES_MOST = 1_000
DEEP_MOST = 2


def files_of(folder: Path) -> Files:
    """Relative path -> content. Raises `Wrong` with every file that can't be taken."""
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise wrong("Đây không phải một thư mục.")
        found = sorted(_walk(folder, ""), key=lambda pair: pair[0])
    except FileNotFoundError:
        raise wrong("Không có thư mục này.") from None
    except (OSError, ValueError):
        raise wrong("Không đọc được thư mục này: tên không đúng hoặc không có quyền.") from None
    if len(found) > FILES_MOST:
        raise wrong(f"Gói có hơn {FILES_MOST} tệp.")
    taken: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, entry in found:
        try:
            taken[name] = _content(name, entry)
        except Wrong as error:
            problems.extend(error.at(name).problems)
        if sum(len(one) for one in taken.values()) > BYTES_MOST:
            raise wrong(f"Gói lớn quá {BYTES_MOST // 1_000_000} MB.")
    refuse(problems)
    if not taken:
        raise wrong("Thư mục này không có tệp nào của gói thủ tục.")
    return taken


def _content(name: str, entry: os.DirEntry[str]) -> bytes:
    if entry.is_symlink():
        raise wrong("Đây là một liên kết: chép hẳn tệp vào gói.")
    if not name.endswith(SUFFIXES):
        raise wrong(f"Gói chỉ nhận tệp {', '.join(SUFFIXES)}.")
    return one_file.read(Path(entry.path))


def packages_in(folder: Path) -> dict[str, Path]:
    """Folders beside each other that hold a package, by their name."""
    try:
        found = sorted(os.scandir(folder), key=lambda one: one.name)
        return {
            one.name: Path(one.path)
            for one in found[:NAMES_MOST]
            if one.is_dir(follow_symlinks=False) and (Path(one.path) / "procedure.yaml").is_file()
        }
    except OSError:
        return {}


def _walk(folder: Path, above: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for number, one in enumerate(entries):
            if number > NAMES_MOST:
                raise wrong(f"Thư mục có hơn {NAMES_MOST} tệp.", where=above)
            if one.name.startswith("."):
                continue  # what editors and version control leave
            name = f"{above}{one.name}"
            if one.is_dir(follow_symlinks=False):
                if above.count("/") + 1 >= DEEP_MOST:
                    raise wrong("Gói chỉ có thư mục một cấp.", where=printable(name))
                yield from _walk(Path(one.path), f"{name}/")
            else:
                yield printable(name), one


def printable(name: str) -> str:
    """A name from a disk that can be told, whatever bytes it was made of."""
    return name.encode("utf-8", "replace").decode()
