"""Reading by hand over a million people: fifty pages a second of office and portal on PostgreSQL.

Requests leave on a fixed beat whether or not the last one came back, from a process of their own;
a latency counts from the beat. Where the beat is too fast, the fastest one that holds is sought too.
The rival is the raw SQL of the very same pages, sent by psycopg on
one connection in the same order (without the line that a look leaves): what remains is what the house adds (rights, models, templates).
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from minzheng.site import homes, postgres, workers
from minzheng.site.verbs import serve

SIZE = 1_000_000
RATE, SECONDS = 50, 60
# What a page may take, of a hundred requests ninety-five; and the slower beats to try.
WITHIN_MS = 150
SLOWER, SHORT = (40, 30, 20, 10), 20
ROOT = Path(__file__).resolve().parents[2]
STAGE = "from benchmarks.web import stage; "
PORT = 8731
PATIENCE = 60.0


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Raise ``size`` people on PostgreSQL, read for a minute; return latencies in ms and errors."""
    with postgres.server() as address, homes.fresh(address) as home:
        home.environ.update({"PYTHONPATH": str(ROOT), "MINZHENG_HTTPS": "0", "MINZHENG_HOSTS": "*"})
        raised = json.loads(
            home.ask(f"{STAGE}stage.raise_register({size}, {seed})").splitlines()[-1]
        )
        print(f"已入库 {raised['persons']:,} 人，{raised['seconds']:.0f} 秒", flush=True)
        plan = home.folder / "plan.json"
        home.ask(f"{STAGE}stage.plan({str(plan)!r}, {RATE * SECONDS}, {seed})")
        ours = _read(home, plan, RATE, RATE * SECONDS)
        held = RATE if ours["p95_ms"] <= WITHIN_MS else 0
        for rate in SLOWER if not held else ():
            slower = _read(home, plan, rate, rate * SHORT)
            if slower["p95_ms"] <= WITHIN_MS:
                held = rate
                ours["at_held"] = {
                    key: slower[key] for key in ("p50_ms", "p95_ms", "p99_ms", "errors")
                }
                break
        rival = json.loads(_child(home, "direct", plan, RATE, RATE * SECONDS))
    return {
        "ours": ours,
        "rivals": {"raw_sql": rival},
        "people": raised["persons"],
        "rate": RATE,
        "held": held,
    }


def _read(home: homes.Home, plan: Path, rate: int, many: int) -> dict[str, Any]:
    """Serve the home with two workers and read the plan from another process."""
    environ = workers.for_pages() | home.environ
    with (home.folder / "served").open("wb") as said:
        served = subprocess.Popen(
            serve.command("127.0.0.1", PORT, 2), cwd=ROOT, env=environ, stdout=said, stderr=said
        )
        try:
            _await(f"http://127.0.0.1:{PORT}/sign-in/")
            told: dict[str, Any] = json.loads(_child(home, "load", plan, rate, many))
        finally:
            served.terminate()
            served.wait()
    return told


def _await(address: str) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310  # our own machine
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _child(home: homes.Home, module: str, plan: Path, rate: int, many: int) -> str:
    """Run a module of this benchmark in a process of its own; return its last line."""
    script = Path(__file__).with_name(f"{module}.py")
    words = [sys.executable, str(script), str(plan), str(PORT), str(rate), str(many)]
    environ = {**home.environ, "MINZHENG_DATABASE": home.environ.get("MINZHENG_DATABASE", "")}
    made = subprocess.run(words, capture_output=True, text=True, check=False, env=environ)
    if made.returncode:
        raise RuntimeError(made.stderr)
    return made.stdout.splitlines()[-1]
