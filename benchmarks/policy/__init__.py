"""Five cash benefits of a county in one pass: our engine beside hand-written code and OpenFisca.

Every engine reads the same Parquet files, in a process of its own, and leaves the same Arrow
columns (unit, eligible, amount in fen). The rounds take the engines in turn, so that a busy
machine is busy for all; the figure is the median of the rounds.
"""

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.site import workers

from . import population, timing

SIZE = 150_000
ROUNDS = 5
ROOT = Path(__file__).resolve().parents[2]
OPENFISCA = ROOT / "benchmarks" / "rivals" / "openfisca"
CACHE = Path(tempfile.gettempdir()) / "minzheng-bench-policy"
HERE = {
    "ours": "benchmarks.policy.ours",
    "polars": "benchmarks.policy.polars_rival",
    "duckdb": "benchmarks.policy.duckdb_rival",
}


def run(size: int, seed: int = 1, rounds: int = ROUNDS) -> dict[str, Any]:
    """Measure all engines on ``size`` households; compare what they decided."""
    folder = prepared(size, seed)
    commands = {name: [sys.executable, "-m", module] for name, module in HERE.items()}
    openfisca = openfisca_python()
    if openfisca is not None:
        commands["openfisca"] = [str(openfisca), str(OPENFISCA / "run.py")]
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as name:
        out = {engine: Path(name) / engine for engine in commands}
        for path in out.values():
            path.mkdir()
        for number in range(1, rounds + 1):
            for engine, command in commands.items():
                figures = _measured([*command, str(folder), str(out[engine])])
                taken[engine].append(figures)
                print(f"第 {number} 轮 {engine}：{figures}", flush=True)
            load.append(os.getloadavg()[0])
        differences = {e: differing(out["ours"], out[e]) for e in commands if e != "ours"}
        decided = _decided(out["ours"])
    figures = {engine: _median(each) for engine, each in taken.items()}
    ours = figures.pop("ours") | _measured([*commands["ours"], str(folder)])
    # A single case is decided in a web worker, which has one thread.
    threads = workers.for_pages()[workers.THREADS]
    single = [*commands["ours"], "single", str(folder)]
    ours |= _measured(["env", f"{workers.THREADS}={threads}", *single])
    for engine, found in differences.items():
        print(f"{engine} 与本平台的差异：{found}", flush=True)
    return {
        "ours": ours,
        "rivals": figures,
        "cpu_ratio": {
            e: round(f["cpu_seconds"] / ours["cpu_seconds"], 3) for e, f in figures.items()
        },
        "persons": round(size * population.PEOPLE_PER_HOUSEHOLD),
        "decided": decided,
        "differences": differences,
        "load": [round(min(load), 2), round(max(load), 2)],
    }


def prepared(size: int, seed: int) -> Path:
    """Return a folder with the Parquet files of the population; drawn once."""
    text = Path(population.__file__).read_bytes()
    facts = b"".join(p.read_bytes() for p in sorted((ROOT / "minzheng" / "facts").glob("*.py")))
    drawn = hashlib.sha256(text + facts).hexdigest()[:12]
    folder = CACHE / f"{size}-{seed}-{drawn}"
    if not (folder / "ready").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"生成 {size:,} 户的人口（只此一次，不计时）……", flush=True)
        population.write(folder, size, seed)
        (folder / "ready").touch()
    return folder


def openfisca_python() -> Path | None:
    """Return the interpreter of the OpenFisca project, installed from its own lock; None without uv.

    Its environment lies with the measurements and not in the tree.
    """
    lock = hashlib.sha256((OPENFISCA / "uv.lock").read_bytes()).hexdigest()[:12]
    place = CACHE / f"openfisca-{lock}"
    python = place / "bin" / "python"
    if python.is_file():
        return python
    uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
    if uv is None:
        print("没有 uv，OpenFisca 不参加比较（见 benchmarks/rivals/openfisca/README.md）")
        return None
    environ = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    environ["UV_PROJECT_ENVIRONMENT"] = str(place)
    command = [uv, "sync", "--frozen", "--quiet", "--python", sys.executable]
    if subprocess.run(command, cwd=OPENFISCA, env=environ, check=False).returncode:
        print("OpenFisca 未能按其锁定文件安装，不参加比较")
        return None
    return python


def differing(ours: Path, other: Path) -> dict[str, dict[str, float]]:
    """Return, per policy, how many units another engine decided otherwise, and the fen between."""
    found = {}
    for policy in timing.POLICIES:
        left, right = (pl.read_parquet(path / f"{policy}.parquet") for path in (ours, other))
        key = left.columns[0]
        both = left.join(right, on=key, how="full", suffix="_other")
        gap = (both["amount"] - both["amount_other"]).fill_null(1)
        other_outcome = both["eligible"].ne_missing(both["eligible_other"]) | both[key].is_null()
        found[policy] = {
            "outcomes": int(other_outcome.sum()),
            "amounts": int((gap != 0).sum()),
            "fen": int(gap.abs().sum()),
        }
        if "yuan" in both.columns:  # as the engine holds it, before it is brought to whole fen
            exact = both["amount"] / 100
            found[policy]["yuan_off"] = float((both["yuan"].cast(pl.Float64) - exact).abs().sum())
    return found


def _decided(out: Path) -> dict[str, dict[str, float]]:
    answers = {}
    for policy in timing.POLICIES:
        frame = pl.read_parquet(out / f"{policy}.parquet")
        answers[policy] = {
            "eligible": int(frame["eligible"].sum()),
            "yuan": int(frame["amount"].sum()) / 100,
        }
    return answers


def _median(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def _measured(command: list[str]) -> dict[str, float]:
    """Run an engine in a process of its own; its last line is its figures."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MINZHENG_")}
    done = subprocess.run(
        command, cwd=ROOT, env=environ | {"PYTHONPATH": str(ROOT)}, check=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))
