"""The procedures in a province's folder, taken in with it: a package that changed is a new version.

What lies in the folder was reviewed where the folder is kept; whoever loads it publishes it by the
decision that the package names. In the browser a second person publishes instead.
"""

from __future__ import annotations

from pathlib import Path

from lienthong.directory.loading.report import Report
from lienthong.engine.problems import Wrong
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.procedures import take_in
from lienthong.services.packages.folders import files_of

FOLDER = "procedures"


def load_procedures(act: Act, folder: Path, report: Report) -> None:
    """Each folder under `procedures/` is a package; one that is not right is rejected in words."""
    parent = folder / FOLDER
    if not parent.is_dir():
        return
    for one in sorted(path for path in parent.iterdir() if path.is_dir()):
        name = f"{FOLDER}/{one.name}"
        report.read[name] += 1
        try:
            number = take_in(act, files=files_of(one))
        except Wrong as error:
            for problem in error.problems:
                where = f"{name}/{problem.where.partition(',')[0]}" if problem.where else name
                report.reject(where, problem.line, problem.sentence)
        except Refused as refused:
            report.reject(name, 0, refused.message)
        else:
            report.new[name] += number == 1
            report.changed[name] += number > 1
