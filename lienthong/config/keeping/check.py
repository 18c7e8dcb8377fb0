"""The proof that an archive is, to the byte, what was written; otherwise the broken part by name.

One pass from front to back. Nothing is unpacked, nothing on the machine is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from lienthong.config.keeping import manifest as says
from lienthong.config.keeping.archive import SUMS, Content, Member, Reader, damaged, not_ours
from lienthong.config.keeping.manifest import Manifest, Tally


@dataclass(frozen=True, slots=True)
class Proven:
    """What an unharmed archive says; `manifest_bytes` are what its keys were sealed beside."""

    manifest: Manifest
    manifest_bytes: bytes
    keys: bytes


def prove(file: BinaryIO) -> Proven:
    """Read every byte. Refused, naming the part, when one is not as it was written."""
    file.seek(0)
    return _Pass().run(file)


class _Pass:
    def __init__(self) -> None:
        self.members: list[Member] = []  # head, pieces of the dump, manifest, keys
        self.small: dict[str, bytes] = {}
        self.tally = Tally()
        self.newest_file = ""

    def run(self, file: BinaryIO) -> Proven:
        reader = Reader(file, proving=True)
        sums, before = "", ""
        for content in reader.members():
            if not self.members and content.name != says.HEAD:
                raise not_ours()
            if sums:
                raise damaged(content.name, _(", sau phần cuối"))
            if content.name == SUMS:
                sums = content.whole(says.SMALL).decode("ascii", "replace")
                before = f"{reader.total_before}  {reader.size_before}\n"
            elif content.name.startswith(says.FILES):
                self._file(content)
            else:
                self._member(content)
        if not self.members:
            raise not_ours()
        if not sums:
            raise damaged(SUMS, _(": tệp bị cụt"))
        every_byte = sums.endswith(before)
        self._compare_small(sums.splitlines(keepends=True), every_byte=every_byte)
        proven = self._compare_manifest()
        if not every_byte:
            raise damaged(SUMS)
        return proven

    def _file(self, content: Content) -> None:
        sha256 = content.sha256()
        if content.name != says.file_name(sha256) or content.name <= self.newest_file:
            raise damaged(content.name)
        self.newest_file = content.name
        self.tally.add(sha256, content.size)

    def _member(self, content: Content) -> None:
        if not content.name.startswith(says.DATABASE):
            self.small[content.name] = content.whole(says.SMALL)
        self.members.append(Member(content.name, content.size, content.sha256()))

    def _compare_small(self, lines: list[str], *, every_byte: bool) -> None:
        """When every byte before the sums is right, it is the sums that are wrong."""
        for one in self.members:
            if one.name in (says.MANIFEST, says.KEYS):
                listed = f"{one.sha256}  {one.name}\n" in lines
                if not listed:
                    raise damaged(SUMS if every_byte else one.name)

    def _compare_manifest(self) -> Proven:
        data = self.small.get(says.MANIFEST)
        if data is None:
            raise damaged(says.MANIFEST)
        manifest = Manifest.read(data)
        found = {one.name: one for one in self.members}
        for one in manifest.members:
            if found.get(one.name) != one:
                raise damaged(one.name)
        if set(found) != self._expected(manifest):
            raise damaged(says.MANIFEST)
        if self.tally.files() != manifest.files:
            raise damaged(says.FILES, _(": có tệp bị bớt hoặc thêm"))
        return Proven(manifest, data, self.small.get(says.KEYS, b""))

    def _expected(self, manifest: Manifest) -> set[str]:
        more = {says.MANIFEST, says.KEYS} if manifest.keys else {says.MANIFEST}
        return more | {one.name for one in manifest.members}
