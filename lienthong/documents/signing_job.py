"""The signing job: effects only, no rules. It renders, signs, keeps the file, and reports through
actions.

Killed at any point it can run again: it goes on with the number a dead run took, a file is stored
under its digest, and of two runs only one finishes. The key is opened before a number is taken: one
that is refused burns none. What can't be signed, or was caught by midnight, voids its number with
the reason. A key that is away is asked again. Whoever approved or asked is told of every failure,
also of one that nobody foresaw: no document is left waiting for a job that is no more.
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

from lienthong.directory.models.images import SignatureImage, image_of
from lienthong.documents import keys, letters, previews, rules, rules_copies
from lienthong.documents.actions import digitising, signing
from lienthong.documents.actions.common import scan_sealed
from lienthong.documents.models import AttachedFile, Document, Version
from lienthong.documents.queries import copies
from lienthong.documents.rendering.render import render
from lienthong.documents.rules import State
from lienthong.documents.signing import marks, reasons
from lienthong.documents.signing.check import check
from lienthong.documents.signing.corner import certify_copy, check_copied, seal_appendix
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import KeyAway, LocalSigner, Signer
from lienthong.kernel import clock, events
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import limits, store
from lienthong.kernel.attachments.store import Written
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def sign(event_id: int) -> None:
    """Number, render and sign the document of one `documents.approved` event, as the one who
    approved.
    """
    act, document = _subject(event_id)
    if _approved_anew(document, event_id):
        return
    if document.state not in {State.APPROVED, State.SIGNING}:
        return
    try:
        if document.made_as == rules.COPY:  # what it copies may have been recalled since
            source = Document.objects.get(id=document.copies_id or 0)
            rules_copies.check_source(copies.source_of(source), document.type)
        with _room():
            signer = None if _keeps_pages(document) else _person(act, document)
        if document.state != State.SIGNING and not signing.begin_signing(
            act, document_id=document.id
        ):
            return
        document.refresh_from_db()
        with _room():
            _sign(act, document, event_id, signer)
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


def tell_wait(event_id: int, error: Exception) -> None:
    """A key is away and will be asked again: the document says why it waits."""
    if isinstance(error, KeyAway):
        act, document = _subject(event_id)
        if not _approved_anew(document, event_id):
            signing.tell_wait(act, document_id=document.id, reason=error.message)


def give_up_signing(event_id: int, error: Exception) -> None:
    """The last try failed too: the signer gets the document back."""
    act, document = _subject(event_id)
    if not _approved_anew(document, event_id):
        signing.fail_signing(
            act, document_id=document.id, reason=_why(error), number=document.number
        )


def give_up_sealing(event_id: int, error: Exception) -> None:
    """The same for the agency's signature: the clerk may ask again."""
    act, document = _subject(event_id)
    signing.fail_seal(act, document_id=document.id, reason=_why(error))


def _why(error: Exception) -> str:
    if isinstance(error, KeyAway):
        return _("{what} Đã thử lại nhiều lần; ký lại khi đã khắc phục.").format(what=error.message)
    return _("Máy chủ ký số gặp lỗi, đã thử lại nhiều lần. Báo quản trị hệ thống rồi ký lại.")


def _person(act: Act, document: Document) -> Signer:
    return keys.of_person(act, signing.agency_of(document, clock.local(act.at).date()))


def _prove(pdf: bytes, signer: Signer, *, copy: bool = False) -> None:
    """What a real key signed must pass the check that every receiver will make: a certificate that
    he would not accept is found here, before anything is issued.
    """
    if isinstance(signer, LocalSigner):
        return
    found = check(pdf, trust=keys.trusted(), copy=copy).reasons
    if lacking := [one.text for one in found if one != reasons.NO_AGENCY]:
        raise Refused(
            "documents.would_not_hold",
            _("Chữ ký vừa tạo không qua được kiểm tra. {why} Báo quản trị hệ thống.").format(
                why=" ".join(lacking)
            ),
        )


def _sign(act: Act, document: Document, event_id: int, signer: Signer | None) -> None:
    if signer is None:
        _certify(document, event_id)
        return
    letter = letters.letter_of(document, clock.local(act.at).date())
    page = render(
        letters.template_of(document),
        letter,
        number=str(document.number),
        issued_on=document.issued_on,
        slots=True,
        fonts_folder=settings.FONTS_DIR,
        front=previews.front_of(letter),
    )
    stamp = _mark_of(SignatureImage.PERSON, act.person_id or 0, act.by_name)
    signed = sign_as_person(page.pdf, signer, at=act.at, stamp=stamp, sha256=page.sha256)
    _prove(signed, signer)
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


