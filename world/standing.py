"""What every stand-in for another system is: a small HTTP server on a thread of its own that logs nothing."""

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Door(BaseHTTPRequestHandler):
    """Answers the requests to a stand-in, each by ``serve``."""

    def do_GET(self) -> None:
        """Answer a question."""
        self.serve()

    def do_POST(self) -> None:
        """Answer what is handed in."""
        self.serve()

    def serve(self) -> None:
        """Answer one request; each stand-in says how."""
        raise NotImplementedError

    def body(self) -> bytes:
        """Return what was sent."""
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def json(self, status: int, told: Mapping[str, Any]) -> None:
        """Answer with an object; the status 0 means: the answer gets lost on the way."""
        if status:
            content = json.dumps(told, ensure_ascii=False)
            self.tell(status, content, {"Content-Type": "application/json; charset=utf-8"})
        else:
            self.close_connection = True

    def tell(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        """Answer with a text."""
        content = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told: Any) -> None:
        """Say nothing: what came and went is asked of the stand-in itself."""


class Server(ThreadingHTTPServer):
    """A server that ends with the process and lets many wait at its door."""

    daemon_threads = True
    request_queue_size = 128


class StandIn:
    """A system that stands in for another while a ``with`` lasts."""

    def __init__(self, server: Server) -> None:
        """Take the server that listens for it."""
        self._server = server

    @property
    def listens_at(self) -> str:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        """Start serving."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_told: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
