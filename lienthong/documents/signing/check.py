"""The strict rule for an issued document (Decree 30/2020, art. 5 and 21).

Both signatures are there, the person's and then the agency's; each holds; the last one covers the
whole file or only long-term validation data follow it; nothing else was ever added.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from lienthong.documents.signing import evidence, raw_bytes, reasons, substance
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.judge import Judged, judge
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict, Reason, SignatureVerdict, Verdict

LARGEST = 50 * 1024 * 1024
MOST_SIGNATURES = 10
HEAD = 1024  # a PDF may carry this much in front of its first line


def check(
    pdf: bytes, *, trust: Trust, at: datetime | None = None, copy: bool = False
) -> FileVerdict:
    """Judge any bytes; never raises. `at` is the moment of trust.

    `copy`: the file was sent as a copy of what bears its signatures on paper, so that the agency's
    alone makes it one (Decree 30/2020, art. 25).

    Hostile files can take seconds and much memory: judge files from outside with
    `isolated.check_isolated`.
    """
    refusal = _refusal(pdf)
    if refusal:
        return FileVerdict.because(refusal)
    try:
        verdict = _judged(pdf, trust, at or datetime.now(UTC), copy)
    except Exception:  # noqa: BLE001 - KeyError, AssertionError, OSError ... on damaged files
        verdict = FileVerdict.because(reasons.UNREADABLE)
    unclear = verdict.verdict in {Verdict.INDETERMINATE, Verdict.INCOMPLETE}
    # A change may have hidden the very signature that it breaks: ask the bytes.
    if unclear and raw_bytes.contradicts(pdf):
        return FileVerdict.because(reasons.FILE_CHANGED, signatures=verdict.signatures)
    return verdict


def _refusal(pdf: bytes) -> Reason | None:
    if not pdf:
        return reasons.EMPTY
    if len(pdf) > LARGEST:
        return reasons.TOO_LARGE
    if b"%PDF-" not in pdf[:HEAD]:
        return reasons.NOT_PDF
    if raw_bytes.count_signatures(pdf) > MOST_SIGNATURES:
        return reasons.TOO_MANY
    return None


def _judged(pdf: bytes, trust: Trust, at: datetime, copy: bool) -> FileVerdict:
    """In a thread of its own: the caller's may have an event loop that runs already, and a file
    must not be called broken for that.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_judge_file(pdf, trust, at, copy))).result()


async def _judge_file(pdf: bytes, trust: Trust, at: datetime, copy: bool) -> FileVerdict:
    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        return FileVerdict.because(reasons.ENCRYPTED)
    fields = list(enumerate_sig_fields(reader))
    filled = [one for one in fields if one[1] is not None]
    if not filled:
        return FileVerdict.because(reasons.UNSIGNED)
    embedded = reader.embedded_signatures
    if len(embedded) > MOST_SIGNATURES:
        return FileVerdict.because(reasons.TOO_MANY)
    if len(embedded) != len(filled) or _shared(fields):
        return FileVerdict.because(reasons.SHARED_FIELD)
    judged = await _judge_each(reader, pdf, trust, at)
    signatures = tuple(one.verdict for one in judged)
    whole: list[Reason] = []
    if _continued(judged) or not _ends(reader, pdf, judged[-1]):
        whole.append(reasons.CONTINUED)
    # The state of roles matters only for signatures that hold.
    if all(one.verdict is not Verdict.ALTERED for one in signatures):
        whole += _roles([one.verdict for one in judged if not one.timestamp], copy)
    if raw_bytes.stray(pdf, _places(reader), _covered(embedded[0])):
        whole.append(reasons.ADDED)
    whole += substance.doubts(reader, fields, embedded[0].field_name)
    return FileVerdict.because(
        *whole,
        *(reason.of(_whose(one)) for one in signatures for reason in one.reasons),
        signatures=signatures,
    )


