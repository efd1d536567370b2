"""Where the database lives: one SQLite file in the home, or a PostgreSQL server by address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_OPENING = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-65536;"
    "PRAGMA mmap_size=268435456;"
)


def sqlite(home: Path) -> dict[str, Any]:
    """Return Django's settings for the embedded database of ``home``."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "minzheng.sqlite3",
        "OPTIONS": {
            # IMMEDIATE: a transaction that will write waits at its start and not in its middle,
            # where SQLite could only refuse it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_OPENING,
        },
        # A file and not memory: the live server of the journeys uses several connections.
        "TEST": {"NAME": home / "test.sqlite3"},
    }


def postgresql(address: str) -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name?host=/socket``."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"MINZHENG_DATABASE 须以 postgresql:// 开头，现为 {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "minzheng",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
