"""The month of a prefecture at a hundredth, a tenth and the whole of its size.

16 million delivered rows, 1.2 million people in the register, all of them compared every month:
``minzheng cycle`` beside a pandas script on the same files (that of ``benchmarks.cycle``, which
answers 低保 only). Homes are raised once and kept; memory is that of the process tree. At the two
smaller sizes answers and statistics are worked out again on PySpark. The largest is run once more
with the register on a PostgreSQL of its own (its memory and processor time are not counted).
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import cycle
from minzheng.site import keys, patterns, postgres

SIZE = 16_000_000
HOUSEHOLDS = 455_000
SHARES = (0.01, 0.1, 1.0)
# Spark is asked up to this share of a prefecture, and no step is smaller than so many rows.
SPARK_UP_TO, LEAST_ROWS = 0.1, 20_000
CACHE = Path(tempfile.gettempdir()) / "minzheng-bench-month"
ON_SPARK = "import django; django.setup(); from benchmarks.month import spark; spark.main"
IN_HOME = "import django; django.setup(); from benchmarks.month import prefecture; "


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Measure steps up to ``size`` rows; the last one is what the benchmark reports as ours."""
    steps = {}
    for share in SHARES:
        rows = round(size * share)
        if rows >= LEAST_ROWS:
            steps[str(share)] = measured(rows, seed)
            print(json.dumps({share: steps[str(share)]}, ensure_ascii=False), flush=True)
    top = steps[str(SHARES[-1])]
    told = on_postgresql(round(size * SHARES[-1]), seed)
    return {
        "ours": top["ours"], "rivals": {"pandas": top["pandas"]}, "steps": steps, "postgresql": told
    }  # fmt: skip


def measured(rows: int, seed: int) -> dict[str, Any]:
    """Measure one size: our month, the rival's, and Spark's where it is asked."""
    home = prepared(rows, seed)
    truth, planted = _truth(home)
    with cycle.working_copy(home) as copy:
        own = cycle.ours(copy)
        told = json.loads(_said(copy, ["-c", f"{IN_HOME}print(prefecture.counted())"]))
        spark = on_spark(copy) if rows <= SIZE * SPARK_UP_TO else {}
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as out:
        rival = cycle.pandas(home, Path(out))
    # The rival knows dibao only, not the benefits that persons hold.
    dibao = {row for row in planted if "." not in row[0]}
    against = {
        "ours": cycle.difference(own.pop("found"), planted),
        "pandas": cycle.difference(rival.pop("found"), dibao),
    }
    return {
        "rows": truth["rows"], "files": len(truth["files"]), "planted": len(planted), **told,
        "ours": own, "pandas": rival, "spark": spark, "against_truth": against,
    }  # fmt: skip


def on_postgresql(rows: int, seed: int) -> dict[str, Any]:
    """Measure our month of one size with the register on PostgreSQL."""
    if postgres.binaries() is None:
        return {"skipped": "没有 PostgreSQL"}
    raised = prepared(rows, seed)
    with (
        postgres.server() as server,
        tempfile.TemporaryDirectory(prefix="minzheng-bench-") as name,
    ):
        home = Path(name)
        kept = (raised / keys.FILE).read_text(encoding="utf-8")
        address = patterns.create(server, "month")
        (home / keys.FILE).write_text(f"{kept}MINZHENG_DATABASE={address}\n", encoding="utf-8")
        (home / "inbox").symlink_to(raised / "inbox")
        work = f"{IN_HOME}prefecture.raise_register({_households(rows)}, {seed})"
        cycle.process([sys.executable, "-c", work], home)
        own = cycle.ours(home)
    return own | {"against_truth": cycle.difference(own.pop("found"), _truth(raised)[1])}


def _truth(home: Path) -> tuple[dict[str, Any], set[tuple[Any, ...]]]:
    truth = json.loads((home / "inbox" / "truth.json").read_text(encoding="utf-8"))
    return truth, {(row["kind"], row["household"], row["person"]) for row in truth["truths"]}


def _households(rows: int) -> int:
    return round(HOUSEHOLDS * rows / SIZE)


def prepared(rows: int, seed: int) -> Path:
    """Return a folder with the raised home, its files and the rival's register; made once."""
    folder = CACHE / f"{rows}-{seed}-{cycle.kind(Path(__file__).parent / 'prefecture.py')}"
    if not (folder / "ready").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        households = _households(rows)
        print(f"生成 {rows:,} 行、{households:,} 户（只此一次，不计时）……", flush=True)
        work = f"{IN_HOME}prefecture.raise_home({rows}, {households}, {seed})"
        cycle.process([sys.executable, "-c", work], folder)
        (folder / "ready").touch()
    return folder


def on_spark(home: Path) -> dict[str, Any]:
    """Work answers and statistics of a home's month out on PySpark, or say what is lacking."""
    told: dict[str, Any] = json.loads(_said(home, ["-c", f"{ON_SPARK}({cycle.MONTH!r})"]))
    return told


def _said(home: Path, arguments: list[str]) -> str:
    """Return the last line that a process in a home prints."""
    answer = subprocess.run(
        [sys.executable, *arguments], env=cycle.environ(home), cwd=cycle.ROOT,
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return answer.stdout.splitlines()[-1]
