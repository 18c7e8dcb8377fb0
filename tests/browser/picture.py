"""Draw docs/images/board.png anew: the story played to its end, the sender's board on the screen.

    python -m tests.browser.picture

Takes some minutes: 121 documents are written, checked, signed, sent and registered for it.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

WHERE = Path(__file__).parents[2] / "docs" / "images" / "board.png"
SIZE: ViewportSize = {"width": 1440, "height": 1000}


def main() -> None:
    """Play, look, keep."""
    from tests.browser.server import collect_static

    with tempfile.TemporaryDirectory() as folder:
        static = collect_static(Path(folder) / "served")
        seen = _played(static, Path(folder) / "log")
    WHERE.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(seen)).convert("RGB").save(WHERE, optimize=True)


def _played(static: Path, log: Path) -> bytes:
    """The story in a database of its own, and the picture of its board."""
    from django.conf import settings

    from lienthong.documents.tour import play, script
    from lienthong.kernel import clock, scratch
    from lienthong.kernel.ledger import sealing
    from tests.browser.server import serving

    with scratch.database() as name:
        settings.KEYS_DIR = scratch.folder_of(name) / "keys"
        document_id, ended_at = play.play(script.read(settings.PROVINCE_DIR), lambda *_told: None)
        sealing.seal_all()
        clock.start_at(ended_at)
        with serving(name, static, log) as office:
            return _seen(office.url, f"/van-phong/documents/{document_id}/board/")


def _seen(home: str, address: str) -> bytes:
    """The page as Lan has it on her screen."""
    from lienthong.launch import browser as chromium
    from tests.browser.desk import SETTLED, Desk, look_of

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=chromium.arguments()
        )
        context = browser.new_context(viewport=SIZE, locale="vi-VN", color_scheme="light")
        lan = Desk(context, home, look_of(SIZE["width"], dark=False))
        lan.sign_in("lan")
        lan.go(address)
        lan.page.evaluate(SETTLED)
        seen = lan.page.screenshot(animations="disabled")
        browser.close()
    return seen


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    django.setup()
    main()
