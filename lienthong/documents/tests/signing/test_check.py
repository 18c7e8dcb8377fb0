"""The strict rule for issued documents, and every way we know to break it."""

import asyncio
import io
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import check as rule
from lienthong.documents.signing import reasons, sign
from lienthong.documents.signing.authority import DemoAuthority
from lienthong.documents.signing.check import check
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict, Reason, Verdict
from lienthong.documents.tests.rendering.specimen import drafted
from lienthong.documents.tests.signing import tampering
from lienthong.documents.tests.signing.conftest import AGENCY, AT, CODE, NAME, Signed, sha256

NOW = datetime(2022, 1, 6, tzinfo=UTC)


def judged(pdf: bytes, signed: Signed) -> FileVerdict:
    return check(pdf, trust=Trust((signed.root,)), at=NOW)


def test_a_document_with_both_signatures_is_valid(signed: Signed) -> None:
    verdict = judged(signed.by_both, signed)
    assert verdict.verdict is Verdict.VALID
    assert verdict.reasons == ()
    person, agency = verdict.signatures
    assert (person.role, person.name, person.agency_code) == (Role.PERSON, NAME, CODE)
    assert (agency.role, agency.name, agency.agency_code) == (Role.AGENCY, AGENCY, CODE)
    assert person.signed_at == agency.signed_at == AT
    assert FileVerdict.from_json(verdict.as_json()) == verdict


def test_without_the_agency_a_document_is_not_issued(signed: Signed) -> None:
    verdict = judged(signed.by_person, signed)
    assert verdict.verdict is Verdict.INCOMPLETE
    assert verdict.reasons == (reasons.NO_AGENCY,)
    assert [one.verdict for one in verdict.signatures] == [Verdict.VALID]


def test_a_running_event_loop_of_the_caller_is_no_fault_of_the_file(signed: Signed) -> None:
    async def called_from_inside() -> FileVerdict:
        return judged(signed.by_both, signed)

    assert asyncio.run(called_from_inside()).verdict is Verdict.VALID


def test_without_a_signature_there_is_nothing_to_trust(signed: Signed) -> None:
    for pdf in (signed.rendered.pdf, drafted().pdf):
        verdict = judged(pdf, signed)
        assert (verdict.verdict, verdict.reasons) == (Verdict.INCOMPLETE, (reasons.UNSIGNED,))


def test_the_agency_before_the_person_is_the_wrong_order(
    rendered: Rendered, signed: Signed
) -> None:
    sealed = sign._sign(
        rendered.pdf,
        signed.agency,
        at=AT,
        stamp=agency_stamp(AGENCY),
        field="co-quan",
        filled_before=[],
    )
    alone = judged(sealed, signed)
    assert (alone.verdict, alone.reasons) == (Verdict.INCOMPLETE, (reasons.NO_PERSON,))
    both = sign._sign(
        sealed,
        signed.person,
        at=AT,
        stamp=person_stamp(NAME),
        field="nguoi-ky",
        filled_before=["co-quan"],
    )
    verdict = judged(both, signed)
    assert (verdict.verdict, verdict.reasons) == (Verdict.INCOMPLETE, (reasons.WRONG_ORDER,))


def test_a_role_comes_from_the_certificate_not_from_the_field(
    rendered: Rendered, signed: Signed
) -> None:
    pdf = rendered.pdf
    for field, before in (("nguoi-ky", []), ("co-quan", ["nguoi-ky"])):
        pdf = sign._sign(
            pdf,
            signed.person,
            at=AT,
            stamp=person_stamp(NAME),
            field=field,
            filled_before=before,
        )
    assert judged(pdf, signed).reasons == (reasons.NO_AGENCY,)


# Changed files


