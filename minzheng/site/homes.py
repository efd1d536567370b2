"""A home for a proof: temporary, migrated, worked in by processes that may be killed."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from minzheng.site import keys
from minzheng.site.rooms import PACKAGE

ENTER = "import django; django.setup(); "


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


@contextmanager
def _database(address: str) -> Iterator[str]:
    """Make a database of our own beside the one at ``address``; drop it afterwards."""
    name = f"proof_{secrets.token_hex(6)}"
    # The name is made here of letters and digits: nothing in it needs quoting.
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def fresh(*rooms: str) -> Iterator[Home]:
    """Yield a migrated demo home, on PostgreSQL where ``MINZHENG_DATABASE`` names a server.

    Naming the ``rooms`` whose tables are needed (those they stand on come along) saves seconds.
    """
    given = os.environ.get("MINZHENG_DATABASE", "")
    with tempfile.TemporaryDirectory(prefix="minzheng-proof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys.make(folder, demo=True)
        secret = ("MINZHENG_KEY", "MINZHENG_SECRET_KEY", "MINZHENG_RESULTS")
        environ = {key: value for key, value in os.environ.items() if key not in secret}
        environ |= {
            "MINZHENG_HOME": name,
            "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
            "PYTHONPATH": str(PACKAGE.parent),
        }
        with _database(given) if given else nullcontext("") as address:
            environ["MINZHENG_DATABASE"] = address
            home = Home(folder, environ)
            for room in rooms or (None,):
                wanted = ", ".join(repr(word) for word in ("migrate", room) if word)
                home.ask(
                    f"from django.core.management import call_command as c; c({wanted}, verbosity=0)"
                )
            yield home
