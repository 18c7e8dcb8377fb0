"""The Chromium that the browser tests drive: the system's own, never a download of ours."""

import ctypes
import os
import shutil
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # the same engine without windows: a page costs a third
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PACKAGES = ("chromium-headless-shell", "libatomic1")


def find() -> Path | None:
    """The browser of this machine; LIENTHONG_CHROMIUM names another one."""
    given = os.environ.get("LIENTHONG_CHROMIUM")
    if given:
        return Path(given)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def arguments() -> list[str]:
    """How to start it: quiet, and as root without its own sandbox, which refuses root."""
    quiet = [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


def missing() -> str:
    """Why browser tests cannot run here; "" when they can. In CI a reason is a failure."""
    if reason := os.environ.get("LIENTHONG_NO_BROWSER", ""):
        return f"LIENTHONG_NO_BROWSER: {reason}"
    if find() is None:
        return f"máy này không có Chromium (cài bằng: apt-get install {' '.join(PACKAGES)})"
    if not os.environ.get("PLAYWRIGHT_NODEJS_PATH") and not _loads("libatomic.so.1"):
        return "Playwright cần thư viện libatomic1 (cài bằng: apt-get install libatomic1)"
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
