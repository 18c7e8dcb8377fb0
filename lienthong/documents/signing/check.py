"""The strict rule for an issued document (Decree 30/2020, art. 5 and 21).

Both signatures are there, the person's and then the agency's; each holds; the last one covers the
whole file or only long-term validation data follow it; nothing else was ever added.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from lienthong.documents.signing import raw_bytes
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.judge import Judged, judge
from lienthong.documents.signing.verdict import FileVerdict, SignatureVerdict, Verdict, gravest

LARGEST = 50 * 1024 * 1024
MOST_SIGNATURES = 10
HEAD = 1024  # a PDF may carry this much in front of its first line

EMPTY = "Tệp trống: đề nghị nơi gửi gửi lại."
TOO_LARGE = "Tệp lớn hơn 50 MB nên không kiểm tra được: đề nghị nơi gửi tách tệp."
TOO_MANY = "Tệp có hơn 10 chữ ký số nên không kiểm tra được: đề nghị nơi gửi gửi bản gốc."
NOT_PDF = "Tệp không phải PDF: đề nghị nơi gửi gửi lại bản PDF đã ký số."
UNREADABLE = "Tệp PDF bị hỏng hoặc không đúng chuẩn nên không kiểm tra được: đề nghị gửi lại."
UNKNOWN_KIND = "Tệp có chữ ký số kiểu không kiểm tra được: đề nghị nơi gửi ký theo chuẩn PAdES."
UNSIGNED = "Tệp không có chữ ký số nào: trả lại nơi gửi hoặc đề nghị gửi bản đã ký số."
FILE_CHANGED = "Tệp đã bị sửa sau khi ký: trả lại nơi gửi và đề nghị gửi bản gốc."
CONTINUED = "Tệp bị thêm nội dung sau chữ ký số cuối cùng: trả lại nơi gửi và đề nghị bản gốc."
NO_PERSON = "Thiếu chữ ký số của người có thẩm quyền: trả lại nơi gửi để ký đủ."
NO_AGENCY = "Thiếu chữ ký số của cơ quan ban hành: trả lại nơi gửi để ký đủ."
WRONG_ORDER = (
    "Chữ ký số của cơ quan có trước chữ ký số của người có thẩm quyền: trả lại nơi gửi để ký lại."
)


def check(pdf: bytes, *, trust_roots: list[bytes], at: datetime | None = None) -> FileVerdict:
    """Judge any bytes; never raises. `trust_roots` are DER certificates, `at` the moment of trust.

    Hostile files can take seconds and much memory: judge files from outside with
    `isolated.check_isolated`.
    """
    refusal = _refusal(pdf)
    if refusal:
        return FileVerdict(Verdict.INDETERMINATE, (refusal,))
    try:
        verdict = _judged(pdf, trust_roots, at or datetime.now(UTC))
    except Exception:  # noqa: BLE001 - KeyError, AssertionError, OSError ... on damaged files
        verdict = FileVerdict(Verdict.INDETERMINATE, (UNREADABLE,))
    unclear = verdict.verdict in {Verdict.INDETERMINATE, Verdict.INCOMPLETE}
    # A change may have hidden the very signature that it breaks: ask the bytes.
    if unclear and raw_bytes.contradicts(pdf):
        return FileVerdict(Verdict.ALTERED, (FILE_CHANGED,), verdict.signatures)
    return verdict


def _refusal(pdf: bytes) -> str:
    if not pdf:
        return EMPTY
    if len(pdf) > LARGEST:
        return TOO_LARGE
    if b"%PDF-" not in pdf[:HEAD]:
        return NOT_PDF
    if raw_bytes.count_signatures(pdf) > MOST_SIGNATURES:
        return TOO_MANY
    return ""


def _judged(pdf: bytes, trust_roots: list[bytes], at: datetime) -> FileVerdict:
    """In a thread of its own: the caller's may have an event loop that runs already, and a file
    must not be called broken for that.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_judge_file(pdf, trust_roots, at))).result()


async def _judge_file(pdf: bytes, trust_roots: list[bytes], at: datetime) -> FileVerdict:
    reader = PdfFileReader(BytesIO(pdf))
    filled = list(enumerate_sig_fields(reader, filled_status=True))
    if not filled:
        return FileVerdict(Verdict.INCOMPLETE, (UNSIGNED,))
    embedded = reader.embedded_signatures
    if len(embedded) != len(filled):
        return FileVerdict(Verdict.INDETERMINATE, (UNKNOWN_KIND,))
    context = _context(trust_roots, at)
    judged = [await judge(one, pdf, context) for one in embedded]
    signatures = tuple(one.verdict for one in judged)
    whole: list[tuple[Verdict, str]] = []
    reaches_end = raw_bytes.reaches_end(pdf, embedded[-1].byte_range)
    # Only a time stamp may be followed: by the data that will prove it later, see _continued.
    if _continued(judged) or not (reaches_end or judged[-1].timestamp):
        whole.append((Verdict.ALTERED, CONTINUED))
    # The state of roles matters only for signatures that hold.
    if all(one.verdict is not Verdict.ALTERED for one in signatures):
        whole += _roles([one.verdict for one in judged if not one.timestamp])
    reasons = [f"{_whose(one)}: {reason}" for one in signatures for reason in one.reasons]
    return FileVerdict(
        verdict=gravest([verdict for verdict, _ in whole] + [one.verdict for one in signatures]),
        reasons=(*(reason for _, reason in whole), *reasons),
        signatures=signatures,
    )


def _context(trust_roots: list[bytes], at: datetime) -> ValidationContext:
    """No network, and no trust list but ours: pyHanko would ask the operating system for one."""
    roots = [x509.Certificate.load(root) for root in trust_roots]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _continued(judged: list[Judged]) -> bool:
    """After the last signature of a person or agency, more than long-term validation data."""
    signatures = [one for one in judged if not one.timestamp]
    last = [*signatures[-1:], judged[-1]]
    return any(
        one.later_changes is not None and one.later_changes > ModificationLevel.LTA_UPDATES
        for one in last
    )


def _roles(signatures: list[SignatureVerdict]) -> list[tuple[Verdict, str]]:
    """Who signed and in which order (Decree 30/2020, art. 5)."""
    roles = [one.role for one in signatures]
    if Role.PERSON not in roles:
        return [(Verdict.INCOMPLETE, NO_PERSON)]
    if Role.AGENCY not in roles:
        return [(Verdict.INCOMPLETE, NO_AGENCY)]
    if roles.index(Role.AGENCY) < roles.index(Role.PERSON) or roles[-1] is not Role.AGENCY:
        return [(Verdict.INCOMPLETE, WRONG_ORDER)]
    return []


def _whose(signature: SignatureVerdict) -> str:
    if signature.role is Role.AGENCY:
        return f"Chữ ký số của cơ quan ({signature.name})"
    if signature.role is Role.PERSON:
        return f"Chữ ký số của người ký ({signature.name})"
    return f"Chữ ký số “{signature.name}”"
