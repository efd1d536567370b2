"""A month is killed at a random moment of each stage and run again: it ends as if never killed.

1. A small county is raised once; in a copy of its home the month runs undisturbed.
2. In a further copy the month is killed with signal 9 while the stage whose turn it is works, in
   one of three runs a second time at any moment.
3. Run again to its end, rows, lake and folders must equal those of the undisturbed copy.
"""

import hashlib
import json
import os
import random
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db.models import Field

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.cycle.models import StageRun
from minzheng.site import homes

HOUSEHOLDS, MONTH, COUNTY = 300, "2026-10", "620422"
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
MODULE = "from minzheng.site.soaks import cycle_kills as proof; "
# The county comes from outside the house: as words for a process, not as an import.
RAISE = f"from tests.proofs import witness; witness.raise_before_the_month({HOUSEHOLDS}, seed=%d)"
PATIENCE, PART = 0.6, 0.95
# What a month writes. A key lost with a transaction leaves a gap on PostgreSQL: rows are numbered.
WRITTEN = (
    "exchange.Delivery", "exchange.RowMatch", "monitoring.Finding", "monitoring.Lead", "monitoring.LeadEntry",
    "monitoring.RegisterEntry", "cases.Task", "benefits.Entitlement", "payments.PaymentRun",
    "payments.PaymentLine", "indicators.Observation",
)  # fmt: skip
FOLDERS = ("lake", "deliveries", "outbox")


# -- in a child process ---------------------------------------------------------------------------


def work() -> None:
    """Run the month, saying when it begins and when each stage is done."""
    by = accounts.system_mandate(COUNTY)
    print("[0/8]", flush=True)  # noqa: T201
    cycle.run(
        MONTH,
        inbox=Path(settings.HOME) / "inbox" / MONTH,
        by=by,
        at=AT,
        progress=lambda *words: print(*words, flush=True),  # noqa: T201
    )


def end_state() -> dict[str, Any]:
    """Return what the month left: rows by table, digests by file, and every name on the disk."""
    numbers = {label: _numbers(apps.get_model(label)) for label in WRITTEN}
    home, lake = Path(settings.HOME), Path(settings.LAKE)
    rows = {label: _rows(apps.get_model(label), numbers) for label in WRITTEN}
    # The seal of a rejected row differs each time it is made.
    answers = [path for path in lake.rglob("*.parquet") if ".rejects" not in path.name]
    files = {path.relative_to(home).as_posix(): _digest(path) for path in answers}
    names = [p.relative_to(home).as_posix() for name in FOLDERS for p in (home / name).rglob("*")]
    stages = {stage.key: stage.state for stage in StageRun.objects.filter(cycle__month=MONTH)}
    return rows | files | {"names": sorted(names), "stages": stages}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _numbers(model: Any) -> dict[int, int]:
    keys = model.objects.order_by("pk").values_list("pk", flat=True)
    return {key: number for number, key in enumerate(keys, start=1)}


def _rows(model: Any, numbers: Mapping[str, Mapping[int, int]]) -> list[str]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    rows = model.objects.values(*(field.attname for field in fields))
    return sorted(
        json.dumps([_plain(field, row, numbers) for field in fields], default=str)
        for row in rows.iterator()
    )


def _plain(field: Field, row: Mapping[str, Any], numbers: Mapping[str, Mapping[int, int]]) -> Any:
    """Return a value with keys of written rows replaced by their numbers."""
    value = row[field.attname]
    target = field.related_model._meta.label if field.related_model else ""  # type: ignore[union-attr]
    if field.attname == "subject_id":
        target = {label.lower(): label for label in WRITTEN}.get(row["subject_key"], "")
    if field.attname == "evidence":
        return [{**one, "delivery": numbers["exchange.Delivery"][one["delivery"]]} for one in value]
    return numbers[target].get(value) if target in numbers else value


# -- the proof ------------------------------------------------------------------------------------


@contextmanager
def _copy(base: homes.Home, name: str) -> Iterator[homes.Home]:
    """Copy a home in which no process is at work, with its database; remove the copy afterwards."""
    folder = base.folder.parent / f"{base.folder.name}-{name}"
    shutil.copytree(base.folder, folder)
    address = base.environ["MINZHENG_DATABASE"]
    with _database(address) if address else nullcontext("") as own:
        environ = base.environ | {"MINZHENG_HOME": str(folder), "MINZHENG_DATABASE": own}
        try:
            yield homes.Home(folder, environ)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(address: str) -> Iterator[str]:
    """Copy a PostgreSQL database beside its original; drop the copy afterwards."""
    original = address.partition("?")[0].rpartition("/")[2]
    name = f"{original}_{os.urandom(4).hex()}"
    server = os.environ["MINZHENG_DATABASE"]
    # Both names are made of letters and digits: nothing in them needs quoting.
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {original}")
    try:
        yield address.replace(f"/{original}", f"/{name}")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _told(home: homes.Home) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        home.ask(f"{MODULE}import json; print(json.dumps(proof.end_state()))").splitlines()[-1]
    )
    return told


def _stages_done(output: Path) -> int:
    return len([line for line in output.read_text().splitlines() if line.startswith("[")]) - 1


def _kill(month: Popen[bytes], output: Path, stage: int, wait: float) -> None:
    """Kill a month while a stage (counted from 0) works: so many seconds after it began."""
    while month.poll() is None and _stages_done(output) < stage:
        time.sleep(0.005)
    time.sleep(wait)
    month.kill()
    month.wait()


def once(base: homes.Home, turn: int, draw: random.Random, calm: Mapping[str, Any]) -> list[str]:
    """Kill one copy in the stage whose turn it is, run it to the end, and compare."""
    seconds: list[float] = calm["seconds"]
    stage = turn % len(seconds)
    with _copy(base, f"killed-{turn}") as home:
        kills = [(stage, draw.uniform(0, seconds[stage]) * PART)]
        if draw.random() < 1 / 3:
            kills.append((0, draw.uniform(0, sum(seconds)) * PART))
        for number, (when, wait) in enumerate(kills):
            output = home.folder / f"said-{number}"
            output.touch()
            _kill(home.spawn(f"{MODULE}proof.work()", output=output), output, when, wait)
        home.ask(f"{MODULE}proof.work()")
        ended = _told(home)
    expected = calm["state"]
    return [
        f"第 {turn + 1} 次（{kills}）：{name} 与未中断的不同"
        for name in sorted(expected.keys() | ended.keys())
        if expected.get(name) != ended.get(name)
    ]


def _undisturbed(base: homes.Home) -> dict[str, Any]:
    """Run the month in a copy; return its end state and the seconds of each stage."""
    with _copy(base, "calm") as home:
        said = home.ask(f"{MODULE}proof.work()").splitlines()
        seconds = [float(line.split()[-2]) for line in said if line.endswith("秒")]
        return {"state": _told(home), "seconds": seconds}


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Kill ``runs`` times, stage after stage, or until the deadline."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    began = time.monotonic()
    failures: list[str] = []
    with homes.fresh() as base:
        base.ask(RAISE % seed)
        calm = _undisturbed(base)
        for turn in range(runs):
            # The first kill is always made: a proof of nothing is none.
            if turn and deadline_seconds and time.monotonic() - began > deadline_seconds * PATIENCE:
                break
            failures += once(base, turn, draw, calm)
    return failures
