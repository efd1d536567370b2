"""``world.sms``: a gateway for short messages that checks signatures, never sends twice, and can misbehave.

``python -m world.sms --port 9700`` runs it beside a home whose ``MINZHENG_SMS`` names it.
"""

import argparse
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from minzheng.kernel.messages.transport import is_sound
from world.standing import Door, Server, StandIn

SILENT, BROKEN, BUSY, REFUSING = "silent", "broken", "busy", "refusing"
MANNERS = {
    BROKEN: (503, "系统维护中"),
    BUSY: (429, "发送过快"),
    REFUSING: (400, "号码在黑名单中"),
}


class SmsGateway(StandIn):
    """A running stand-in: what it sent by number, how often each was handed in, how it behaves."""

    def __init__(self, secret: str, *, port: int = 0) -> None:
        """Take the secret it shares with its senders."""
        self.secret = secret.encode()
        self.sent: dict[int, dict[str, Any]] = {}
        self.handed: Counter[int] = Counter()
        # What the next requests meet, one after the other; then all is well again.
        self.manners: list[str] = []
        self._lock = threading.Lock()
        super().__init__(Server(("127.0.0.1", port), _door_of(self)))

    @property
    def address(self) -> str:
        """Where messages are handed in."""
        return f"{self.listens_at}/send"

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Answer one request; the status 0 means: it was sent, but nobody hears of it."""
        with self._lock:
            if not is_sound(self.secret, headers, body):
                return 401, {"message": "签名不正确"}
            manner = self.manners.pop(0) if self.manners else ""
            if manner in MANNERS:
                status, words = MANNERS[manner]
                return status, {"message": words}
            told = json.loads(body)
            self.handed[told["id"]] += 1
            self.sent.setdefault(told["id"], told)
            return (0, {}) if manner == SILENT else (200, {"ok": True})


def _door_of(gateway: SmsGateway) -> type[Door]:
    class Taking(Door):
        def serve(self) -> None:
            self.json(*gateway.take(dict(self.headers.items()), self.body()))

    return Taking


def main(arguments: Sequence[str] | None = None) -> None:
    """Stand in until stopped, printing each message."""
    parser = argparse.ArgumentParser(prog="python -m world.sms")
    parser.add_argument("--port", type=int, default=9700)
    parser.add_argument("--secret", required=True)
    options = parser.parse_args(arguments)
    shown: set[int] = set()
    with SmsGateway(options.secret, port=options.port) as gateway:
        print(f"短信演示平台：{gateway.address}", flush=True)
        while True:
            time.sleep(0.5)
            for number, told in list(gateway.sent.items()):
                if number not in shown:
                    shown.add(number)
                    print(f"{told['phone']} {told['text']}", flush=True)


if __name__ == "__main__":
    main()
