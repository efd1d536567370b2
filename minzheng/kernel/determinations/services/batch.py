"""The whole county: facts of a month gathered into the lake, every policy evaluated on them."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.core import months
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import Evaluation, ParameterStore, Policy, evaluate
from minzheng.policy.bindings import Lineages

from .. import declarations, facts, queries

Progress = Callable[[int, int], None]


def gather_facts(month: str, *, on: date | None = None) -> facts.CountyFacts:
    """Gather the facts of every household of a month and lay them into the lake.

    `on` is the last day of the month unless given. The same month again replaces the files.
    """
    known = facts.county_facts(month, on or months.last_day(month))
    write_parquet(known.households, queries.facts_path(month, "households"))
    write_parquet(known.persons, queries.facts_path(month, "persons"))
    words = json.dumps(known.told, ensure_ascii=False)
    replace_file(_told_path(month), lambda temporary: temporary.write_text(words, encoding="utf-8"))
    return known


def _told_path(month: str) -> Path:
    """Where stands which room gave which column of a month's facts."""
    return queries.facts_path(month, "persons").with_name("told.json")


def county_frames(month: str, household: int | None = None) -> facts.CountyFacts:
    """Read the gathered facts of a month (of one household when named) from the lake.

    They are gathered first when they are not there.
    """
    paths = {table: queries.facts_path(month, table) for table in ("households", "persons")}
    if not all(path.is_file() for path in paths.values()):
        gather_facts(month)
    scans = {table: pl.scan_parquet(path) for table, path in paths.items()}
    if household is not None:
        scans = {table: scan.filter(household=household) for table, scan in scans.items()}
    frames = {table: scan.collect() for table, scan in scans.items()}
    told = _told_path(month)
    return facts.CountyFacts(
        month,
        months.last_day(month),
        frames["households"],
        frames["persons"],
        json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {},
    )


def evaluate_policy(policy: Policy, known: facts.CountyFacts, *, on: date) -> Evaluation:
    """Evaluate a policy on gathered facts with the released values of the day; writes nothing."""
    return _evaluated(policy, known, queries.parameter_store(policy), divisions.lineages(on), on)


def _evaluated(
    policy: Policy, known: facts.CountyFacts, store: ParameterStore, lineages: Lineages, on: date
) -> Evaluation:
    return evaluate(policy, facts.frames_of(policy, known), store, on, lineages)


def answers_of(
    policy: Policy, known: facts.CountyFacts, store: ParameterStore, lineages: Lineages
) -> pl.DataFrame:
    """Return the answers of a policy for every unit of the facts, as they lie in the lake."""
    results = _evaluated(policy, known, store, lineages, known.on).results
    if policy.of == "household" or "household" in results.columns:
        return results
    return results.join(
        known.persons.select("person", "household"), on="person", how="left", maintain_order="left"
    )


def determine_all(
    month: str, *, at: datetime, progress: Progress | None = None
) -> Mapping[str, Path]:
    """Determine every household under every policy as of the last day of `month`.

    Returns the file of each policy in the lake; beside it a manifest names the rules by digest and
    the parameter rows, so that the month can be computed again. Nothing is written to the database.
    """
    known = county_frames(month)
    policies = declarations.county_policies()
    store = queries.parameter_store(*policies.values())
    lineages = divisions.lineages(known.on)
    written = {}
    for number, (key, policy) in enumerate(policies.items(), start=1):
        path = queries.results_path(key, month)
        write_parquet(answers_of(policy, known, store, lineages), path)
        _write_manifest(path.with_suffix(".json"), policy, known, at)
        written[key] = path
        if progress:
            progress(number, len(policies))
    return written


def _write_manifest(path: Path, policy: Policy, known: facts.CountyFacts, at: datetime) -> None:
    owners = {parameter.policy for parameter in policy.parameters.values()}
    rows = (
        queries.released()
        .filter(policy__in=owners)
        .order_by("policy", "name", "division_id", "category", "since")
    )
    manifest = {
        "policy": policy.key,
        "month": known.month,
        "at": known.on.isoformat(),
        "computed_at": at.isoformat(),
        "households": known.households.height,
        "rules": {name: [version.digest for version in rule.versions] for name, rule in policy.rules.items()},
        "parameters": [
            {
                "policy": r.policy, "name": r.name, "division": r.division_id, "category": r.category,
                "since": r.since.isoformat(), "until": r.until and r.until.isoformat(), "value": r.value,
                "source": r.source, "document": r.document,
            }
            for r in rows
        ],
    }  # fmt: skip
    replace_file(
        path,
        lambda temporary: temporary.write_text(
            json.dumps(manifest, ensure_ascii=False), encoding="utf-8"
        ),
    )


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame so that a kill leaves either the former file or the new one, never a half."""
    replace_file(
        path,
        lambda temporary: frame.write_parquet(temporary, compression="zstd", compression_level=1),
    )


def replace_file(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file beside its place and put it there whole; sweep the halves of killed writers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{path.name}.*"):
        if not _is_running(int(left.suffix[1:])):
            left.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Say whether a process lives: a half file of one that was killed is nobody's any more."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def compare_all(
    month: str,
    *,
    households: Sequence[int] | None = None,
    policies: Sequence[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Determine every household alone and yield where the answer differs from the batch.

    The single answer is made from the database and the deliveries afresh, as in the office; of all
    households and policies unless some are named. Yields {policy, unit, column, batch, single} for
    each differing column.
    """
    on = months.last_day(month)
    asked = declarations.county_policies()
    asked = asked if policies is None else {key: asked[key] for key in policies}
    batch = {key: _rows(policy, month) for key, policy in asked.items()}
    units = (
        households
        if households is not None
        else sorted(county_frames(month).households["household"].to_list())
    )
    for household in units:
        known = facts.county_facts(month, on, [household])
        for key, policy in asked.items():
            id_column = "household" if policy.of == "household" else "person"
            for row in evaluate_policy(policy, known, on=on).results.iter_rows(named=True):
                yield from _differences(
                    key, row[id_column], batch[key].get(row[id_column], {}), row
                )


def _rows(policy: Policy, month: str) -> dict[int, dict[str, Any]]:
    found = queries.results(policy.key, month)
    if found is None:
        raise FileNotFoundError(f"{month} 尚未认定，请先运行月度认定。")
    id_column = "household" if policy.of == "household" else "person"
    return {row[id_column]: row for row in found.collect().iter_rows(named=True)}


def _differences(
    policy: str, unit: int, batch: dict[str, Any], single: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    for column, value in single.items():
        ours = batch.get(column)
        if column == "missing":
            ours, value = sorted(ours or ()), sorted(value or ())
        if ours != value:
            yield {"policy": policy, "unit": unit, "column": column, "batch": ours, "single": value}
