"""The demonstration authority of the province: a root, an issuing authority, people and agencies.

Real certificates are issued by the Government Cipher Committee; a developer has only a test
authority, so everything here says DEMO in its subject and its root is trusted nowhere else. The
key of the root signs the issuing authority once and is then forgotten: nothing to steal.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lienthong.documents.signing import keystore
from lienthong.documents.signing.identity import AGENCY_POLICY, PERSON_POLICY
from lienthong.documents.signing.signers import LocalSigner

DEMO = "DEMO - MINH HỌA, không có giá trị pháp lý"
ANY_POLICY = "2.5.29.32.0"
VALID_FROM = datetime(2021, 1, 1, tzinfo=UTC)
VALID_TO = datetime(2035, 12, 31, 23, 59, 59, tzinfo=UTC)
LONGEST_COMMON_NAME = 64  # bytes, X.520
ISSUER_FILE = "authority.pem"


class DemoAuthority:
    """Certificates and keys of one installation, made when first asked for.

    `folder` holds one 0600 file an identity; keys are read once a process. Certificates are P-256,
    valid 2021 to 2035. Two processes may ask for the same identity at once: one key wins.
    """

    def __init__(self, folder: Path, *, province: str) -> None:
        self._folder = folder
        self._province = province
        self._secret = keystore.secret(folder)
        self._signers: dict[str, LocalSigner] = {}
        file = folder / ISSUER_FILE
        if not file.exists():
            keystore.write_once(file, self._new_authority())
        self._key, (self._issuer, self._root) = keystore.unpack(
            keystore.read_private(file), self._secret
        )

    @property
    def root(self) -> bytes:
        """The certificate that a receiver has to trust, DER."""
        return self._root.public_bytes(Encoding.DER)

    def person(
        self, *, reference: str, name: str, agency_code: str, agency_name: str
    ) -> LocalSigner:
        """The signer of one person in one agency; `reference` tells namesakes apart."""
        subject = _subject(
            name, agency_code, agency_name, [(NameOID.SERIAL_NUMBER, f"CN-{reference}")]
        )
        return self._signer(subject, PERSON_POLICY)

    def agency(self, *, code: str, name: str) -> LocalSigner:
        """The signer of one agency, which its clerk applies (Decree 30/2020, art. 32)."""
        return self._signer(_subject(name, code, name, []), AGENCY_POLICY)

    def _signer(self, subject: x509.Name, policy: str) -> LocalSigner:
        identity = subject.public_bytes() + policy.encode()
        name = hashlib.sha256(identity).hexdigest()[:32]
        if name not in self._signers:
            file = self._folder / f"{name}.pem"
            if not file.exists():
                keystore.write_once(file, self._new_signer(subject, policy))
            key, chain = keystore.unpack(keystore.read_private(file), self._secret)
            own, *above = [one.public_bytes(Encoding.DER) for one in chain]
            self._signers[name] = LocalSigner(certificate=own, chain=tuple(above), key=key)
        return self._signers[name]

    def _new_signer(self, subject: x509.Name, policy: str) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(
            subject=subject,
            key=key.public_key(),
            issuer=self._issuer.subject,
            issuer_key=self._key,
            policies=[policy],
        )
        return keystore.pack(key, [certificate, self._issuer], self._secret)

    def _new_authority(self) -> bytes:
        root_key = ec.generate_private_key(ec.SECP256R1())
        root_name = _authority_name(f"Gốc DEMO {self._province}")
        root = _certificate(
            subject=root_name,
            key=root_key.public_key(),
            issuer=root_name,
            issuer_key=root_key,
            below=1,
        )
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = _certificate(
            subject=_authority_name(f"Cấp phát DEMO {self._province}"),
            key=key.public_key(),
            issuer=root_name,
            issuer_key=root_key,
            policies=[ANY_POLICY],
            below=0,
        )
        return keystore.pack(key, [issuer, root], self._secret)


@lru_cache(maxsize=4)
def open_authority(folder: Path, province: str) -> DemoAuthority:
    """The authority of this process, with the keys it has read."""
    return DemoAuthority(folder, province=province)


def _authority_name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Liên Thông"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(name)),
        ]
    )


def _subject(
    name: str,
    agency_code: str,
    agency_name: str,
    more: Sequence[tuple[x509.ObjectIdentifier, str]],
) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency_name),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, agency_code),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO),
            *(x509.NameAttribute(oid, value) for oid, value in more),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(name)),
        ]
    )


def _short(name: str) -> str:
    """A common name holds 64 bytes; the whole name of an agency is in its organisation name."""
    while len(name.encode()) > LONGEST_COMMON_NAME:
        name = name[:-1]
    return name


def _certificate(
    *,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    policies: Sequence[str] = (),
    below: int | None = None,
) -> x509.Certificate:
    """`below`: how many authorities may stand under this one; None makes it a signer's."""
    authority = below is not None
    identifier = x509.SubjectKeyIdentifier.from_public_key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=below), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(identifier(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                identifier(issuer_key.public_key())
            ),
            critical=False,
        )
    )
    if policies:
        named = [x509.PolicyInformation(x509.ObjectIdentifier(one), None) for one in policies]
        builder = builder.add_extension(x509.CertificatePolicies(named), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
