"""The signing job: effects only, no rules. It renders, signs, keeps the file, and reports through
actions.

Killed at any point it can run again: it goes on with the number a dead run took, a file is stored
under its digest, and of two runs only one finishes. What can't be signed, or was caught by
midnight, voids its number with the reason. Whoever approved or asked is told of every failure, also
of one that nobody foresaw: no document is left waiting for a job that is no more.
"""

from __future__ import annotations

import errno
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import letters
from lienthong.documents.actions import signing
from lienthong.documents.models import AttachedFile, Document, Version
from lienthong.documents.rendering.render import render
from lienthong.documents.rules import State
from lienthong.documents.signing import authority, marks
from lienthong.documents.signing.sign import seal_appendix, seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import Signer
from lienthong.kernel import clock, events
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import limits, store
from lienthong.kernel.attachments.store import Written
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _authority() -> authority.DemoAuthority:
    return authority.open_authority(settings.KEYS_DIR / "signing", settings.PROVINCE_NAME)


def sign(event_id: int) -> None:
    """Number, render and sign the document of one `documents.approved` event, as the one who
    approved.
    """
    act, document = _subject(event_id)
    if _approved_anew(document, event_id):
        return
    try:
        if document.state != State.SIGNING and not signing.begin_signing(
            act, document_id=document.id
        ):
            return
        document.refresh_from_db()
        with _room():
            _sign(act, document, event_id)
    except Refused as refused:
        signing.fail_signing(
            act, document_id=document.id, reason=refused.message, number=document.number
        )


def _approved_anew(document: Document, event_id: int) -> bool:
    """A job that was given back late leaves a document alone that was approved again since."""
    later = Event.objects.filter(
        object_type="documents.document", object_id=document.id, kind="documents.approved"
    )
    return later.filter(id__gt=event_id).exists()


def give_up_signing(event_id: int) -> None:
    """The last try broke for a reason nobody foresaw: the signer gets the document back."""
    act, document = _subject(event_id)
    if not _approved_anew(document, event_id):
        signing.fail_signing(act, document_id=document.id, reason=_broken(), number=document.number)


def give_up_sealing(event_id: int) -> None:
    """The same for the agency's signature: the clerk may ask again."""
    act, document = _subject(event_id)
    signing.fail_seal(act, document_id=document.id, reason=_broken())


def _broken() -> str:
    return _("Máy chủ ký số gặp lỗi, đã thử lại nhiều lần. Báo quản trị hệ thống rồi ký lại.")


def _sign(act: Act, document: Document, event_id: int) -> None:
    day = clock.local(act.at).date()
    agency = posts.agency_on(document.agency_id, day)
    letter = letters.letter_of(document, day)
    page = render(
        letters.template_of(document),
        letter,
        number=str(document.number),
        issued_on=document.issued_on,
        slots=True,
        fonts_folder=settings.FONTS_DIR,
    )
    signer = _authority().person(
        reference=str(act.person_id),
        name=act.by_name,
        agency_code=agency.code,
        agency_name=agency.name,
    )
    stamp = marks.person_stamp(act.by_name, settings.FONTS_DIR)
    signed = sign_as_person(page.pdf, signer, at=act.at, stamp=stamp, sha256=page.sha256)
    kept = _keep(signed)
    later, _same = _subject(event_id)
    signing.finish_signing(
        later,
        document_id=document.id,
        sha256=kept.sha256,
        size=kept.size,
        pages=page.pages,
        letter=asdict(letter),
        number=document.number,
    )


def seal(event_id: int) -> None:
    """Apply the agency's signature for one `documents.seal_requested` event, as the clerk who
    asked.
    """
    act, document = _subject(event_id)
    if document.state != State.SIGNED:
        return
    version = Version.objects.filter(document=document, stage="signed").latest("id")
    agency = posts.agency_on(document.agency_id, clock.local(act.at).date())
    try:
        with _room():
            signer = _authority().agency(code=agency.code, name=agency.name)
            sealed = seal_as_agency(
                store().path(version.sha256).read_bytes(),
                signer,
                at=act.at,
                stamp=marks.agency_stamp(agency.name, settings.FONTS_DIR),
                sha256=version.sha256,
            )
            kept = _keep(sealed)
            appendices = _seal_appendices(act, document, signer)
    except Refused as refused:
        signing.fail_seal(act, document_id=document.id, reason=refused.message)
        return
    signing.finish_seal(
        act,
        document_id=document.id,
        sha256=kept.sha256,
        size=kept.size,
        pages=version.pages,
        letter=version.letter,
        appendices=appendices,
    )


def _seal_appendices(act: Act, document: Document, signer: Signer) -> dict[int, Written]:
    """Each appendix in a file of its own, by the id of its row, with the agency's signature."""
    moment = clock.local(act.at).replace(microsecond=0).isoformat()
    stamp = marks.corner_stamp((document.code, moment), settings.FONTS_DIR)
    return {
        one.id: _keep(
            seal_appendix(store().path(one.sha256).read_bytes(), signer, at=act.at, stamp=stamp)
        )
        for one in document.files.filter(role=AttachedFile.APPENDIX).order_by("ordinal")
    }


def _keep(pdf: bytes) -> Written:
    """Put a file we made ourselves in the store, on the disk before any row names it."""
    with store().receive(io.BytesIO(pdf), limits().file_bytes) as written:
        store().place(written)
    return written


@contextmanager
def _room() -> Iterator[None]:
    """No room for a key or a file is told at once: trying again by itself would not make any."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        log.exception("no room for a signed file")
        raise Refused(
            "documents.disk_full",
            _("Máy chủ hết chỗ lưu tệp. Báo quản trị hệ thống dọn chỗ rồi làm lại."),
            reason="limit",
        ) from error


def _subject(event_id: int) -> tuple[Act, Document]:
    """The act that asked, continued by the job, and the document it is about."""
    event = Event.objects.get(id=event_id)
    return events.continued(event), Document.objects.get(id=event.object_id)
