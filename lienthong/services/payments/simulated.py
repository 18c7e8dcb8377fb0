"""The bank of demonstrations and tests: it keeps books, and its notices go as they may in life.

Everything about it says so: its name, its account holder, its transactions. Its books are a file,
so that the web server and the worker see the same.
"""

from __future__ import annotations

import fcntl
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import requests

from lienthong.services.payments import bank, references
from lienthong.services.payments.bank import BankAccount, Signed
from lienthong.services.payments.matching import Notice

ACCOUNT = BankAccount(
    bank="970499",  # no bank of Vietnam
    number="0000000000",
    bank_name="Ngân hàng mô phỏng",
    holder="KHO BAC MO PHONG - DU LIEU GIA DINH",
)
A_WHILE = timedelta(minutes=2)
_PATIENCE_SECONDS = 10


class Way(StrEnum):
    """How a payment goes."""

    ONCE = "once"
    TWICE = "twice"  # two transfers, two notices
    REPEATED = "repeated"  # one transfer, told twice
    LATE = "late"  # told a while later
    NEVER = "never"  # never told: only an inquiry finds it
    UNDER = "under"  # half of it
    OVER = "over"  # 10.000 đồng more
    UNKNOWN = "unknown"  # the payer forgot the reference


@dataclass(frozen=True)
class Telling:
    """A notice that the bank will send, after so long."""

    notice: Notice
    after: timedelta = timedelta(0)


class SimulatedBank:
    """A bank in a file. `secret` is what its notices are signed with."""

    name = "mo-phong"
    simulated = True
    account = ACCOUNT

    def __init__(self, books: Path, secret: bytes) -> None:
        self._books, self._secret = books, secret

    # What any bank does

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """A notice of this bank."""
        return bank.read(self._secret, self.account.number, headers, body, at)

    def inquiry(self, reference: str) -> list[Notice]:
        """What stands in the books under a reference."""
        return [entry for entry in self._entries() if entry.reference == reference]

    def entry(self, transaction: str) -> Notice | None:
        """What stands in the books under a transaction."""
        found = (one for one in self._entries() if one.transaction == transaction)
        return next(found, None)

    # What the payer's side of it does

    def pay(self, reference: str, amount: int, way: Way, at: datetime) -> list[Telling]:
        """Somebody scans the code and pays; returns what the bank will tell, and when."""
        paid = {Way.UNDER: max(amount // 2, 1), Way.OVER: amount + 10_000}.get(way, amount)
        content = "nop le phi" if way is Way.UNKNOWN else f"{reference} nop le phi"
        times = 2 if way is Way.TWICE else 1
        entries = [self._enter(content, paid, at) for _time in range(times)]
        if way is Way.NEVER:
            return []
        after = A_WHILE if way is Way.LATE else timedelta(0)
        told = entries * (2 if way is Way.REPEATED else 1)
        return [Telling(entry, after) for entry in told]

    def signed(self, notice: Notice, at: datetime) -> Signed:
        """A notice as the bank sends it at that moment."""
        said = {
            "transaction": notice.transaction,
            "amount": notice.amount,
            "currency": "VND",
            "content": notice.content,
            "account": self.account.number,
            "paid_at": notice.paid_at.isoformat(),
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        return bank.sign(self._secret, body, nonce=secrets.token_hex(16), at=at)

    def tell(self, address: str, notice: Notice, at: datetime) -> int:
        """Send a notice to an address of ours; returns the status of the answer."""
        signed = self.signed(notice, at)
        headers = {**signed.headers, "Content-Type": "application/json"}
        answer = requests.post(
            address, data=signed.body, headers=headers, timeout=_PATIENCE_SECONDS,
            allow_redirects=False,
        )  # fmt: skip
        return answer.status_code

    def _enter(self, content: str, amount: int, at: datetime) -> Notice:
        transaction = f"MP{at:%y%m%d}{secrets.token_hex(6).upper()}"
        reference = references.found_in(content) or ""
        entry = Notice(transaction, reference, amount, at, content)
        self._books.parent.mkdir(parents=True, exist_ok=True)
        with self._books.open("a", encoding="utf-8") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            line = {**asdict(entry), "paid_at": at.isoformat()}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return entry

    def _entries(self) -> Iterator[Notice]:
        if not self._books.is_file():
            return
        with self._books.open(encoding="utf-8") as lines:
            fcntl.flock(lines, fcntl.LOCK_SH)
            for line in lines:
                said = json.loads(line)
                yield Notice(**{**said, "paid_at": datetime.fromisoformat(said["paid_at"])})
