"""Weigh pages as a phone gets them: bytes, largest paint, what moves, against their budgets.

    .venv/bin/python bench/web.py [--small | --tiny]

Real Chromium in front of granian with collected static files, nothing in its cache, 390 px wide,
1.6 Mbit/s, 150 ms away, its processor four times slower (--tiny: as it is). Printed for each page:
kilobytes over the line and of these scripts, LCP, CLS, the server's own p50, each also as a
share of its budget; over 1.00 is missed. Bytes say the same on every machine; times don't, and are
budgets of a quiet one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("LIENTHONG_LOG", "CRITICAL")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from measure import machine, sizes  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from lienthong.directory.models import Account  # noqa: E402
from lienthong.kernel import scratch  # noqa: E402
from lienthong.launch import browser as chromium  # noqa: E402
from lienthong.launch import postgres  # noqa: E402
from tests.browser.server import Office, collect_static, serving  # noqa: E402

LINE = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750, "offline": False}
SLOWER, WIDTH, HEIGHT = 4, 390, 844
LCP_SECONDS, SERVER_SECONDS = 2.0, 0.3
PAINTS = """
window.measured = {lcp: 0, cls: 0};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.measured.lcp = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.measured.cls += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class Page:
    """A page and what it may weigh (kB over the line, of these scripts), as design set it."""

    name: str
    path: str
    most: int
    scripts: int
    who: str = ""
    language: str = "vi"


PAGES = (
    Page("home", "/", 200, 30),
    Page("home in Khmer", "/", 200, 30, language="km"),
    Page("procedure", "/thu-tuc/1.001193/", 150, 30),
    Page("find", "/thu-tuc/?q=lam+khai+sinh+cho+con", 150, 30),
    Page("inbox", "/van-phong/", 180, 45, who="tuyet"),
    Page("applications", "/van-phong/applications/", 180, 45, who="tuyet"),
)


@dataclass
class Weight:
    """What one opening of a page cost."""

    total: int
    scripts: int
    lcp: float
    cls: float


def cookies_of(page: Page, url: str) -> list[dict[str, str]]:
    """Who opens it, in which language."""
    found = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": page.language, "url": url}]
    if page.who:
        client = Client()
        client.force_login(Account.objects.get(username=page.who))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url})
    return found


def weigh(browser: Browser, office: Office, page: Page, *, slow: bool) -> Weight:
    """Open it once in a browser that has seen nothing."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    context.add_cookies(cookies_of(page, office.url))  # type: ignore[arg-type]
    context.add_init_script(PAINTS)
    opened = context.new_page()
    wire = context.new_cdp_session(opened)
    kinds: dict[str, str] = {}
    bytes_: dict[str, float] = {}

    def came(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def done(event: dict[str, Any]) -> None:
        bytes_[event["requestId"]] = event["encodedDataLength"]

    wire.on("Network.responseReceived", came)
    wire.on("Network.loadingFinished", done)
    wire.send("Network.enable")
    if slow:
        wire.send("Network.emulateNetworkConditions", LINE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    opened.goto(f"{office.url}{page.path}", wait_until="networkidle", timeout=120_000)
    told = opened.evaluate("window.measured")
    context.close()
    scripts = sum(size for one, size in bytes_.items() if kinds.get(one) == "Script")
    return Weight(
        round(sum(bytes_.values())), round(scripts), told["lcp"] / 1000, float(told["cls"])
    )


def server_seconds(office: Office, page: Page, times: int) -> float:
    """The server's own p50 for the page, over a connection that is open."""
    import http.client

    host, _colon, port = office.url.removeprefix("http://").partition(":")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in cookies_of(page, office.url))
    door = http.client.HTTPConnection(host, int(port.strip("/")), timeout=60)
    seconds = []
    for _turn in range(times + 1):
        start = time.perf_counter()
        door.request("GET", page.path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        door.getresponse().read()
        seconds.append(time.perf_counter() - start)
    door.close()
    return statistics.median(seconds[1:])


def main() -> int:
    """Weigh every page; 1 when a budget of bytes is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    options = parser.parse_args()
    if why := chromium.missing():
        print(f"skipped: {why} (0 pages/s)")
        return 0
    postgres.ensure()
    machine()
    pages = PAGES[:2] if options.tiny else PAGES
    turns = 1 if options.tiny or options.small else 3
    missed = False
    print(f"{'page':<16}{'kB':>6}{'/most':>7}{'js kB':>7}{'/most':>7}{'LCP s':>7}{'CLS':>7}"
          f"{'server ms':>11}")  # fmt: skip
    with scratch.database() as name, tempfile.TemporaryDirectory() as folder:
        static = collect_static(Path(folder, "served"))
        log = Path(folder, "log")
        with serving(name, static, log) as office, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(chromium.find()), args=chromium.arguments()
            )
            for page in pages:
                weighed = [
                    weigh(browser, office, page, slow=not options.tiny) for _turn in range(turns)
                ]
                one = sorted(weighed, key=lambda each: each.lcp)[len(weighed) // 2]
                own = server_seconds(office, page, 3 if options.tiny else 30)
                total, scripts = one.total / 1000, one.scripts / 1000
                over = total > page.most or scripts > page.scripts
                missed = missed or over
                print(
                    f"{page.name:<16}{total:>6.0f}{total / page.most:>7.2f}{scripts:>7.1f}"
                    f"{scripts / page.scripts:>7.2f}{one.lcp:>7.2f}{one.cls:>7.3f}"
                    f"{own * 1000:>11.0f}{'  MISSED' if over else ''}"
                )
            browser.close()
    print(f"budgets of time, on a quiet machine: LCP {LCP_SECONDS} s, server {SERVER_SECONDS} s")
    print(f"load after {os.getloadavg()[0]:.1f}")
    return 0 if options.tiny or options.small or not missed else 1


if __name__ == "__main__":
    sys.exit(main())
