"""What higher rooms keep in a province's folder: each says at start how it takes that in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lienthong.directory.loading.report import Report
from lienthong.kernel.acts import Act

Loader = Callable[[Act, Path, Report], None]
LOADERS: list[Loader] = []


def register(loader: Loader) -> None:
    """`loader(act, folder, report)` runs after the directory's own files were taken in."""
    if loader not in LOADERS:
        LOADERS.append(loader)
