"""One small HTTP server that behaves like such a system: signs, checks rows, never counts a batch twice."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from minzheng.kernel.exchange.partners.signing import NONCE, is_sound
from world.standing import Door, Server, StandIn

PAGE = 100


@dataclass
class Schema:
    """What the system asks of a row of one data set: patterns by field; all of them must be there."""

    patterns: Mapping[str, str] = field(default_factory=dict)

    def problem(self, data: Mapping[str, str]) -> str:
        """Return what is wrong with a row in the words of such systems, or nothing."""
        for name, pattern in self.patterns.items():
            if name not in data:
                return f"缺少字段 {name}"
            if not re.fullmatch(pattern, data[name]):
                return f"字段 {name} 不符合代码表或格式"
        return ""


class National(StandIn):
    """A running stand-in: what it holds by data set and sender, and how it misbehaves when told to."""

    def __init__(self, secret: str, schemas: Mapping[str, Schema] | None = None) -> None:
        """Take the secret it shares with its senders, and what it asks of rows."""
        self.secret = secret.encode()
        self.schemas = dict(schemas or {})
        self.held: dict[str, dict[str, dict[str, str]]] = {}
        self.offered: dict[str, list[dict[str, str]]] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.received = 0
        self.out_of_order = 0
        self.lost_answers = 0
        self._nonces: set[str] = set()
        self._lock = threading.Lock()
        super().__init__(Server(("127.0.0.1", 0), _door_of(self)))

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"{self.listens_at}/api"

    def answer(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Answer one request; the status 0 means: the answer gets lost on the way."""
        with self._lock:
            if self.out_of_order:
                self.out_of_order -= 1
                return 503, {"message": "系统维护中"}
            if not self._is_signed(method, target, headers, body):
                return 401, {"message": "签名不正确或请求重放"}
            parts = urlsplit(target)
            found = re.fullmatch(r"/api/([\w.]+)/(batches|rows)", parts.path)
            if found is None:
                return 404, {"message": "没有这个接口"}
            if found[2] == "rows":
                return 200, self._page(found[1], parse_qs(parts.query))
            status, told = self._take(found[1], headers["X-Sender"], body)
            if self.lost_answers:
                self.lost_answers -= 1
                return 0, {}
            return status, told

    def _is_signed(self, method: str, target: str, headers: Any, body: bytes) -> bool:
        nonce = headers[NONCE] or ""
        if not nonce or nonce in self._nonces:
            return False
        self._nonces.add(nonce)
        told = dict(headers.items())
        return is_sound(self.secret, method=method, path=target, body=body, headers=told)

    def _take(self, name: str, sender: str, body: bytes) -> tuple[int, dict[str, Any]]:
        document = json.loads(body)
        number, rows = document["batch"], document["rows"]
        if number in self.answers:
            return 200, {**self.answers[number], "duplicate": True}
        if len(rows) != document["count"]:
            return 422, {"message": "行数与批次头不一致"}
        self.received += 1
        held = self.held.setdefault(name, {})
        if document["mode"] == "full":
            held.clear()
        receipts = []
        for row in rows:
            schema = self.schemas.get(name, Schema())
            wrong = "" if row["op"] == "delete" else schema.problem(row["data"])
            receipts.append({"key": row["key"], "ok": not wrong, "message": wrong})
            if wrong:
                continue
            if row["op"] == "delete":
                held.pop(row["key"], None)
            else:
                held[row["key"]] = row["data"]
        self.answers[number] = {"batch": number, "receipts": receipts, "sender": sender}
        return 200, self.answers[number]

    def _page(self, name: str, asked: Mapping[str, list[str]]) -> dict[str, Any]:
        rows = self.offered.get(name, [])
        start = int((asked.get("after") or ["0"])[0] or 0)
        following = start + PAGE
        return {
            "rows": rows[start:following],
            "next": str(following) if following < len(rows) else "",
        }


def _door_of(system: National) -> type[Door]:
    class Answering(Door):
        def serve(self) -> None:
            self.json(*system.answer(self.command, self.path, self.headers, self.body()))

    return Answering
