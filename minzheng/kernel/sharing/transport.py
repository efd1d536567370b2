"""The way to another system: signed HTTP with retries, and files that are whole or not there."""

import csv
import http.client
import io
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from minzheng.core.sealing import digest_sm3, hmac_sm3

TIMEOUT = 20.0
TRIES = 4
FIRST_PAUSE = 0.5
LARGEST_ANSWER = 64 * 1024 * 1024
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class TransportFailed(Exception):
    """The other side could not be reached or refused; ``is_final``: trying again is of no use."""

    def __init__(self, message: str, *, is_final: bool = False, attempts: int = 1) -> None:
        super().__init__(message)
        self.is_final = is_final
        self.attempts = attempts


@dataclass(frozen=True)
class Answer:
    """What the other side said, and after how many attempts."""

    content: dict[str, Any]
    attempts: int


@dataclass(frozen=True)
class Line:
    """One system's door: where, as whom, with which secret; ``pause`` waits between attempts."""

    address: str
    sender: str
    secret: bytes
    pause: Callable[[float], None] = time.sleep
    timeout: float = TIMEOUT

    def post(self, path: str, content: Mapping[str, Any], at: datetime) -> Answer:
        """Send a document; an answer that is lost is asked for again under the same number."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return self._tried("POST", path, body, at)

    def get(self, path: str, asked: Mapping[str, str], at: datetime) -> Answer:
        """Ask for a document."""
        query = f"?{urlencode(asked)}" if asked else ""
        return self._tried("GET", path + query, b"", at)

    def _tried(self, method: str, path: str, body: bytes, at: datetime) -> Answer:
        last = TransportFailed("没有发送")
        for attempt in range(1, TRIES + 1):
            if attempt > 1:
                self.pause(FIRST_PAUSE * 2 ** (attempt - 2))
            try:
                return Answer(self._once(method, path, body, at), attempt)
            except TransportFailed as failed:
                last = TransportFailed(str(failed), is_final=failed.is_final, attempts=attempt)
                if failed.is_final:
                    break
        raise last

    def _once(self, method: str, path: str, body: bytes, at: datetime) -> dict[str, Any]:
        url = self.address.rstrip("/") + path
        if urlsplit(url).scheme not in {"http", "https"}:
            raise TransportFailed("接口地址须以 http:// 或 https:// 开头", is_final=True)
        headers = signed(self.secret, self.sender, method, _path_of(url), body, at)
        request = urllib.request.Request(url, body or None, headers, method=method)  # noqa: S310
        try:
            with _OPENER.open(request, timeout=self.timeout) as answer:
                content = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as refusal:
            said = _said(refusal)
            raise TransportFailed(said, is_final=refusal.code not in _AGAIN) from refusal
        except (OSError, http.client.HTTPException) as fault:
            raise TransportFailed(f"未能连通：{type(fault).__name__}") from fault
        if len(content) > LARGEST_ANSWER:
            raise TransportFailed("对方答复过大", is_final=True)
        try:
            read = json.loads(content)
        except ValueError as fault:
            raise TransportFailed("对方答复不是约定格式") from fault
        if not isinstance(read, dict):
            raise TransportFailed("对方答复不是约定格式", is_final=True)
        return read


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed request goes where it was meant to go and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _said(refusal: urllib.error.HTTPError) -> str:
    try:
        told = json.loads(refusal.read(4096)).get("message", "")
    except (ValueError, AttributeError, OSError):
        told = ""
    return f"对方返回 {refusal.code}：{told}"[:300] if told else f"对方返回 {refusal.code}"


def signed(
    secret: bytes, sender: str, method: str, path: str, body: bytes, at: datetime
) -> dict[str, str]:
    """Return the headers of a request: who, when, once, and HMAC-SM3 over all of it."""
    moment, nonce = str(int(at.timestamp())), os.urandom(12).hex()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Sender": sender,
        "X-Timestamp": moment,
        "X-Nonce": nonce,
        "X-Signature": signature(secret, sender, method, path, moment, nonce, body),
    }


def signature(
    secret: bytes, sender: str, method: str, path: str, moment: str, nonce: str, body: bytes
) -> str:
    """Return HMAC-SM3 over sender, method, path, moment, nonce and the digest of the body."""
    text = "\n".join((sender, method, path, moment, nonce, digest_sm3(body)))
    return hmac_sm3(secret, text.encode())


# -- files ------------------------------------------------------------------------------------------

KEY, MARK = "行主键", "操作"
UPSERT, DELETE = "更新", "删除"


@dataclass(frozen=True)
class Dropped:
    """A file laid down for a partner and the flag that says it is whole."""

    path: Path
    rows: int
    digest: str


def file_bytes(rows: Sequence[Mapping[str, str]], names: Sequence[str], encoding: str) -> bytes:
    """Return rows as csv in UTF-8 with mark or in GB18030; no cell can become a formula."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [KEY, MARK, *names], restval="")
    writer.writeheader()
    writer.writerows({key: guarded(value) for key, value in row.items()} for row in rows)
    return text.getvalue().encode(encoding)


def guarded(text: str) -> str:
    """Return the text of a cell with a quote in front where a table would read a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def drop(folder: Path, stem: str, content: bytes, rows: int, *, is_full: bool) -> Dropped:
    """Lay a file down for a partner; the ``.done`` flag with its checksum comes last."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, digest = folder / f"{stem}.csv", digest_sm3(content)
    _whole(path, content)
    flag = {
        "name": path.name,
        "rows": rows,
        "sm3": digest,
        "mode": "full" if is_full else "increment",
    }
    _whole(folder / f"{stem}.done", json.dumps(flag, ensure_ascii=False).encode())
    return Dropped(path, rows, digest)


def _whole(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.touch(mode=0o600)
    partial.write_bytes(content)
    partial.replace(path)


def table_rows(content: bytes) -> list[dict[str, str]]:
    """Read a csv in UTF-8 or GB18030; ValueError (Chinese) for what is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("文件既不是 UTF-8 也不是 GB18030 编码的文本。")
    if "\0" in text:
        raise ValueError("文件不是文本表格，请另存为 csv 后再导入。")
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as fault:
        raise ValueError("文件不能按表格读出，请检查引号和分隔符。") from fault
    return [{k: v.removeprefix("'") for k, v in _cells(row)} for row in rows]


def _cells(row: Mapping[Any, Any]) -> Iterable[tuple[str, str]]:
    """Yield the cells under a header; what a row has too much or too little of is no cell."""
    return ((k, v) for k, v in row.items() if isinstance(k, str) and isinstance(v, str))
