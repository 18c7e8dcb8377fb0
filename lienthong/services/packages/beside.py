"""Packages of one province that lie beside each other, with its rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lienthong.engine import files as one_file
from lienthong.engine.problems import Wrong
from lienthong.engine.sheets import Sheet
from lienthong.services.packages import folders, reading, rule_sets
from lienthong.services.packages.package import Package
from lienthong.services.packages.rule_sets import RuleSet

PROCEDURES, RULE_SETS = "procedures", "rule_sets"


def packages(folder: Path) -> Mapping[str, Package]:
    """Those that read, by their code; what is wrong with the others is told where they are looked
    at themselves.
    """
    found = {}
    for path in folders.packages_in(folder).values():
        try:
            package = reading.read(folders.files_of(path))
        except Wrong:
            continue
        found[package.code] = package
    return found


def same_code(folder: Path, code: str) -> str:
    """The name of another package's folder beside this one that has its code too, or ""."""
    for name, path in folders.packages_in(folder.parent).items():
        if name == folder.name:
            continue
        try:
            content = one_file.read(path / reading.PROCEDURE)
        except Wrong:
            continue
        top = Sheet(name).top(content, ())
        if "code" in top and str(top["code"].value) == code:
            return name
    return ""


def regimes(folder: Path) -> Mapping[str, RuleSet]:
    """The rule sets of a province by their code. Raises `Wrong` when one can't be read."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        one = rule_sets.read(one_file.read(path), path.name)
        found[one.code] = one
    return found
