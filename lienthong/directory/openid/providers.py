"""Where citizens prove who they are: one TOML file that an administrator writes.

name = "VNeID"                           # as people know it
issuer = "https://provider.example"      # exactly as its tokens say
client = "lien-thong"
secret_file = "secrets/vneid"            # or secret_env; private to the web server's user
scope = "openid profile"                 # left out: openid profile email phone address

[claims]                                 # what it calls things; left out: the names below
personal_number = "personal_number"

[levels]                                 # its words for how sure it is -> 1 or 2
"urn:example:loa:substantial" = 2
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

CLAIMS = {
    "full_name": "name",
    "personal_number": "personal_number",
    "born_on": "birthdate",
    "gender": "gender",
    "residence": "address",
    "phone": "phone_number",
    "email": "email",
    "level": "acr",
}
"""Ours -> what the standard calls it; the standard has no word for a personal number."""
LEVELS = (1, 2)
_TEXTS = {"name", "issuer", "client", "scope", "secret_file", "secret_env"}
_NEEDED = {"name", "issuer", "client"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Provider:
    """One that may say who somebody is. `method` is what the log calls it."""

    name: str
    issuer: str
    client: str
    secret: str
    scope: str = "openid profile email phone address"
    claims: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    levels: Mapping[str, int] = field(default_factory=dict)
    method: str = "openid"
    simulated: bool = False


def provider() -> Provider | None:
    """The one in use; in a demonstration that names none, the simulated one; else nobody.

    Refused when the file is not there or wrong.
    """
    if settings.CITIZENS_FILE is not None:
        return read(settings.CITIZENS_FILE)
    if settings.DEMO:
        from lienthong.directory.openid import simulated

        return simulated.provider()
    return None


def read(file: Path) -> Provider:
    """What a file says; `Refused` names what is wrong in it."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise _refused(file, _("không đọc được")) from None
    except tomllib.TOMLDecodeError as error:
        raise _refused(file, str(error)) from None
    claims, levels = content.pop("claims", {}), content.pop("levels", {})
    _check(file, content, claims, levels)
    return Provider(
        name=content["name"],
        issuer=content["issuer"],
        client=content["client"],
        secret=_secret(file, content),
        scope=content.get("scope", Provider.scope),
        claims=CLAIMS | claims,
        levels=levels,
    )


def safe_address(address: object) -> bool:
    """Is it https, or on this machine?"""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _check(file: Path, content: Mapping[str, Any], claims: object, levels: object) -> None:
    if missing := sorted(_NEEDED - set(content)):
        raise _refused(file, _("thiếu {name}").format(name=missing[0]))
    for name, value in content.items():
        if name not in _TEXTS or not isinstance(value, str) or not value:
            raise _refused(file, _("có {name} không hiểu").format(name=name))
    if not safe_address(content["issuer"]):
        raise _refused(file, _("issuer phải là địa chỉ https"))
    if "openid" not in str(content.get("scope", "openid")).split():
        raise _refused(file, _("scope phải có openid"))
    if not isinstance(claims, dict) or not all(
        name in CLAIMS and isinstance(value, str) and value for name, value in claims.items()
    ):
        raise _refused(file, _("bảng [claims] viết sai"))
    if not isinstance(levels, dict) or not all(value in LEVELS for value in levels.values()):
        raise _refused(file, _("bảng [levels] viết sai"))


def _secret(file: Path, content: Mapping[str, str]) -> str:
    named, variable = content.get("secret_file"), content.get("secret_env")
    if bool(named) == bool(variable):
        raise _refused(file, _("ghi một trong hai: secret_file hoặc secret_env"))
    if variable:
        secret = os.environ.get(variable, "")
    else:
        private = file.parent / str(named)
        try:
            if stat.S_IMODE(private.stat().st_mode) & 0o077:
                raise _refused(file, _("{name} phải có quyền 0600").format(name=private.name))
            secret = private.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            secret = ""
    if not secret:
        raise _refused(file, _("không đọc được mật khẩu"))
    return secret


def _refused(file: Path, why: str) -> Refused:
    return Refused(
        "directory.citizens_file",
        _("Tệp {name} về nơi đăng nhập của công dân sai: {why}. Báo quản trị hệ thống.").format(
            name=file.name, why=why
        ),
    )
