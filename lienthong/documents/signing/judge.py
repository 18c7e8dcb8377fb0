"""One signature, judged by pyHanko under rules stricter than its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import x509
from pyhanko.sign import diff_analysis
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from lienthong.documents.signing import raw_bytes, reasons
from lienthong.documents.signing.evidence import Asked, Evidence
from lienthong.documents.signing.identity import Identity, identity_of
from lienthong.documents.signing.verdict import Reason, SignatureVerdict, gravest

rules: Any = diff_analysis  # partly untyped

# pyHanko's own list less one rule: no form field but a signature may be filled in after signing.
CHANGES = rules.StandardDiffPolicy(
    global_rules=[
        rules.CatalogModificationRule(),
        *(
            rule().as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (
                rules.DocInfoRule,
                rules.XrefStreamRule,
                rules.ObjectStreamRule,
                rules.DSSCompareRule,
                rules.MetadataUpdateRule,
            )
        ),
    ],
    form_rule=rules.FormUpdatingRule(
        field_rules=[rules.SigFieldCreationRule(), rules.SigFieldModificationRule()]
    ),
)

STAMP = "/DocTimeStamp"
SIGNS = {"digital_signature", "non_repudiation"}
PURPOSES = {
    "any_extended_key_usage",
    "email_protection",
    "document_signing",
    "microsoft_document_signing",
    "adobe_authentic_documents_trust",
    "1.3.6.1.5.5.7.3.36",  # RFC 9336
    "1.2.840.113583.1.1.5",
    "1.3.6.1.4.1.311.10.3.12",
}
"""What an extended key usage may say of a key that signs documents."""
TOO_WEAK = {
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
}
ANY_USAGE = KeyUsageConstraints(key_usage=frozenset())  # ours is asked in _unfit
SKEW = timedelta(days=1)
"""How far the clock of a signer may be wrong."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what the rules for the whole file need to know."""

    verdict: SignatureVerdict
    timestamp: bool
    later_changes: ModificationLevel | None


async def judge(
    embedded: EmbeddedPdfSignature,
    pdf: bytes,
    known: Evidence,
    *,
    at: datetime,
    proved: datetime | None,
) -> Judged:
    """Check one signature or document time stamp; never raises.

    `proved` is the moment at which a later, trusted time stamp of the document saw this one.
    """
    timestamp = _is_stamp(embedded)
    try:
        status = await _status(embedded, known, at, proved)
        proved_at = _proved(status, proved)
        found = [*_integrity(embedded, pdf, status), *_trust(embedded, status, at, proved_at)]
        return Judged(
            verdict=_verdict(embedded, found, signed_at=_claimed(status), proved_at=proved_at),
            timestamp=timestamp,
            later_changes=status.modification_level,
        )
    except Exception as error:  # noqa: BLE001 - foreign bytes: pyHanko and asn1crypto raise anything
        return Judged(_verdict(embedded, [_unreadable(error)]), timestamp, None)


def _is_stamp(embedded: EmbeddedPdfSignature) -> bool:
    return bool(embedded.sig_object_type == STAMP)


def _unreadable(error: Exception) -> Reason:
    said = error.ades_subindication if isinstance(error, SignatureValidationError) else None
    if "SubFilter" in str(error):
        return reasons.UNKNOWN_KIND
    if said is AdESFailure.HASH_FAILURE:
        return reasons.CONTENT_CHANGED
    return reasons.UNREADABLE_SIGNATURE


def _verdict(
    embedded: EmbeddedPdfSignature,
    found: list[Reason],
    signed_at: datetime | None = None,
    proved_at: datetime | None = None,
) -> SignatureVerdict:
    timestamp = _is_stamp(embedded)
    try:
        identity = identity_of(embedded.signer_cert.dump())
    except Exception:  # noqa: BLE001 - the certificate may be what is broken
        identity = Identity(None, "", "", "", "")
        found = [*found, reasons.UNREADABLE_SIGNATURE]
    return SignatureVerdict(
        field=str(embedded.field_name),
        kind="timestamp" if timestamp else "signature",
        verdict=gravest(one.verdict for one in found),
        role=None if timestamp else identity.role,
        name=identity.name,
        agency_code=identity.agency_code,
        agency_name=identity.agency_name,
        issuer=identity.issuer,
        signed_at=signed_at,
        proved_at=proved_at,
        reasons=tuple(dict.fromkeys(found)),
    )


async def _status(
    embedded: EmbeddedPdfSignature, known: Evidence, at: datetime, proved: datetime | None
) -> Any:
    """What pyHanko finds at `at`; if the certificate does not count then, at the earliest
    moment at which a trusted time stamp proves that the signature was there already.
    """
    status = await _looked_through(embedded, known, at, at)
    if _counts(status):
        return status
    stamped = status
    if proved is not None:
        stamped = await _looked_through(embedded, known, proved, proved)
        if _counts(stamped) and not _revoked_by(status, proved):
            return stamped
    inner = None if _is_stamp(embedded) else stamped.timestamp_validity
    if inner is None or not (inner.intact and inner.trusted):
        return status
    then = await _looked_through(embedded, known, inner.timestamp, proved or at)
    return then if _counts(then) and not _revoked_by(status, inner.timestamp) else status


