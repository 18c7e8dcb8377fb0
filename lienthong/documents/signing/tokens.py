"""A key on a token or in an HSM, by PKCS #11: it signs there and never leaves.

A session is opened once a process and kept; one thread does everything, one thing at a time. A PIN
that the token refused is not tried again until it changes: most tokens lock themselves for good
after the third wrong one.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pkcs11
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import TimeStamper

from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.signers import KeyAway, size_of
from lienthong.kernel.errors import Refused

BAD_PIN = (
    pkcs11.exceptions.PinIncorrect,
    pkcs11.exceptions.PinInvalid,
    pkcs11.exceptions.PinLenRange,
)
SHUT = (
    pkcs11.exceptions.PinLocked,
    pkcs11.exceptions.PinExpired,
    pkcs11.exceptions.UserPinNotInitialized,
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: the library of its maker, its label, and where its PIN is."""

    library: Path
    label: str
    pin: Secret

    def signer(self, key: str, times: TimeStamper | None = None) -> TokenSigner:
        """The signer of the key and the certificate with this label; certificates of authorities
        that the token also holds go with it. `Refused` or `KeyAway` in words.
        """

        def found() -> tuple[bytes, tuple[bytes, ...]]:
            signer = _signer(self, key)
            above = (one for one in signer.cert_registry if one.ca and not _is_root(one))
            return bytes(signer.signing_cert.dump()), tuple(bytes(one.dump()) for one in above)

        own, chain = _asked(self, key, found)
        return TokenSigner(own, chain, size_of(own), times, self, key)


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """One key of a token."""

    certificate: bytes
    chain: tuple[bytes, ...]
    signature_size: int
    times: TimeStamper | None
    token: Token
    label: str

    def sign(self, message: bytes) -> bytes:
        """What is hashed here, the token signs."""

        def signed() -> bytes:
            signer = _signer(self.token, self.label)
            return asyncio.run(signer.async_sign_raw(message, "sha256"))

        return _asked(self.token, self.label, signed)


def _is_root(certificate: object) -> bool:
    return bool(getattr(certificate, "self_issued", False))


_sessions: dict[Token, pkcs11.Session] = {}
_wrong_pins: dict[Token, bytes] = {}


@lru_cache(maxsize=1)
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="token")


def close() -> None:
    """End the sessions of this process; the next signature opens them anew."""

    def closed() -> None:
        while _sessions:
            _token, session = _sessions.popitem()
            with suppress(pkcs11.PKCS11Error):
                session.close()

    _thread().submit(closed).result()


def _asked(token: Token, key: str, work: Callable[[], T]) -> T:
    return _thread().submit(_told, token, key, work).result()


def _told(token: Token, key: str, work: Callable[[], T]) -> T:
    """What the token says, in words; a session in which something went wrong is not kept."""
    try:
        return work()
    except pkcs11.PKCS11Error as error:
        session = _sessions.pop(token, None)
        if session is not None:
            with suppress(pkcs11.PKCS11Error):
                session.close()
        if "Could not find" in str(error) or isinstance(error, pkcs11.exceptions.NoSuchKey):
            raise _no_key(token, key) from error
        raise KeyAway(
            f"Thiết bị giữ khóa {token.label} chưa trả lời. Kiểm tra thiết bị còn cắm và đang bật."
        ) from error


def _no_key(token: Token, key: str) -> Refused:
    return Refused(
        "documents.no_such_key",
        (
            f"Thiết bị giữ khóa {token.label} không có khóa và chứng thư số mang nhãn {key}."
            " Báo quản trị hệ thống sửa cấu hình khóa rồi ký lại."
        ),
    )


def _signer(token: Token, key: str) -> PKCS11Signer:
    if token not in _sessions:
        _sessions[token] = _opened(token)
    return PKCS11Signer(
        _sessions[token],
        cert_label=key,
        other_certs_to_pull=None,
        use_raw_mechanism=True,
        embed_roots=False,
    )


def _opened(token: Token) -> pkcs11.Session:
    if not token.library.is_file():
        raise Refused(
            "documents.no_token_library",
            (
                f"Máy chủ không có thư viện {token.library.name} của thiết bị giữ khóa."
                " Báo quản trị hệ thống cài đặt rồi ký lại."
            ),
        )
    pin = token.pin.read()
    digest = hashlib.sha256(pin.encode()).digest()
    if _wrong_pins.get(token) == digest:
        raise _bad_pin(token)
    try:
        session = open_pkcs11_session(
            str(token.library), token_criteria=TokenCriteria(label=token.label), user_pin=pin
        )
    except BAD_PIN as error:
        _wrong_pins[token] = digest
        raise _bad_pin(token) from error
    except SHUT as error:
        raise Refused(
            "documents.token_locked",
            (
                f"Thiết bị giữ khóa {token.label} đã khóa mã PIN."
                " Mở khóa thiết bị theo hướng dẫn của nơi cấp rồi ký lại."
            ),
        ) from error
    _wrong_pins.pop(token, None)
    return session


def _bad_pin(token: Token) -> Refused:
    return Refused(
        "documents.bad_pin",
        (
            f"Thiết bị giữ khóa {token.label} không nhận mã PIN. Hệ thống không thử lại để"
            " thiết bị khỏi khóa. Báo quản trị hệ thống đặt lại mã PIN rồi ký lại."
        ),
    )
