"""Private keys at rest: PKCS #8, encrypted, readable by their owner only."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from lienthong.kernel.errors import Refused

SECRET_VARIABLE = "LIENTHONG_KEY_SECRET"  # noqa: S105 - the name of a variable, not a secret
SECRET_FILE = "secret"  # noqa: S105 - the name of a file
SECRET_BYTES = 32
SHORTEST_SECRET = 16
CERTIFICATE_MARK = b"-----BEGIN CERTIFICATE-----"


def secret(folder: Path) -> bytes:
    """The secret that encrypts the keys: from the environment, else a 0600 file made here once.

    `Refused` if the file can be read by others or the secret is too short to protect anything.
    """
    given = os.environ.get(SECRET_VARIABLE, "")
    if given:
        return _long_enough(given.encode())
    file = folder / SECRET_FILE
    write_once(file, secrets.token_hex(SECRET_BYTES).encode())
    return _long_enough(read_private(file).strip())


def _long_enough(value: bytes) -> bytes:
    if len(value) < SHORTEST_SECRET:
        raise Refused(
            "documents.weak_key_secret",
            f"Bí mật mã hóa khóa ký ngắn hơn {SHORTEST_SECRET} ký tự: đặt {SECRET_VARIABLE} "
            "dài hơn rồi chạy lại.",
        )
    return value


def read_private(file: Path) -> bytes:
    """The bytes of a private file; `Refused` if anybody but its owner may read or write it."""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Refused(
            "documents.open_keys",
            f"Tệp khóa {file.name} đang mở cho người khác đọc: đặt lại quyền 0600 rồi thử lại.",
        )
    return file.read_bytes()


def write_once(file: Path, content: bytes) -> None:
    """Write a 0600 file if it is not there yet; of two who try at once, one wins whole."""
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        # A link, unlike a rename, fails when the name is taken: the first writer's key stays.
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()


def pack(
    key: ec.EllipticCurvePrivateKey, certificates: list[x509.Certificate], password: bytes
) -> bytes:
    """One PEM file: the encrypted key, then its certificate and those above it."""
    private = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password)
    )
    return private + b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def unpack(
    content: bytes, password: bytes
) -> tuple[ec.EllipticCurvePrivateKey, list[x509.Certificate]]:
    """What `pack` wrote; `Refused` for a wrong secret or a damaged file."""
    start = content.find(CERTIFICATE_MARK)
    try:
        key = load_pem_private_key(content[:start], password)
        certificates = x509.load_pem_x509_certificates(content[start:])
    except (ValueError, TypeError) as error:
        raise Refused(
            "documents.unreadable_key",
            "Không mở được khóa ký: bí mật mã hóa không đúng hoặc tệp khóa bị hỏng. "
            "Khôi phục thư mục khóa từ bản sao lưu rồi thử lại.",
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused(
            "documents.unreadable_key",
            "Tệp khóa ký không chứa khóa P-256: khôi phục thư mục khóa từ bản sao lưu.",
        )
    return key, certificates
