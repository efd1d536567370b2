"""The wire: what it signs, how often it repeats, what it refuses to take."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.signing import is_sound
from minzheng.kernel.exchange.partners.wire import Wire

SECRET = b"geheim"


class Door(BaseHTTPRequestHandler):
    """Answers with the next (status, content) that a test laid down; notes what it was sent."""

    def do_GET(self):
        """Answer."""
        self.server.sent.append((self.path, dict(self.headers.items())))
        status, content = self.server.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told):
        """Say nothing."""


@pytest.fixture
def door():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.answers, server.sent = [], []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(door, path="/rows?month=2026-10", **settings):
    address = f"http://127.0.0.1:{door.server_port}"
    wire = Wire(address, "620422", SECRET, pause=lambda _seconds: None, **settings)
    return wire.send("GET", path, b"", bytes.decode)


def test_request_is_signed_over_sender_and_query_and_repeated_with_a_new_nonce(door):
    door.answers = [(503, b"{}"), (200, "好".encode())]
    found, log = ask(door)
    assert (found, [one.get("problem") for one in log]) == ("好", ["对方返回 503", None])
    (path, first), (_path, second) = door.sent
    for headers in (first, second):
        assert is_sound(SECRET, method="GET", path=path, body=b"", headers=headers)
    assert first["X-Nonce"] != second["X-Nonce"]
    for forged in (first | {"X-Sender": "620421"}, first | {"X-Timestamp": "1"}):
        assert not is_sound(SECRET, method="GET", path=path, body=b"", headers=forged)
    assert not is_sound(SECRET, method="GET", path="/rows", body=b"", headers=first)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((422, '{"message": "行数不一致"}'.encode()), "对方返回 422：行数不一致"),
        ((302, b""), "对方返回 302"),
        ((200, b"x" * 101), "对方答复过大"),
    ],
)
def test_what_repeats_in_vain_is_asked_once(door, answer, problem):
    door.answers = [answer]
    with pytest.raises(Unanswered) as refused:
        ask(door, largest=100)
    assert (str(refused.value), refused.value.again, len(door.sent)) == (problem, False, 1)


def test_what_is_no_web_address_is_not_asked():
    with pytest.raises(Unanswered, match="http"):
        Wire("file:///etc/passwd").send("GET", "", b"", bytes)
