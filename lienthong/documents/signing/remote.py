"""A key at a remote signing service, by the API of the Cloud Signature Consortium (v1).

Each signature is authorised by itself, for one hash; only hashes leave the building. A service that
wants a code from a person's phone for each signature is refused: the signing job has no phone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import csc_signer as csc
from pyhanko.sign.timestamps import TimeStamper

from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.signers import KeyAway, size_of
from lienthong.kernel.errors import Refused

SECONDS = 20
USABLE = {"", "valid"}
"""What a service may say of a certificate; nothing is also an answer."""
TRY_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service:
    """A signing service: its address, who we are there, and where our secret is."""

    name: str
    url: str
    client: str
    secret: Secret
    seconds: int = SECONDS

    def signer(
        self, credential: str, pin: Secret | None = None, times: TimeStamper | None = None
    ) -> RemoteSigner:
        """The signer of one credential. `Refused` or `KeyAway` in words."""

        async def known() -> csc.CSCCredentialInfo:
            async with self.session() as session:
                return await csc.fetch_certs_in_csc_credential(
                    session, await self.entered(session, credential), timeout=self.seconds
                )

        info = self.asked(known())
        self._check(info.response_data)
        own = bytes(info.signing_cert.dump())
        above = tuple(bytes(one.dump()) for one in info.chain if not one.self_issued)
        return RemoteSigner(own, above, size_of(own), times, self, credential, info, pin)

    def session(self) -> aiohttp.ClientSession:
        """Connections for one signature."""
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.seconds))

    async def entered(
        self, session: aiohttp.ClientSession, credential: str
    ) -> csc.CSCServiceSessionInfo:
        """An access token for what follows (OAuth 2.0, client credentials)."""
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.client,
            "client_secret": self.secret.read(),
        }
        url = self.address("oauth2/token")
        async with session.post(url, data=wanted, raise_for_status=True) as answer:
            token = (await answer.json())["access_token"]
        return csc.CSCServiceSessionInfo(self.url.rstrip("/"), credential, oauth_token=str(token))

    def address(self, call: str) -> str:
        """Where one call of the API is."""
        return f"{self.url.rstrip('/')}/csc/v1/{call}"

    def asked(self, work: Coroutine[Any, Any, T]) -> T:
        """What the service answers, or why it does not, in words."""
        try:
            with ThreadPoolExecutor(1) as thread:  # the caller may be inside an event loop
                return thread.submit(asyncio.run, work).result()
        except (_Failed, SigningError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._told(error) from error
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            raise self._odd() from error

    def _told(self, error: BaseException) -> Refused | KeyAway:
        cause = _network(error)
        status = getattr(cause, "status", HTTPStatus.SERVICE_UNAVAILABLE)
        if cause is None or status < HTTPStatus.BAD_REQUEST:
            return self._odd()
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in TRY_LATER:
            return KeyAway(
                f"Dịch vụ ký số {self.name} chưa trả lời. Kiểm tra đường truyền và dịch vụ."
            )
        return Refused(
            "documents.signing_refused",
            f"Dịch vụ ký số {self.name} từ chối ký (mã {status:d}): sai tài khoản, mã PIN hoặc khóa"
            " không được dùng. Báo quản trị hệ thống kiểm tra cấu hình khóa rồi ký lại.",
        )

    def _odd(self) -> Refused:
        return Refused(
            "documents.signing_odd",
            f"Dịch vụ ký số {self.name} trả lời không đúng chuẩn CSC."
            " Báo quản trị hệ thống hỏi nơi cung cấp dịch vụ.",
        )

    def _check(self, told: dict[str, Any]) -> None:
        """`Refused` for a key that is switched off, or that waits for a person each time."""
        key, certificate = told.get("key") or {}, told.get("cert") or {}
        off = key.get("status", "enabled") != "enabled"
        if off or str(certificate.get("status") or "") not in USABLE:
            raise Refused(
                "documents.key_off",
                f"Dịch vụ ký số {self.name} báo chứng thư số hết hạn, bị thu hồi hoặc tạm ngừng."
                " Gia hạn hoặc đổi chứng thư rồi ký lại.",
            )
        code = told.get("OTP")
        if isinstance(code, dict) and str(code.get("presence")) == "true":
            raise Refused(
                "documents.key_asks",
                f"Dịch vụ ký số {self.name} đòi mã OTP cho mỗi lần ký nên máy chủ không tự ký được."
                " Đề nghị nơi cấp bỏ OTP cho khóa này.",
            )


@dataclass(frozen=True, slots=True)
class RemoteSigner:
    """One credential of a service."""

    certificate: bytes
    chain: tuple[bytes, ...]
    signature_size: int
    times: TimeStamper | None
    service: Service
    credential: str
    info: csc.CSCCredentialInfo
    pin: Secret | None

    def sign(self, message: bytes) -> bytes:
        """Authorised and signed by the service, for this message alone."""

        async def signed() -> bytes:
            async with self.service.session() as session:
                place = await self.service.entered(session, self.credential)
                pin = self.pin.read() if self.pin else None
                allowed = _Allowed(self.service, session, place, self.info, pin)
                signer = _Signer(session, allowed, sign_timeout=self.service.seconds)
                return bytes(await signer.async_sign_raw(message, "sha256"))

        return self.service.asked(signed())


class _Failed(Exception):  # noqa: N818
    """Carries an error past pyHanko, which would log it and go on."""


class _Signer(csc.CSCSigner):
    async def commit(self) -> None:
        try:
            await super().commit()  # type: ignore[no-untyped-call]
        except SigningError as error:
            raise _Failed from error


class _Allowed(csc.CSCAuthorizationManager):
    """Asks the service to allow one signature."""

    def __init__(
        self,
        service: Service,
        session: aiohttp.ClientSession,
        place: csc.CSCServiceSessionInfo,
        info: csc.CSCCredentialInfo,
        pin: str | None,
    ) -> None:
        super().__init__(place, info)
        self._service, self._session, self._pin = service, session, pin

    async def authorize_signature(self, hash_b64s: list[str]) -> csc.CSCAuthorizationInfo:
        wanted = self.format_csc_auth_request(pin=self._pin, hash_b64s=hash_b64s)
        url = self._service.address("credentials/authorize")
        async with self._session.post(
            url, headers=self.auth_headers, json=wanted, raise_for_status=True
        ) as answer:
            return self.parse_csc_auth_response(await answer.json())


def _network(error: BaseException | None) -> BaseException | None:
    """What went wrong on the way or was answered by HTTP, whatever it is wrapped in."""
    while error is not None and not isinstance(error, aiohttp.ClientError | OSError):
        error = error.__cause__
    return error