async def _looked_through(
    embedded: EmbeddedPdfSignature, known: Evidence, at: datetime, stamps_at: datetime
) -> Any:
    """The finding at `at`, or that of a revocation which is known of."""
    free, stamps_free = known.context(at), known.context(stamps_at)
    status = await _validated(embedded, free, stamps_free)
    if not status.trusted or not known.news:
        return status
    for asked in (Asked.SIGNER, Asked.AUTHORITIES):
        news = await _validated(embedded, known.context(at, asked), stamps_free)
        if _revoked_by(news, at):
            return news
    if getattr(status, "timestamp_validity", None) is not None:
        news = await _validated(embedded, free, known.context(stamps_at, Asked.SIGNER))
        if news.timestamp_validity.revoked:
            return news
    return status


async def _validated(
    embedded: EmbeddedPdfSignature, context: ValidationContext, stamps: ValidationContext
) -> Any:
    if _is_stamp(embedded):
        return await async_validate_pdf_timestamp(embedded, context, CHANGES)
    return await async_validate_pdf_signature(
        embedded,
        signer_validation_context=context,
        ts_validation_context=stamps,
        diff_policy=CHANGES,
        key_usage_settings=ANY_USAGE,
    )


def _counts(status: Any) -> bool:
    inner = getattr(status, "timestamp_validity", None)
    return bool(status.trusted and (inner is None or inner.trusted))


def _revoked_by(status: Any, moment: datetime) -> bool:
    details = status.revocation_details
    return details is not None and details.revocation_date <= moment


def _claimed(status: Any) -> datetime | None:
    at: datetime | None = getattr(status, "signer_reported_dt", None)
    return at


def _proved(status: Any, proved: datetime | None) -> datetime | None:
    """When a trusted time stamp saw this signature first."""
    own = getattr(status, "timestamp", None)
    inner = getattr(status, "timestamp_validity", None)
    if own is not None and status.trusted:
        return own  # type: ignore[no-any-return]
    if inner is not None and inner.trusted:
        return inner.timestamp  # type: ignore[no-any-return]
    return proved


def _integrity(embedded: EmbeddedPdfSignature, pdf: bytes, status: Any) -> list[Reason]:
    if not status.intact:
        return [reasons.CONTENT_CHANGED]
    if not status.valid:
        return [reasons.SIGNATURE_BROKEN]
    covered = status.coverage in {
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    }
    if not covered or not raw_bytes.exact(pdf, embedded.byte_range, embedded.pkcs7_content):
        return [reasons.NOT_COVERED]
    if status.modification_level is ModificationLevel.OTHER:
        return [reasons.ADDED]
    if status.docmdp_ok is False:
        return [reasons.CERTIFIED]
    return []


def _trust(
    embedded: EmbeddedPdfSignature, status: Any, at: datetime, proved: datetime | None
) -> list[Reason]:
    found: list[Reason] = []
    timestamp = _is_stamp(embedded)
    if status.intact and status.valid:
        if not status.trusted:
            found.append(_distrust(embedded, status))
        elif not timestamp and _unfit(embedded.signer_cert):
            found.append(reasons.UNFIT)
        elif not (timestamp or proved) and _wrong_time(embedded.signer_cert, status, at):
            found.append(reasons.WRONG_TIME)
    inner = () if timestamp else (status.timestamp_validity, status.content_timestamp_validity)
    for stamp in inner:
        if stamp is None:
            continue
        if not (stamp.intact and stamp.valid):
            found.append(reasons.BAD_TIMESTAMP)
        elif not stamp.trusted:
            found.append(reasons.FOREIGN_TIMESTAMP)
    return found


def _distrust(embedded: EmbeddedPdfSignature, status: Any) -> Reason:
    """Why the certificate is not accepted, as far as a reader can act on it."""
    problem, certificate = status.trust_problem_indic, embedded.signer_cert
    told = (
        (problem in TOO_WEAK, reasons.WEAK),
        (_is_stamp(embedded), reasons.FOREIGN_TIMESTAMP),
        (status.revoked, reasons.REVOKED),
        (problem is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND, reasons.UNKNOWN_ISSUER),
        (certificate.self_issued, reasons.UNKNOWN_ISSUER),
        (status.validation_time > certificate.not_valid_after, reasons.EXPIRED),
        (status.validation_time < certificate.not_valid_before, reasons.NOT_YET),
    )
    return next((reason for is_so, reason in told if is_so), reasons.UNFIT)


def _unfit(certificate: x509.Certificate) -> bool:
    """The certificate says what its key is for, and signing documents is not among it; or it is an
    authority's.
    """
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if usage is not None and not SIGNS & set(usage.native):
        return True
    return bool(certificate.ca) or (purposes is not None and not PURPOSES & set(purposes.native))


def _wrong_time(certificate: x509.Certificate, status: Any, at: datetime) -> bool:
    """What the signer claims cannot be, and nobody proves another time."""
    claimed = _claimed(status)
    if claimed is None:
        return False
    return (
        claimed > at + SKEW
        or claimed < certificate.not_valid_before - SKEW
        or claimed > certificate.not_valid_after + SKEW
    )
