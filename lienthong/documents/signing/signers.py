"""What can sign: a key and its certificates, wherever the key lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from lienthong.documents.signing.identity import identity_of
from lienthong.kernel.errors import Refused

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper


class Signer(Protocol):
    """One key with its certificate. A token and a remote service fit behind the same five names.

    `sign` raises `Refused` when asking again would not help, `KeyAway` when it may.
    """

    @property
    def certificate(self) -> bytes:
        """The signer's own certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuing authorities above it, DER, without the root."""

    @property
    def signature_size(self) -> int:
        """The longest signature that `sign` can give, in bytes."""

    @property
    def times(self) -> TimeStamper | None:
        """Who proves the time of its signatures; None when nobody does."""

    def sign(self, message: bytes) -> bytes:
        """The signature of the message with SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5."""


class KeyAway(Exception):  # noqa: N818 - the key may be back in a moment
    """A key, or who proves the time, cannot be reached now. `message` is a sentence for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A P-256 key held in this process, read from disk once."""

    certificate: bytes
    chain: tuple[bytes, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    signature_size: int = 72
    times: TimeStamper | None = None

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))


def size_of(certificate: bytes) -> int:
    """The longest signature that the key of a certificate can give; `Refused` for a kind of key
    that is not signed with here.
    """
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size // 8
    if isinstance(key, ec.EllipticCurvePublicKey):
        return 2 * ((key.key_size + 7) // 8) + 9  # two integers in DER
    raise Refused(
        "documents.key_kind",
        ("Khóa ký không phải RSA hay ECDSA nên hệ thống không ký được. Đổi khóa trong cấu hình."),
    )


def check_dates(certificate: bytes, at: datetime) -> None:
    """`Refused` outside the time for which the certificate was issued."""
    read = x509.load_der_x509_certificate(certificate)
    name = identity_of(certificate).name
    if at > read.not_valid_after_utc:
        day = f"{read.not_valid_after_utc:%d/%m/%Y}"
        raise Refused(
            "documents.key_expired",
            f"Chứng thư số {name} hết hạn ngày {day}. Gia hạn hoặc đổi chứng thư rồi ký lại.",
        )
    if at < read.not_valid_before_utc:
        day = f"{read.not_valid_before_utc:%d/%m/%Y}"
        raise Refused(
            "documents.key_not_yet",
            f"Chứng thư số {name} có hiệu lực từ ngày {day}. Chờ đến ngày đó rồi ký lại.",
        )


def check_signature(certificate: bytes, message: bytes, signature: bytes) -> None:
    """What a token or a service gave back is a signature of what it was asked to sign, by the key
    of that certificate; `Refused` otherwise.
    """
    key = x509.load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            size_of(certificate)
    except InvalidSignature:
        raise Refused(
            "documents.wrong_signature",
            (
                "Thiết bị hoặc dịch vụ ký trả về chữ ký không khớp với văn bản và chứng thư số."
                " Báo quản trị hệ thống kiểm tra khóa rồi ký lại."
            ),
        ) from None
