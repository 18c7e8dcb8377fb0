"""Real Chromium, as Debian ships it; where it is not, the browser tests say so and are skipped."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Where Chromium is, and that it calls nobody."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        why = "Chromium is not installed: apt-get install chromium libatomic1"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": [*QUIET, *sandbox]}
