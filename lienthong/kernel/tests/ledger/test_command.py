"""`lienthong ledger` as somebody at a terminal meets it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import CommandError, call_command
from pytest_django import Settings

from lienthong.kernel.ledger import keys, queries
from lienthong.kernel.tests.ledger.rows import Log, Owner, happen


def ledger(*words: object) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("ledger", *map(str, words), stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_verify_says_that_it_holds(log: Log) -> None:
    happen(2)
    code, text = ledger("verify")
    assert code == 0
    assert "nguyên vẹn" in text
    assert "2 sự kiện chưa nằm dưới mốc nào" in text


def test_verify_names_what_is_broken(owner: Owner, log: Log) -> None:
    owner.tamper("update kernel_event set door = 'x' where id = any(%s)", log.ids)
    code, text = ledger("verify")
    assert code == 1
    assert "15 chỗ" in text
    assert f"Số {log.seq(1)}: sự kiện {log.event(1)}" in text.splitlines()[1]

    code, text = ledger("verify", "--json")
    assert code == 1
    facts = json.loads(text)
    assert facts["ok"] is False
    assert facts["found"] == 15
    assert facts["first"]["event_id"] == log.event(1)
    assert facts["first"]["seq"] == log.seq(1)


def test_verify_against_a_published_checkpoint(owner: Owner, log: Log, tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    file.write_text(ledger("checkpoint")[1], encoding="utf-8")
    code, text = ledger("verify", "--against", file)
    assert code == 0
    assert f"Khớp mốc {log.sizes[2]} đã công bố" in text

    owner.tamper("delete from ledger_checkpoint where size > %s", log.sizes[0])
    owner.tamper("delete from ledger_leaf where seq > %s", log.sizes[0])
    owner.tamper("delete from kernel_event where id = any(%s)", log.ids[5:])
    assert ledger("verify")[0] == 0
    code, text = ledger("verify", "--against", file)
    assert code == 1
    assert "phần cuối đã mất" in text

    file.write_text("hello", encoding="utf-8")
    code, text = ledger("verify", "--against", file)
    assert code == 2
    assert "ledger checkpoint" in text


def test_seal_says_what_it_did(log: Log) -> None:
    happen(3)
    assert "Đã niêm 3 sự kiện" in ledger("seal")[1]
    assert "Không có sự kiện nào chờ niêm" in ledger("seal")[1]


def test_an_empty_ledger(owner: Owner) -> None:
    owner.empty()
    assert ledger("seal") == (0, "Chưa có sự kiện nào để niêm.\n")
    assert ledger("verify") == (0, "Sổ sự kiện chưa có mốc nào.\n")
    code, text = ledger("checkpoint")
    assert code == 2
    assert "ledger seal" in text


def test_checkpoints_and_keys_are_printed_for_publishing(log: Log) -> None:
    last = queries.latest_checkpoint()
    assert last
    assert ledger("checkpoint") == (0, queries.note_of(last))
    facts = json.loads(ledger("checkpoint", "--json", "--size", log.sizes[0])[1])
    assert facts["size"] == log.sizes[0]
    assert facts["note"].startswith(facts["origin"])
    assert ledger("key")[1] == keys.public_text(keys.signing_key().public_key())


def test_a_proof_is_printed_and_checked(log: Log, tmp_path: Path) -> None:
    code, text = ledger("prove", log.event(7))
    assert code == 0
    file = tmp_path / "proof.json"
    file.write_text(text, encoding="utf-8")
    code, said = ledger("check-proof", file)
    assert code == 0
    assert f"sự kiện {log.event(7)} là số {log.seq(7)}" in said

    for old, new, word in [
        ("Lan", "Lán", "không có dưới mốc"),
        (f'"event_id": {log.event(7)}', '"event_id": 1', "không phải của sự kiện"),
        ("\\nat 20", "\\nat 21", "chữ ký"),
        ("\\nkey ", "\\nkey 00000000000000000000000000000000\\n\\n— x ", "không đọc được"),
    ]:
        file.write_text(text.replace(old, new), encoding="utf-8")
        code, said = ledger("check-proof", file)
        assert code in (1, 2)
        assert word in said
    code, said = ledger("prove", 9_000_000_000)
    assert code == 2
    assert "Xem lại số sự kiện" in said


def test_a_proof_is_checked_without_a_database(
    log: Log, tmp_path: Path, settings: Settings
) -> None:
    """Another process, a key folder that is empty, a database that is not there."""
    file, key = tmp_path / "proof.json", tmp_path / "published.pub"
    file.write_text(ledger("prove", log.event(7))[1], encoding="utf-8")
    key.write_text(ledger("key")[1], encoding="utf-8")
    nothing = tmp_path / "nothing"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "django", "ledger", "check-proof", str(file), "--key", str(key)],
        env={
            **os.environ,
            "LIENTHONG_KEYS": str(nothing),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"sự kiện {log.event(7)} là số {log.seq(7)}" in done.stdout

    settings.KEYS_DIR = nothing
    code, text = ledger("check-proof", file)
    assert code == 2
    assert "--key" in text
    assert ledger("check-proof", file, "--key", key)[0] == 0
