"""The smallest browser: cookies, the token of a form, and a connection that may break."""

from __future__ import annotations

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

BROKEN = 0
"""The status of an answer that never came."""


class Browser:
    """One person's browser at 127.0.0.1; every request is a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; BROKEN when the server died meanwhile."""
        return self._ask("GET", path, None)

    def post(self, path: str, **facts: str) -> tuple[int, str]:
        """The same, with a form."""
        return self._ask("POST", path, urlencode(facts))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            door.request(method, path, body=body, headers=headers)
            answer = door.getresponse()
            text = answer.read().decode("utf-8")
        except (OSError, http.client.HTTPException):
            return BROKEN, ""
        finally:
            door.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, one in SimpleCookie(line).items():
                self.cookies[name] = one.value
        return answer.status, text


def words(text: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