def test_a_flipped_byte_in_the_body_is_found(signed: Signed) -> None:
    pdf = signed.by_both
    for at in (200, len(signed.rendered.pdf) // 2, len(signed.rendered.pdf) - 2000):
        verdict = judged(tampering.flipped(pdf, at), signed)
        assert verdict.verdict is Verdict.ALTERED, at
        assert verdict.reasons


def test_a_flipped_byte_in_the_first_signature_is_found(signed: Signed) -> None:
    start, end = tampering.containers(signed.by_both)[0]
    for at in (start + 8, start + 500, (start + end) // 2, end - 2):
        assert judged(tampering.flipped(signed.by_both, at), signed).verdict is Verdict.ALTERED


def test_a_flipped_byte_in_the_second_revision_is_found(signed: Signed) -> None:
    pdf = signed.by_both
    start, end = tampering.containers(pdf)[1]
    for at in (len(signed.by_person) + 600, start - 200, end + 120, len(pdf) - 12):
        assert judged(tampering.flipped(pdf, at), signed).verdict is Verdict.ALTERED, at


def test_space_behind_the_last_signature_is_not_free(signed: Signed) -> None:
    end = tampering.containers(signed.by_both)[1][1]
    verdict = judged(tampering.flipped(signed.by_both, end - 1), signed)
    assert verdict.verdict is Verdict.ALTERED
    assert verdict.signatures[-1].reasons == (reasons.NOT_COVERED,)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_flipped_byte_stays_valid(signed: Signed, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(signed.by_both) - 1))
    assert judged(tampering.flipped(signed.by_both, at), signed).verdict is not Verdict.VALID


@pytest.mark.parametrize("change", [tampering.with_note, tampering.with_new_number])
def test_a_revision_after_the_last_signature_is_found(signed: Signed, change: object) -> None:
    assert callable(change)
    verdict = judged(change(signed.by_both), signed)
    assert verdict.verdict is Verdict.ALTERED
    assert reasons.CONTINUED in verdict.reasons


def test_bytes_after_the_end_are_found(signed: Signed) -> None:
    for tail in (b"\n", b"%%EOF\n", b"PK\x03\x04 tail"):
        assert judged(signed.by_both + tail, signed).verdict is not Verdict.VALID


def test_a_change_between_the_two_signatures_is_found(signed: Signed) -> None:
    changed = tampering.with_note(signed.by_person)
    sealed = seal_as_agency(
        changed, signed.agency, at=AT, stamp=agency_stamp(AGENCY), sha256=sha256(changed)
    )
    verdict = judged(sealed, signed)
    assert verdict.verdict is Verdict.ALTERED
    person, agency = verdict.signatures
    assert (person.verdict, agency.verdict) == (Verdict.ALTERED, Verdict.VALID)
    assert person.reasons == (reasons.ADDED,)


def test_a_redrawn_mark_of_the_leader_is_found(signed: Signed) -> None:
    changed = tampering.with_other_mark(signed.by_person, person_stamp("Người Khác"))
    sealed = seal_as_agency(
        changed, signed.agency, at=AT, stamp=agency_stamp(AGENCY), sha256=sha256(changed)
    )
    assert judged(sealed, signed).signatures[0].reasons == (reasons.ADDED,)


def test_a_form_field_filled_in_between_is_found_though_pyhanko_allows_it(signed: Signed) -> None:
    """A file of another system: it brings a text field, which is filled in after the leader."""
    form = tampering.with_text_field(signed.rendered.pdf)
    first = sign_as_person(
        form, signed.person, at=AT, stamp=person_stamp(NAME), sha256=sha256(form)
    )
    filled = tampering.with_text_filled_in(first)
    sealed = seal_as_agency(
        filled, signed.agency, at=AT, stamp=agency_stamp(AGENCY), sha256=sha256(filled)
    )
    lenient = validate_pdf_signature(
        PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0],
        ValidationContext(trust_roots=[x509.Certificate.load(signed.root)], moment=NOW),
    )
    assert lenient.bottom_line
    verdict = judged(sealed, signed)
    assert verdict.verdict is Verdict.ALTERED
    assert verdict.signatures[0].reasons == (reasons.ADDED,)


# Files that cannot be judged


