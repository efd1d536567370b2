"""A department asked over HTTP: signed, within its rate, with time limits and bounded repeats."""

import json
import random
import threading
import time
from urllib.parse import urlsplit

import urllib3

from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.replies import Question, Reply, Unanswered
from minzheng.kernel.exchange.partners.signing import secret_of, signed

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LARGEST = 4 * 1024 * 1024
# 429: too many at once; 5xx: theirs to mend. Anything else repeats in vain.
AGAIN = {429, 500, 502, 503, 504}

_pool = urllib3.PoolManager(num_pools=64, maxsize=16, retries=False)
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
    log: list[dict[str, object]] = []
    pause = FIRST_PAUSE
    for number in range(1, link.attempts + 1):
        _gate(link).wait(link.per_second)
        began = time.monotonic()
        try:
            raw = _sent(link, body)
            reply = _read(raw)
        except Unanswered as problem:
            log.append({"attempt": number, "ms": _ms(began), "problem": str(problem)})
            if not problem.again or number == link.attempts:
                raise Unanswered(str(problem), again=problem.again, log=log) from problem
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # spreads the repeats
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        log.append({"attempt": number, "ms": _ms(began)})
        return Reply(reply.columns, reply.rows, raw, log)
    raise Unanswered("没有发送", again=True)


def _ms(began: float) -> int:
    return round(1000 * (time.monotonic() - began))


def _sent(link: PartnerLink, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if link.secret_name:
        try:
            secret = secret_of(link.secret_name)
        except KeyError as missing:
            raise Unanswered(f"没有设置密钥 {link.secret_name}", again=False) from missing
        path = urlsplit(link.address).path or "/"
        # The partner's clock counts: real seconds, whatever day the office is set to.
        headers |= signed(secret, method="POST", path=path, body=body, moment=int(time.time()))
    try:
        answer = _pool.request(
            "POST",
            link.address,
            body=body,
            headers=headers,
            timeout=urllib3.Timeout(connect=link.timeout_seconds, read=link.timeout_seconds),
            redirect=False,
        )
    except urllib3.exceptions.TimeoutError as problem:
        raise Unanswered(f"超过 {link.timeout_seconds:g} 秒没有答复") from problem
    except urllib3.exceptions.HTTPError as problem:
        raise Unanswered("连接不上或者中断") from problem
    if answer.status != 200:
        raise Unanswered(f"对方返回 {answer.status}", again=answer.status in AGAIN)
    if len(answer.data) > LARGEST:
        raise Unanswered("答复过大", again=False)
    return answer.data


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
