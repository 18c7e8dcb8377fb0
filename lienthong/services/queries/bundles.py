"""What a bundle opens, and whether all of it has ended."""

from __future__ import annotations

from typing import Any

from lienthong.kernel import deadlines
from lienthong.services.actions.common import case_of, facts_of
from lienthong.services.models import Application
from lienthong.services.packages.children import Child
from lienthong.services.packages.package import Package
from lienthong.services.rules import ENDED

FAILED = "failed_parts"
"""Among the facts of an application: codes of procedures whose part could not be opened."""


def wanted(package: Package, application: Application) -> list[tuple[Child, dict[str, Any]]]:
    """The parts of this application, each with its own answers."""
    return package.children_of(
        case_of(package, application),
        application.answers,
        facts_of(application),
        working_days=deadlines.current().working_days_between,
    )


def states(application: Application) -> dict[str, int]:
    """Where each opened part stands, by the code of its procedure."""
    rows = application.children.values_list("version__procedure__code", "status")
    return dict(rows)


def all_ended(package: Package, application: Application) -> bool:
    """Has every part ended, or could not be opened?"""
    known, failed = states(application), application.facts.get(FAILED, [])
    return all(
        child.code in failed or known.get(child.code) in ENDED
        for child, _answers in wanted(package, application)
    )
