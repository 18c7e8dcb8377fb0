"""Scanners: our rules, and a small server that speaks clamd's own words."""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import hostile_files as hostile
import pytest
from office_corpus import EXCEL4

from lienthong.kernel.attachments import scanners
from lienthong.kernel.attachments.examine import examine
from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.scanners import ClamdScanner, Scanner, ScannerDown, YaraScanner
from lienthong.kernel.attachments.verdicts import Verdict

Answer = Callable[[bytes], bytes | None]


def honest_clamd(content: bytes) -> bytes:
    if hostile.EICAR in content:
        return b"stream: Eicar-Test-Signature FOUND\0"
    return b"stream: OK\0"


@contextmanager
def clamd(address: str, answer: Answer, most: int = 2**20) -> Iterator[list[bytes]]:
    """A daemon at `unix:path` or at `tcp:` (its free port is put in place); what it was sent."""
    seen: list[bytes] = []
    way, _, path = address.partition(":")
    server = socket.socket(socket.AF_UNIX if way == "unix" else socket.AF_INET)
    server.bind(path if way == "unix" else ("127.0.0.1", 0))
    server.listen()

    def serve() -> None:
        while True:
            try:
                line, _peer = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as reader:
                _talk(line, reader, answer, most, seen)

    thread = threading.Thread(target=serve)
    thread.start()
    seen.append(str(server.getsockname()).encode() if way == "unix" else _tcp(server).encode())
    try:
        yield seen
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def _tcp(server: socket.socket) -> str:
    host, port = server.getsockname()
    return f"tcp:{host}:{port}"


