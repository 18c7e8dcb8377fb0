"""The ledger's own Ed25519 key: made when first needed, read by the sealer alone.

The folder `ledger` under KEYS_DIR holds `ed25519.pem` (0600) and one `<key id>.pub` per key that
ever signed here. To change keys move `ed25519.pem` away: the next seal makes another, the old
public key stays and the old checkpoints still hold.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

PRIVATE_NAME = "ed25519.pem"


def folder() -> Path:
    """Where the key and the public keys are; made by the first seal."""
    return Path(settings.KEYS_DIR) / "ledger"


def raw(public: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(public: Ed25519PublicKey) -> str:
    """The name of a key in a checkpoint: the first 16 bytes of its sha256, in hex."""
    return sha256(raw(public)).hexdigest()[:32]


def public_text(public: Ed25519PublicKey) -> str:
    """The public key as PEM, to publish: `openssl pkeyutl -verify -pubin` reads it."""
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def signing_key() -> Ed25519PrivateKey:
    """The key that signs; made now if there is none. Refused when others could read it."""
    path = folder() / PRIVATE_NAME
    try:
        key = _read(path)
    except FileNotFoundError:
        _make(path)
        key = _read(path)
    public = key.public_key()
    published = path.with_name(f"{key_id(public)}.pub")
    if not published.exists():
        fresh = _write_new(path.parent, public_text(public).encode("ascii"))
        fresh.chmod(0o644)
        fresh.replace(published)
    return key


def trusted() -> dict[str, Ed25519PublicKey]:
    """Key id to public key, of every key that this installation knows as its own."""
    found = [read_public(path) for path in sorted(folder().glob("*.pub"))]
    return {key_id(public): public for public in found}


def read_public(path: Path) -> Ed25519PublicKey:
    """A public key from a PEM file; Refused when it is no Ed25519 key."""
    with suppress(ValueError):
        key = serialization.load_pem_public_key(path.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            return key
    raise Refused(
        "ledger.not_a_key",
        _(
            "{path} không phải khóa công khai Ed25519 dạng PEM. Chọn tệp .pub của sổ sự kiện."
        ).format(path=path),
        reason="input",
    )


def _read(path: Path) -> Ed25519PrivateKey:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise Refused(
                "ledger.key_open",
                _(
                    "Người khác đọc được khóa của sổ sự kiện. Đặt lại quyền: chmod 600 {path}"
                ).format(path=path),
            )
        key = serialization.load_pem_private_key(file.read(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def _make(path: Path) -> None:
    """Only a complete file ever has the name, and of several makers at once the first wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _write_new(
        path.parent,
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def _write_new(where: Path, data: bytes) -> Path:
    """A new file, 0600, on disk, under a name nobody else has."""
    path = where / f".new-{secrets.token_hex(8)}"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path
