"""What a step says."""

import io
import re

import pytest

from lienthong.launch.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_has_one_line_a_step() -> None:
    out = io.StringIO()
    with Progress(out).step("Cài"):
        assert out.getvalue() == "  Cài ..."
    assert re.fullmatch(r"  Cài \.\.\. \d+,\d s\n", out.getvalue())


def test_a_terminal_shows_the_seconds_and_ends_with_the_sum() -> None:
    out = Terminal()
    with Progress(out).step("Cài"):
        pass
    assert re.search(r"\r\033\[K  Cài: \d+,\d s\n$", out.getvalue())


@pytest.mark.parametrize("out", [io.StringIO(), Terminal()])
def test_a_failed_step_shows_no_sum(out: io.StringIO) -> None:
    with pytest.raises(ValueError, match="x"), Progress(out).step("Cài"):
        raise ValueError("x")
    assert not re.search(r"\d,\d s", out.getvalue())
    assert out.getvalue().endswith("\n")


def test_what_is_said_during_a_step_has_a_line_of_its_own() -> None:
    out = io.StringIO()
    progress = Progress(out)
    with progress.step("Mở"):
        progress.say("Dữ liệu đặt ở đó")
    progress.say("Xong")
    told = r"  Mở \.\.\.\n  Dữ liệu đặt ở đó\n  Mở: \d+,\d s\nXong\n"
    assert re.fullmatch(told, out.getvalue())
