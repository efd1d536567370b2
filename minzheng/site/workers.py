"""Processes and their threads: a page decides one family, a run decides a county."""

import os
import subprocess
import sys
from pathlib import Path

THREADS, KEPT = "POLARS_MAX_THREADS", "MINZHENG_RUN_THREADS"


def for_pages() -> dict[str, str]:
    """Return the environment of the web workers.

    One thread each, unless the operator says otherwise: waking a pool of threads costs more than a
    family's whole determination, and there is a worker for every core anyway.
    """
    given = os.environ.get(THREADS, "")
    return os.environ | {THREADS: given or "1", KEPT: given}


def command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the web server."""
    return [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "wsgi",
        "--host", host,
        "--port", str(port),
        "--workers", str(workers),
        "--blocking-threads", "2",
        "--no-ws",
        "--respawn-failed-workers",
        "minzheng.site.wsgi:application",
    ]  # fmt: skip


def launch(*words: str) -> None:
    """Start a verb of the command line that outlives the page, with the threads that runs have."""
    environ = dict(os.environ)
    if KEPT in environ:
        environ.pop(THREADS, None)
        given = environ.pop(KEPT)
        if given:
            environ[THREADS] = given
    subprocess.Popen(
        [sys.executable, "-m", "minzheng.site.command", *words],
        env=environ,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
