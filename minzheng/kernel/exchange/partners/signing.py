"""The signature of a request: HMAC-SM3 over sender, method, path, moment, nonce and body.

The path goes with its query. Whoever is asked refuses what is older than `LIFETIME` seconds and a
nonce it has seen; the secret is read from the environment and never stored. The clocks of the
machines count here, whatever day an office is set to.
"""

import hmac
import os
import secrets
import time
from collections.abc import Mapping

from minzheng.core.sealing import digest_sm3, hmac_sm3

LIFETIME = 300
SENDER, MOMENT, NONCE, SIGNATURE = "X-Sender", "X-Timestamp", "X-Nonce", "X-Signature"


def secret_of(name: str) -> bytes:
    """Return the secret an environment variable holds; KeyError names the missing variable."""
    value = os.environ.get(name, "")
    if not value:
        raise KeyError(name)
    return value.encode()


def signed(secret: bytes, *, sender: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """Return the headers that sign a request sent now."""
    moment, nonce = str(int(time.time())), secrets.token_hex(12)
    told = _told(sender, method, path, moment, nonce, body)
    return {SENDER: sender, MOMENT: moment, NONCE: nonce, SIGNATURE: hmac_sm3(secret, told)}


def is_sound(
    secret: bytes, *, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> bool:
    """Say whether a request was signed with the secret, for this very path, within `LIFETIME`."""
    moment = headers.get(MOMENT, "")
    if not moment.isdecimal() or abs(time.time() - int(moment)) > LIFETIME:
        return False
    told = _told(headers.get(SENDER, ""), method, path, moment, headers.get(NONCE, ""), body)
    wanted = hmac_sm3(secret, told).encode()
    return hmac.compare_digest(wanted, headers.get(SIGNATURE, "").encode())


def _told(sender: str, method: str, path: str, moment: str, nonce: str, body: bytes) -> bytes:
    return "\n".join((sender, method, path, moment, nonce, digest_sm3(body))).encode()
