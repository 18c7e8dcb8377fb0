"""What this room hangs on the page of a document (`config/wiring.py`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.dossiers import queries
from lienthong.dossiers.models import Dossier
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.ui.panels import Panel
from lienthong.ui.shapes import Link


def of_document(act: Act, document_id: int) -> Panel | None:
    """The files that hold a document, and the step that puts it into one."""
    lines = tuple(
        Link(f"{one.notation}: {one.title}", reverse("dossiers:dossier", args=[one.id]))
        for one in queries.holding(act, document_id)
    )
    steps: tuple[Link, ...] = ()
    if permissions.may(act, "dossiers.open"):
        address = reverse("dossiers:of_document", args=[document_id])
        steps = (Link(_("Lập hồ sơ"), address, icon="folder"),)
        if Dossier.objects.visible_to(act).kept_by(act).open().exists():
            put = Link(_("Đưa vào hồ sơ đang lập"), f"{address}?choose=1", icon="plus")
            steps = (put, *steps)
    return Panel(_("Hồ sơ công việc"), lines, steps) if lines or steps else None
