"""What can sign: a key and its certificates, wherever the key lies."""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


class Signer(Protocol):
    """One key with its certificate. A token or a remote service fits behind the same four names."""

    @property
    def certificate(self) -> bytes:
        """The signer's own certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuing authorities above it, DER, without the root."""

    @property
    def signature_size(self) -> int:
        """The longest signature that `sign` can give, in bytes."""

    def sign(self, message: bytes) -> bytes:
        """The signature of the message with SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5."""


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A P-256 key held in this process, read from disk once."""

    certificate: bytes
    chain: tuple[bytes, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    signature_size: int = 72

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))