def _keeps_pages(document: Document) -> bool:
    """A copy of the whole or a scan, on which no person signs (Decree 30/2020, art. 25)."""
    return rules_copies.agency_alone(document.made_as, document.type)


def _certify(document: Document, event_id: int) -> None:
    """A copy of the whole keeps its pages: what was approved is given to the clerk as it is."""
    check_copied(store().path(document.file_sha256).read_bytes())
    draft = Version.objects.filter(document=document, stage="draft").latest("id")
    later, _same = _subject(event_id)
    signing.finish_signing(
        later,
        document_id=document.id,
        sha256=document.file_sha256,
        size=document.file_size,
        pages=document.file_pages,
        letter=draft.letter,
        number=document.number,
        by_person=False,
    )


def seal(event_id: int) -> None:
    """Apply the agency's signature for one `documents.seal_requested` event, as the clerk who
    asked.
    """
    act, document = _subject(event_id)
    if document.direction == Document.INCOMING:
        _seal_scan(act, document, event_id)
        return
    if document.state != State.SIGNED:
        return
    version = Version.objects.filter(document=document, stage="signed").latest("id")
    if version.sha256 != document.file_sha256:  # its paper was numbered anew, the scan is to come
        return
    try:
        agency = signing.agency_of(document, clock.local(act.at).date())
        with _room():
            signer = keys.of_agency(act, agency)
            sealed = _sealed(act, document, version, signer, agency.name)
            _prove(sealed, signer, copy=_keeps_pages(document))
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
        of=version.sha256,
        appendices=appendices,
    )


def _seal_scan(act: Act, document: Document, event_id: int) -> None:
    """The agency's signature on the scan of what came on paper, once, and only on the one that was
    measured when it was asked for.
    """
    asked = Event.objects.get(id=event_id).data.get("sha256")
    if scan_sealed(document) or document.file_sha256 != asked:
        return
    try:
        agency = signing.agency_of(document, clock.local(act.at).date())
        with _room():
            signer = keys.of_agency(act, agency)
            made = _marked(act, document, document.file_sha256, signer, agency.name)
            _prove(made, signer, copy=True)
            kept = _keep(made)
    except Refused as refused:
        signing.fail_seal(act, document_id=document.id, reason=refused.message)
        return
    digitising.finish_scan(
        act, document_id=document.id, of=document.file_sha256, sha256=kept.sha256, size=kept.size
    )


def _marked(act: Act, document: Document, sha256: str, signer: Signer, agency_name: str) -> bytes:
    """A copy of the whole, or a scan, with the agency's signature at its corner: the form of copy,
    the number of a copy, the agency, the moment (Decree 30/2020, app. I).
    """
    form = str(rules_copies.FORMS[rules_copies.FULL])
    if document.made_as == rules.COPY:
        form = _("{form} số {code}").format(
            form=rules_copies.FORMS[document.type], code=document.code
        )
    stamp = marks.corner_stamp((form, agency_name, _moment(act)), settings.FONTS_DIR)
    return certify_copy(store().path(sha256).read_bytes(), signer, at=act.at, stamp=stamp)


def _sealed(
    act: Act, document: Document, version: Version, signer: Signer, agency_name: str
) -> bytes:
    """With the agency's signature over the person's, or at the corner of a copy."""
    if _keeps_pages(document):
        return _marked(act, document, version.sha256, signer, agency_name)
    pdf = store().path(version.sha256).read_bytes()
    stamp = _mark_of(SignatureImage.AGENCY, document.agency_id, agency_name)
    return seal_as_agency(pdf, signer, at=act.at, stamp=stamp, sha256=version.sha256)


def _mark_of(holder: str, holder_id: int, name: str) -> marks.Stamp:
    """The picture that was given for it, or our own drawing (Decree 30/2020, app. I)."""
    seal = holder == SignatureImage.AGENCY
    if sha256 := image_of(holder, holder_id):
        return marks.picture_stamp(store().path(sha256).read_bytes(), seal=seal)
    drawn = marks.agency_stamp if seal else marks.person_stamp
    return drawn(name, settings.FONTS_DIR)


def _moment(act: Act) -> str:
    """When it is signed, as the decree writes it: ISO 8601, in Vietnam's time."""
    return clock.local(act.at).replace(microsecond=0).isoformat()


def _seal_appendices(act: Act, document: Document, signer: Signer) -> dict[int, Written]:
    """Each appendix in a file of its own, by the id of its row, with the agency's signature."""
    stamp = marks.corner_stamp((document.code, _moment(act)), settings.FONTS_DIR)
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
