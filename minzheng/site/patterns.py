"""Databases with all tables and no rows, to be copied: making the tables takes seconds, copying none.

On SQLite a pattern is kept in the checkout (``.patterns/``) under the digest of what makes tables; on
a PostgreSQL server it is a database beside ours, dropped with the process.
"""

import atexit
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from minzheng.core import files
from minzheng.site import keys
from minzheng.site.rooms import PACKAGE

ENTER = "import django; django.setup(); "
DATABASE = "minzheng.sqlite3"
FOLDER = PACKAGE.parent / ".patterns"
# Branches change places: so many patterns of other states of the code are kept.
KEPT = 6
MADE_OF = ("migrations/*.py", "models.py", "models/*.py", "choices.py", "fields.py")

# The patterns of this process by server: names there, or without a server the file.
_patterns: dict[str, str] = {}


def of(server: str = "") -> str:
    """Return the file to copy, or on ``server`` the name of the database to make others from."""
    if server not in _patterns:
        _patterns[server] = _on_server(server) if server else str(_in_file())
    return _patterns[server]


def environ(folder: Path, address: str) -> dict[str, str]:
    """Return the environment of a process that works in the home ``folder``."""
    secret = ("MINZHENG_KEY", "MINZHENG_SECRET_KEY", "MINZHENG_RESULTS")
    kept = {key: value for key, value in os.environ.items() if key not in secret}
    return kept | {
        "MINZHENG_HOME": str(folder),
        "MINZHENG_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
        "PYTHONPATH": str(PACKAGE.parent),
    }


def create(server: str, name: str, pattern: str = "template1") -> str:
    """Make a database on ``server`` as a copy of ``pattern`` and return its address.

    The names are made here of letters and digits: nothing in them needs quoting.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop(server: str, name: str) -> None:
    """Remove a database, whoever is in it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _in_file() -> Path:
    target = FOLDER / f"{_fingerprint()}.sqlite3"
    if target.is_file():
        target.touch()
        return target
    with tempfile.TemporaryDirectory(prefix="minzheng-pattern-") as name:
        folder = Path(name)
        _make(folder, "")
        with files.whole(target) as partial:
            shutil.copy(folder / DATABASE, partial)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _on_server(server: str) -> str:
    name = f"pattern_{secrets.token_hex(6)}"
    address = create(server, name)
    atexit.register(_forget, server, name)
    with tempfile.TemporaryDirectory(prefix="minzheng-pattern-") as folder:
        _make(Path(folder), address)
    return name


def _forget(server: str, name: str) -> None:
    # A server that is gone by then has taken it along.
    with suppress(psycopg.OperationalError):
        drop(server, name)


def _make(folder: Path, address: str) -> None:
    keys.make(folder, demo=True)
    code = f"{ENTER}from minzheng.site import structure; structure.bring_up()"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environ(folder, address),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stdout + answer.stderr)


def _fingerprint() -> str:
    """Digest what makes tables: models, migrations and the versions of the packages."""
    digest = hashlib.sha256()
    made_of = [path for name in MADE_OF for path in PACKAGE.rglob(name)]
    for path in [*sorted(made_of), PACKAGE.parent / "uv.lock"]:
        digest.update(str(path.relative_to(PACKAGE.parent)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]
