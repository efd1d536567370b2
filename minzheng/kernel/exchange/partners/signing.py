"""The signature of a request: HMAC-SM3 over method, path, moment, nonce and body.

A partner refuses what is older than `LIFETIME` seconds and a nonce it has seen; the secret is
read from the environment and never stored.
"""

import hmac
import os
import secrets

from minzheng.core.sealing import digest_sm3, hmac_sm3

LIFETIME = 300
MOMENT, NONCE, SIGNATURE = "X-Mz-Time", "X-Mz-Nonce", "X-Mz-Signature"


def secret_of(name: str) -> bytes:
    """Return the secret an environment variable holds; KeyError names the missing variable."""
    value = os.environ.get(name, "")
    if not value:
        raise KeyError(name)
    return value.encode()


def signed(secret: bytes, *, method: str, path: str, body: bytes, moment: int) -> dict[str, str]:
    """Return the headers that sign a request sent at ``moment`` (seconds since 1970)."""
    nonce = secrets.token_hex(8)
    told = _told(method, path, str(moment), nonce, body)
    return {MOMENT: str(moment), NONCE: nonce, SIGNATURE: hmac_sm3(secret, told)}


def is_sound(
    secret: bytes, *, method: str, path: str, body: bytes, headers: dict[str, str], moment: int
) -> bool:
    """Say whether a request was signed with the secret within `LIFETIME` of ``moment``."""
    sent = headers.get(MOMENT, "")
    if not sent.isdecimal() or abs(moment - int(sent)) > LIFETIME:
        return False
    told = _told(method, path, sent, headers.get(NONCE, ""), body)
    return hmac.compare_digest(hmac_sm3(secret, told), headers.get(SIGNATURE, ""))


def _told(method: str, path: str, moment: str, nonce: str, body: bytes) -> bytes:
    return "\n".join((method, path, moment, nonce, digest_sm3(body))).encode()
