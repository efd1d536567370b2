"""Another county on the network of checks: it takes requests with their letters, answers, and asks us.

``answers`` holds what it found by number, as (source, summary); a request it has nothing laid down
for waits, as it would for a person to look at the letter.
"""

import base64
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from minzheng.kernel.exchange.partners.signing import NONCE, SENDER, is_sound
from minzheng.kernel.exchange.partners.wire import Wire

PATH = "/areas/requests"


class Area(ThreadingHTTPServer):
    """The other county behind its port: requests by asking area and reference, each once."""

    daemon_threads = True

    def __init__(self, code: str, secret: bytes, *, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes any free one."""
        super().__init__(("127.0.0.1", port), _Desk)
        self.code, self.secret = code, secret
        self.requests: dict[tuple[str, str], dict[str, Any]] = {}
        self.answers: dict[str, list[tuple[str, str]]] = {}
        self.sendings = 0
        self.is_down = False
        self.nonces: set[str] = set()

    @property
    def address(self) -> str:
        """Return where it is asked."""
        return f"http://127.0.0.1:{self.server_port}/open"

    def start(self) -> "Area":
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        """Answer one request."""
        if self.is_down:
            return 503, {"message": "系统维护中"}
        nonce, told = headers[NONCE] or "", dict(headers.items())
        sound = is_sound(self.secret, method=method, path=target, body=body, headers=told)
        if not sound or nonce in self.nonces:
            return 401, {"message": "签名不正确或请求重放"}
        self.nonces.add(nonce)
        parts, sender = urlsplit(target), headers[SENDER]
        if parse_qs(parts.query).get("area") != [self.code]:
            return 404, {"message": "不是本地的请求"}
        if method == "POST":
            return self._take(sender, json.loads(body))
        found = re.fullmatch(rf"/open{PATH}/([^/]+)", parts.path)
        request = self.requests.get((sender, unquote(found[1]))) if found else None
        return (200, self._tell(request)) if request else (404, {"message": "没有这件请求"})

    def _take(self, sender: str, document: dict[str, Any]) -> tuple[int, Any]:
        self.sendings += 1
        letter = base64.b64decode(document["letter"])
        if document["area"] != sender:
            return 422, {"message": "来函地与发送方不一致"}
        if hashlib.sha256(letter).hexdigest() != document["letter_sha256"]:
            return 422, {"message": "授权书扫描件与摘要不符"}
        self.requests[sender, document["reference"]] = document
        return 200, {"state": "waiting"}

    def _tell(self, document: dict[str, Any]) -> dict[str, Any]:
        found = self.answers.get(document["id_no"])
        if found is None:
            return {"state": "waiting"}
        lines = [{"source": source, "month": "2026-10", "summary": text} for source, text in found]
        return {"state": "answered", "lines": lines}

    def ask(self, address: str, area: str, document: dict[str, Any], letter: bytes) -> Any:
        """Ask an area at its address as we would be asked; Unanswered when it refuses."""
        told = {
            "area": self.code,
            **document,
            "letter": base64.b64encode(letter).decode(),
            "letter_sha256": hashlib.sha256(letter).hexdigest(),
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        return self._wire(address).send("POST", f"{PATH}?area={area}", body, json.loads)[0]

    def fetch(self, address: str, area: str, reference: str) -> Any:
        """Fetch what an area answered."""
        path = f"{PATH}/{quote(reference, safe='')}?area={area}"
        return self._wire(address).send("GET", path, b"", json.loads)[0]

    def _wire(self, address: str) -> Wire:
        return Wire(address, self.code, self.secret, attempts=1)


class _Desk(BaseHTTPRequestHandler):
    """One request at the desk of the other county."""

    server: Area

    def do_GET(self) -> None:
        """Tell how a request stands."""
        self._serve(b"")

    def do_POST(self) -> None:
        """Take a request."""
        self._serve(self.rfile.read(int(self.headers["Content-Length"] or 0)))

    def _serve(self, body: bytes) -> None:
        status, told = self.server.answer(self.command, self.path, self.headers, body)
        content = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told: Any) -> None:
        """Say nothing."""
