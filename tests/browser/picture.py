"""Draw the README's pictures anew: the story played to its end, then the sender's board and the
three panes of a commune's leader.

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

WHERE = Path(__file__).parents[2] / "docs" / "images"
SIZE: ViewportSize = {"width": 1440, "height": 1000}
OPEN = "#rows a.row"


def main() -> None:
    """Play, look, keep."""
    from tests.browser.server import collect_static

    with tempfile.TemporaryDirectory() as folder:
        static = collect_static(Path(folder) / "served")
        seen = _played(static, Path(folder) / "log")
    WHERE.mkdir(exist_ok=True)
    for name, picture in seen.items():
        Image.open(io.BytesIO(picture)).convert("RGB").save(WHERE / f"{name}.png", optimize=True)


def _played(static: Path, log: Path) -> dict[str, bytes]:
    """The story in a database of its own, and its pictures by name."""
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
            return {
                "board": _seen(office.url, "lan", f"/van-phong/documents/{document_id}/board/"),
                "inbox": _seen(office.url, "vinh", "/van-phong/documents/incoming/?tab=done", OPEN),
            }


def _seen(home: str, who: str, address: str, opened: str = "") -> bytes:
    """The page as somebody has it on the screen, with the row `opened` (a selector) clicked."""
    from lienthong.launch import browser as chromium
    from tests.browser.desk import SETTLED, Desk, look_of

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=chromium.arguments()
        )
        context = browser.new_context(viewport=SIZE, locale="vi-VN", color_scheme="light")
        desk = Desk(context, home, look_of(SIZE["width"], dark=False))
        desk.sign_in(who)
        desk.go(address)
        if opened:
            desk.page.click(opened)
            desk.page.wait_for_selector(".paper img")
            desk.page.wait_for_load_state("networkidle")
        desk.page.evaluate(SETTLED)
        seen = desk.page.screenshot(animations="disabled")
        browser.close()
    return seen


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    django.setup()
    main()
