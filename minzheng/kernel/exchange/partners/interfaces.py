"""A department asked over HTTP: signed, within its rate, with time limits and bounded repeats."""

import json
import threading
import time
from dataclasses import replace

from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.replies import Question, Reply, Unanswered
from minzheng.kernel.exchange.partners.signing import secret_of
from minzheng.kernel.exchange.partners.wire import Wire

LARGEST = 4 * 1024 * 1024

_gates: dict[int, "_Gate"] = {}
_lock = threading.Lock()


class _Gate:
    """Lets so many through in a second, evenly spread over all threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, per_second: int) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + 1 / max(per_second, 1)
        time.sleep(max(0.0, start - now))


def _gate(link: PartnerLink) -> _Gate:
    with _lock:
        return _gates.setdefault(link.pk, _Gate())


def ask_interface(link: PartnerLink, question: Question) -> Reply:
    """Send a question until it is answered or the attempts of this round are used up.

    Raises Unanswered with the last problem; the same key goes with every attempt.
    """
    body = json.dumps(question.body(), ensure_ascii=False, sort_keys=True).encode()
    try:
        secret = secret_of(link.secret_name) if link.secret_name else b""
    except KeyError as missing:
        raise Unanswered(f"没有设置密钥 {link.secret_name}", again=False) from missing
    wire = Wire(
        link.address, link.division_id, secret, attempts=link.attempts,
        timeout=link.timeout_seconds, largest=LARGEST,
        gate=lambda: _gate(link).wait(link.per_second),
    )  # fmt: skip
    reply, log = wire.send("POST", "", body, _read)
    return replace(reply, log=log)


def _read(raw: bytes) -> Reply:
    """Read ``{"columns": [...], "rows": [[...]]}``; anything else is no answer."""
    try:
        told = json.loads(raw)
        columns = [str(name) for name in told["columns"]]
        rows = [["" if cell is None else str(cell) for cell in row] for row in told["rows"]]
    except (ValueError, KeyError, TypeError) as problem:
        raise Unanswered("答复无法解析") from problem
    if any(len(row) != len(columns) for row in rows):
        raise Unanswered("答复行列不齐", again=False)
    return Reply(columns, rows, raw)
