"""A month of indicators: 60 of them for 360 divisions with their groups, beside hand-written Polars.

Ours: counted from people at every level, small cells suppressed, stored with version and time. The
rival is a script that shares no code with the house: it reads the same parquet, counts the same cells
and puts them into a bare table. Both run in processes of their own; every cell is compared.
"""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from minzheng.site import homes, patterns

from . import county

SIZE = 400_000
ROOT = Path(__file__).resolve().parents[2]
MODULE = "from benchmarks.indicators import month; "
OURS = (
    "SELECT indicator, division_id, dimension, category, numerator, denominator "
    "FROM indicators_observation WHERE period = '2026-10' AND NOT (numerator = 0 AND COALESCE(denominator, 0) = 0)"
)


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Compute the month for ``size`` people; return seconds, peak memory, and the cells that differ."""
    with homes.fresh() as home:
        home.environ["PYTHONPATH"] = str(ROOT)
        facts = home.folder / "facts"
        county.write(facts, size, seed)
        home.ask(f"{MODULE}month.raise_divisions({str(facts)!r})")
        ours = json.loads(home.ask(f"{MODULE}month.compute({str(facts)!r})").splitlines()[-1])
        again = json.loads(home.ask(f"{MODULE}month.compute({str(facts)!r})").splitlines()[-1])
        rival = _rival(facts, home.folder / "rival.sqlite3")
        with sqlite3.connect(home.folder / patterns.DATABASE) as base:
            here = set(base.execute(OURS))
        with sqlite3.connect(home.folder / "rival.sqlite3") as base:
            there = set(base.execute("SELECT * FROM figures"))
    return {
        "ours": ours,
        "rivals": {"polars": rival},
        "again_seconds": again["seconds"],
        "indicators": len(county.SPECS),
        "divisions": len(county.places()),
        "cells": len(here),
        "cells_differing": len(here ^ there),
    }


def _rival(facts: Path, base: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("polars_rival.py")
    made = subprocess.run(
        [sys.executable, str(script), str(facts), str(base)], capture_output=True, text=True, check=True
    )  # fmt: skip
    told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return told
