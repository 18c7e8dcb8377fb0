"""The container by itself: any tar opens it, and no flipped byte in it goes unseen."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from lienthong.config.keeping import manifest as says
from lienthong.config.keeping.archive import Reader, Writer
from lienthong.config.keeping.check import prove
from lienthong.config.keeping.manifest import Head, Manifest, Tally
from lienthong.kernel.errors import Refused
from tests.keeping.conftest import Installation
from tests.keeping.machine import flipped, members

PLACES = (says.HEAD, f"{says.DATABASE}000001", says.MANIFEST, says.KEYS, "sha256sums.txt")


def _small() -> bytes:
    """A complete archive of a few kilobytes."""
    out = io.BytesIO()
    writer, tally = Writer(out, at=1.0), Tally()
    head = Head(province="soc-trang", made_at="2022-11-21T01:30:00+00:00", version="0.1.0")
    first = [writer.add(says.HEAD, head.as_json()), writer.add(says.part(1), b"a dump" * 20)]
    for data in sorted((b"one file", b"another" * 100), key=lambda d: hashlib.sha256(d).digest()):
        sha256 = hashlib.sha256(data).hexdigest()
        assert writer.add_matching(says.file_name(sha256), io.BytesIO(data), len(data), sha256)
        tally.add(sha256, len(data))
    manifest = Manifest(
        head=head, server=18, migrations=[], tables={"t": 1}, checkpoint="", pending=0,
        public_keys={}, key_secret_outside=False, keys=1, members=first, files=tally.files(),
        lost=[], lost_count=0,
    )  # fmt: skip
    last = [writer.add(says.MANIFEST, manifest.as_json()), writer.add(says.KEYS, b"sealed")]
    assert writer.finish(last) == hashlib.sha256(out.getvalue()).hexdigest()
    return out.getvalue()


def test_no_flipped_byte_goes_unseen() -> None:
    whole = _small()
    assert prove(io.BytesIO(whole)).keys == b"sealed"
    ends = [*range(1500), *range(len(whole) - 3000, len(whole))]
    for at in [*ends, *range(1500, len(whole) - 3000, 7)]:
        bad = bytearray(whole)
        bad[at] ^= 1
        with pytest.raises(Refused, match=r"Bản sao lưu hỏng|không phải bản sao lưu"):
            prove(io.BytesIO(bytes(bad)))


def test_no_cut_and_nothing_added_goes_unseen() -> None:
    whole = _small()
    for size in range(0, len(whole), 97):
        with pytest.raises(Refused):
            prove(io.BytesIO(whole[:size]))
    with pytest.raises(Refused):
        prove(io.BytesIO(whole + b"\0"))


def test_a_member_taken_out_or_put_in_is_seen() -> None:
    whole = _small()
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        spans = [(one.name, one.offset, one.offset_data + -(-one.size // 512) * 512) for one in tar]
    for name, start, end in spans:
        with pytest.raises(Refused):
            prove(io.BytesIO(whole[:start] + whole[end:]))
        if not name.startswith("sha256"):
            with pytest.raises(Refused):
                prove(io.BytesIO(whole[:end] + whole[start:end] + whole[end:]))


@pytest.mark.parametrize("place", PLACES)
def test_the_broken_part_is_named(installation: Installation, tmp_path: Path, place: str) -> None:
    (found,) = [one for one in members(installation.archive) if one[0] == place]
    name, start, size = found
    bad = flipped(installation.archive, start + size // 2, tmp_path / "bad.tar")
    with bad.open("rb") as file, pytest.raises(Refused, match=name):
        prove(file)


def test_any_other_file_is_no_archive_of_ours(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.add(__file__, "a")
    for data in (b"", b"hello", bytes(1024), b"PK\3\4" * 400, out.getvalue()):
        with pytest.raises(Refused, match="không phải bản sao lưu"):
            prove(io.BytesIO(data))


def test_a_stream_that_is_not_what_it_should_be_leaves_no_trace() -> None:
    out = io.BytesIO()
    writer = Writer(out)
    writer.add("first", b"1")
    for data, size in ((b"other", 5), (b"short", 9), (b"too long", 3)):
        sha256 = hashlib.sha256(b"meant").hexdigest()
        assert not writer.add_matching("second", io.BytesIO(data), size, sha256)
    writer.finish([writer.add("third", b"3")])
    read = [(one.name, one.whole(1000)) for one in Reader(io.BytesIO(out.getvalue())).members()]
    assert read[:2] == [("first", b"1"), ("third", b"3")]
    assert read[2][1].decode().endswith("  2048\n")
