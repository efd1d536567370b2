"""One month's payment of a whole register, from the draft to the reconciled books, beside a bulk insert.

Ours: build, check, submit, approve, seal and export, read the bank's returns, book, reconcile, close.
The rival is the least anybody could do: the same lines put into the same table by one `executemany`.
Both work on copies of one home; what the bank itself does is not timed.
"""

import json
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

from minzheng.site import homes, patterns

SIZE = 300_000
MODULE = "from benchmarks.payments import month; "


def run(size: int) -> dict[str, Any]:
    """Pay ``size`` families one month; return seconds by step, peak memory and the rival's seconds."""
    with homes.fresh() as home:
        home.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        home.ask(f"{MODULE}month.raise_register({size})")
        empty = home.folder / "empty.sqlite3"
        shutil.copy2(home.folder / patterns.DATABASE, empty)
        out = _told(home, "send()")
        home.ask(f"{MODULE}month.answer()")
        back = _told(home, "take_back()")
        rival = _bulk_insert(home.folder / patterns.DATABASE, empty)
    steps = out.pop("steps") | back.pop("steps")
    ours = {
        "seconds": round(sum(steps.values()), 2),
        "cpu_seconds": round(out.pop("cpu_seconds") + back.pop("cpu_seconds"), 2),
        "peak_mb": max(out.pop("peak_mb"), back.pop("peak_mb")),
        "steps": steps,
    }
    return {"ours": ours, "rivals": {"executemany": rival}, **out, **back}


def _told(home: homes.Home, work: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        home.ask(f"{MODULE}import json; print(json.dumps(month.{work}))").splitlines()[-1]
    )
    return answer


def _bulk_insert(filled: Path, empty: Path) -> dict[str, Any]:
    """Put the lines of one database into another, which has the same table with all its guards."""
    with sqlite3.connect(filled) as base:
        rows = base.execute("SELECT * FROM payments_paymentline").fetchall()
    marks = ", ".join("?" * len(rows[0]))
    clock, cpu = time.perf_counter(), time.process_time()
    with sqlite3.connect(empty) as base:
        base.executemany(f"INSERT INTO payments_paymentline VALUES ({marks})", rows)  # only marks
    seconds, used = time.perf_counter() - clock, time.process_time() - cpu
    return {"seconds": round(seconds, 2), "cpu_seconds": round(used, 2), "rows": len(rows)}
