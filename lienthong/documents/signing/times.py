"""Who proves when a signature was made: a time-stamping authority by its address (RFC 3161)."""

from __future__ import annotations

from asn1crypto import cms
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.signers import KeyAway

SECONDS = 10


class Authority(HTTPTimeStamper):
    """A time-stamping authority; `KeyAway` when it gives no stamp for what was asked.

    Whether the stamp is one we trust is asked of the finished document.
    """

    def __init__(
        self, url: str, *, user: str = "", password: Secret | None = None, seconds: float = SECONDS
    ) -> None:
        auth = (user, password.read()) if password else None
        super().__init__(url, timeout=seconds, auth=auth)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            stamp = await super().async_timestamp(message_digest, md_algorithm)
            told = stamp["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            ours = bytes(told["hashed_message"].native) == message_digest
        except (TimestampRequestError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise _away() from error
        if not ours:
            raise _away()
        return stamp


def _away() -> KeyAway:
    return KeyAway("Dịch vụ cấp dấu thời gian chưa trả lời đúng. Kiểm tra đường truyền và dịch vụ.")
