"""The signature container: CMS SignedData as PAdES baseline B-B wants it, made by pyHanko.

Content type, message digest and signing certificate (v2) are signed (ETSI EN 319 142-1, baseline
B-B); the claimed time stays in the PDF (/M), where PAdES keeps it. With a time-stamping authority
its stamp is added (B-T). Some 30 ms a signature: the price of leaving CMS to those who keep it.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from asn1crypto import x509
from pyhanko.sign.signers import pdf_cms
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lienthong.documents.signing.signers import Signer, check_signature

DIGEST = "sha256"
STAMP = 16 * 1024  # bytes for one time stamp with its certificates
FRAME = 512  # bytes of a container around its certificates, the issuer's name and the signature


class _Container(pdf_cms.Signer):
    """pyHanko's maker of containers around a signer of ours, wherever its key lies."""

    def __init__(self, signer: Signer) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(x509.Certificate.load(one) for one in signer.chain)
        super().__init__(
            signing_cert=x509.Certificate.load(signer.certificate),
            cert_registry=registry,
            embed_roots=False,
        )
        self._signer = signer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - ours is always SHA-256
        dry_run: bool = False,
    ) -> bytes:
        if dry_run:
            return bytes(self._signer.signature_size)
        signature = self._signer.sign(data)
        check_signature(self._signer.certificate, data, signature)
        return signature


def size(signer: Signer) -> int:
    """How many bytes to keep free in the file for this signer's container."""
    certificates = sum(len(one) for one in (signer.certificate, *signer.chain))
    stamp = STAMP if signer.times else 0
    return certificates + len(signer.certificate) + signer.signature_size + stamp + FRAME


def detached(signer: Signer, digest: bytes) -> bytes:
    """The container for a file whose signed ranges have this SHA-256 digest, DER."""
    made = _Container(signer).async_sign(digest, DIGEST, use_pades=True, timestamper=signer.times)
    return bytes(_finished(made).dump())


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine, in a thread of its own: the caller may be inside an event loop."""
    return _loop().submit(asyncio.run, work).result()


@lru_cache(maxsize=1)
def _loop() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="signature-container")
