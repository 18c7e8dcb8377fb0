"""The one expected failure."""

from __future__ import annotations

from typing import Literal

Reason = Literal["right", "state", "input", "limit"]


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The rules say no; `message` is a Vietnamese sentence that says what happened and what to do.

    `code` is stable text for machines (`documents.not_yours`); `reason` decides the API's answer:
    "right" 403, "state" 409, "input" 422, "limit" 429. A page always shows the message with 422.
    """

    def __init__(self, code: str, message: str, *, reason: Reason = "state") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason: Reason = reason
