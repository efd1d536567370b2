"""How a short message leaves the house: a file for the demo, an HTTP gateway, or a class of one's own.

``settings.SMS_GATEWAY`` is empty (the file ``HOME/outbox/sms.jsonl``), an address (``http…``: the
gateway of this module), or the dotted path of a class with the method ``send`` of ``Gateway``.
"""

import hmac
import json
import os
import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import urllib3
from django.conf import settings
from django.utils.module_loading import import_string

from minzheng.core.sealing import digest_sm3, hmac_sm3

MOMENT, NONCE, SENDER, SIGNATURE = "X-Timestamp", "X-Nonce", "X-Sender", "X-Signature"
# A page waits for the gateway: what takes longer goes with the next round.
TIMEOUT = urllib3.Timeout(connect=2, read=3)
LIFETIME = 300
BUSY = 429
SOUND = range(200, 300)
FAULT = range(500, 600)


class Undelivered(Exception):
    """A gateway did not take a message; ``is_final`` says that trying again is of no use."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Gateway(Protocol):
    """What can send a short message."""

    def send(self, number: int, phone: str, text: str) -> None:
        """Hand over one message; Undelivered says why not.

        ``number`` stays the same when a message is handed over again: a gateway that knows it must
        not send twice.
        """


class FileGateway:
    """Appends lines to a file only its owner may read: the demo's telephone."""

    def send(self, number: int, phone: str, text: str) -> None:
        """Write one line."""
        outbox = Path(settings.HOME) / "outbox"
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = {"id": number, "phone": phone, "text": text}
        handle = os.open(outbox / "sms.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


class HttpGateway:
    """Posts each message to an address, signed with HMAC-SM3 over moment, nonce and body."""

    def __init__(self, address: str, sender: str, secret: bytes) -> None:
        self.address, self.sender, self.secret = address, sender, secret
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def send(self, number: int, phone: str, text: str) -> None:
        """Post one message; a silence, an error of the gateway or a full queue is tried again."""
        body = json.dumps({"id": number, "phone": phone, "text": text}).encode()
        headers = {"Content-Type": "application/json", **signed(self.secret, self.sender, body)}
        try:
            answer = self._pool.request("POST", self.address, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as silence:
            raise Undelivered("短信平台没有应答") from silence
        if answer.status in SOUND:
            return
        words = _words(answer.data)
        if answer.status in FAULT or answer.status == BUSY:
            raise Undelivered(words or "短信平台繁忙")
        raise Undelivered(words or f"短信平台拒收（{answer.status}）", is_final=True)


def signed(secret: bytes, sender: str, body: bytes) -> dict[str, str]:
    """Return the headers that sign a body sent now, by the clock of the machine."""
    moment, nonce = str(int(time.time())), secrets.token_hex(12)
    told = _told(sender, moment, nonce, body)
    return {SENDER: sender, MOMENT: moment, NONCE: nonce, SIGNATURE: hmac_sm3(secret, told)}


def is_sound(secret: bytes, headers: dict[str, str], body: bytes) -> bool:
    """Say whether a body was signed with the secret within ``LIFETIME`` seconds: a gateway's check."""
    moment = headers.get(MOMENT, "")
    if not moment.isdecimal() or abs(time.time() - int(moment)) > LIFETIME:
        return False
    told = _told(headers.get(SENDER, ""), moment, headers.get(NONCE, ""), body)
    return hmac.compare_digest(hmac_sm3(secret, told), headers.get(SIGNATURE, ""))


def gateway() -> Gateway:
    """Return the gateway the settings name."""
    return _gateway(settings.SMS_GATEWAY, settings.SMS_SENDER, settings.SMS_SECRET)


@lru_cache(maxsize=4)
def _gateway(name: str, sender: str, secret: str) -> Gateway:
    if not name:
        return FileGateway()
    if name.startswith(("http://", "https://")):
        return HttpGateway(name, sender, secret.encode())
    made: Gateway = import_string(name)()
    return made


def _told(sender: str, moment: str, nonce: str, body: bytes) -> bytes:
    return "\n".join((sender, moment, nonce, digest_sm3(body))).encode()


def _words(answer: bytes) -> str:
    """Return the reason a gateway gives, as far as it gives one."""
    try:
        told = json.loads(answer)
    except ValueError:
        return ""
    return str(told.get("message", ""))[:100] if isinstance(told, dict) else ""
