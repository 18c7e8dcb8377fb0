"""Run the tests that carry ids of Decree 30/2020, app. VI and print its 68 rows.

    make appendix-vi

Exit 0 when every row that has a test passes; rows without any are named as missing.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

from source_tree import appendix  # noqa: E402 - beside this file


class Outcomes:
    """A pytest plugin: the worst outcome of each test, by its name without parameters."""

    def __init__(self) -> None:
        self.failed: set[str] = set()
        self.passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        if report.failed:
            self.failed.add(name)
        elif report.when == "call" and report.passed:
            self.passed.add(name)


def main() -> int:
    outcomes = Outcomes()
    pytest.main(["-q", "--no-header", "-m", appendix.MARK, str(ROOT)], plugins=[outcomes])
    tests: dict[str, list[str]] = defaultdict(list)
    for one in appendix.shown():
        tests[one.id].append(one.node)
    missing = failing = 0
    for row in appendix.rows():
        nodes = tests.get(row.id, [])
        if not nodes:
            word, missing = "chưa có", missing + 1
        elif all(node in outcomes.passed - outcomes.failed for node in nodes):
            word = f"đạt ({len(nodes)})"
        else:
            word, failing = "HỎNG", failing + 1
        print(f"{row.id:<8} {word:<10} {row.what}")
    total = len(appendix.rows())
    print(f"\n{total} mục: {total - missing - failing} đạt, {failing} hỏng, {missing} chưa có.")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
