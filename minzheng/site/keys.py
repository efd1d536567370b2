"""The two secrets of a home: made once, kept in one file that only its owner can read."""

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

FILE = "secrets.env"


def read(home: Path, environ: MutableMapping[str, str]) -> None:
    """Put the lines of ``home/secrets.env`` into ``environ``; what is already there wins."""
    path = home / FILE
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, mark, value = line.partition("=")
        if mark and not name.startswith("#"):
            environ.setdefault(name.strip(), value.strip())


def make(home: Path, *, demo: bool) -> Path:
    """Write fresh secrets for a home that has none; a file that exists is never touched.

    ``MINZHENG_KEY`` encrypts personal data: a home whose key is lost cannot be read again.
    """
    path = home / FILE
    if path.exists():
        return path
    home.mkdir(parents=True, exist_ok=True)
    lines = [
        "# 密钥：丢失后数据无法解密，请离线备份，不得外传。",
        f"MINZHENG_SECRET_KEY={secrets.token_urlsafe(48)}",
        f"MINZHENG_KEY={secrets.token_hex(32)}",
    ]
    if demo:
        lines.append("MINZHENG_DEMO=1")
    # O_EXCL: two processes that start together must not each write a key of their own.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    return path
