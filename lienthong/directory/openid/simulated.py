"""The VNeID of the demonstration: an OpenID Connect provider whose people are all made up.

Its page is `directory:simulated_vneid`; what the relying party asks behind the browser's back is
answered in this process, by the same requests (`Inside`). Outside a demonstration there is none.
A code is good for a minute and only with its PKCE verifier; it is not remembered as used.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from joserfc import jwt
from joserfc.jwk import ECKey
from requests.adapters import BaseAdapter

from lienthong.directory.loading.files import FILES
from lienthong.directory.loading.reading import read_csv
from lienthong.directory.loading.report import Report
from lienthong.directory.openid.providers import CLAIMS, Provider

NAME = "VNeID (mô phỏng)"
ISSUER = "https://vneid-mo-phong.invalid"  # a name that can never be anybody's (RFC 6761)
CLIENT = "lien-thong"
METHOD = "simulated"
CODE_SECONDS, TOKEN_SECONDS = 60, 300
_SALT = "vneid-mo-phong"
_NEEDED = ("state", "nonce", "code_challenge")


@dataclass(frozen=True)
class MadeUp:
    """Somebody whom the simulated VNeID knows. `facts` are claims."""

    subject: str
    full_name: str
    personal_number: str
    facts: Mapping[str, Any]


def provider() -> Provider:
    """What the relying party knows of it."""
    return Provider(
        name=NAME, issuer=ISSUER, client=CLIENT, secret=_secret(), method=METHOD, simulated=True
    )


def people() -> list[MadeUp]:
    """The made-up citizens of the province's data."""
    columns = next(file.columns for file in FILES if file.name == "citizens.csv")
    file = settings.PROVINCE_DIR / "citizens.csv"
    rows = read_csv(file, columns, Report()) if file.is_file() else []
    return [_made_up(row.values) for row in rows]


def _made_up(row: Mapping[str, Any]) -> MadeUp:
    number = row["personal_number"]
    facts = {CLAIMS[ours]: row[ours] for ours in CLAIMS if ours != "level" and row.get(ours)}
    facts[CLAIMS["level"]] = str(row["level"])
    subject = salted_hmac(_SALT, number).hexdigest()[:24]
    return MadeUp(subject, row["full_name"], number, facts)


def is_sound(asked: Mapping[str, str], back: str) -> bool:
    """Is it a request of ours, to come back to our own address and nowhere else?"""
    return (
        asked.get("client_id") == CLIENT
        and asked.get("redirect_uri") == back
        and asked.get("response_type") == "code"
        and asked.get("code_challenge_method") == "S256"
        and "openid" in asked.get("scope", "").split()
        and all(asked.get(name) for name in _NEEDED)
    )


def agreed(asked: Mapping[str, str], subject: str) -> str:
    """Where the browser goes when somebody agrees."""
    kept = {name: asked[name] for name in ("redirect_uri", "nonce", "code_challenge")}
    code = signing.dumps(kept | {"sub": subject}, salt=_SALT)
    given = urlencode({"code": code, "state": asked["state"], "iss": ISSUER})
    return f"{asked['redirect_uri']}?{given}"


def declined(asked: Mapping[str, str]) -> str:
    """Where the browser goes when somebody does not."""
    given = urlencode({"error": "access_denied", "state": asked["state"], "iss": ISSUER})
    return f"{asked['redirect_uri']}?{given}"


class Inside(BaseAdapter):
    """Answers requests to the simulated provider without a network."""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        status, said = _answer(request)
        response = requests.Response()
        response.status_code = status
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(said).encode()  # noqa: SLF001 - how requests is given a body
        response.url, response.request = request.url or "", request
        return response

    def close(self) -> None:
        """Nothing is open."""


def _answer(request: requests.PreparedRequest) -> tuple[int, dict[str, Any]]:
    match urlsplit(request.url or "").path:
        case "/.well-known/openid-configuration":
            return 200, {
                "issuer": ISSUER,
                "authorization_endpoint": ISSUER + reverse("directory:simulated_vneid"),
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/jwks",
                "id_token_signing_alg_values_supported": ["ES256"],
            }
        case "/jwks":
            return 200, {"keys": [_key().as_dict(private=False)]}
        case "/token":
            return _tokens(request)
    return 404, {"error": "not_found"}


def _tokens(request: requests.PreparedRequest) -> tuple[int, dict[str, Any]]:
    body = request.body or ""
    given = dict(parse_qsl(body if isinstance(body, str) else body.decode()))
    wanted = requests.auth._basic_auth_str(CLIENT, _secret())  # noqa: SLF001 - how requests writes it
    if not hmac.compare_digest(str(request.headers.get("Authorization", "")), wanted):
        return 401, {"error": "invalid_client"}
    try:
        code = signing.loads(given.get("code", ""), salt=_SALT, max_age=CODE_SECONDS)
    except signing.BadSignature:
        return 400, {"error": "invalid_grant"}
    challenge = urlsafe_b64encode(sha256(given.get("code_verifier", "").encode()).digest())
    if code["redirect_uri"] != given.get("redirect_uri") or code[
        "code_challenge"
    ] != challenge.decode().rstrip("="):
        return 400, {"error": "invalid_grant"}
    someone = next((one for one in people() if one.subject == code["sub"]), None)
    if someone is None:
        return 400, {"error": "invalid_grant"}
    return 200, {
        "access_token": "none",
        "token_type": "Bearer",
        "id_token": id_token(dict(someone.facts) | {"sub": code["sub"], "nonce": code["nonce"]}),
    }


def id_token(said: Mapping[str, Any]) -> str:
    """A token as the simulated provider signs it; it lives in real time, as any provider does."""
    at = int(datetime.now(UTC).timestamp())
    usual = {"iss": ISSUER, "aud": CLIENT, "iat": at, "exp": at + TOKEN_SECONDS}
    return jwt.encode({"alg": "ES256", "kid": "1"}, usual | dict(said), _key())


def _secret() -> str:
    return salted_hmac(_SALT, "client").hexdigest()


@cache
def _key() -> ECKey:
    """The same in every process of an installation, and of no use outside it."""
    order = 2**255  # below the order of P-256
    number = int(salted_hmac(_SALT, "key", algorithm="sha256").hexdigest(), 16) % order + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    return ECKey.import_key(private, {"kid": "1", "use": "sig", "alg": "ES256"})
