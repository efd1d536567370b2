"""The departments that answer over HTTP: signed requests, latency, errors, outages, doubled rows.

Each keeps a book by the key of the question: whatever is asked again is answered as before and
counted once. What goes wrong is drawn from the key and the attempt, so that a run repeats itself.
"""

import dataclasses
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from minzheng.kernel.exchange.partners.signing import NONCE, is_sound
from world.partners.truth import Truth


@dataclasses.dataclass
class Temper:
    """How a department behaves: seconds before it answers, and shares of what goes wrong."""

    latency: tuple[float, float] = (0.01, 0.05)
    slow_share: float = 0.0
    slow: float = 2.0
    errors: float = 0.0
    doubled: float = 0.0
    is_down: bool = False
    is_renamed: bool = False


@dataclasses.dataclass
class Book:
    """What a department was asked: each key once, with how often it came."""

    times: dict[str, int] = dataclasses.field(default_factory=dict)
    about: dict[str, str] = dataclasses.field(default_factory=dict)
    nonces: set[str] = dataclasses.field(default_factory=set)
    refused: int = 0


class Departments(ThreadingHTTPServer):
    """All departments behind one port: ``POST /query/<data set>``; ``GET /book`` for the proof."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, truth: Truth, secret: bytes, tempers: dict[str, Temper] | None = None,
                 *, port: int = 0, seed: int = 1) -> None:  # fmt: skip
        """Listen on 127.0.0.1; port 0 takes any free one."""
        super().__init__(("127.0.0.1", port), _Desk)
        self.truth, self.secret, self.seed = truth, secret, seed
        self.tempers = tempers or {}
        self.book, self.lock = Book(), threading.Lock()

    @property
    def address(self) -> str:
        """Return where the departments are asked."""
        return f"http://127.0.0.1:{self.server_port}"

    def temper(self, key: str) -> Temper:
        """Return how a department behaves now."""
        return self.tempers.setdefault(key, Temper())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over whoever hung up before the answer: that is what time limits do."""

    def start(self) -> "Departments":
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self


class _Desk(BaseHTTPRequestHandler):
    """One request at the desk of one department."""

    server: Departments
    protocol_version = "HTTP/1.1"
    # An answer is one small packet: nothing is gained by waiting for a second.
    disable_nagle_algorithm = True

    def log_message(self, *_words: Any) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        """Show the book."""
        with self.server.lock:
            book = self.server.book
            told = {"times": book.times, "about": book.about, "refused": book.refused}
            self._say(200, json.dumps(told).encode())

    def do_POST(self) -> None:
        """Answer one question, or misbehave as the department's temper has it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.path.removeprefix("/query/")
        temper = self.server.temper(key)
        if not self._is_welcome(body):
            self._say(401, b"{}")
            return
        asked = json.loads(body)
        attempt = self._entered(asked)
        draw = random.Random(f"{self.server.seed}:{asked['key']}:{attempt}")
        time.sleep(
            temper.slow if draw.random() < temper.slow_share else draw.uniform(*temper.latency)
        )
        if temper.is_down:
            self._say(503, b"{}")
        elif draw.random() < temper.errors:
            self._fail(draw)
        else:
            self._say(200, self._answer(key, asked, temper, draw))

    def _is_welcome(self, body: bytes) -> bool:
        """Check the signature, and that this very request has not been seen."""
        nonce = self.headers.get(NONCE, "")
        sound = is_sound(
            self.server.secret, method="POST", path=self.path, body=body,
            headers=dict(self.headers.items()),
        )  # fmt: skip
        with self.server.lock:
            is_new = nonce not in self.server.book.nonces
            self.server.book.nonces.add(nonce)
            self.server.book.refused += not (sound and is_new)
        return sound and is_new

    def _entered(self, asked: dict[str, Any]) -> int:
        """Enter the question in the book and return how often it has come."""
        with self.server.lock:
            book, key = self.server.book, asked["key"]
            book.times[key] = book.times.get(key, 0) + 1
            book.about[key] = f"{asked['matter']}:{asked['data_set']}:{asked['id_no']}"
            return book.times[key]

    def _fail(self, draw: random.Random) -> None:
        """Fail in one of three ways: an error, an answer nobody can read, a line that breaks."""
        way = draw.randrange(3)
        if way == 0:
            self._say(500, b"{}")
        elif way == 1:
            self._say(200, b"<html>busy</html>")
        else:
            self.close_connection = True

    def _answer(
        self, key: str, asked: dict[str, Any], temper: Temper, draw: random.Random
    ) -> bytes:
        columns, rows = self.server.truth.table(key, asked["id_no"], renamed=temper.is_renamed)
        if rows and draw.random() < temper.doubled:
            rows = [*rows, rows[0]]
        return json.dumps({"key": asked["key"], "columns": columns, "rows": rows}).encode()

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
