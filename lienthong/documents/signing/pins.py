"""PINs and passwords of keys: from a private file or from the environment, never from the
configuration itself; read when they are needed and not kept.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lienthong.documents.signing import keystore
from lienthong.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is."""

    file: Path | None = None
    variable: str = ""

    def read(self) -> str:
        """The secret; `Refused` if it is not there, is empty, or others can read its file."""
        where = self.file.name if self.file else self.variable
        try:
            text = (
                keystore.read_private(self.file).decode().strip("\r\n")
                if self.file
                else os.environ.get(self.variable, "")
            )
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text:
            raise Refused(
                "documents.no_secret",
                (
                    f"Không đọc được mã PIN hoặc mật khẩu của khóa ký ở {where}."
                    " Báo quản trị hệ thống đặt lại rồi ký lại."
                ),
            )
        return text
