"""The demonstration authority: who it names, what lies on disk, what it refuses."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lienthong.documents.signing.authority import DemoAuthority, open_authority
from lienthong.documents.signing.identity import Role, identity_of
from lienthong.documents.signing.signers import LocalSigner
from lienthong.documents.tests.signing.conftest import AGENCY, CODE, NAME
from lienthong.kernel.errors import Refused

PROVINCE = "tỉnh Sóc Trăng"


def test_a_certificate_tells_person_from_agency(person: LocalSigner, agency: LocalSigner) -> None:
    who = identity_of(person.certificate)
    assert (who.role, who.name, who.agency_code, who.agency_name) == (
        Role.PERSON,
        NAME,
        CODE,
        AGENCY,
    )
    what = identity_of(agency.certificate)
    assert (what.role, what.name, what.agency_code) == (Role.AGENCY, AGENCY, CODE)


def test_an_authority_itself_is_neither(authority: DemoAuthority, person: LocalSigner) -> None:
    assert identity_of(authority.root).role is None
    assert identity_of(person.chain[0]).role is None


def test_every_certificate_says_demo_and_is_valid_2021_to_2035(
    authority: DemoAuthority, person: LocalSigner
) -> None:
    for certificate in (authority.root, person.chain[0], person.certificate):
        parsed = x509.load_der_x509_certificate(certificate)
        assert "DEMO - MINH HỌA" in parsed.subject.rfc4514_string()
        assert parsed.not_valid_before_utc == datetime(2021, 1, 1, tzinfo=UTC)
        assert parsed.not_valid_after_utc == datetime(2035, 12, 31, 23, 59, 59, tzinfo=UTC)
        key = parsed.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


def test_the_chain_leads_to_the_root(authority: DemoAuthority, person: LocalSigner) -> None:
    root = x509.load_der_x509_certificate(authority.root)
    issuer = x509.load_der_x509_certificate(person.chain[0])
    own = x509.load_der_x509_certificate(person.certificate)
    own.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_keys_are_encrypted_and_private_and_the_root_key_is_gone(folder: Path) -> None:
    authority = DemoAuthority(folder, province=PROVINCE)
    authority.agency(code=CODE, name=AGENCY)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert len(files) == 3  # the secret, the issuing authority, the agency
    keys = [file for file in files if file.suffix == ".pem"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    for file in keys:
        content = file.read_bytes()
        assert len(re.findall(rb"BEGIN ENCRYPTED PRIVATE KEY", content)) == 1
        assert b"BEGIN PRIVATE KEY" not in content
        with pytest.raises(TypeError):
            load_pem_private_key(content, None)
    assert b"BEGIN" not in repr(authority.agency(code=CODE, name=AGENCY)).encode()


def test_a_key_is_made_once_and_found_again(folder: Path) -> None:
    first = DemoAuthority(folder, province=PROVINCE).agency(code=CODE, name=AGENCY)
    again = DemoAuthority(folder, province=PROVINCE)
    assert again.agency(code=CODE, name=AGENCY).certificate == first.certificate
    assert again.agency(code=CODE, name=AGENCY) is again.agency(code=CODE, name=AGENCY)
    assert again.agency(code="H51.1", name=AGENCY).certificate != first.certificate
    assert open_authority(folder, PROVINCE) is open_authority(folder, PROVINCE)


def test_namesakes_have_keys_of_their_own(authority: DemoAuthority) -> None:
    one, other = (
        authority.person(reference=reference, name=NAME, agency_code=CODE, agency_name=AGENCY)
        for reference in ("1", "2")
    )
    assert one.certificate != other.certificate


def test_two_who_ask_at_once_get_the_same_key(folder: Path) -> None:
    DemoAuthority(folder, province=PROVINCE)

    def ask(_: int) -> bytes:
        return DemoAuthority(folder, province=PROVINCE).agency(code=CODE, name=AGENCY).certificate

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1
    assert not [file for file in folder.iterdir() if file.name.startswith(".")]


def test_two_who_found_an_authority_at_once_share_it(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        roots = pool.map(lambda _: DemoAuthority(folder, province=PROVINCE).root, range(8))
        assert len(set(roots)) == 1


def test_another_secret_opens_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DemoAuthority(folder, province=PROVINCE)
    monkeypatch.setenv("LIENTHONG_KEY_SECRET", "một bí mật khác hẳn")
    with pytest.raises(Refused, match="bí mật mã hóa không đúng"):
        DemoAuthority(folder, province=PROVINCE)


def test_the_secret_may_come_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIENTHONG_KEY_SECRET", "đủ dài để bảo vệ khóa")
    DemoAuthority(folder, province=PROVINCE)
    assert not (folder / "secret").exists()
    monkeypatch.setenv("LIENTHONG_KEY_SECRET", "ngắn")
    with pytest.raises(Refused, match="ngắn hơn"):
        DemoAuthority(folder, province=PROVINCE)


@pytest.mark.parametrize("name", ["secret", "authority.pem"])
def test_a_key_file_open_to_others_is_refused(folder: Path, name: str) -> None:
    DemoAuthority(folder, province=PROVINCE)
    (folder / name).chmod(0o640)
    with pytest.raises(Refused, match="0600"):
        DemoAuthority(folder, province=PROVINCE)


def test_a_damaged_key_file_is_refused_in_words(folder: Path) -> None:
    DemoAuthority(folder, province=PROVINCE)
    (folder / "authority.pem").write_bytes(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n")
    with pytest.raises(Refused, match="bản sao lưu"):
        DemoAuthority(folder, province=PROVINCE)


def test_a_long_agency_name_fits_the_certificate(authority: DemoAuthority) -> None:
    name = "Ủy ban nhân dân phường Khánh Hòa thị xã Vĩnh Châu tỉnh Sóc Trăng, Văn phòng"
    who = identity_of(authority.agency(code="H51.9", name=name).certificate)
    assert who.agency_name == name
    assert name.startswith(who.name)
    assert len(who.name.encode()) <= 64
