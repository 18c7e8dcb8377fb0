"""Whom we trust: the demo's own root, and what the province put into its trust folder.

Certificates (.pem, .crt, .cer, .der) are trusted as roots; revocation lists (.crl) are what an
administrator fetched. Configuration only: nothing is ever taken from a file that is being checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, pem
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.kernel.errors import Refused

CERTIFICATES = {".pem", ".crt", ".cer", ".der"}
LISTS = {".crl"}
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trust:
    """Trusted root certificates and known revocation lists, DER."""

    roots: tuple[bytes, ...]
    lists: tuple[bytes, ...] = ()

    def __add__(self, other: Trust) -> Trust:
        return Trust((*self.roots, *other.roots), (*self.lists, *other.lists))


def read(paths: Iterable[Path]) -> Trust:
    """The certificates and lists in these files and folders; each is refused by name if it is
    neither.
    """
    certificates: list[bytes] = []
    lists: list[bytes] = []
    for path in paths:
        if not path.exists():
            raise _refused(path, "không có. Sửa đường dẫn của thư mục tin cậy rồi chạy lại.")
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            kind = file.suffix.lower()
            if not file.is_file() or (path.is_dir() and kind not in CERTIFICATES | LISTS):
                continue
            if kind in LISTS:
                lists.append(_list(file))
            else:
                certificates += _certificates(file)
    return Trust(tuple(dict.fromkeys(certificates)), tuple(lists))


def _certificates(file: Path) -> list[bytes]:
    content = _content(file)
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise _refused(file, "không phải chứng thư số. Bỏ ra rồi chạy lại.") from None
    return [one.public_bytes(Encoding.DER) for one in found]


def _list(file: Path) -> bytes:
    content = _content(file)
    try:
        if pem.detect(content):
            _name, _headers, content = pem.unarmor(content)
        crl.CertificateList.load(content, strict=True)["tbs_cert_list"]["issuer"].native  # noqa: B018
    except (ValueError, TypeError, KeyError):
        raise _refused(file, "không phải danh sách thu hồi. Bỏ ra rồi chạy lại.") from None
    return content


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError:
        raise _refused(file, "không đọc được. Cấp quyền đọc rồi chạy lại.") from None


def _refused(file: Path, what: str) -> Refused:
    return Refused("documents.trust", f"Tệp tin cậy {file.name} {what}", reason="input")
