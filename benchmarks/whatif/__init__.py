"""A raised standard tried on a county: the desk's run against the same sums written by hand in Polars.

Both read the gathered facts of a month and leave one row per affected household and the sums by
township; each in a process of its own, the second of two runs counts. Ours also keeps what makes it
a record: digests of all inputs, the roll, the audit line, a result that can be repeated.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.policy import prepared
from minzheng.site import homes

SIZE = 150_000
ROOT = Path(__file__).resolve().parents[2]


def run(size: int, seed: int = 1) -> dict[str, Any]:
    """Measure both on ``size`` households; the difference of their sums must be nought."""
    folder = prepared(size, seed)
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MINZHENG_")}
    with homes.fresh() as home:
        code = f"from benchmarks.whatif import desk; desk.measure({str(folder)!r})"
        ours = json.loads(home.ask(code).splitlines()[-1])
    rival = subprocess.run(
        [sys.executable, "-m", "benchmarks.whatif.polars_rival", str(folder)],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    hand = json.loads(rival.stdout.splitlines()[-1])
    sums = [told.pop("towns") for told in (ours, hand)]
    return {
        "ours": ours,
        "rivals": {"polars": hand},
        "differences": {town: [a.get(town) for a in sums] for town in {*sums[0], *sums[1]} if sums[0].get(town) != sums[1].get(town)},
        "change_yuan": sum(sums[0].values()) / 100,
    }  # fmt: skip
