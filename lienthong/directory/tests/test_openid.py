"""What is believed of a provider, without a network; and a real server on loopback."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey
from pytest_django import Settings

from lienthong.directory.openid import claims, providers, relying, simulated
from lienthong.directory.openid.providers import Provider
from lienthong.kernel.errors import Refused

AT = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)
BACK = "http://testserver/dang-nhap/dinh-danh/ve/"
NONCE = "n-0S6_WzA2Mj"
BINH = "094090000123"


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    relying.forget()
    yield
    relying.forget()


def made(**facts: Any) -> str:
    """A token as the simulated provider signs it, with other facts."""
    return simulated.id_token({"sub": "someone", "nonce": NONCE} | facts)


def real_now(**shift: int) -> int:
    return int((datetime.now(UTC) + timedelta(**shift)).timestamp())


def test_a_sound_token_is_believed() -> None:
    said = relying.verified(simulated.provider(), made(name="Bình"), nonce=NONCE)
    assert (said["sub"], said["name"]) == ("someone", "Bình")


@pytest.mark.parametrize(
    "facts",
    [
        {"nonce": "another"},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": ["lien-thong", "another-client"]},
        {"aud": ["lien-thong", "another-client"], "azp": "another-client"},
        {"exp": real_now(seconds=-relying.LEEWAY_SECONDS - 5)},
        {"iat": real_now(hours=1)},
        {"exp": "soon"},
        {"sub": None},
    ],
)
def test_a_token_not_meant_for_this_sign_in_is_doubted(facts: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="Không kiểm tra được xác nhận") as refused:
        relying.verified(simulated.provider(), made(**facts), nonce=NONCE)
    assert refused.value.code == "directory.provider_doubted"


def test_the_clocks_of_two_machines_may_differ_a_little() -> None:
    token = made(exp=real_now(seconds=-5), iat=real_now(seconds=5))
    assert relying.verified(simulated.provider(), token, nonce=NONCE)


def _part(value: bytes | dict[str, Any]) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _body() -> dict[str, Any]:
    usual = {"iss": simulated.ISSUER, "aud": simulated.CLIENT, "sub": "someone", "nonce": NONCE}
    return usual | {"iat": real_now(), "exp": real_now(hours=1)}


def _unsigned() -> str:
    return f"{_part({'alg': 'none'})}.{_part(_body())}."


def _by_another_key() -> str:
    return jwt.encode({"alg": "ES256", "kid": "1"}, _body(), ECKey.generate_key("P-256"))


def _by_the_public_key() -> str:
    """HS256 under the text of the public key: the old confusion of kinds of keys."""
    said = f"{_part({'alg': 'HS256', 'kid': '1'})}.{_part(_body())}"
    public = simulated._key().as_pem(private=False)
    return f"{said}.{_part(hmac.digest(public, said.encode(), 'sha256'))}"


def _with_another_body() -> str:
    head, _, signature = made().split(".")
    return f"{head}.{_part(_body() | {'name': 'Khác'})}.{signature}"


FORGED: dict[str, Callable[[], str | None]] = {
    "alg none": _unsigned,
    "another key of the same name": _by_another_key,
    "the public key as a secret": _by_the_public_key,
    "another body": _with_another_body,
    "no token": lambda: None,
    "no words": lambda: "",
    "not three parts": lambda: "abc",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_is_doubted(forged: str) -> None:
    with pytest.raises(Refused, match="Không kiểm tra được xác nhận"):
        relying.verified(simulated.provider(), FORGED[forged](), nonce=NONCE)


# One sign-in


def begun(session: dict[str, Any], *, at: datetime = AT, onward: str = "") -> dict[str, str]:
    """Begin at the simulated provider; what the browser carries there."""
    address = relying.begin(simulated.provider(), session, back=BACK, onward=onward, at=at)
    return dict(parse_qsl(urlsplit(address).query))


def carried(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def come_back(
    session: dict[str, Any], given: dict[str, str], *, at: datetime = AT
) -> relying.Proof:
    return relying.finish(simulated.provider(), session, given, back=BACK, at=at)


def binh() -> str:
    return next(one.subject for one in simulated.people() if one.personal_number == BINH)


def test_the_browser_carries_a_challenge_and_the_session_its_secret() -> None:
    session: dict[str, Any] = {}
    asked = begun(session)
    assert simulated.is_sound(asked, BACK)
    assert not simulated.is_sound(asked, "http://testserver/")
    kept = session[relying.SESSION][asked["state"]]
    assert kept["verifier"] not in asked.values()
    assert kept["nonce"] == asked["nonce"]


def test_who_agrees_comes_back_as_who_he_is() -> None:
    session: dict[str, Any] = {}
    asked = begun(session, onward="/ho-so/")
    proof = come_back(session, carried(simulated.agreed(asked, binh())))
    assert proof.onward == "/ho-so/"
    told = proof.identity
    assert (told.full_name, told.personal_number, told.born_on, told.level, told.verified_by) == (
        "Sơn Văn Bình", BINH, date(1990, 4, 12), 2, "simulated",
    )  # fmt: skip
    assert told.residence.startswith("Ấp Mỹ Lộc")


def test_who_declines_is_told_how_to_go_on() -> None:
    session: dict[str, Any] = {}
    asked = begun(session)
    with pytest.raises(Refused, match="Bạn đã dừng đăng nhập ở VNeID"):
        come_back(session, carried(simulated.declined(asked)))


def test_an_error_of_the_provider_is_not_repeated_to_the_person() -> None:
    session: dict[str, Any] = {}
    asked = begun(session)
    with pytest.raises(Refused) as refused:
        come_back(session, {"state": asked["state"], "error": "<script>server_error"})
    assert "script" not in refused.value.message


@pytest.mark.parametrize("late", [timedelta(minutes=11), timedelta(minutes=-1)])
def test_a_state_has_its_time(late: timedelta) -> None:
    session: dict[str, Any] = {}
    given = carried(simulated.agreed(begun(session), binh()))
    with pytest.raises(Refused, match="đã quá hạn hoặc đã dùng rồi"):
        come_back(session, given, at=AT + late)


def test_a_state_that_this_browser_never_had_opens_nothing() -> None:
    given = carried(simulated.agreed(begun({}), binh()))
    with pytest.raises(Refused, match="đã quá hạn hoặc đã dùng rồi"):
        come_back({}, given)


def test_an_answer_is_used_once() -> None:
    session: dict[str, Any] = {}
    given = carried(simulated.agreed(begun(session), binh()))
    come_back(session, given)
    with pytest.raises(Refused, match="đã quá hạn hoặc đã dùng rồi"):
        come_back(session, given)


def test_a_code_of_another_browser_opens_nothing() -> None:
    """The code was given for a challenge whose secret lies in the thief's session, not in ours."""
    thief: dict[str, Any] = {}
    session: dict[str, Any] = {}
    stolen = carried(simulated.agreed(begun(thief), binh()))["code"]
    with pytest.raises(Refused, match="đã quá hạn hoặc đã dùng rồi"):
        come_back(session, {"state": begun(session)["state"], "code": stolen})


