"""One signature, judged by pyHanko under rules stricter than its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.sign import diff_analysis
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from lienthong.documents.signing import raw_bytes
from lienthong.documents.signing.identity import identity_of
from lienthong.documents.signing.verdict import SignatureVerdict, Verdict, gravest

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

CONTENT_CHANGED = "Nội dung đã bị sửa sau khi ký."
SIGNATURE_BROKEN = "Chữ ký số đã bị sửa hoặc không do khóa của người ký tạo ra."
NOT_COVERED = "Chữ ký số không bao trùm trọn phần văn bản đã ký."
ADDED = "Sau khi ký, tệp đã bị thêm hoặc thay nội dung ngoài chữ ký số khác."
EXPIRED = "Chứng thư số của người ký đã hết hạn."
NOT_YET = "Chứng thư số của người ký chưa có hiệu lực."
REVOKED = "Chứng thư số của người ký đã bị thu hồi."
UNFIT = "Chứng thư số của người ký không dùng để ký văn bản được."
UNKNOWN_ISSUER = "Chứng thư số không do cơ quan chứng thực được tin cậy cấp."
BAD_TIMESTAMP = "Dấu thời gian kèm chữ ký không khớp hoặc đã bị sửa."
FOREIGN_TIMESTAMP = "Dấu thời gian không do cơ quan được tin cậy cấp."

Finding = tuple[Verdict, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what the rules for the whole file need to know."""

    verdict: SignatureVerdict
    timestamp: bool
    later_changes: ModificationLevel | None


async def judge(embedded: EmbeddedPdfSignature, pdf: bytes, context: ValidationContext) -> Judged:
    """Check one signature or document timestamp. Foreign bytes: may raise anything."""
    timestamp = embedded.sig_object_type == "/DocTimeStamp"
    if timestamp:
        status: Any = await async_validate_pdf_timestamp(embedded, context, CHANGES)
    else:
        status = await async_validate_pdf_signature(embedded, context, diff_policy=CHANGES)
    findings = [*_integrity(embedded, pdf, status), *_trust(embedded, status, timestamp=timestamp)]
    identity = identity_of(embedded.signer_cert.dump())
    return Judged(
        verdict=SignatureVerdict(
            field=str(embedded.field_name),
            verdict=gravest([verdict for verdict, _ in findings]),
            role=None if timestamp else identity.role,
            name=identity.name,
            agency_code=identity.agency_code,
            agency_name=identity.agency_name,
            signed_at=_claimed(status, timestamp=timestamp),
            reasons=tuple(dict.fromkeys(reason for _, reason in findings)),
        ),
        timestamp=timestamp,
        later_changes=status.modification_level,
    )


def _claimed(status: Any, *, timestamp: bool) -> datetime | None:
    at: datetime | None = status.timestamp if timestamp else status.signer_reported_dt
    return at


def _integrity(embedded: EmbeddedPdfSignature, pdf: bytes, status: Any) -> list[Finding]:
    if not status.intact:
        return [(Verdict.ALTERED, CONTENT_CHANGED)]
    if not status.valid:
        return [(Verdict.ALTERED, SIGNATURE_BROKEN)]
    covered = status.coverage in {
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    }
    if not covered or not raw_bytes.exact(pdf, embedded.byte_range, embedded.pkcs7_content):
        return [(Verdict.ALTERED, NOT_COVERED)]
    if status.modification_level is ModificationLevel.OTHER:
        return [(Verdict.ALTERED, ADDED)]
    return []


def _trust(embedded: EmbeddedPdfSignature, status: Any, *, timestamp: bool) -> list[Finding]:
    found: list[Finding] = []
    if status.intact and status.valid and not status.trusted:
        reason = FOREIGN_TIMESTAMP if timestamp else _distrust(embedded, status)
        found.append((Verdict.UNTRUSTED, reason))
    inner = () if timestamp else (status.timestamp_validity, status.content_timestamp_validity)
    for stamp in inner:
        if stamp is None:
            continue
        if not (stamp.intact and stamp.valid):
            found.append((Verdict.ALTERED, BAD_TIMESTAMP))
        elif not stamp.trusted:
            found.append((Verdict.UNTRUSTED, FOREIGN_TIMESTAMP))
    return found


def _distrust(embedded: EmbeddedPdfSignature, status: Any) -> str:
    """Why the certificate is not accepted, as far as a reader can act on it."""
    if status.revoked:
        return REVOKED
    if status.trust_problem_indic is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return UNKNOWN_ISSUER
    certificate = embedded.signer_cert
    if status.validation_time > certificate.not_valid_after:
        return EXPIRED
    if status.validation_time < certificate.not_valid_before:
        return NOT_YET
    return UNFIT
