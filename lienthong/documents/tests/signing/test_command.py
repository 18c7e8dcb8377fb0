"""`lienthong signatures check`: what it prints and how it ends, whatever it is given."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from lienthong.documents.tests.signing.conftest import Signed

pytestmark = pytest.mark.usefixtures("_no_child_left")


def run(*words: object) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("signatures", "check", *map(str, words), stdout=out)
    return int(str(end.value.code)), out.getvalue()


def answers(*words: object) -> tuple[int, list[dict[str, Any]]]:
    code, printed = run("--json", *words)
    found: list[dict[str, Any]] = json.loads(printed)
    return code, found


@pytest.fixture
def trusted(signed: Signed, tmp_path: Path) -> tuple[str, ...]:
    root = tmp_path / "root.pem"
    certificate = x509.load_der_x509_certificate(signed.root)
    root.write_bytes(certificate.public_bytes(Encoding.PEM))
    return ("--only-trust", "--trust", str(root), "--at", "2022-01-06T08:00+07:00")


@pytest.fixture
def file(signed: Signed, tmp_path: Path) -> Path:
    made = tmp_path / "van-ban.pdf"
    made.write_bytes(signed.by_both)
    return made


def test_a_valid_file_ends_with_0_and_says_who_signed(file: Path, trusted: tuple[str, ...]) -> None:
    code, printed = run(file, *trusted)
    assert (code, "HỢP LỆ" in printed) == (0, True)
    code, (answer,) = answers(file, *trusted)
    assert (code, answer["verdict"], answer["file"]) == (0, "valid", str(file))
    assert [one["role"] for one in answer["signatures"]] == ["person", "agency"]


def test_several_files_each_get_an_answer_and_one_bad_one_ends_with_1(
    file: Path, tmp_path: Path, signed: Signed, trusted: tuple[str, ...]
) -> None:
    half = tmp_path / "mot-chu-ky.pdf"
    half.write_bytes(signed.by_person)
    text = tmp_path / "thu.txt"
    text.write_text("Kính gửi", encoding="utf-8")
    code, found = answers(file, half, text, file, *trusted)
    assert code == 1
    assert [one["verdict"] for one in found] == ["valid", "incomplete", "indeterminate", "valid"]
    assert [one["reasons"][0]["code"] for one in found[1:3]] == ["no_agency", "not_pdf"]


def test_what_cannot_be_read_ends_with_2_and_the_others_are_read(
    file: Path, tmp_path: Path, trusted: tuple[str, ...]
) -> None:
    pipe = tmp_path / "ống"
    os.mkfifo(pipe)
    code, found = answers(tmp_path / "không có.pdf", tmp_path, pipe, file, *trusted)
    assert code == 2
    assert [one["verdict"] for one in found] == ["unread", "unread", "unread", "valid"]
    assert {one["reasons"][0]["code"] for one in found[:3]} == {"unreadable_file"}
    assert "KHÔNG ĐỌC ĐƯỢC" in run(tmp_path / "x", *trusted)[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_the_right_to_read_it_is_told(file: Path) -> None:
    file.chmod(0)
    assert answers(file, "--only-trust")[1][0]["verdict"] == "unread"


def test_an_empty_file_and_odd_names_are_told(tmp_path: Path) -> None:
    odd = tmp_path / "hai\ndòng\x1b[31m.pdf"
    odd.write_bytes(b"")
    code, printed = run(odd, "--only-trust")
    assert code == 1
    assert "\x1b" not in printed
    assert printed.count("\n") == 2
    assert answers("a\0b", "--only-trust")[1][0]["verdict"] == "unread"


BROKEN = {
    "gone": (None, "không có"),
    "x.pem": (
        b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n",
        "không phải chứng",
    ),
    "x.der": (b"\x30\x03abc", "không phải chứng"),
    "x.crl": (b"no list", "không phải danh sách thu hồi"),
    "empty.crt": (b"", "không phải chứng"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_trust_list_is_told_by_name_before_anything_is_judged(
    name: str, file: Path, tmp_path: Path
) -> None:
    content, words = BROKEN[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=words) as told:
        call_command("signatures", "check", str(file), "--trust", str(tmp_path / name))
    assert told.value.returncode == 2
    assert name in str(told.value)


def test_a_folder_of_trust_with_a_broken_file_and_a_moment_that_is_none(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.pem").write_bytes(b"no certificate")
    with pytest.raises(CommandError, match=r"broken\.pem"):
        call_command("signatures", "check", str(file), "--trust", str(tmp_path))
    with pytest.raises(CommandError, match="ghi ngày giờ"):
        call_command("signatures", "check", str(file), "--at", "hôm qua")
    with pytest.raises(CommandError):
        call_command("signatures", "check")
