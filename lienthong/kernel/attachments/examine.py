"""One file looked at from all sides: size, scanners, type against name, what is inside, what it
can do.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lienthong.kernel.attachments import archives, compound, kinds, office
from lienthong.kernel.attachments.archives import Budget, Member
from lienthong.kernel.attachments.kinds import Kind
from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.probe import FAMILIES, ProbeDown, probe
from lienthong.kernel.attachments.reasons import Objection, bytes_in_words, finding
from lienthong.kernel.attachments.scanners import Scanner, scan_with
from lienthong.kernel.attachments.sniff import by_magic, page_of, sniff
from lienthong.kernel.attachments.verdicts import Finding, Report, Verdict, worst

_HEAD = 64 * 1024
_CLEAN = Finding(Verdict.CLEAN, "clean", "Đã kiểm tra, không thấy gì đáng ngại.")


def open_regular(path: Path) -> BinaryIO:
    """Open a plain file for reading without ever waiting for it.

    OSError for what cannot be opened; IsADirectoryError for a folder; a pipe, a device or a
    socket is an OSError that says so.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        _must_be_regular(os.fstat(handle).st_mode, path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def examine(path: Path, name: str, *, limits: Limits, scanners: Sequence[Scanner]) -> Report:
    """The report on the file at `path`, which its owner calls `name`.

    Memory stays bounded whatever the file holds: it is read in pieces, unpacked to a temporary
    folder under one budget, and opened by foreign parsers only in the probe's process. OSError
    when the file itself cannot be opened; every other trouble is a verdict.
    """
    with open_regular(path) as content:
        size = os.fstat(content.fileno()).st_size
        seen = _Examination(limits, scanners)
        try:
            with tempfile.TemporaryDirectory(prefix="lienthong-scan-") as folder:
                seen.folder = Path(folder)
                seen.look(path, content, size, name)
        except OSError:
            seen.findings.append(finding("probe_down"))
        except RecursionError:
            seen.findings.append(finding("too_heavy"))
    gravest = worst(seen.findings) or _CLEAN
    return Report(
        name=name,
        size=size,
        expanded=max(size, seen.expanded) if not seen.is_archive else seen.budget.expanded,
        mime=seen.kind.mime,
        label=seen.kind.label,
        verdict=gravest.verdict,
        code=gravest.code,
        reason=gravest.reason,
    )


@dataclass
class _Examination:
    """What is known so far of one file and of what is inside it."""

    limits: Limits
    scanners: Sequence[Scanner]
    folder: Path = Path()
    kind: Kind = kinds.UNKNOWN
    findings: list[Finding] = field(default_factory=list)
    to_probe: list[tuple[Path, str]] = field(default_factory=list)
    expanded: int = 0
    is_archive: bool = False
    files: int = 0
    budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits)

    def look(self, path: Path, content: BinaryIO, size: int, name: str) -> None:
        """Everything, in the order that says most: a known threat first, then type, then inside."""
        try:
            self._check_size(size)
            self.findings += scan_with(self.scanners, content, self.budget.seconds_left())
            if any(found.verdict is Verdict.INFECTED for found in self.findings):
                self.kind = sniff(content, kinds.extension_of(name))
                return
            self._identify(path, content, size, kinds.extension_of(name))
            check_name(self.kind, name)
        except Objection as objection:
            self.findings.append(objection.finding)
        self._probe()

    def _check_size(self, size: int) -> None:
        if size == 0:
            raise Objection("empty")
        if size > self.limits.file_bytes:
            raise Objection("too_big", limit=bytes_in_words(self.limits.file_bytes))

    def _identify(self, path: Path, content: BinaryIO, size: int, claimed: str) -> None:
        """The outer file: its kind, and what its family asks to be looked at."""
        self.kind = sniff(content, claimed)
        if self.kind.family == "zip":
            self.is_archive = True
            self._unpack(content, size, 1)
            return
        if archives.has_directory(content, size):
            raise Objection("polyglot", found=self.kind.label or "tệp khác")
        if self.kind is kinds.CSV:
            office.check_table(content)
        if self.kind.family == "ole":
            self.kind = compound.kind_of(compound.names(content, size))
        elif self.kind.family == "rtf":
            office.check_rtf(content)
        elif self.kind.family in FAMILIES:
            self.to_probe.append((path, self.kind.family))

    def _unpack(self, content: BinaryIO, size: int, depth: int) -> None:
        """An archive and all in it; at depth 1 it also decides what the outer file is."""
        if depth > self.limits.depth:
            raise Objection("zip_depth", limit=self.limits.depth)
        found = archives.members(content, size, self.budget)
        kind = office.kind_of(found, _first_text(content, found))
        if depth == 1:
            self.kind = kind
        office.check_members(kind, [member.name for member in found])
        for member in found:
            if archives.is_link(member):
                raise Objection("zip_path", member=member.name)
            if not member.is_folder:
                self._look_at_member(content, member, kind, depth)

    def _look_at_member(self, archive: BinaryIO, member: Member, kind: Kind, depth: int) -> None:
        """One member, unpacked to a file of our own naming, scanned, and opened if it is a
        container; the file goes unless the probe needs it.
        """
        if kind is kinds.ZIP:
            _check_ending(member.name)
        self.files += 1
        path = self.folder / str(self.files)
        with path.open("w+b") as content:
            for piece in archives.unpack(archive, member, self.budget):
                content.write(piece)
            content.flush()
            family = ""
            if member.size:
                seconds = self.budget.seconds_left()
                self.findings += scan_with(self.scanners, content, seconds, member=True)
                office.check_part(kind, member.name, content)
                family = self._open_member(content, member, kind, depth)
        if family:
            self.to_probe.append((path, family))
        else:
            path.unlink()

    def _open_member(self, content: BinaryIO, member: Member, kind: Kind, depth: int) -> str:
        """What a member is by its content, looked into; the family when the probe is to open it."""
        inside = by_magic(_head(content)) or kinds.UNKNOWN
        if inside.family == "program":
            raise Objection("zip_program", member=member.name)
        if kind is kinds.ZIP:
            _check_in_archive(inside, content, member)
        if inside.family == "zip":
            self._unpack(content, member.size, depth + 1)
        elif inside.family == "ole":
            compound.kind_of(compound.names(content, member.size))
        elif inside.family == "rtf":
            office.check_rtf(content)
        elif inside.family in FAMILIES:
            # office programs show pictures that others call broken: of those only the size counts
            picture = inside.family == "image" and kind is not kinds.ZIP
            return "picture" if picture else inside.family
        return office.probed_as(kind, member.name)

    def _probe(self) -> None:
        """PDFs, pictures and XML met on the way, all in one process of their own."""
        if any(found.verdict is not Verdict.QUARANTINED for found in self.findings):
            return
        try:
            answers = probe(self.to_probe, self.limits)
        except ProbeDown:
            self.findings.append(finding("probe_down"))
            return
        for answer in answers:
            if answer.finding is not None:
                self.findings.append(answer.finding)
            self.expanded += answer.expanded
            self._name_root(answer.root)

    def _name_root(self, root: str) -> None:
        """What XML is, by its root element."""
        strangers = {"html": kinds.HTML, "svg": kinds.SVG, "mso-application": kinds.OFFICE_XML}
        if root in strangers:
            self.kind = strangers[root]
            self.findings.append(_not_accepted(self.kind).finding)
        elif root == "edxml":
            self.kind = kinds.EDXML


