"""Two services on this machine, with the faults of real ones: remote signing by the CSC API, and
time stamps. Keys and stamps come from the `World`.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from asn1crypto import tsp
from certomancer.registry import CertLabel
from certomancer.services import TimeStamper
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from lienthong.documents.tests.signing.world import World

CLIENT, SECRET, PIN, TOKEN, SAD = "lien-thong", "open-sesame", "2468", "bearer-1", "sad-1"
RSA, ECDSA = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
SLOW = 2.0


class Service:
    """What both services are: an address, a fault that may be set, and what was asked of them."""

    def __init__(self, world: World) -> None:
        self.world, self.fault, self.url = world, "", ""
        self.asked: list[str] = []

    def answer(self, path: str, body: bytes, headers: Any) -> tuple[int, str, bytes]:
        """Status, kind and content."""
        raise NotImplementedError

    def __call__(self, path: str, body: bytes, headers: Any) -> tuple[int, str, bytes]:
        self.asked.append(path)
        fault, _at, where = self.fault.partition(" at ")
        if fault == "slow":
            time.sleep(SLOW)
        if fault == "breaks" and path.endswith(where):
            return 503, "text/plain", b"busy"
        if self.fault == "babbles":
            return 200, "text/html", b"<p>Welcome</p>"
        return self.answer(path, body, headers)


@contextmanager
def served(service: Service) -> Iterator[Service]:
    """The service behind a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, content = service(self.path, body, self.headers)
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # whoever asked did not wait

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Signing(Service):
    """A signing service: a credential is the name of a certificate of the world."""

    stamping: Stamping

    def answer(self, path: str, body: bytes, headers: Any) -> tuple[int, str, bytes]:
        call = path.removeprefix("/csc/v1/")
        if call == "oauth2/token":
            form = {key: one[0] for key, one in parse_qs(body.decode()).items()}
            good = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
            return self._json({"access_token": TOKEN}) if good else self._no("invalid_client", 401)
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return self._no("invalid_token", 401)
        wanted = json.loads(body)
        if call == "credentials/info":
            return self._json(self._info(wanted["credentialID"]))
        if call == "credentials/authorize":
            good = wanted.get("PIN", PIN) == PIN and self.fault != "refuses"
            return self._json({"SAD": SAD}) if good else self._no("invalid_pin", 400)
        good = call == "signatures/signHash" and wanted["SAD"] == SAD
        return self._json({"signatures": [self._signed(wanted)]}) if good else self._no("sad", 400)

    def _info(self, name: str) -> dict[str, Any]:
        chain = [self.world.der(one) for one in (name, "ca", "root")]
        return {
            "key": {
                "status": "disabled" if self.fault == "switched off" else "enabled",
                "algo": [RSA, ECDSA],
            },
            "cert": {
                "status": self.fault if self.fault in {"expired", "revoked"} else "valid",
                "certificates": [base64.b64encode(one).decode() for one in chain],
            },
            "OTP": {"presence": "true" if self.fault == "wants a code" else "false"},
            "multisign": 1,
        }

    def _signed(self, wanted: dict[str, Any]) -> str:
        digest = base64.b64decode(wanted["hash"][0])
        if self.fault == "wrong hash":
            digest = bytes(32)
        spec = self.world.pki.get_cert_spec(CertLabel(wanted["credentialID"]))
        key = self.world.private(str(spec.subject_key))
        prehashed = Prehashed(hashes.SHA256())
        if isinstance(key, rsa.RSAPrivateKey):
            made = key.sign(digest, padding.PKCS1v15(), prehashed)
        else:
            made = key.sign(digest, ec.ECDSA(prehashed))
        return base64.b64encode(made).decode()

    def _json(self, content: dict[str, Any]) -> tuple[int, str, bytes]:
        return 200, "application/json", json.dumps(content).encode()

    def _no(self, error: str, status: int) -> tuple[int, str, bytes]:
        return status, "application/json", json.dumps({"error": error}).encode()


class Stamping(Service):
    """A time-stamping authority (RFC 3161)."""

    def answer(self, _path: str, body: bytes, _headers: Any) -> tuple[int, str, bytes]:
        asked = tsp.TimeStampReq.load(body)
        if self.fault == "stamps another":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        name = "foreign-tsa" if self.fault == "is a stranger" else "tsa"
        stamps = TimeStamper(
            self.world.certificate(name), self.world.pki.key_set.get_private_key("tsa")
        )
        reply = stamps.request_tsa_response(asked)
        if self.fault == "refuses":
            reply = tsp.TimeStampResp({"status": {"status": "rejection"}})
        return 200, "application/timestamp-reply", reply.dump()
