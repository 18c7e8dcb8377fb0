"""What an archive says about itself: its head, for whoever unpacks it by hand, and its manifest.

Members in their order: HEAD, `database/000001` … (pieces of one pg_dump in custom format),
`files/ab/abcd…` (each named by its sha256, ascending), MANIFEST, KEYS if it has keys, the sums.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from lienthong.config.keeping.archive import Member, not_ours

FORMAT = "lienthong/backup/1"
HEAD, MANIFEST, KEYS = "lienthong-backup.json", "manifest.json", "keys.sealed"
DATABASE, FILES = "database/", "files/"
SMALL = 64 << 20  # bytes; no head, manifest or keys is bigger
LOST_KEPT = 1000  # lost files told by name; all are counted


@dataclass(frozen=True, slots=True)
class Head:
    """Whose archive and of when: `made_at` is real time, ISO 8601."""

    province: str
    made_at: str
    version: str
    format: str = FORMAT

    def as_json(self) -> bytes:
        """The member's bytes."""
        return _json(asdict(self))


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that a row names and that could not be kept; `whose` as `files verify` says it."""

    sha256: str
    state: str
    whose: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files counted: `size` in bytes, `sha256` that of their names in order, one a line."""

    count: int
    size: int
    sha256: str


class Tally:
    """Counts files as they pass, while archiving and while checking."""

    def __init__(self) -> None:
        self._count, self._size = 0, 0
        self._names = hashlib.sha256()

    def add(self, sha256: str, size: int) -> None:
        """The next one."""
        self._count += 1
        self._size += size
        self._names.update(f"{sha256}\n".encode())

    def files(self) -> Files:
        """All so far."""
        return Files(self._count, self._size, self._names.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that a restore holds the result against.

    `server` is PostgreSQL's major version, `migrations` "app.name" each, `tables` rows by table,
    `checkpoint` the newest note of the ledger ("" before the first), `public_keys` PEM by key id.
    """

    head: Head
    server: int
    migrations: list[str]
    tables: dict[str, int]
    checkpoint: str
    pending: int
    public_keys: dict[str, str]
    key_secret_outside: bool
    keys: int
    members: list[Member]
    files: Files
    lost: list[Lost]
    lost_count: int

    def as_json(self) -> bytes:
        """The member's bytes."""
        shallow = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return _json(
            shallow
            | {
                "head": asdict(self.head),
                "members": [asdict(one) for one in self.members],
                "files": asdict(self.files),
                "lost": [asdict(one) for one in self.lost],
            }
        )

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Its sum has been compared: what cannot be read is of another version."""
        try:
            facts = json.loads(data)
            if facts["head"]["format"] != FORMAT:
                raise not_ours()
            return cls(
                **facts
                | {
                    "head": Head(**facts["head"]),
                    "members": [Member(**one) for one in facts["members"]],
                    "files": Files(**facts["files"]),
                    "lost": [Lost(**one) for one in facts["lost"]],
                }
            )
        except (ValueError, KeyError, TypeError):
            raise not_ours() from None


def part(number: int) -> str:
    """The name of a piece of the dump, numbered from 1."""
    return f"{DATABASE}{number:06d}"


def file_name(sha256: str) -> str:
    """Where a file lies in the archive."""
    return f"{FILES}{sha256[:2]}/{sha256}"


def _json(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()