def test_an_answer_of_another_issuer_is_doubted() -> None:
    session: dict[str, Any] = {}
    given = carried(simulated.agreed(begun(session), binh()))
    with pytest.raises(Refused, match="Không kiểm tra được xác nhận"):
        come_back(session, given | {"iss": "https://elsewhere.example"})


def test_a_browser_begins_in_few_windows_at_once() -> None:
    session: dict[str, Any] = {}
    states = [begun(session)["state"] for _window in range(5)]
    assert list(session[relying.SESSION]) == states[-relying.AT_ONCE :]


# Providers and what they say

AWAY = Provider(name="VNeID", issuer="http://127.0.0.1:9", client="lien-thong", secret="x")


def test_a_provider_that_is_away_is_told_in_words() -> None:
    with pytest.raises(Refused, match="VNeID chưa trả lời"):
        relying.begin(AWAY, {}, back=BACK, onward="", at=AT)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"name": "  Sơn  Văn\u0000Bình "}, {"full_name": "Sơn Văn Bình"}),
        ({"name": 7, "birthdate": "hôm qua"}, {"full_name": "", "born_on": None}),
        ({"birthdate": "0001-01-01"}, {"born_on": None}),
        ({"gender": "không rõ"}, {"gender": ""}),
        ({"address": {"formatted": "Ấp 1"}}, {"residence": "Ấp 1"}),
        ({"acr": "2"}, {"level": 2}),
        ({"acr": "urn:cao"}, {"level": 1}),
        ({"name": "a" * 5000}, {"full_name": "a" * 300}),
    ],
)
def test_claims_are_taken_with_care(said: dict[str, Any], meant: dict[str, Any]) -> None:
    found = claims.identity(AWAY, {"sub": "x"} | said)
    assert {name: getattr(found, name) for name in meant} == meant


