"""Every package of the demo province: reads, tells all that the law wants, passes its own tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from lienthong.services.packages import beside, folders, lint, reading
from lienthong.services.packages.package import Package

PROVINCE = Path(__file__).parents[4] / "provinces" / "soc-trang"
FOLDERS = folders.packages_in(PROVINCE / beside.PROCEDURES)


@cache
def packages() -> dict[str, Package]:
    """All of them, read once for all tests here."""
    read = [reading.read(folders.files_of(path)) for path in FOLDERS.values()]
    return {one.code: one for one in read}


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_a_package_is_clean(folder: str) -> None:
    package = packages()[folder]  # named by its code
    regime = beside.regimes(PROVINCE / beside.RULE_SETS)[package.rule_set]
    assert lint.problems_of(package, others=packages(), rule_set=regime) == []


def test_a_digest_is_of_the_files_alone() -> None:
    package = packages()["1.001193"]
    turned = dict(reversed(package.files.items()))
    assert reading.digest(turned) == package.digest
    name = "procedure.yaml"
    assert reading.digest({**turned, name: turned[name] + b"\n"}) != package.digest
    moved = {**turned, "a": b"bc"}, {**turned, "ab": b"c"}
    assert reading.digest(moved[0]) != reading.digest(moved[1])
