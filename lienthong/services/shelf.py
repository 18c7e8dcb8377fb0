"""Packages of versions, read once a process: a version never changes once it is published."""

from __future__ import annotations

from functools import lru_cache

from lienthong.services.models import Version
from lienthong.services.packages.package import Package
from lienthong.services.packages.reading import read

KEPT = 64


def package_of(version: Version) -> Package:
    """What a version says, checked. `Wrong` for a draft that is not right yet."""
    if version.state != "published":
        return read(bytes_of(version.files))
    return _published(version.id, version.digest)


@lru_cache(maxsize=KEPT)
def _published(version_id: int, _digest: str) -> Package:
    return read(bytes_of(Version.objects.only("files").get(id=version_id).files))


def bytes_of(files: dict[str, str]) -> dict[str, bytes]:
    """Files as kept in a row (text) as a package's reader wants them."""
    return {path: text.encode() for path, text in files.items()}