async def _judge_each(
    reader: PdfFileReader, pdf: bytes, trust: Trust, at: datetime
) -> list[Judged]:
    """From the last to the first: a trusted time stamp of the document proves all before it."""
    found: list[Judged] = []
    proved: datetime | None = None
    known = evidence.of(reader, trust)
    for one in reversed(reader.embedded_signatures):
        judged = await judge(one, pdf, known, at=at, proved=proved)
        found.insert(0, judged)
        if judged.timestamp and judged.verdict.verdict is Verdict.VALID:
            proved = judged.verdict.proved_at or proved
    return found


def _covered(embedded: EmbeddedPdfSignature) -> int:
    """Where what a signature covers ends."""
    _start, _length, after, rest = embedded.byte_range
    return int(after) + int(rest)


def _places(reader: PdfFileReader) -> set[int]:
    """Where the tables of the file say that its objects, and the tables themselves, are."""
    found = set()
    for revision in range(reader.xrefs.total_revisions):
        found.add(reader.xrefs.get_startxref_for_revision(revision))
        listed = reader.xrefs.get_xref_data(revision).standard_xrefs
        found |= {place for _generation, place in listed.values()}
    return found


def _shared(fields: Sequence[tuple[str, Any, Any]]) -> bool:
    """Two fields of one name, or one signature in two fields."""
    names = Counter(name for name, _value, _field in fields)
    values = Counter(id(value) for _name, value, _field in fields if value is not None)
    return any(count > 1 for count in (*names.values(), *values.values()))


def _ends(reader: PdfFileReader, pdf: bytes, judged: Judged) -> bool:
    """The last signature reaches the end, or a whole revision follows with nothing but data that
    will prove it later. pyHanko counts an empty signature field among these; we do not.
    """
    last = reader.embedded_signatures[-1]
    if raw_bytes.reaches_end(pdf, last.byte_range):
        return True
    signed = reader.get_historical_resolver(last.signed_revision)
    fields_before, fields_now = enumerate_sig_fields(signed), enumerate_sig_fields(reader)
    return (
        judged.later_changes is ModificationLevel.LTA_UPDATES
        and pdf.rstrip(b"\r\n").endswith(b"%%EOF")
        and len(list(fields_before)) == len(list(fields_now))
    )


def _continued(judged: list[Judged]) -> bool:
    """After the last signature of a person or agency, more than long-term validation data."""
    signatures = [one for one in judged if not one.timestamp]
    last = [*signatures[-1:], judged[-1]]
    return any(
        one.later_changes is not None and one.later_changes > ModificationLevel.LTA_UPDATES
        for one in last
    )


def _roles(signatures: list[SignatureVerdict], copy: bool) -> list[Reason]:
    """Who signed and in which order (Decree 30/2020, art. 5)."""
    roles = [one.role for one in signatures]
    if copy and set(roles) == {Role.AGENCY}:
        return []
    if Role.PERSON not in roles:
        return [reasons.NO_PERSON]
    if Role.AGENCY not in roles:
        return [reasons.NO_AGENCY]
    if roles.index(Role.AGENCY) < roles.index(Role.PERSON) or roles[-1] is not Role.AGENCY:
        return [reasons.WRONG_ORDER]
    person = signatures[roles.index(Role.PERSON)]
    seals = [one for one in signatures if one.role is Role.AGENCY]
    if person.agency_code and all(
        one.agency_code and one.agency_code != person.agency_code for one in seals
    ):
        return [reasons.OTHER_AGENCY]
    return []


def _whose(signature: SignatureVerdict) -> str:
    if signature.kind == "timestamp":
        return f"Dấu thời gian ({signature.name})"
    if signature.role is Role.AGENCY:
        return f"Chữ ký số của cơ quan ({signature.name})"
    if signature.role is Role.PERSON:
        return f"Chữ ký số của người ký ({signature.name})"
    return f"Chữ ký số “{signature.name or signature.field}”"
