"""Counties of several seeds: all that befell their families is warned of, nothing is invented.

Each county is raised in a home of its own; its month is compared with the month before.
"""

import json
import time

from minzheng.site import homes

HOUSEHOLDS = 150
# The county comes from outside the house: as words for a process, not as an import.
ASK = "from tests.proofs import witness as w; w.tell(w.warnings_of(%d, %d))"


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Raise `runs` counties from `seed` on; return every warning that was missed or invented."""
    began, failed = time.monotonic(), []
    for one in range(seed, seed + runs):
        if deadline_seconds is not None and time.monotonic() - began > deadline_seconds:
            break
        with homes.fresh() as home:
            home.environ["MINZHENG_TODAY"] = "2026-11-16"
            told = json.loads(home.ask(ASK % (HOUSEHOLDS, one)).splitlines()[-1])
        failed += [f"seed {one} {what}: {row}" for what, rows in told.items() for row in rows]
    return failed
