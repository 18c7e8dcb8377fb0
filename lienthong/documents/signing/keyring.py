"""Which key signs for whom: one TOML file that an administrator writes, without secrets.

[sources.hsm]                            # a token or an HSM by PKCS #11
kind = "pkcs11"
library = "/usr/lib/softhsm/libsofthsm2.so"
token = "lien-thong"                     # its label
pin_file = "secrets/hsm-pin"             # or pin_env = "HSM_PIN"

[sources.from-afar]                      # a signing service by the CSC API
kind = "csc"
url = "https://sign.example"
client = "lien-thong"
secret_file = "secrets/sign-example"     # or secret_env

[[agencies]]
code = "H51"
source = "hsm"
key = "ubnd-tinh"                        # label on the token

[[people]]
account = "minh"
agency = "H51"                           # left out: in every agency
source = "from-afar"
key = "credential-17"                    # id at the service
pin_env = "PIN_MINH"

[times]                                  # who proves the time; left out: nobody
url = "https://tsa.example"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.signers import Signer
from lienthong.kernel.errors import Refused

SOURCES = {
    "pkcs11": ({"library", "token"}, "pin"),
    "csc": ({"url", "client"}, "secret"),
}
"""What a source of each kind must say, and which secret it needs."""
TABLES = {"sources", "agencies", "people", "times"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One holder's key: an agency's when `account` is "", else a person's."""

    agency: str
    account: str
    source: str
    key: str
    pin: Secret | None

    @property
    def holder(self) -> str:
        """Whose it is, for a list."""
        return "/".join(part for part in (self.account, self.agency) if part)


class Keyring:
    """The keys of one configuration file; each is opened when first asked for and kept."""

    def __init__(self, file: Path) -> None:
        self._file = file
        content = self._read()
        self._sources = dict(self._tables(content, "sources"))
        self._times = content.get("times")
        self.entries = [*self._entries(content, "agencies"), *self._entries(content, "people")]
        self._signers: dict[Entry, Signer] = {}
        self._check()

    def agency(self, code: str) -> Signer | None:
        """The signer of an agency; None when the file names none."""
        return self._of([one for one in self.entries if not one.account and one.agency == code])

    def person(self, accounts: set[str], agency: str) -> Signer | None:
        """The signer of somebody with these accounts, when acting in that agency."""
        theirs = [one for one in self.entries if one.account and one.account in accounts]
        return self._of(
            [one for one in theirs if one.agency == agency]
            or [one for one in theirs if not one.agency]
        )

    def open(self, entry: Entry) -> Signer:
        """The signer behind one entry. `Refused` or `KeyAway` in words."""
        if entry not in self._signers:
            self._signers[entry] = self._opened(entry)
        return self._signers[entry]

    def _of(self, found: list[Entry]) -> Signer | None:
        return self.open(found[0]) if found else None

    def _opened(self, entry: Entry) -> Signer:
        from lienthong.documents.signing import remote, tokens
        from lienthong.documents.signing.times import Authority

        given = self._sources[entry.source]
        times = None
        if self._times is not None:
            password = self._secret(self._times, "password", "times")
            times = Authority(
                self._times["url"], user=self._times.get("user", ""), password=password
            )
        secret = self._secret(given, SOURCES[given["kind"]][1], entry.source) or Secret()
        if given["kind"] == "pkcs11":
            library = self._file.parent / given["library"]
            return tokens.Token(library, given["token"], secret).signer(entry.key, times)
        service = remote.Service(entry.source, given["url"], given["client"], secret)
        return service.signer(entry.key, entry.pin, times)

    # Reading: whatever is wrong is named, by the table it stands in.

    def _read(self) -> dict[str, Any]:
        try:
            content = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise self._refused("không đọc được") from None
        except tomllib.TOMLDecodeError as error:
            raise self._refused(str(error)) from None
        if strange := sorted(set(content) - TABLES):
            raise self._refused(f"có bảng lạ [{strange[0]}]")
        return content

    def _tables(
        self, content: Mapping[str, Any], name: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        found = content.get(name, {})
        if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
            raise self._refused(f"bảng [{name}] viết sai")
        yield from found.items()

    def _entries(self, content: Mapping[str, Any], name: str) -> Iterator[Entry]:
        found = content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._refused(f"bảng [{name}] viết sai")
        holder = "code" if name == "agencies" else "account"
        for one in found:
            self._demand(one, name, {holder, "source", "key"}, {"agency"} - {holder}, hidden="pin")
            yield Entry(
                agency=one["code"] if name == "agencies" else one.get("agency", ""),
                account="" if name == "agencies" else one["account"],
                source=one["source"],
                key=one["key"],
                pin=self._secret(one, "pin", name),
            )

    def _check(self) -> None:
        for name, one in self._sources.items():
            kind = one.get("kind")
            if kind not in SOURCES:
                raise self._refused(f"[{name}] cần kind = pkcs11 hoặc csc")
            needed, secret = SOURCES[kind]
            self._demand(one, name, needed | {"kind"}, set(), hidden=secret)
            if self._secret(one, secret, name) is None:
                raise self._refused(f"[{name}] thiếu {secret}_file hoặc {secret}_env")
        if self._times is not None:
            if not isinstance(self._times, dict):
                raise self._refused("bảng [times] viết sai")
            self._demand(self._times, "times", {"url"}, {"user"}, hidden="password")
        seen = set()
        for entry in self.entries:
            if entry.source not in self._sources:
                raise self._refused(f"không có nguồn {entry.source}")
            if entry.holder in seen:
                raise self._refused(f"{entry.holder} có hai khóa")
            seen.add(entry.holder)

    def _demand(
        self, table: Mapping[str, Any], name: str, needed: set[str], more: set[str], *, hidden: str
    ) -> None:
        """Every needed value is there, as text, and nothing that nobody reads."""
        known = needed | more | {f"{hidden}_file", f"{hidden}_env"}
        for key in sorted(needed - set(table)):
            raise self._refused(f"[{name}] thiếu {key}")
        for key, value in table.items():
            if key not in known or not isinstance(value, str) or not value:
                raise self._refused(f"[{name}] có {key} không hiểu")

    def _secret(self, table: Mapping[str, Any], name: str, where: str) -> Secret | None:
        file, variable = table.get(f"{name}_file"), table.get(f"{name}_env")
        if file and variable:
            raise self._refused(f"[{where}] ghi một trong hai: _file hoặc _env")
        if file:
            return Secret(file=self._file.parent / file)
        return Secret(variable=variable) if variable else None

    def _refused(self, what: str) -> Refused:
        return Refused(
            "documents.key_settings",
            f"Cấu hình khóa ký {self._file.name}: {what}. Báo quản trị hệ thống sửa tệp này.",
            reason="input",
        )
