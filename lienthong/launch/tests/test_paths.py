"""Where the data go."""

import os
from pathlib import Path

import pytest

from lienthong.launch import paths


def test_data_lie_in_the_checkout_when_everybody_may_pass() -> None:
    open_to_all = Path("/usr")
    assert paths.passable(open_to_all)
    assert paths.find(open_to_all).base == open_to_all / "var"


def test_behind_a_closed_folder_only_roots_data_move(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    (closed / "src").mkdir()
    base = paths.find(closed / "src", system=Path("/system")).base
    if os.geteuid() == 0:
        assert base.parent == Path("/system")
        assert base == paths.find(closed / "src", system=Path("/system")).base
    else:
        assert base == closed / "src" / "var"


def test_two_checkouts_do_not_share_data(tmp_path: Path) -> None:
    bases = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir(mode=0o700)
        bases.add(paths.find(tmp_path / name).base)
    assert len(bases) == 2


def test_a_named_home_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENTHONG_HOME", str(tmp_path / "x"))
    assert paths.find().base == tmp_path / "x"
