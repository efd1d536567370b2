"""A backup made in mid-month is restored elsewhere and goes on: the bank pays nobody a second time.

1. A run is approved; the backup is made; then the old house still sends, and the bank pays.
2. The old house is gone. The backup is restored and knows of no sending: it sends again, the bank
   answers by serial number what it did the first time, and the month is closed with equal books.
"""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minzheng.site import homes, patterns, postgres
from minzheng.site.house import ROOT

from . import money

MODULE = "from minzheng.site.soaks import money_restored as proof; "
APPROVED, PAID = 4, 7


# -- in a child process ---------------------------------------------------------------------------


def begin(seed: int, target: str) -> None:
    """Come to the approved run, make the backup and say where it is, then send and let the bank pay."""
    money.prepare(seed)
    for step in money.STEPS[:APPROVED]:
        step(money.FIRST)
    print(_script("backup.sh", target, environ=dict(os.environ)), flush=True)  # noqa: T201
    for step in money.STEPS[APPROVED:PAID]:
        step(money.FIRST)


def resume() -> None:
    """Go on in the restored house and say what is wrong at the end of the month."""
    money.pay(money.FIRST)
    print(json.dumps(money.unfinished(money.FIRST)), flush=True)  # noqa: T201


# -- the proof ------------------------------------------------------------------------------------


def _script(name: str, *arguments: str, environ: dict[str, str]) -> str:
    binaries = postgres.binaries() if environ.get("MINZHENG_DATABASE") else None
    where = f"{binaries}{os.pathsep}{environ['PATH']}" if binaries else environ["PATH"]
    answer = subprocess.run(
        [str(ROOT / "deploy" / name), *arguments], env=environ | {"PATH": where},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode:
        raise RuntimeError(answer.stdout + answer.stderr)
    return answer.stdout.strip()


@contextmanager
def _empty(address: str) -> Iterator[str]:
    """Make an empty database beside the old one, where there is a server; drop it afterwards."""
    if not address:
        yield ""
        return
    server, name = os.environ["MINZHENG_DATABASE"], f"restored_{secrets.token_hex(6)}"
    own = patterns.create(server, name)
    try:
        yield own
    finally:
        patterns.drop(server, name)


def once(seed: int) -> list[str]:
    """Lose a house in mid-month and go on from its backup; return what failed."""
    with (
        homes.fresh() as old,
        tempfile.TemporaryDirectory(prefix="minzheng-proof-") as name,
        _empty(old.environ["MINZHENG_DATABASE"]) as own,
    ):
        folder = Path(name)
        said = old.ask(f"{MODULE}proof.begin({seed}, {str(folder / 'backups')!r})")
        home = folder / "new"
        environ = old.environ | {"MINZHENG_HOME": str(home), "MINZHENG_DATABASE": own}
        _script("restore.sh", said.split()[-1], str(home), environ=environ)
        # What never lies in a backup: the keys, which the people put in, and the bank's own side.
        for secret in old.folder.glob("*.env"):
            shutil.copy(secret, home)
        shutil.copytree(old.folder / "exchange", home / "exchange")
        told = homes.Home(home, environ).ask(f"{MODULE}proof.resume()")
    failures: list[str] = json.loads(told.splitlines()[-1])
    return failures


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Lose and restore ``runs`` houses, or until the deadline."""
    began, failures = time.monotonic(), list[str]()
    for number in range(runs):
        # The first is always lost: a proof of nothing is none.
        if number and deadline_seconds and time.monotonic() - began > deadline_seconds / 2:
            break
        failures += once(seed + number)
    return failures
