"""Checking in a process that may be killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lienthong.documents.signing import child, isolated, reasons
from lienthong.documents.signing.check import check
from lienthong.documents.signing.isolated import check_isolated
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.documents.tests.signing import tampering
from lienthong.documents.tests.signing.conftest import AT, Signed
from lienthong.documents.tests.signing.test_check import HOSTILE

pytestmark = pytest.mark.usefixtures("_no_child_left")


def test_the_other_process_judges_as_this_one_does(signed: Signed) -> None:
    for pdf in (signed.by_both, signed.by_person, tampering.flipped(signed.by_both, 500), b""):
        here = check(pdf, trust=Trust((signed.root,)), at=AT)
        assert check_isolated(pdf, trust=Trust((signed.root,)), at=AT) == here


def test_hostile_files_do_not_end_it(signed: Signed) -> None:
    for pdf in HOSTILE.values():
        assert check_isolated(pdf, trust=Trust(())).verdict is Verdict.INDETERMINATE
    assert check_isolated(signed.by_both, trust=Trust((signed.root,))).verdict is Verdict.VALID


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_judged(signed: Signed) -> None:
    slow = check_isolated(signed.by_both, trust=Trust((signed.root,)), seconds=0.001)
    assert (slow.verdict, slow.reasons) == (Verdict.INDETERMINATE, (reasons.TOO_SLOW,))
    assert check_isolated(signed.by_both, trust=Trust((signed.root,))).verdict is Verdict.VALID


def test_a_checker_that_died_is_replaced(signed: Signed) -> None:
    check_isolated(b"", trust=Trust(()))
    running = isolated._checker._process
    assert running is not None
    running.kill()
    running.wait()
    assert check_isolated(signed.by_both, trust=Trust((signed.root,))).verdict is Verdict.VALID


def test_the_child_sees_no_secret_and_ends_with_its_input() -> None:
    os.environ["LIENTHONG_TEST_MARK"] = "x"
    try:
        check_isolated(b"", trust=Trust(()))
        running = isolated._checker._process
        assert running is not None
        assert b"LIENTHONG" not in Path(f"/proc/{running.pid}/environ").read_bytes()
    finally:
        del os.environ["LIENTHONG_TEST_MARK"]
    isolated.stop()
    assert running.poll() is not None


def test_the_protocol_answers_each_request_once(signed: Signed) -> None:
    asked = {"roots": [signed.root.hex()], "lists": [], "at": AT.isoformat(), "copy": False}
    options = json.dumps(asked).encode()
    request = child.REQUEST.pack(len(options), len(signed.by_both)) + options + signed.by_both
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", child.__name__],
        input=request * 2,
        capture_output=True,
        check=True,
        cwd=isolated.ROOT,
        env={},
    )
    (size,) = child.REPORT.unpack(done.stdout[:4])
    assert len(done.stdout) == 2 * (size + 4)
    assert FileVerdict.from_json(json.loads(done.stdout[4 : size + 4])).verdict is Verdict.VALID
