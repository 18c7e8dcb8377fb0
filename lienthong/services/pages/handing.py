"""What an officer takes in for a person who stands at the desk: papers kept, scans made there."""

from __future__ import annotations

from lienthong.kernel.attachments.actions import stage
from lienthong.kernel.errors import Refused
from lienthong.services.actions.submitting import Handed
from lienthong.services.forms import PapersForm


def handed(form: PapersForm) -> list[Handed]:
    """The papers of a valid form, scans examined and on the disk; one that cannot be kept is said
    beside its field, and the form has errors then.
    """
    found: list[Handed] = []
    for component, kept, scans in form.handed():
        for scan in scans:
            name = scan.name or component.name
            try:
                staged = stage(scan, name)
            except Refused as refused:
                form.add_error(f"scan_{component.code}", refused.message)
                continue
            found.append(Handed(component.code, staged.name, "scan", staged=staged, digitised=True))
        if kept and not scans:
            found.append(Handed(component.code, component.name, "paper"))
    return found
