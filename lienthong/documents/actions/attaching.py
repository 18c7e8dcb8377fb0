"""Further files of a draft: appendices in files of their own and other attachments
(Decree 30/2020, app. VI III.1.b).

The bytes are examined and on the disk before an action is called (`kernel.attachments`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from lienthong.documents import rules, rules_files
from lienthong.documents.actions import indexing
from lienthong.documents.actions.common import facts, locked
from lienthong.documents.models import AttachedFile, Document
from lienthong.documents.queries import attached
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused


@action
def attach(
    act: Act, *, document_id: int, staged: Sequence[Staged], role: str = AttachedFile.ATTACHMENT
) -> list[AttachedFile]:
    """Put files with a draft, after those it has: all of them or, refused, none.

    What no scanner has answered for may be attached; it is neither shown nor sent until one has.
    """
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "revise")

    added = [_add(act, document, one, role) for one in staged]
    if not added:
        events.nothing(act, "no file was chosen")
    indexing.index(document)
    return added


def _add(act: Act, document: Document, staged: Staged, role: str) -> AttachedFile:
    kept = keep(act, staged)
    there = AttachedFile.objects.filter(document=document)
    rules_files.check_file(
        role=role,
        name=staged.name,
        mime=kept.mime,
        count=there.count(),
        known=there.filter(sha256=staged.sha256).exists(),
    )
    added = AttachedFile.objects.create(
        document=document,
        ordinal=(there.aggregate(last=Max("ordinal"))["last"] or 0) + 1,
        role=role,
        name=staged.name,
        mime=kept.mime,
        sha256=kept.sha256,
        size=kept.size,
        added_at=act.at,
        added_by=act.by_name,
    )
    events.record(
        act,
        "documents.file_attached",
        document,
        name=added.name,
        role=role,
        sha256=added.sha256,
        size=added.size,
    )
    return added


@action
def detach(act: Act, *, document_id: int, ordinal: int) -> None:
    """Take a file off a draft; the event keeps its name and digest, the store its bytes."""
    document = locked(act, document_id)
    rules.check_step(act, facts(document), "revise")
    file = AttachedFile.objects.get(document=document, ordinal=ordinal)
    file.delete()
    indexing.index(document)

    events.record(
        act, "documents.file_removed", document, name=file.name, role=file.role, sha256=file.sha256
    )


def check_files(document: Document) -> None:
    """Only what a scanner has answered for goes on: a reader must be able to open all of it."""
    waiting = [file.name for file in attached.files_of(document) if not file.clean]
    if waiting:
        raise Refused(
            "documents.file_waits",
            _(
                "Tệp chưa được quét mã độc nên văn bản chưa đi tiếp được: {names}."
                " Chờ hệ thống quét lại, hoặc bỏ tệp khỏi văn bản."
            ).format(names=", ".join(waiting)),
        )
