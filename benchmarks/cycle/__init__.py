"""One month of a large county: ``minzheng cycle`` against a pandas script on the same files.

The county is raised once into a cache folder (untimed) and copied for each measurement. Ours and
the rival each run in processes of their own; memory is that of the process and its children.
"""

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SIZE = 150_000
MONTH = "2026-10"
TODAY = "2026-11-16"
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(tempfile.gettempdir()) / "minzheng-bench-cycle"
STAGES = {
    "deliveries": "ingest",
    "facts": "match",
    "determinations": "determine",
    "findings": "write_back",
    "leads": "write_back",
    "routines": "write_back",
    "payments": "write_back",
    "indicators": "write_back",
}
LISTED = 5
IN_HOME = "import django; django.setup(); from benchmarks.cycle import county; "


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Measure both on a county of ``size`` households; compare what they found with the truth."""
    county = prepared(size, seed)
    truth = json.loads((county / "inbox" / "truth.json").read_text(encoding="utf-8"))
    planted = {(row["kind"], row["household"], row["person"]) for row in truth["truths"]}
    with working_copy(county) as home:
        own = ours(home)
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as out:
        rival = pandas(county, Path(out))
    told = {"ours": own.pop("found"), "pandas": rival.pop("found")}
    # The rival knows dibao only, not the benefits that persons hold.
    known = {"ours": planted, "pandas": {row for row in planted if "." not in row[0]}}
    return {
        "ours": own,
        "rivals": {"pandas": rival},
        "rows": truth["rows"],
        "persons": truth["persons"],
        "files": len(truth["files"]),
        "planted": len(planted),
        "against_truth": {who: difference(found, known[who]) for who, found in told.items()},
    }


def difference(found: set[tuple], planted: set[tuple]) -> dict[str, Any]:
    """Return how many truths were missed and how many findings are false, with a few of each."""
    missed, false = sorted(planted - found, key=str), sorted(found - planted, key=str)
    return {
        "missed": len(missed),
        "false": len(false),
        "examples": [missed[:LISTED], false[:LISTED]],
    }


# -- the county ---------------------------------------------------------------------------------


def prepared(size: int, seed: int) -> Path:
    """Return a folder with the raised home, its inbox and the rival's register; made once."""
    folder = CACHE / f"{size}-{seed}-{kind()}"
    if not (folder / "ready").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"生成 {size:,} 户的县（只此一次，不计时）……", flush=True)
        process([sys.executable, "-c", f"{IN_HOME}county.raise_home({size}, {seed})"], folder)
        (folder / "ready").touch()
    return folder


def kind(*more: Path) -> str:
    """Return a digest of what a raised home depends on: the tables, the world, and more files."""
    paths = [*ROOT.glob("minzheng/**/migrations/0*.py"), *ROOT.glob("world/*.py")]
    paths += [ROOT / "benchmarks" / "cycle" / "county.py", *more]
    text = b"".join(path.read_bytes() for path in sorted(paths))
    return hashlib.sha256(text).hexdigest()[:12]


@contextmanager
def working_copy(county: Path) -> Iterator[Path]:
    """Copy the raised home, so that every measurement begins at the same state."""
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as name:
        home = Path(name)
        for file in ("minzheng.sqlite3", "secrets.env"):
            shutil.copy2(county / file, home / file)
        (home / "inbox").symlink_to(county / "inbox")
        yield home


# -- the measurements -----------------------------------------------------------------------------


def ours(home: Path) -> dict[str, Any]:
    """Run the month of a home with `minzheng cycle`; return its figures and what it found."""
    command = [sys.executable, "-m", "minzheng.site.command", "cycle", MONTH]
    clock = time.perf_counter()
    peak, cpu = process([*command, "--inbox", str(home / "inbox" / MONTH)], home)
    seconds = time.perf_counter() - clock
    answer = subprocess.run(
        [sys.executable, "-c", f"{IN_HOME}import json; print(json.dumps(county.outcome()))"],
        env=environ(home), cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(answer.stdout)
    stages: dict[str, float] = {}
    for key, took in told["stages"]:
        stages[STAGES[key]] = round(stages.get(STAGES[key], 0) + took, 2)
    found = {tuple(row) for row in told["found"]}
    figures = {"seconds": round(seconds, 2), "cpu_seconds": cpu, "peak_mb": peak}
    return figures | {"stages": stages, "found": found}


def pandas(county: Path, out: Path) -> dict[str, Any]:
    """Run the rival's month on the same files; return its figures and what it found."""
    said = out / "said.json"
    command = [sys.executable, "-m", "benchmarks.cycle.pandas_rival", str(county / "inbox" / MONTH)]
    clock = time.perf_counter()
    paths = [str(county / "register.parquet"), str(out)]
    peak, cpu = process([*command, *paths, MONTH], out, said)
    seconds = time.perf_counter() - clock
    told = json.loads(said.read_text(encoding="utf-8").splitlines()[-1])
    found = {tuple(row) for row in told["found"]}
    figures = {"seconds": round(seconds, 2), "cpu_seconds": cpu, "peak_mb": peak}
    return figures | {"stages": told["stages"], "found": found}


def environ(home: Path) -> dict[str, str]:
    """Return the environment of a process that works in a home and in nothing of the caller's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MINZHENG_") and name != "DJANGO_SETTINGS_MODULE"
    }
    return kept | {
        "MINZHENG_HOME": str(home),
        "MINZHENG_TODAY": TODAY,
        "MINZHENG_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
        "PYTHONPATH": str(ROOT),
    }


def process(command: list[str], home: Path, said: Path | None = None) -> tuple[int, float]:
    """Run a process to its end; return the peak memory of its tree in MB, and its CPU seconds."""
    before = _cpu()
    with (said or Path("/dev/stderr")).open("a") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environ(home), stdout=stream)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.05)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak // 1024, round(_cpu() - before, 2)


def _cpu() -> float:
    """Return the CPU seconds of all children so far: what a busy machine does not stretch."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> int:
    """Return the resident kilobytes of a process and of all below it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")), "0")
    return int(own) + sum(_memory(int(child)) for child in children)
