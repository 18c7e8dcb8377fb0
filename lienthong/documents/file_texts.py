"""The job that reads files for search: once a content, outside any transaction, after commit.

A packet of this province's own is not read from its PDF: its sender's text is here already.
"""

from __future__ import annotations

from lienthong.documents import letters
from lienthong.documents.models import AttachedFile, Document
from lienthong.documents.queries import attached
from lienthong.documents.queries.searching import own_key, packet_key
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.models import FileText
from lienthong.kernel.search import actions as search
from lienthong.kernel.search import reading


def read_files(act: Act, document_id: int) -> None:
    """Give the text of a document, or of the packet it came with, its body and its files' words."""
    document = Document.objects.get(id=document_id)
    if document.direction == Document.INCOMING and document.packet_id is not None:
        key, body = packet_key(document.packet_id), _body_of_sender(document.packet_id)
    else:
        key, body = own_key(document.id), letters.draft_body(document)
    if body:
        search.add_body(key, body)
    elif document.file_sha256:
        _add(act, key, document.file_sha256)
    for one in attached.files_of(document):
        if one.clean and not (one.role == AttachedFile.BODY and document.file_sha256):
            _add(act, key, one.sha256)


def _body_of_sender(packet_id: int) -> str:
    sent = Document.objects.outgoing().filter(packet_id=packet_id).first()
    return letters.draft_body(sent) if sent else ""


def _add(act: Act, key: str, sha256: str) -> None:
    known = FileText.objects.filter(sha256=sha256).exclude(state=reading.State.MISSING)
    if not known.exists():
        read = reading.read(store().path(sha256))
        search.keep_file_text(act, sha256, read)
    search.add_file(key, sha256)
