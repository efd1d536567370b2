"""A home for a proof: temporary, migrated, worked in by processes that may be killed."""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from minzheng.site import keys
from minzheng.site.rooms import PACKAGE

ENTER = "import django; django.setup(); "
DATABASE = "minzheng.sqlite3"


@dataclass(frozen=True)
class Home:
    """A folder with its keys and database, and the environment of a process that works there."""

    folder: Path
    environ: dict[str, str]

    def spawn(self, code: str, *, output: Path | None = None) -> subprocess.Popen[bytes]:
        """Start Python with ``code`` in this home, Django standing, what it prints in ``output``."""
        place = output or self.folder / f"said-{secrets.token_hex(4)}"
        with place.open("ab") as stream:
            return subprocess.Popen(
                [sys.executable, "-c", ENTER + code],
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    def ask(self, code: str) -> str:
        """Run ``code`` in this home and return what it prints; a failure raises with its words."""
        answer = subprocess.run(
            [sys.executable, "-c", ENTER + code],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise RuntimeError(answer.stdout + answer.stderr)
        return answer.stdout


# Migrated databases of this process, by the rooms whose tables they hold: files, or names on the server.
_patterns: dict[tuple[str, ...], str] = {}


@contextmanager
def _database(address: str, pattern: str) -> Iterator[str]:
    """Make a database of our own beside the one at ``address``, a copy of ``pattern``; drop it afterwards."""
    name = f"proof_{secrets.token_hex(6)}"
    _create(address, name, pattern)
    try:
        yield _beside(address, name)
    finally:
        _drop(address, name)


def _create(address: str, name: str, pattern: str = "template1") -> None:
    # Both names are made here of letters and digits: nothing in them needs quoting.
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")


def _drop(address: str, name: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_pattern(address: str, name: str) -> None:
    # A server that is gone by then has taken it along.
    with suppress(psycopg.OperationalError):
        _drop(address, name)


def _beside(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _pattern(given: str, rooms: tuple[str, ...]) -> str:
    """Return a migrated database to copy: the tables are made once a process, which takes seconds."""
    if rooms in _patterns:
        return _patterns[rooms]
    folder = Path(tempfile.mkdtemp(prefix="minzheng-pattern-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    keys.make(folder, demo=True)
    name, address = str(folder / DATABASE), ""
    if given:
        name = f"pattern_{secrets.token_hex(6)}"
        _create(given, name)
        atexit.register(_drop_pattern, given, name)
        address = _beside(given, name)
    home = Home(folder, _environ(folder, address))
    for room in rooms or (None,):
        wanted = ", ".join(repr(word) for word in ("migrate", room) if word)
        home.ask(f"from django.core.management import call_command as c; c({wanted}, verbosity=0)")
    _patterns[rooms] = name
    return name


def _environ(folder: Path, address: str) -> dict[str, str]:
    secret = ("MINZHENG_KEY", "MINZHENG_SECRET_KEY", "MINZHENG_RESULTS")
    environ = {key: value for key, value in os.environ.items() if key not in secret}
    return environ | {
        "MINZHENG_HOME": str(folder),
        "MINZHENG_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
        "PYTHONPATH": str(PACKAGE.parent),
    }


@contextmanager
def fresh(*rooms: str) -> Iterator[Home]:
    """Yield a migrated demo home, on PostgreSQL where ``MINZHENG_DATABASE`` names a server.

    Naming the ``rooms`` whose tables are needed (those they stand on come along) saves seconds.
    """
    given = os.environ.get("MINZHENG_DATABASE", "")
    pattern = _pattern(given, rooms)
    with tempfile.TemporaryDirectory(prefix="minzheng-proof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys.make(folder, demo=True)
        if not given:
            shutil.copy(pattern, folder / DATABASE)
        with _database(given, pattern) if given else nullcontext("") as address:
            yield Home(folder, _environ(folder, address))