def test_a_provider_has_its_own_words() -> None:
    own = Provider(
        name="VNeID", issuer="https://a.example", client="x", secret="x",
        claims=providers.CLAIMS | {"personal_number": "cccd"}, levels={"urn:cao": 2},
    )  # fmt: skip
    found = claims.identity(own, {"sub": "x", "cccd": BINH, "acr": "urn:cao"})
    assert (found.personal_number, found.level) == (BINH, 2)


FILE = 'name = "VNeID"\nissuer = "https://a.example"\nclient = "lien-thong"\n'


def written(folder: Path, text: str, *, mode: int = 0o600) -> Path:
    secret = folder / "secret"
    secret.write_text("bi mat\n", encoding="utf-8")
    secret.chmod(mode)
    file = folder / "citizens.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_file_names_one_provider(tmp_path: Path, settings: Settings) -> None:
    settings.CITIZENS_FILE = written(
        tmp_path, FILE + 'secret_file = "secret"\n[claims]\nlevel = "loa"\n[levels]\n"cao" = 2\n'
    )
    found = providers.provider()
    assert found is not None
    assert (found.secret, found.claims["level"], found.levels) == ("bi mat", "loa", {"cao": 2})
    assert not found.simulated


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name = ", "Tệp citizens.toml"),
        ('name = "VNeID"', "thiếu client"),
        (FILE, "secret_file hoặc secret_env"),
        (FILE + 'secret_file = "khong-co"', "không đọc được mật khẩu"),
        (FILE + 'secret_file = "secret"\nlạ = 1'.replace("lạ", "la"), "có la không hiểu"),
        (FILE.replace("https", "http") + 'secret_file = "secret"', "địa chỉ https"),
        (FILE + 'secret_file = "secret"\nscope = "profile"', "phải có openid"),
        (FILE + 'secret_file = "secret"\n[claims]\nten = "name"', "[claims] viết sai"),
        (FILE + 'secret_file = "secret"\n[levels]\ncao = 9', "[levels] viết sai"),
    ],
)
def test_a_wrong_file_is_told_in_words(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        providers.read(written(tmp_path, text))
    assert why in refused.value.message


def test_an_open_secret_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="0600"):
        providers.read(written(tmp_path, FILE + 'secret_file = "secret"', mode=0o644))


def test_without_a_file_only_a_demonstration_has_a_provider(settings: Settings) -> None:
    settings.CITIZENS_FILE, settings.DEMO = None, False
    assert providers.provider() is None
    settings.DEMO = True
    found = providers.provider()
    assert found is not None
    assert found.name == "VNeID (mô phỏng)"


# A real server, installed as a package


@pytest.fixture
def server() -> Iterator[Provider]:
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as running:
        address = f"http://localhost:{running.server_port}"
        person = {"name": "Sơn Văn Bình", "personal_number": BINH, "birthdate": "1990-04-12"}
        requests.put(f"{address}/users/binh", json=person, timeout=5).raise_for_status()
        yield Provider(name="Máy chủ thật", issuer=address, client="lien-thong", secret="bi mat")


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:authlib|oidc_provider_mock"
)  # of the server
def test_a_real_server_lets_somebody_in_and_takes_no_code_twice(server: Provider) -> None:
    session: dict[str, Any] = {}
    address = relying.begin(server, session, back=BACK, onward="/", at=AT)
    agreed = requests.post(address, data={"sub": "binh"}, timeout=5, allow_redirects=False)
    assert agreed.headers["Location"].startswith(f"{BACK}?")
    given = carried(agreed.headers["Location"])

    again = json.loads(json.dumps(session))
    proof = relying.finish(server, session, given, back=BACK, at=AT)
    assert (proof.identity.full_name, proof.identity.personal_number) == ("Sơn Văn Bình", BINH)
    assert proof.identity.subject == "binh"
    with pytest.raises(Refused, match="đã quá hạn hoặc đã dùng rồi"):
        relying.finish(server, again, given, back=BACK, at=AT)