def _talk(
    line: socket.socket, reader: BinaryIO, answer: Answer, most: int, seen: list[bytes]
) -> None:
    assert reader.read(10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack(">I", reader.read(4))[0]:
        content += reader.read(length)
        if len(content) > most:
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    seen.append(content)
    said = answer(content)
    if said is not None:
        line.sendall(said)


@pytest.fixture
def place(tmp_path: Path) -> str:
    return f"unix:{tmp_path}/clamd.sock"


def test_clamd_over_a_unix_socket(place: str) -> None:
    with clamd(place, honest_clamd) as seen:
        scanner = ClamdScanner(place)
        assert scanner.scan(io.BytesIO(b"a" * 200_000), 30) == []
        found = scanner.scan(io.BytesIO(hostile.EICAR), 30)
    assert [each.verdict for each in found] == [Verdict.INFECTED]
    assert "Eicar-Test-Signature" in found[0].reason
    assert [len(content) for content in seen[1:]] == [200_000, len(hostile.EICAR)]


def test_clamd_over_tcp() -> None:
    with clamd("tcp:", honest_clamd) as seen:
        scanner = ClamdScanner(seen[0].decode())
        assert scanner.scan(io.BytesIO(b"xin chao"), 30) == []
        assert scanner.scan(io.BytesIO(b"x" + hostile.EICAR), 30) != []


@pytest.mark.parametrize(
    "said",
    [None, b"", b"stream: ERROR\0", b"PONG\0", b"stream: OK", b"stream: OK\n", b"\xff" * 9999],
)
def test_clamd_that_does_not_answer_in_its_words_is_down(place: str, said: bytes | None) -> None:
    with clamd(place, lambda _content: said), pytest.raises(ScannerDown):
        ClamdScanner(place).scan(io.BytesIO(b"a"), 30)


def test_clamd_that_hangs_up_on_large_content_is_down(place: str) -> None:
    with clamd(place, honest_clamd, most=1000), pytest.raises(ScannerDown):
        ClamdScanner(place).scan(io.BytesIO(bytes(5_000_000)), 30)


def test_no_clamd_is_down(place: str) -> None:
    for address in (place, "tcp:127.0.0.1:1"):
        with pytest.raises(ScannerDown):
            ClamdScanner(address).scan(io.BytesIO(b"a"), 30)


def _verdict(tmp_path: Path, data: bytes, *used: Scanner) -> tuple[str, str]:
    path = tmp_path / "file"
    path.write_bytes(data)
    report = examine(
        path, "a.zip" if data[:2] == b"PK" else "a.txt", limits=Limits(), scanners=used
    )
    return report.verdict.value, report.code


def test_no_answer_is_never_clean(tmp_path: Path, place: str) -> None:
    down = ClamdScanner(place)
    no_rules = YaraScanner(tmp_path / "none")
    assert _verdict(tmp_path, b"xin chao") == ("quarantined", "no_scanner")
    assert _verdict(tmp_path, b"xin chao", down) == ("quarantined", "no_scanner")
    assert _verdict(tmp_path, b"xin chao", no_rules) == ("quarantined", "no_scanner")
    assert _verdict(tmp_path, b"xin chao", YaraScanner(), down) == ("quarantined", "no_scanner")
    assert _verdict(tmp_path, hostile.EICAR, down, YaraScanner()) == ("infected", "infected")
    bomb = hostile.zipped({"a.txt": bytes(20 * 2**20)})
    assert _verdict(tmp_path, bomb, down) == ("refused", "zip_ratio")


def test_broken_rules_are_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yar").write_text("rule a { condition }", encoding="utf-8")
    assert _verdict(tmp_path, b"xin chao", YaraScanner(folder)) == ("quarantined", "no_scanner")


def test_a_scanner_that_unpacks_is_shown_the_whole_only(tmp_path: Path, place: str) -> None:
    data = hostile.zipped({"a.txt": b"xin chao", "b.txt": b"lan nua"})
    with clamd(place, honest_clamd) as seen:
        assert _verdict(tmp_path, data, ClamdScanner(place)) == ("clean", "clean")
    assert seen[1:] == [data]


def test_scanners_by_setting() -> None:
    made = scanners.from_settings(
        ["yara", "clamd:unix:/run/clamd.sock", "clamd:tcp:127.0.0.1:3310"]
    )
    assert [scanner.name for scanner in made] == ["yara", "clamd", "clamd"]
    assert scanners.from_settings([]) == []
    for wrong in ("clam", "yara:x", "clamd", "clamd:unix:", "clamd:tcp:host", "clamd:tcp:host:x"):
        with pytest.raises(ValueError, match=r"clamd|no scanner"):
            scanners.from_settings([wrong])


SAMPLES = {
    "eicar_test_file": b"x" + hostile.EICAR,
    "office_macro": "_VBA_PROJECT".encode("utf-16-le"),
    "macro_dropper": "_VBA_PROJECT".encode("utf-16-le") + b"\0AutoOpen\0WScript.Shell",
    "office_dde": b'<w:instrText xml:space="preserve"> DDE cmd</w:instrText>',
    "rtf_exploit_object": b"{\\rtf1{\\objupdate}}",
    "html_smuggling": b"<SCRIPT>x=new Blob([atob(y)]);a.download='x.zip';createObjectURL(x)",
    "hidden_powershell": b"powershell.exe -nop -w hidden -enc " + b"QUJD" * 12,
    "pdf_active": b"%PDF-1.7 << /S /JavaScript /JS (x) >>",
    "program_inside_document": b"xVGhpcyBwcm9ncmFtIGNhbm5vdCBiZSBydW4gaW4gRE9TIG1vZGU=",
    "windows_program": hostile.WINDOWS_PROGRAM,
    "excel4_macro": hostile.ole("Workbook") + EXCEL4,
    "old_word_dde": hostile.ole("WordDocument") + b"\x13 DDEAUTO c:\\x",
    "archive_behind_a_document": hostile.image("GIF") + b"7z\xbc\xaf\x27\x1c",
}


def _matching(data: bytes) -> set[str]:
    rules = YaraScanner()._compiled()
    return {match.rule for match in rules.match(data=data)}


@pytest.mark.parametrize("rule", SAMPLES)
def test_each_rule_finds_its_sample(rule: str) -> None:
    assert rule in _matching(SAMPLES[rule])


def test_every_rule_has_a_sample_and_says_what_it_means() -> None:
    rules = list(YaraScanner()._compiled())
    assert {rule.identifier for rule in rules} == set(SAMPLES)
    for rule in rules:
        assert rule.meta["verdict"] in {"infected", "suspicious"}
        assert rule.meta["threat"]


def test_the_rules_do_not_find_themselves() -> None:
    for file in scanners.RULES.glob("*.yar"):
        assert _matching(file.read_bytes()) <= {"program_inside_document", "hidden_powershell"}


@pytest.mark.parametrize(
    "text",
    [
        "Công văn về việc cài đặt PowerShell trên máy trạm, không dùng cmd.exe",
        "Hướng dẫn bật macro AutoOpen trong Word; liên hệ Shell.Application",
        "Trang web dùng thẻ <script> và nút tải xuống .download = true",
    ],
)
def test_talk_about_threats_is_no_threat(text: str) -> None:
    assert _matching(text.encode()) == set()