def test_a_truncated_file_cannot_be_judged(signed: Signed) -> None:
    for size in (9, 700, len(signed.rendered.pdf) // 2, len(signed.rendered.pdf) + 3000):
        verdict = judged(signed.by_both[:size], signed)
        assert verdict.verdict is Verdict.INDETERMINATE, size
        assert verdict.reasons == (reasons.UNREADABLE,)


def test_a_file_cut_back_to_its_first_signature_lacks_the_second(signed: Signed) -> None:
    assert judged(signed.by_both[: len(signed.by_person)], signed).reasons == (reasons.NO_AGENCY,)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("van-ban.pdf", b"%PDF-1.7" * 9)
    return out.getvalue()


HOSTILE = {
    "empty": b"",
    "one byte": b"%",
    "zeros": bytes(4096),
    "text": "Kính gửi".encode(),
    "archive": b"PK\x05\x06" + bytes(18),
    "head only": b"%PDF-1.7",
    "nothing inside": b"%PDF-1.7\nstartxref\n0\n%%EOF",
    "deep arrays": b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nstartxref\n9\n%%EOF",
    "deep dictionaries": b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 50_000 + b"\nstartxref\n9\n%%EOF",
    "table points to itself": (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\n"
        b"startxref\n9\n%%EOF"
    ),
    "huge table": (
        b"%PDF-1.7\nxref\n0 99999999999\ntrailer\n<</Size 99999999999>>\nstartxref\n9\n%%EOF"
    ),
    "root is itself": (
        b"%PDF-1.7\n1 0 obj\n1 0 R\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
        b"trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n30\n%%EOF"
    ),
    "many signatures": b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]\n" * 11,
    "broken range": b"%PDF-1.7\n/ByteRange [0 9 9 99999999999999999999]\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("pdf", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bytes_get_a_sentence_not_an_error(pdf: bytes, signed: Signed) -> None:
    verdict = judged(pdf, signed)
    assert verdict.verdict is Verdict.INDETERMINATE
    assert len(verdict.reasons) == 1
    assert verdict.reasons[0].text.endswith(".")


def test_the_reasons_tell_these_files_apart(signed: Signed) -> None:
    assert judged(b"", signed).reasons == (reasons.EMPTY,)
    assert judged(zipped(), signed).reasons == (reasons.NOT_PDF,)
    assert judged(HOSTILE["many signatures"], signed).reasons == (reasons.TOO_MANY,)
    assert judged(bytes(rule.LARGEST + 1), signed).reasons == (reasons.TOO_LARGE,)


@settings(max_examples=40, deadline=None)
@given(tail=st.binary(max_size=400), head=st.sampled_from([b"", b"%PDF-1.7\n"]))
def test_no_bytes_raise(tail: bytes, head: bytes) -> None:
    assert check(head + tail, trust=Trust(())).verdict is not Verdict.VALID


def test_shuffled_pieces_of_a_signed_file_are_never_valid(signed: Signed) -> None:
    chance = random.Random(30)  # noqa: S311 - the same shuffle every time
    for _ in range(10):
        pieces = [signed.by_both[at : at + 4096] for at in range(0, len(signed.by_both), 4096)]
        chance.shuffle(pieces)
        assert judged(b"".join(pieces), signed).verdict is not Verdict.VALID


# Trust


def test_an_unknown_authority_is_not_trusted(signed: Signed, tmp_path: Path) -> None:
    other = DemoAuthority(tmp_path / "other", province="tỉnh khác")
    for roots in ((), (other.root,)):
        verdict = check(signed.by_both, trust=Trust(roots), at=NOW)
        assert verdict.verdict is Verdict.UNTRUSTED
        assert [one.reasons for one in verdict.signatures] == [(reasons.UNKNOWN_ISSUER,)] * 2


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2036, 1, 2, tzinfo=UTC), reasons.EXPIRED),
        (datetime(2020, 1, 1, tzinfo=UTC), reasons.NOT_YET),
    ],
)
def test_a_certificate_counts_only_in_its_time(
    signed: Signed, at: datetime, reason: Reason
) -> None:
    verdict = check(signed.by_both, trust=Trust((signed.root,)), at=at)
    assert verdict.verdict is Verdict.UNTRUSTED
    assert verdict.signatures[0].reasons == (reason,)


def test_an_altered_file_is_altered_whoever_signed(signed: Signed) -> None:
    changed = tampering.flipped(signed.by_both, 500)
    assert check(changed, trust=Trust(()), at=NOW).verdict is Verdict.ALTERED


# Time stamps


def stamper() -> tuple[DummyTimeStamper, bytes]:
    """A test time stamping service with a certificate of its own."""
    from cryptography import x509 as made
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = made.Name([made.NameAttribute(NameOID.COMMON_NAME, "TSA DEMO")])
    certificate = (
        made.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2021, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2035, 1, 1, tzinfo=UTC))
        .add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return (
        DummyTimeStamper(
            tsa_cert=x509.Certificate.load(certificate),
            tsa_key=keys.PrivateKeyInfo.load(private),
            fixed_dt=NOW,
        ),
        certificate,
    )


def test_a_document_time_stamp_may_follow_but_is_checked_too(signed: Signed) -> None:
    service, certificate = stamper()
    out = PdfTimeStamper(service).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(signed.by_both)),
        md_algorithm="sha256",
        validation_context=ValidationContext(
            trust_roots=[x509.Certificate.load(certificate)], moment=NOW
        ),
    )
    stamped = out.getvalue()
    assert stamped.startswith(signed.by_both)
    good = check(stamped, trust=Trust((signed.root, certificate)), at=NOW)
    assert good.verdict is Verdict.VALID
    assert [one.role for one in good.signatures] == [Role.PERSON, Role.AGENCY, None]
    foreign = check(stamped, trust=Trust((signed.root,)), at=NOW)
    assert foreign.verdict is Verdict.UNTRUSTED
    assert foreign.signatures[-1].reasons == (reasons.FOREIGN_TIMESTAMP,)
    start, end = tampering.containers(stamped)[2]
    broken = judged(tampering.flipped(stamped, (start + end) // 3), signed)
    assert broken.verdict is not Verdict.VALID
