"""The keys in an archive: never in clear, and tied to the manifest they travel with.

A passphrase opens them (scrypt, then AES-256-GCM). The manifest's sha256 is sealed in with them,
so whoever has not the passphrase can neither read the keys nor put another database beside them.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from lienthong.config.keeping import archive
from lienthong.kernel.errors import Refused

VARIABLE = "LIENTHONG_BACKUP_PASSPHRASE"
SHORTEST = 12  # characters
MARK = b"lienthong/keys/1\n"
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
COST, BLOCKS, LANES = 2**15, 8, 1  # 32 MB and about 0.1 s a try

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_PUBLIC = ".pub"

Keys = list[tuple[str, bytes]]


def gather(folder: Path) -> Keys:
    """Every key file under the folder by its relative name; names that begin with a dot are
    drafts. Refused for a name that could not be put back.
    """
    found: Keys = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        if not _NAME.fullmatch(name) or len(name) > archive.NAME_BYTES:
            raise Refused(
                "keeping.key_name",
                _(
                    "Tệp khóa {path} có tên không sao lưu được. "
                    "Đổi tên chỉ còn chữ không dấu, số, dấu chấm và gạch, rồi chạy lại."
                ).format(path=path),
            )
        found.append((name, path.read_bytes()))
    return found


def check_passphrase(passphrase: str) -> str:
    """The passphrase, long enough to protect something."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            "keeping.short_passphrase",
            _(
                "Mật khẩu sao lưu ngắn hơn {count} ký tự nên không bảo vệ được khóa. "
                "Đặt mật khẩu dài hơn rồi chạy lại."
            ).format(count=SHORTEST),
            reason="input",
        )
    return passphrase


def seal(keys: Keys, passphrase: str, manifest: bytes) -> bytes:
    """The keys, readable only with the passphrase and only beside this manifest."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    box = AESGCM(_derived(passphrase, salt))
    return MARK + salt + nonce + box.encrypt(nonce, archive.pack(keys), _bound(manifest))


def unseal(sealed: bytes, passphrase: str, manifest: bytes) -> Keys:
    """What `seal` sealed. Refused for another passphrase, or another manifest."""
    start = len(MARK) + SALT_BYTES
    salt, nonce = sealed[len(MARK) : start], sealed[start : start + NONCE_BYTES]
    box = AESGCM(_derived(passphrase, salt))
    try:
        packed = box.decrypt(nonce, sealed[start + NONCE_BYTES :], _bound(manifest))
    except (InvalidTag, ValueError):
        raise Refused(
            "keeping.wrong_passphrase",
            _(
                "Mật khẩu sao lưu không mở được khóa trong bản này. Chưa thứ gì bị động đến. "
                "Dùng đúng mật khẩu đã đặt khi sao lưu; nếu chắc là đúng, bản này đã bị người khác "
                "ghi lại: dùng bản khác."
            ),
            reason="input",
        ) from None
    keys = archive.unpack(packed)
    if not all(_NAME.fullmatch(name) for name, _data in keys):
        raise archive.damaged("keys.sealed")
    return keys


def check_room(folder: Path, keys: Keys) -> None:
    """Refused when other keys lie where these go."""
    for top, mine in _by_top(keys).items():
        if (folder / top).exists() and _under(folder, top) != mine:
            raise Refused(
                "keeping.other_keys",
                _(
                    "Thư mục khóa {folder} đã có khóa khác. Chưa thứ gì bị động đến. "
                    "Thêm --replace để cất khóa cũ sang bên rồi đặt khóa trong bản sao lưu vào."
                ).format(folder=folder / top),
            )


def put(folder: Path, keys: Keys, now: datetime) -> None:
    """Have exactly these keys; what lay there goes to `before-…` beside them, nothing is lost.

    Each folder of keys changes as one. Private files 0600, public ones 0644.
    """
    drafts = folder / f".restoring-{secrets.token_hex(6)}"
    aside = folder / f"before-{now:%Y%m%d-%H%M%S}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for top, mine in _by_top(keys).items():
            if _under(folder, top) == mine:
                continue
            for name, data in mine:
                _write(drafts / name, data)
            if (folder / top).exists():
                aside.mkdir(mode=0o700, exist_ok=True)
                (folder / top).rename(aside / top)
            (drafts / top).rename(folder / top)
    finally:
        shutil.rmtree(drafts, ignore_errors=True)


def put_public(folder: Path, public_keys: dict[str, str]) -> None:
    """Have at least these public keys of the ledger: enough to prove it, not to go on signing as
    before.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, pem in public_keys.items():
        path = folder / "ledger" / f"{name}{_PUBLIC}"
        if not path.exists():
            _write(path, pem.encode("ascii"))


def _by_top(keys: Keys) -> dict[str, Keys]:
    tops: dict[str, Keys] = {}
    for name, data in keys:
        tops.setdefault(name.partition("/")[0], []).append((name, data))
    return tops


def _under(folder: Path, top: str) -> Keys:
    return [one for one in gather(folder) if one[0].partition("/")[0] == top]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = 0o644 if path.suffix == _PUBLIC else 0o600
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _bound(manifest: bytes) -> bytes:
    return MARK + sha256(manifest).digest()


def _derived(passphrase: str, salt: bytes) -> bytes:
    """The same letters give the same key, whichever way a keyboard composes them."""
    text = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=KEY_BYTES, n=COST, r=BLOCKS, p=LANES).derive(text)
