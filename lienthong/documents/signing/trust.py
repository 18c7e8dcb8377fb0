"""Which roots we accept: the demo's own, and every certificate in the province's trust folder."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.documents.signing import authority
from lienthong.kernel.errors import Refused


def roots(keys: Path, folder: Path | None, *, province: str, demo: bool) -> list[bytes]:
    """Trusted root certificates, DER: configuration, never taken from a file that is being checked.

    `folder` holds .pem, .crt or .cer files; one that is no certificate is refused by name.
    """
    found = [authority.open_authority(keys, province).root] if demo else []
    files = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    for file in files:
        if file.suffix.lower() not in {".pem", ".crt", ".cer"}:
            continue
        found.append(_read(file).public_bytes(Encoding.DER))
    return found


def _read(file: Path) -> x509.Certificate:
    content = file.read_bytes()
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise Refused(
            "documents.trust",
            f"Tệp {file.name} trong thư mục tin cậy không phải chứng thư số. Bỏ ra rồi chạy lại.",
            reason="input",
        ) from None
