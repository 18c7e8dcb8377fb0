"""Asking a provider who somebody is, and believing nothing that is not checked.

The protocol's requests are Authlib's, signatures and claims joserfc's. What was begun is kept in
the browser's session for ten minutes and used once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lienthong.directory.citizens import CitizenIdentity
from lienthong.directory.openid.claims import identity
from lienthong.directory.openid.providers import Provider, safe_address
from lienthong.kernel.errors import Refused

log = logging.getLogger(__name__)

SESSION = "openid"
VALID = timedelta(minutes=10)
AT_ONCE = 3  # windows of one browser in which somebody may be signing in
ALGORITHMS = ["RS256", "PS256", "ES256"]  # signatures by a key that only the provider has
LEEWAY_SECONDS = 60  # clocks of two machines differ
_PATIENCE_SECONDS = 10
_METADATA_SECONDS = 600
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Store = MutableMapping[str, Any]
_metadata: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Proof:
    """Who came, and where he wanted to go on to."""

    identity: CitizenIdentity
    onward: str


def begin(provider: Provider, session: Store, *, back: str, onward: str, at: datetime) -> str:
    """The provider's address to send a browser to. `back` is ours, exactly as registered there.

    The simulated one's page stands on this very site.
    """
    endpoint = metadata(provider)["authorization_endpoint"]
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    with _client(provider, back) as client:
        address, state = client.create_authorization_url(
            endpoint, nonce=nonce, code_verifier=verifier
        )
    kept = list(session.get(SESSION, {}).items())[-(AT_ONCE - 1) :]
    begun = {"nonce": nonce, "verifier": verifier, "onward": onward, "at": at.isoformat()}
    session[SESSION] = dict(kept) | {state: begun}
    return str(address).removeprefix(provider.issuer) if provider.simulated else str(address)


def finish(
    provider: Provider, session: Store, given: Mapping[str, str], *, back: str, at: datetime
) -> Proof:
    """Who came back from the provider; `Refused` in words for everything that went wrong.

    `given` is the query of the address: code and state, or an error.
    """
    begun = _taken(provider, session, given.get("state", ""), at)
    if "error" in given:
        raise _turned_away(provider, given["error"])
    if given.get("iss", provider.issuer) != provider.issuer:
        raise _doubted(provider, "the answer comes from another issuer (RFC 9207)")
    answer = _exchange(provider, given.get("code", ""), begun["verifier"], back)
    said = verified(provider, answer.get("id_token"), nonce=begun["nonce"])
    said = _with_userinfo(provider, answer, said)
    return Proof(identity(provider, said), begun["onward"])


def verified(provider: Provider, token: object, *, nonce: str) -> dict[str, Any]:
    """The claims of an id_token that this provider made for us, now and for this sign-in
    (OpenID Connect Core 1.0, section 3.1.3.7).
    """
    if not isinstance(token, str):
        raise _doubted(provider, "no id_token")
    checks = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": provider.client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        said = dict(_decoded(provider, token).claims)
        checks.validate(said)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _doubted(provider, f"{type(error).__name__}: {error}") from None
    audience = said["aud"]
    if isinstance(audience, list) and len(audience) > 1 and said.get("azp") != provider.client:
        raise _doubted(provider, "made for several, and not by order of ours")
    return said


def _decoded(provider: Provider, token: str) -> jwt.Token:
    """Signed by a key of the provider's; a key not seen before is looked for once."""
    try:
        return jwt.decode(token, _keys(provider), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        _metadata.pop(provider.issuer, None)
        return jwt.decode(token, _keys(provider), algorithms=ALGORITHMS)


def metadata(provider: Provider) -> dict[str, Any]:
    """What a provider says of itself (OpenID Connect Discovery 1.0), and its keys; kept a while."""
    known = _metadata.get(provider.issuer)
    if known is not None and monotonic() - known[0] < _METADATA_SECONDS:
        return known[1]
    with _client(provider, "") as client:
        where = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _json(provider, client, where)
        if found.get("issuer") != provider.issuer:
            raise _doubted(provider, f"calls itself {found.get('issuer')!r}")
        for name in _ENDPOINTS:
            if not safe_address(found.get(name)):
                raise _doubted(provider, f"{name} is no address to trust")
        found["jwks"] = _json(provider, client, found["jwks_uri"])
    _metadata[provider.issuer] = (monotonic(), found)
    return found


def forget() -> None:
    """Ask every provider anew."""
    _metadata.clear()


def _keys(provider: Provider) -> KeySet:
    return KeySet.import_key_set(metadata(provider)["jwks"])


def _client(provider: Provider, back: str) -> OAuth2Session:
    client = OAuth2Session(
        provider.client,
        provider.secret,
        scope=provider.scope,
        redirect_uri=back or None,
        code_challenge_method="S256",
    )
    if provider.simulated:
        from lienthong.directory.openid import simulated

        client.mount(provider.issuer, simulated.Inside())
    return client


def _json(provider: Provider, client: OAuth2Session, address: str) -> dict[str, Any]:
    try:
        answer = client.request(
            "GET", address, withhold_token=True, timeout=_PATIENCE_SECONDS, allow_redirects=False
        )
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _away(provider, error) from None
    if not isinstance(found, dict):
        raise _doubted(provider, f"{address} is no object")
    return found


def _exchange(provider: Provider, code: str, verifier: str, back: str) -> dict[str, Any]:
    """The tokens for a code (RFC 6749, section 4.1.3; RFC 7636)."""
    endpoint = metadata(provider)["token_endpoint"]
    try:
        with _client(provider, back) as client:
            answer = client.fetch_token(
                endpoint,
                code=code,
                code_verifier=verifier,
                timeout=_PATIENCE_SECONDS,
                allow_redirects=False,
            )
    except OAuthError as error:
        log.warning("%s takes no code: %s", provider.name, error)
        raise _begin_again(provider) from None
    except (requests.RequestException, ValueError) as error:
        raise _away(provider, error) from None
    return dict(answer)


def _with_userinfo(
    provider: Provider, answer: Mapping[str, Any], said: dict[str, Any]
) -> dict[str, Any]:
    """Providers that put little into the token say the rest when they are asked for it."""
    endpoint = metadata(provider).get("userinfo_endpoint")
    if provider.claims["personal_number"] in said or not safe_address(endpoint):
        return said
    with _client(provider, "") as client:
        client.token = dict(answer)
        try:
            found = client.get(endpoint, timeout=_PATIENCE_SECONDS, allow_redirects=False)
            found.raise_for_status()
            more = found.json()
        except (requests.RequestException, OAuthError, ValueError) as error:
            raise _away(provider, error) from None
    if not isinstance(more, dict) or more.get("sub") != said["sub"]:
        raise _doubted(provider, "userinfo is about somebody else")
    return more | said


def _taken(provider: Provider, session: Store, state: str, at: datetime) -> dict[str, str]:
    """What was begun under this state, once."""
    begun: dict[str, dict[str, str]] = dict(session.get(SESSION, {}))
    found = begun.pop(state, None)
    session[SESSION] = begun
    if found is None or not timedelta(0) <= at - datetime.fromisoformat(found["at"]) <= VALID:
        raise _begin_again(provider)
    return found


# Words: the reasons go to the log of the server, what to do goes to the person.


def _turned_away(provider: Provider, error: str) -> Refused:
    log.info("%s turned somebody away: %.100r", provider.name, error)
    if error == "access_denied":
        words = _("Bạn đã dừng đăng nhập ở {name}. Bấm đăng nhập lại khi cần.")
    else:
        words = _("{name} không xác nhận lần đăng nhập này. Đợi ít phút rồi bấm đăng nhập lại.")
    return _refused("directory.provider_refused", words, provider)


def _begin_again(provider: Provider) -> Refused:
    return _refused(
        "directory.sign_in_over",
        _("Lần đăng nhập này đã quá hạn hoặc đã dùng rồi. Bấm đăng nhập bằng {name} để làm lại."),
        provider,
    )


def _away(provider: Provider, error: Exception) -> Refused:
    log.warning("%s does not answer: %s", provider.name, error)
    return _refused(
        "directory.provider_away",
        _("{name} chưa trả lời. Đợi ít phút rồi thử lại; nếu gấp, nộp tại Bộ phận Một cửa."),
        provider,
    )


def _doubted(provider: Provider, why: str) -> Refused:
    log.warning("%s is not believed: %s", provider.name, why)
    return _refused(
        "directory.provider_doubted",
        _(
            "Không kiểm tra được xác nhận của {name} nên chưa cho vào."
            " Đăng nhập lại; nếu vẫn vậy, báo quản trị hệ thống."
        ),
        provider,
    )


def _refused(code: str, words: str, provider: Provider) -> Refused:
    return Refused(code, words.format(name=provider.name), reason="input")
