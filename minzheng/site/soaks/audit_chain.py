"""Writers race for the audit chain and one of them is killed: no line is lost, none is torn.

1. Four processes append lines; each prints a line's number after its commit.
2. One is killed with signal 9 at a random moment.
3. The chain must verify, hold every number that was printed, and at most one line more for the
   killed writer (committed, but killed before it could say so).
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from minzheng.kernel.audit import services as audit
from minzheng.kernel.audit.models import Entry
from minzheng.site import homes

WRITERS = 4
LINES = 60
BEGINNING = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def write(writer: str) -> None:
    """Append lines as ``writer`` and say each number once it is committed (in a child process)."""
    for count in range(LINES):
        at = BEGINNING + timedelta(seconds=count)
        entry = audit.record("proof.written", subject=writer, subject_key="proof", by=None, at=at)
        print(entry.sequence, flush=True)  # noqa: T201


def inspect(since: int) -> str:
    """Return the breaks after line ``since`` and the numbers present (in a child process)."""
    breaks = [f"{gap.sequence}:{gap.reason}" for gap in audit.verify_chain(since + 1)]
    present = Entry.objects.filter(sequence__gt=since).values_list("sequence", flat=True)
    return ",".join(breaks) + "|" + " ".join(map(str, sorted(present)))


def _said(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().splitlines() if line.isdigit()]


def once(home: homes.Home, draw: random.Random, name: str, since: int) -> tuple[list[str], int]:
    """Race once; return what failed and the number of the last line."""
    module = "from minzheng.site.soaks.audit_chain import inspect, write; "
    outputs = [home.folder / f"{name}-{number}" for number in range(WRITERS)]
    writers = [home.spawn(f"{module}write({path.name!r})", output=path) for path in outputs]
    victim = draw.randrange(WRITERS)
    while writers[victim].poll() is None and not _said(outputs[victim]):
        time.sleep(0.01)
    time.sleep(draw.uniform(0, 0.3))
    writers[victim].kill()
    codes = [writer.wait() for writer in writers]
    broken, _, present = home.ask(f"{module}print(inspect({since}))").strip().partition("|")
    numbers = {int(number) for number in present.split()}
    said = {number for path in outputs for number in _said(path)}
    failures = [f"{name}: {broken}"] if broken else []
    failures += [f"{name}: 写者 {n} 异常退出 {c}" for n, c in enumerate(codes) if c > 0]
    if said - numbers:
        failures.append(f"{name}: 已确认的记录丢失 {sorted(said - numbers)}")
    if len(numbers - said) > 1:
        failures.append(f"{name}: 多出未确认的记录 {sorted(numbers - said)}")
    return failures, max(numbers, default=since)


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Race ``runs`` times, or until the deadline."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    began, since = time.monotonic(), 0
    failures: list[str] = []
    with homes.fresh() as home:
        for number in range(runs):
            # The first race is always run: a proof of nothing is none.
            if number and deadline_seconds and time.monotonic() - began > deadline_seconds * 0.75:
                break
            found, since = once(home, draw, f"run{number}", since)
            failures += found
    return failures
