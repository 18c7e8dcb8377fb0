"""Every kind of honest file is clean; every kind of hostile file is named for what it is."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import file_corpus as corpus
import hostile_files as hostile
import pytest
from file_corpus import HONEST, HOSTILE, MOST_BYTES, ZIP
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel.attachments import kinds, reasons
from lienthong.kernel.attachments import probe as asking
from lienthong.kernel.attachments.examine import examine
from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.scanners import YaraScanner
from lienthong.kernel.attachments.verdicts import Report

YARA = YaraScanner()
LIMITS = Limits()
SMALL = Limits(
    file_bytes=MOST_BYTES,
    expanded_bytes=8 * 2**20,
    ratio_from_bytes=2**20,
    entries=200,
    pdf_pages=50,
)


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., Report]:
    def run(name: str, data: bytes, limits: Limits = LIMITS) -> Report:
        path = tmp_path / "file"
        path.write_bytes(data)
        return examine(path, name, limits=limits, scanners=[YARA])

    return run


@pytest.mark.parametrize("case", HONEST)
def test_honest_files_are_clean(case: str, look: Callable[..., Report]) -> None:
    name, build = HONEST[case]
    report = look(name, build())
    assert (report.code, report.reason) == ("clean", "Đã kiểm tra, không thấy gì đáng ngại.")
    assert report.label
    assert report.mime


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_named(case: str, look: Callable[..., Report]) -> None:
    name, build, code = HOSTILE[case]
    data = build()
    tracemalloc.start()
    try:
        report = look(name, data, SMALL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.code == code
    assert not report.clean
    assert report.reason.endswith(".")
    assert peak < len(data) // 4 + 12 * 2**20


def test_every_reason_is_met() -> None:
    met = {code for _, _, code in HOSTILE.values()}
    elsewhere = {"no_scanner", "probe_down", "too_heavy", "image_frames"}
    assert met | elsewhere == set(reasons.REASONS)


def test_a_picture_file_of_many_pictures(look: Callable[..., Report]) -> None:
    frames = [hostile.Image.new("L", (8, 8), shade) for shade in range(12)]
    data = hostile.image("TIFF", save_all=True, append_images=frames)
    assert look("a.tif", data).clean
    assert look("a.tif", data, Limits(frames=5)).code == "image_frames"


def test_what_takes_too_much_is_too_heavy(look: Callable[..., Report]) -> None:
    data = hostile.image("PNG", (3000, 3000))
    limits = Limits(probe_memory_bytes=60 * 2**20)
    assert look("a.png", data, limits).code in {"too_heavy", "probe_down"}
    many = hostile.pdf(corpus.pages(40))
    assert look("a.pdf", many, Limits(pdf_objects=20)).code == "too_heavy"


def test_ten_thousand_pages(look: Callable[..., Report]) -> None:
    data = hostile.pdf(corpus.pages(10_000))
    assert look("a.pdf", data).code == "pdf_pages"


def test_every_kind_is_known_by_its_own_ending() -> None:
    for kind in kinds.ACCEPTED:
        assert kind.extensions
        assert kind.label
    assert kinds.extension_of("a.tar.GZ") == "gz"
    assert kinds.extension_of(".htaccess") == ""
    assert kinds.extension_of("khong-duoi") == ""


def test_expanded_size_is_said(look: Callable[..., Report]) -> None:
    report = look("a.zip", hostile.zipped({"a.txt": b"a" * 5000, "b.txt": b"b" * 5000}))
    assert report.clean
    assert (report.size < 1000, report.expanded) == (True, 10_000)


def test_words_from_a_stranger_are_made_safe() -> None:
    assert reasons.printable("a\x1b[31mb\u202ec\n") == "a�[31mb�c�"
    assert reasons.printable("x" * 99) == "x" * 79 + "…"
    assert [reasons.bytes_in_words(n) for n in (1, 1023, 1024, 1536, 5 * 2**30)] == [
        "1 byte",
        "1023 byte",
        "1 KB",
        "1,5 KB",
        "5 GB",
    ]


def test_limits_are_read_or_refused() -> None:
    assert Limits.read({"entries": 7}).entries == 7
    with pytest.raises(ValueError, match="no attachment limit"):
        Limits.read({"files": 7})
    with pytest.raises(ValueError, match="above 0"):
        Limits.read({"entries": 0})


FUZZED = {
    "a.docx": hostile.docx(),
    "a.odt": hostile.odt(),
    "a.zip": hostile.zipped({"a.txt": b"hello " * 50, "b/c.txt": b"x", "d.zip": ZIP}),
    "a.doc": hostile.ole("WordDocument", "1Table", "Data"),
    "a.txt": "Kính gửi các cơ quan".encode("utf-16"),
}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(FUZZED)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    st.integers(0, 10**6),
)
def test_damaged_files_get_a_verdict_and_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    changes: list[tuple[int, int]],
    length: int,
) -> None:
    data = bytearray(FUZZED[name])
    for place, value in changes:
        data[place % len(data)] = value
    if length % 3 == 0:
        del data[length % len(data) :]
    path = tmp_path_factory.getbasetemp() / "fuzzed"
    path.write_bytes(data)
    report = examine(path, name, limits=SMALL, scanners=[YARA])
    assert report.reason
    assert report.code in {*reasons.REASONS, "clean"}


def test_the_probe_is_there_again_after_it_was_killed(tmp_path: Path) -> None:
    page = tmp_path / "page.xml"
    page.write_text("<root/>")
    asked = [(page, "xml")]
    assert [one.root for one in asking.probe(asked, Limits())] == ["root"]
    nursery = asking._nursery._process
    assert nursery is not None
    nursery.kill()
    nursery.wait()
    assert [one.root for one in asking.probe(asked, Limits())] == ["root"]


def test_jobs_side_by_side_get_their_own_answers(tmp_path: Path) -> None:
    names = [f"r{number}" for number in range(12)]
    for name in names:
        (tmp_path / name).write_text(f"<{name}/>")
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda name: asking.probe([(tmp_path / name, "xml")], Limits()), names)
        assert [answers[0].root for answers in found] == names
