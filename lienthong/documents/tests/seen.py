"""What a browser sees, for the tests of pages: the text of an answer, and what it cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

KEPT_FOR_A_SECOND = ("kernel_clock", "directory_calendar_day", "directory_province_setting")


def text(answer: Any) -> str:
    """The body as text, without the indentation of its templates."""
    bare = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=[<>])", "", answer.content.decode())
    return re.sub(r"\s+", " ", bare)


class Cost:
    """The statements of a page, but those whose answer is kept for a second."""

    def __init__(self, captured: CaptureQueriesContext) -> None:
        self._captured = captured

    @property
    def statements(self) -> list[str]:
        found = [str(query["sql"]) for query in self._captured.captured_queries]
        return [sql for sql in found if not any(name in sql for name in KEPT_FOR_A_SECOND)]


@contextmanager
def cost() -> Iterator[Cost]:
    """`with cost() as spent: client.get(…)`, then `len(spent.statements)`."""
    with CaptureQueriesContext(connection) as captured:
        yield Cost(captured)
