"""What every engine of the benchmark does in its own process: once to warm up, once by the clock."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

POLICIES = ("dibao", "tekun", "living", "nursing", "old_age")
Decide = Callable[[Path], dict[str, pa.Table]]


def peak_mb() -> int:
    """Give the greatest resident memory of this process since it was started."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def timed(decide: Decide, folder: Path) -> tuple[dict[str, pa.Table], dict[str, float]]:
    """Decide twice from the Parquet files to Arrow tables; the second time counts."""
    began = time.perf_counter()
    decide(folder)
    first = time.perf_counter() - began
    cpu, clock = time.process_time(), time.perf_counter()
    answers = decide(folder)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return answers, {
        "seconds": round(seconds, 4),
        "cpu_seconds": round(cpu, 4),
        "first_seconds": round(first, 4),
        "peak_mb": peak_mb(),
    }


def main(decide: Decide) -> None:
    """Measure one engine on the folder named; leave its answers in the other, print the figures."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    answers, figures = timed(decide, folder)
    for name, table in answers.items():
        parquet.write_table(table, out / f"{name}.parquet")
    print(json.dumps(figures))
