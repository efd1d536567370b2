"""Our side of the benchmark, inside a home: a county with the drawn facts, its officer, one scenario."""

import json
import shutil
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from benchmarks.policy import population
from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.scenarios import computing, queries, services
from minzheng.kernel.scenarios.models import Scenario

MONTH = "2026-10"
AT = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)
POLICY = "assistance.dibao"
RAISED = "450"


def measure(folder: str) -> None:
    """Print the seconds of one policy and of all that a raised standard touches, and sums by town."""
    officer = stand(Path(folder))
    every = queries.touched
    queries.touched = lambda policies, changes: [POLICY]  # type: ignore[assignment]
    first, made = _timed(officer)
    seconds, made = _timed(officer)
    frame = queries.results(made, officer)
    assert frame is not None
    towns = dict(computing.summed(frame, "town").select("town", "change").iter_rows())
    queries.touched = every
    _timed(officer)
    full, made = _timed(officer)
    told = {"seconds": seconds, "first_seconds": first, "full_seconds": full,
            "policies": len(made.figures["policies"]), "towns": towns}  # fmt: skip
    print(json.dumps(told))


def stand(folder: Path) -> Mandate:
    """Raise the divisions, the values and an officer; lay the drawn facts where a month's lie."""
    _divisions()
    determinations.seed_parameters()
    for table in ("households", "persons"):
        path = answers.facts_path(MONTH, table)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(folder / f"{table}.parquet")
    user = User.objects.create_user("officer", display_name="经办人")
    return Mandate.objects.create(
        user=user, role="officer", division_id=population.COUNTY, valid_from=date(2020, 1, 1)
    )


def _divisions() -> None:
    levels = (Level.STATE, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
    parent, path = None, ""
    for code, level in zip(reversed(population.LINEAGE), levels, strict=True):
        path = f"{path}{code}/" if parent else ""
        Division.objects.get_or_create(
            code=code, defaults={"name": code, "level": level, "path": path, "parent_id": parent}
        )
        parent = code
    for town in population.TOWNS:
        defaults = {"name": town, "level": Level.TOWN, "path": f"{path}{town}/", "parent_id": parent}  # fmt: skip
        Division.objects.get_or_create(code=town, defaults=defaults)


def _timed(officer: Mandate) -> tuple[float, Scenario]:
    """Save and run as the page does, with nothing left of a former run."""
    Scenario.objects.all().delete()
    shutil.rmtree(queries.results_path("x", "x").parent.parent, ignore_errors=True)
    began = time.perf_counter()
    made = services.save(month=MONTH, changes=_changes(), policies=[POLICY], by=officer, at=AT)
    made = services.run(made, by=officer, at=AT)
    return round(time.perf_counter() - began, 3), made


def _changes() -> Sequence[queries.Change]:
    return [{"policy": POLICY, "parameter": "standard", "division": population.COUNTY, "category": "rural", "value": RAISED}]  # fmt: skip
