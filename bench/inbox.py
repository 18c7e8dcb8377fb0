"""Open "Việc của tôi" over HTTP with few and with very many work items stored; nothing may grow.

    .venv/bin/python bench/inbox.py [--small | --tiny] [--items 50k,500k,5m] [--times N]

People: an ordinary official, a clerk whose desk overflows (so that there is a page 300), a leader
who also waits for others. What is open is the same at every size, as in an office; what grows is
the history of all of them. Every size is served by a server of its own (granian, one worker), and
the requests of all sizes take turns, so that a busy machine slows them alike.
Limit:  the bare statement of the first page over one connection.
Goals (printed): p50 at the largest size at most 1.3 times that at the smallest; page 300 at most
1.3 times page 1; the same number of queries for few rows and for many; the list by keyset only. A
sitting whose limit moved by more than 30 % is rejected (exit 1). Ratios count, not milliseconds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
os.environ.setdefault("LIENTHONG_LOG", "ERROR")
django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from measure import Timing, machine, sizes, steady  # noqa: E402

from lienthong.directory import acting  # noqa: E402
from lienthong.directory.models import Account  # noqa: E402
from lienthong.kernel import clock, scratch  # noqa: E402
from lienthong.launch import paths, postgres  # noqa: E402
from lienthong.work.pages.mine import PAGE  # noqa: E402

HOST = "127.0.0.1"
KEPT = ("kernel_clock", "directory_calendar_day", "directory_province_setting")
"""Read now and then and kept for a while, whatever the page."""
GROWTH = 1.3
POSTS = 10_000
MINE, GIVEN, LATE = "/van-phong/", "/van-phong/work/given/", "/van-phong/work/late/"
PEOPLE = {"ordinary": "hoa", "clerk": "tuyet", "leader": "minh"}
FAR = 300
"""The page that a keyset must reach as quickly as the first."""

# A row in 125 belongs to the clerk, as many to the leader; the rest by a steep curve.
ITEMS = """
insert into work_item (position_id, asker_id, agency_id, kind, title, code, source, urgency, due_at,
  object_type, object_id, created_at, done_at)
select case g %% 125 when 0 then %(clerk)s when 1 then %(leader)s when 2 then %(ordinary)s
    else 1000000 + (%(posts)s * power(random(), 3))::int end,
  case when g %% 50 = 7 then %(leader)s when g %% 2 = 0 then 1000000 + g %% %(posts)s end,
  1 + g %% 130, (array['documents.register','documents.submit','documents.handle'])[1 + g %% 3],
  'Về việc rà soát, báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số trên địa bàn, đợt ' || g,
  g || '/UBND-VX', 'UBND tỉnh Sóc Trăng', (g %% 20 = 0)::int,
  %(at)s::timestamptz - g %% 1000 * interval '1 day', 'documents.document', g,
  %(at)s::timestamptz - g %% 1000 * interval '1 day' - interval '3 days',
  %(at)s::timestamptz - g %% 1000 * interval '1 day' - interval '1 hour'
from generate_series(1, %(count)s) g
"""
OPEN = """
insert into work_item (position_id, asker_id, agency_id, kind, title, code, source, urgency, due_at,
  object_type, object_id, created_at)
select %(post)s, %(asker)s, 1, 'documents.handle',
  'Về việc rà soát, báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số trên địa bàn, đợt ' || g,
  g || '/UBND-VX', 'UBND tỉnh Sóc Trăng', (g %% 20 = 0)::int,
  %(at)s::timestamptz + (g / 20 - 2) * interval '1 hour', 'documents.document', g, %(at)s
from generate_series(1, %(count)s) g
"""
FIRST = (
    "select * from work_item where position_id = %s and done_at is null"
    " order by due_at, id limit 51"
)


def number(text: str) -> int:
    """`50k`, `5m`, `900`."""
    units = {"k": 1_000, "m": 1_000_000}
    return int(text[:-1]) * units[text[-1]] if text[-1] in units else int(text)


def owner(name: str) -> psycopg.Connection[Any]:
    """The owner's connection to a scratch database."""
    params = postgres.connection("owner")
    return psycopg.connect(
        host=params["host"], port=params["port"] or None, user=params["user"],
        password=params["password"] or None, dbname=name, autocommit=True,
    )  # fmt: skip


