"""The one way out over HTTP: signed, within time limits, repeated within bounds, never too large."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import urllib3

from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.signing import signed

ATTEMPTS, TIMEOUT, LARGEST = 4, 20.0, 64 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
# 408, 425, 429: not now; 5xx: theirs to mend. Anything else repeats in vain.
AGAIN = {408, 425, 429, 500, 502, 503, 504}
WORDS = 4096

_pool = urllib3.PoolManager(num_pools=64, maxsize=16, retries=False)
T = TypeVar("T")


def _open() -> None:
    """Let everything through."""


@dataclass(frozen=True)
class Wire:
    """The door of another system: where, as whom, with which secret, how patiently.

    Without a secret nothing is signed. ``gate`` is waited at before each attempt (rates),
    ``pause`` waits between attempts. Times in seconds, ``largest`` in bytes.
    """

    address: str
    sender: str = ""
    secret: bytes = b""
    attempts: int = ATTEMPTS
    timeout: float = TIMEOUT
    largest: int = LARGEST
    pause: Callable[[float], None] = time.sleep
    gate: Callable[[], None] = _open

    def send(
        self, method: str, path: str, body: bytes, read: Callable[[bytes], T]
    ) -> tuple[T, list[dict[str, object]]]:
        """Send one request until ``read`` takes the answer; return that and the attempts.

        Raises Unanswered with the last problem and all attempts; ``read`` may raise it too.
        """
        log: list[dict[str, object]] = []
        longest = FIRST_PAUSE
        for number in range(1, self.attempts + 1):
            self.gate()
            began = time.monotonic()
            try:
                found = read(self._once(method, path, body))
            except Unanswered as problem:
                log.append({"attempt": number, "ms": _ms(began), "problem": str(problem)})
                if not problem.again or number == self.attempts:
                    raise Unanswered(str(problem), again=problem.again, log=log) from problem
                self.pause(longest * random.uniform(0.5, 1))  # noqa: S311  # spreads the repeats
                longest = min(longest * 2, LONGEST_PAUSE)
                continue
            log.append({"attempt": number, "ms": _ms(began)})
            return found, log
        raise Unanswered("没有发送")

    def _once(self, method: str, path: str, body: bytes) -> bytes:
        url = self.address.rstrip("/") + path if path else self.address
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"}:
            raise Unanswered("接口地址须以 http:// 或 https:// 开头", again=False)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            # What is packed may unpack to anything.
            "Accept-Encoding": "identity",
        }
        if self.secret:
            headers |= signed(
                self.secret, sender=self.sender, method=method, path=target, body=body
            )
        limit = urllib3.Timeout(connect=self.timeout, read=self.timeout)
        try:
            # A signed request goes where it was meant to go and nowhere else: no redirects.
            answer = _pool.request(
                method, url, body=body or None, headers=headers, timeout=limit, redirect=False,
                preload_content=False, decode_content=False,
            )  # fmt: skip
            return self._taken(answer)
        except urllib3.exceptions.TimeoutError as problem:
            raise Unanswered(f"超过 {self.timeout:g} 秒没有答复") from problem
        except (urllib3.exceptions.HTTPError, OSError) as problem:
            raise Unanswered("连接不上或者中断") from problem

    def _taken(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        """Return the content of an answer; its line is kept only when it was read to its end."""
        try:
            content = answer.read(self.largest + 1)
            if len(content) > self.largest:
                raise Unanswered("对方答复过大", again=False)
            if answer.status != 200:
                said = f"对方返回 {answer.status}{_said(content[:WORDS])}"[:300]
                raise Unanswered(said, again=answer.status in AGAIN)
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return content


def _said(content: bytes) -> str:
    try:
        told = json.loads(content).get("message", "")
    except (ValueError, AttributeError):
        return ""
    return f"：{told}" if told else ""


def _ms(began: float) -> int:
    return round(1000 * (time.monotonic() - began))
