"""A home for a proof: temporary, migrated, worked in by processes that may be killed."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from minzheng.site import keys, patterns
from minzheng.site.patterns import ENTER


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
def _database(server: str, pattern: str) -> Iterator[str]:
    """Make a database of our own on ``server``, a copy of ``pattern``; drop it afterwards."""
    name = f"proof_{secrets.token_hex(6)}"
    address = patterns.create(server, name, pattern)
    try:
        yield address
    finally:
        patterns.drop(server, name)


@contextmanager
def fresh(server: str = "") -> Iterator[Home]:
    """Yield a migrated demo home, on the PostgreSQL ``server`` or where ``MINZHENG_DATABASE`` names one."""
    given = server or os.environ.get("MINZHENG_DATABASE", "")
    pattern = patterns.of(given)
    with tempfile.TemporaryDirectory(prefix="minzheng-proof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys.make(folder, demo=True)
        if not given:
            shutil.copy(pattern, folder / patterns.DATABASE)
        with _database(given, pattern) if given else nullcontext("") as address:
            yield Home(folder, patterns.environ(folder, address))
