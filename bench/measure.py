"""What every measurement shares: the machine in words, percentiles, a limit that held still."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

WEAK = 0.30
"""Two runs of the same limit that differ by more make the sitting void."""


def sizes(parser: argparse.ArgumentParser) -> None:
    """What every measurement takes: how much of it."""
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="under a minute: make bench")
    size.add_argument("--tiny", action="store_true", help="a few of each: the tests, to see it run")


def fsync_rate(seconds: float = 0.5) -> float:
    """Fdatasync calls of 8 kB a second on the disk of the temporary folder."""
    block = os.urandom(8192)
    with tempfile.TemporaryFile(dir=os.environ.get("LIENTHONG_BENCH_DIR")) as file:
        done, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            file.seek(0)
            file.write(block)
            file.flush()
            os.fdatasync(file.fileno())
            done += 1
    return done / seconds


def machine() -> None:
    """Print what the figures were taken on."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    versions = {name: metadata.version(name) for name in ("django", "psycopg", "procrastinate")}
    print(f"machine  {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(f"fsync    {fsync_rate():,.0f}/s   load {os.getloadavg()[0]:.1f}")


@dataclass
class Timing:
    """Seconds of each repetition of one thing."""

    name: str
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Repetitions a second."""
        return len(self.seconds) / sum(self.seconds)

    def line(self, per: int = 1, unit: str = "") -> str:
        """One printed row: rate, rate of the parts, p50, p95, p99 in ms."""
        cuts = (
            statistics.quantiles(self.seconds, n=100)
            if len(self.seconds) > 1
            else self.seconds * 99
        )
        parts = f" ({self.rate * per:>9,.0f} {unit}/s)" if unit else ""
        tail = f"p50 {cuts[49] * 1000:7.2f}  p95 {cuts[94] * 1000:7.2f}  p99 {cuts[98] * 1000:7.2f}"
        return f"{self.name:<44}{self.rate:>9,.1f}/s{parts}  {tail} ms"


def repeat(name: str, times: Sequence[object], step: Callable[[object], None]) -> Timing:
    """Time `step` on each of `times`."""
    timing = Timing(name)
    for value in times:
        start = time.perf_counter()
        step(value)
        timing.seconds.append(time.perf_counter() - start)
    return timing


def steady(first: float, again: float) -> bool:
    """Did the limit hold still? Otherwise the sitting says nothing and is rejected."""
    drift = abs(first - again) / max(first, again)
    print(f"the limit moved by {drift:.0%} between its two runs")
    if drift > WEAK:
        print("REJECTED: over 30 %, run again on a quiet machine", file=sys.stderr)
    return drift <= WEAK