def _must_be_regular(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(str(path))
    if not stat.S_ISREG(mode):
        raise OSError("not a regular file")


def check_name(kind: Kind, name: str) -> None:
    """Whether a name tells the truth about its content; Objection when not, or when we do not
    take it.
    """
    claimed = kinds.extension_of(name)
    if kinds.hides_its_ending(name):
        raise Objection("name_hidden")
    if kind.family == "program":
        raise Objection("program", found=kind.label)
    if claimed in kinds.PROGRAM_EXTENSIONS:
        raise Objection("program", found=f"đuôi .{claimed}")
    if kind is kinds.UNKNOWN:
        raise Objection("type_unknown", accepted=kinds.ACCEPTED_WORDS)
    if kind not in kinds.ACCEPTED:
        raise _not_accepted(kind)
    if not claimed:
        raise Objection("no_extension", found=kind.label, extension=kind.extensions[0])
    if claimed not in kind.extensions:
        raise Objection("mismatch", claimed=claimed, found=kind.label)


def _check_ending(name: str) -> None:
    """Objection for a member of an archive that runs, or that nobody here can look into."""
    ending = kinds.extension_of(name)
    if ending in kinds.PROGRAM_EXTENSIONS:
        raise Objection("zip_program", member=name)
    if ending in kinds.PAGE_EXTENSIONS:
        raise Objection("zip_page", member=name)
    if ending in kinds.PACKED_EXTENSIONS:
        raise Objection("zip_other", member=name)


def _check_in_archive(inside: Kind, content: BinaryIO, member: Member) -> None:
    """A member of a plain archive is held to what it would be held to alone."""
    if inside.family == "packed":
        raise Objection("zip_other", member=member.name)
    if inside is kinds.UNKNOWN and page_of(_head(content)) is not None:
        raise Objection("zip_page", member=member.name)
    if inside.family in {"pdf", "image"} and archives.has_directory(content, member.size):
        raise Objection("polyglot", found=inside.label)
    if kinds.extension_of(member.name) in kinds.CSV.extensions:
        office.check_table(content)


def _not_accepted(kind: Kind) -> Objection:
    return Objection("type_not_accepted", found=kind.label, accepted=kinds.ACCEPTED_WORDS)


def _head(content: BinaryIO) -> bytes:
    content.seek(0)
    return content.read(_HEAD)


def _first_text(content: BinaryIO, found: list[Member]) -> bytes:
    """The first member's bytes when it is ODF's unpacked statement of type, else nothing."""
    first = min(found, key=lambda member: member.at)
    if first.name != "mimetype" or first.method != archives.STORED:
        return b""
    content.seek(first.start)
    return content.read(min(first.packed, 200))
