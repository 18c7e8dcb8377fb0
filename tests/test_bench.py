"""Each measurement of `make bench` still runs: a few of each, and nobody looks at the figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
SCRIPTS = [path for path in sorted(BENCH.glob("*.py")) if "__main__" in path.read_text("utf-8")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_measurement_runs_to_its_end(script: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, script, "--tiny"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "/s" in done.stdout