@contextmanager
def at(name: str) -> Iterator[None]:
    """Work in another database for the length of the block."""
    before = scratch.point_at(name, scratch.folder_of(name) / "attachments")
    try:
        yield
    finally:
        scratch.point_at(*before)


@dataclass
class Office:
    """One size: its database, its server, who is signed in, the pages to open."""

    count: int
    name: str
    door: http.client.HTTPConnection
    posts: dict[str, int]
    cookies: dict[str, str]
    pages: dict[tuple[str, str], str] = field(default_factory=dict)

    def open(self, who: str, address: str) -> str:
        """One request; anything but a page ends the measurement."""
        self.door.request("GET", address, headers={"Cookie": self.cookies[who]})
        answer = self.door.getresponse()
        body = answer.read().decode()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{address}: {answer.status}")
        return body


def load(name: str, count: int, open_: dict[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """Sign three people in, store the history and what is open; indexes after the rows."""
    posts, cookies = {}, {}
    with at(name):
        now = clock.now()
        for role, username in PEOPLE.items():
            account = Account.objects.get(username=username)
            posts[role] = acting.hats_of(account.person_id, clock.local(now).date())[0].position_id
            client = Client()
            client.force_login(account)
            cookies[role] = f"lienthong={client.cookies['lienthong'].value}"
    with owner(name) as bare:
        bare.execute("set maintenance_work_mem = '512MB'")
        bare.execute("alter table work_item disable trigger parents")
        made = bare.execute(
            "select indexname, indexdef from pg_indexes where tablename = 'work_item'"
            " and indexname <> 'work_item_pkey'"
        ).fetchall()
        for index, _text in made:
            bare.execute(f"drop index {index}")
        bare.execute(ITEMS, {**posts, "posts": POSTS, "count": count, "at": now})
        for role in PEOPLE:
            held = {"post": posts[role], "asker": None, "at": now, "count": open_[role]}
            bare.execute(OPEN, held)
        handed = {"post": posts["ordinary"], "asker": posts["leader"], "at": now}
        bare.execute(OPEN, {**handed, "count": open_["handed"]})
        for _index, text in made:
            bare.execute(text)
        bare.execute("vacuum analyze work_item")
    return posts, cookies


@contextmanager
def serving(name: str) -> Iterator[http.client.HTTPConnection]:
    """The product over that database, as an installation runs it."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--workers", "1", "--no-access-log", "--log-level", "error",
        "--workers-kill-timeout", "2", "lienthong.config.wsgi:application",
    ]  # fmt: skip
    environment = {**os.environ, "LIENTHONG_DB_NAME": name, "LIENTHONG_DB_POOL": "1"}
    with subprocess.Popen(command, cwd=paths.CHECKOUT, env=environment) as server:
        try:
            yield _answering(server, port)
        finally:
            server.terminate()


def _answering(server: subprocess.Popen[bytes], port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        door = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            door.request("GET", "/khoe")
            door.getresponse().read()
        except OSError:
            door.close()
            time.sleep(0.1)
        else:
            return door
    raise RuntimeError("the server did not come up")


def following(page: str) -> str:
    """The address of the next page; empty on the last."""
    found = re.search(r'href="([^"]+)"[^>]*rel="next"', page) or re.search(
        r'rel="next"[^>]*href="([^"]+)"', page
    )
    return found[1].replace("&amp;", "&") if found else ""


def find_pages(office: Office) -> None:
    """Turn page after page as a reader does: page 1, 2 and the far one of each list."""
    for who, start in (*((who, MINE) for who in PEOPLE), ("leader", GIVEN), ("leader", LATE)):
        address, turned = start, 1
        while address and turned <= FAR:
            if turned in (1, 2, FAR):
                office.pages[who, f"{start} page {turned}"] = address
            elif who != "clerk":
                break
            address, turned = following(office.open(who, address)), turned + 1


@dataclass(frozen=True)
class Cost:
    """What one page asks of the database."""

    queries: int
    ours: int  # those on work's own tables
    buffers: int


def cost(office: Office, who: str, address: str) -> Cost:
    """Queries of one page, and the blocks that its reads of work touch, by EXPLAIN."""
    with at(office.name):
        client = Client(headers={"cookie": office.cookies[who]}, SERVER_NAME=HOST)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        told = [q["sql"] for q in captured.captured_queries]
        told = [text for text in told if not any(name in text for name in KEPT)]
        asked = [text for text in told if text.lstrip().lower().startswith(("select", "(select"))]
        ours = [text for text in asked if "work_" in text]
        buffers = 0
        with connection.cursor() as cursor:
            for text in ours:
                cursor.execute("explain (analyze, buffers, format json) " + text.replace("%", "%%"))
                plan = cursor.fetchone()[0]
                top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
                buffers += top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return Cost(len(asked), len(ours), buffers)


def limit(office: Office, times: int) -> Timing:
    """The bare statement of the first page."""
    timing = Timing(f"limit: bare statement, {office.count:,} items")
    with owner(office.name) as bare:
        for _ in range(times):
            start = time.perf_counter()
            bare.execute(FIRST, [office.posts["clerk"]]).fetchall()
            timing.seconds.append(time.perf_counter() - start)
    return timing


def compare(offices: list[Office], times: int) -> bool:
    """Every page at every size, in turns; True when every goal is met."""
    met, firsts = True, {}
    for who, label in offices[0].pages:
        timings = [Timing(f"{who} {label}, {one.count:,} items") for one in offices]
        for office in offices:
            office.door.close()  # an idle one may have been ended; the next request opens it
        for turn in range(times + 2):
            for office, timing in zip(offices, timings, strict=True):
                start = time.perf_counter()
                office.open(who, office.pages[who, label])
                if turn >= 2:
                    timing.seconds.append(time.perf_counter() - start)
        costs = [cost(office, who, office.pages[who, label]) for office in offices]
        for timing, one in zip(timings, costs, strict=True):
            print(timing.line())
            print(f"   queries {one.queries} (of work {one.ours})   buffers {one.buffers}")
        middles = [statistics.median(timing.seconds) for timing in timings]
        grown = middles[-1] / middles[0]
        firsts.setdefault((who, label.split()[0]), middles[-1])
        print(f"   largest/smallest {grown:.2f} (goal {GROWTH})")
        met = met and grown <= GROWTH and len({one.queries for one in costs}) == 1
        if label.endswith(f"page {FAR}"):
            far = middles[-1] / firsts[who, label.split()[0]]
            print(f"   page {FAR}/page 1 {far:.2f} (goal {GROWTH})")
            met = met and far <= GROWTH
    return met


def main() -> int:
    """Load every size, measure in turns; 1 when rejected or a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes(parser)
    parser.add_argument("--items", default="50k,500k,5m")
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    postgres.ensure()
    machine()
    less = options.small or options.tiny
    counts = [500, 1_000] if options.tiny else [5_000, 20_000] if options.small else []
    counts = counts or [number(one) for one in options.items.split(",")]
    times = 2 if options.tiny else 20 if options.small else options.times
    held = 2 * PAGE + 5 if options.tiny else FAR * PAGE + 5
    open_ = {"ordinary": 130, "clerk": held, "leader": 600, "handed": 400}
    with ExitStack() as stack:
        offices = []
        for count in counts:
            name = scratch.create()
            stack.callback(scratch.drop, name)
            start = time.perf_counter()
            posts, cookies = load(name, count, open_)
            print(f"{count:,} items stored in {time.perf_counter() - start:.0f} s")
            door = stack.enter_context(serving(name))
            offices.append(Office(count, name, door, posts, cookies))
            find_pages(offices[-1])
        first = limit(offices[-1], times * 5)
        print(first.line())
        met = compare(offices, times)
        again = limit(offices[-1], times * 5)
        print(again.line())
        calm = steady(first.rate, again.rate)
    print(f"load after {os.getloadavg()[0]:.1f}")
    print("every goal met" if met else "MISSED: a goal above")
    return 0 if less or (calm and met) else 1


if __name__ == "__main__":
    sys.exit(main())
