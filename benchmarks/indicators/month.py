"""The house's own month over the facts of the benchmark: run inside a fresh home."""

import json
import resource
import time
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from minzheng.core import clock
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import STOCK, facts
from minzheng.kernel.indicators.declarations import Indicator, Ratio, Rows, registry
from minzheng.kernel.indicators.services import compute_period

MONTH = "2026-10"


def raise_divisions(folder: str) -> None:
    """Enter the divisions of the facts."""
    lines = json.loads((Path(folder) / "county.json").read_text())["places"]
    Division.objects.all().delete()
    rows = []
    for code, line in sorted(lines.items(), key=lambda pair: len(pair[1])):
        path = "".join(f"{above}/" for above in reversed(line) if above != "000000")
        rows.append(Division(code=code, name=code, level=len(line) - 1, path=path,
                             parent_id=line[1] if len(line) > 1 else None))  # fmt: skip
    Division.objects.bulk_create(rows)


def compute(folder: str) -> None:
    """Compute and store the month; print seconds, processor seconds and peak memory as JSON."""
    specs = json.loads((Path(folder) / "county.json").read_text())["specs"]
    for item in registry.all():
        registry.remove(item.key)
    for spec in specs:
        registry.add(spec["key"], _declared(spec))
    facts.over = lambda name, period: pl.read_parquet(Path(folder) / f"{name}.parquet")
    begun, used = time.perf_counter(), time.process_time()
    figures = compute_period(MONTH, at=clock.now())
    print(json.dumps({
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "figures": figures,
    }))  # fmt: skip


def _declared(spec: dict[str, Any]) -> Indicator:
    """Return an indicator as a room would declare it."""
    unit = "元" if spec["how"] == "sum" else "人"
    tables = (spec["table"], *((spec["of"],) if "of" in spec else ()))

    def function(**rows: Rows) -> Any:
        kept = rows[spec["table"]]
        for column, value in spec["where"].items():
            kept = kept.filter(nw.col(column) == value)
        measures = {"distinct": kept.count_distinct, "sum": kept.sum}
        measure = measures[spec["how"]](spec["column"]) if spec["column"] else kept.count()
        return Ratio(measure, of=rows[spec["of"]].count_distinct(spec["column"])) if "of" in spec else measure  # fmt: skip

    by = ("division", *spec["by"])
    return Indicator(spec["key"], spec["key"], STOCK, unit, "month", by, 5, "试", "试", tables, function)  # fmt: skip
