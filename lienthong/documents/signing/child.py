"""The process that judges hostile files: no secrets, no network code, limits on everything.

Started by `isolated`; reads requests from standard input and writes reports to standard output,
each with its length before it. Ends when its input ends, so it never outlives who started it.
"""

import json
import os
import resource
import struct
import sys
from datetime import datetime
from typing import BinaryIO

from lienthong.documents.signing.check import check
from lienthong.documents.signing.trust import Trust

REQUEST = struct.Struct(">II")
REPORT = struct.Struct(">I")
MEMORY = 2 * 1024**3


def serve(requests: BinaryIO, reports: BinaryIO) -> None:
    """Answer until the input ends."""
    while head := requests.read(REQUEST.size):
        options_size, pdf_size = REQUEST.unpack(head)
        options = json.loads(requests.read(options_size))
        verdict = check(
            requests.read(pdf_size),
            trust=Trust(
                tuple(bytes.fromhex(one) for one in options["roots"]),
                tuple(bytes.fromhex(one) for one in options["lists"]),
            ),
            at=datetime.fromisoformat(options["at"]),
            copy=options["copy"],
        )
        report = json.dumps(verdict.as_json()).encode()
        reports.write(REPORT.pack(len(report)) + report)
        reports.flush()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    # What a library prints must not fall among the reports.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, out)
