"""Our engine on the benchmark's files: the same rule texts that decide a case at the counter."""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from benchmarks.policy import population, timing
from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.assistance.policies.tekun.policy import policy as tekun
from minzheng.domains.disability.policies.living.policy import policy as living
from minzheng.domains.disability.policies.nursing.policy import policy as nursing
from minzheng.domains.elderly.policies.old_age.policy import policy as old_age
from minzheng.policy import FactFrames, ParameterStore, Policy, evaluate
from minzheng.policy.outcomes import outcomes

FIVE = dict(zip(timing.POLICIES, (dibao, tekun, living, nursing, old_age), strict=True))
STORE = ParameterStore.of(*FIVE.values())
LINEAGES = {town: (town, *population.LINEAGE) for town in population.TOWNS}
TABLES = ("households", "persons")
ROOT = Path(__file__).resolve().parents[2]
CASES = 200


def _decided(
    folder: Path, policies: Sequence[Policy], store: ParameterStore
) -> dict[str, pl.DataFrame]:
    homes, people = (pl.scan_parquet(folder / f"{name}.parquet") for name in TABLES)
    return outcomes(policies, homes, people, store, population.AT, LINEAGES)


def decide(folder: Path) -> dict[str, pa.Table]:
    """Decide all five policies together."""
    found = _decided(folder, list(FIVE.values()), STORE)
    return {name: found[policy.key].drop("division").to_arrow() for name, policy in FIVE.items()}


def full(folder: Path, policies: Sequence[Policy]) -> float:
    """Give the seconds in which all policies are decided, from the files to Arrow tables."""
    store = ParameterStore.of(*policies)
    seconds = 0.0
    for _ in range(2):
        began = time.perf_counter()
        for frame in _decided(folder, policies, store).values():
            frame.to_arrow()
        seconds = time.perf_counter() - began
    return seconds


def what_if(folder: Path) -> float:
    """Give the seconds of a raised 低保 standard: the five before and after, who gains and loses."""
    raised = STORE.overlaid(dibao, {"standard": "690"})
    began = time.perf_counter()
    before = _decided(folder, list(FIVE.values()), STORE)
    after = _decided(folder, list(FIVE.values()), raised)
    for policy in FIVE.values():
        rise = after[policy.key]["amount"] - before[policy.key]["amount"]
        rise.sign().value_counts()
    return time.perf_counter() - began


def with_reasons(folder: Path) -> float:
    """Give the seconds of the five with every rule and the unknown named, as a month records it."""
    homes = pl.read_parquet(folder / "households.parquet")
    people = pl.read_parquet(folder / "persons.parquet")
    began = time.perf_counter()
    for policy in FIVE.values():
        frames = FactFrames(homes, people) if policy.of == "household" else FactFrames(people)
        assert evaluate(policy, frames, STORE, population.AT, LINEAGES).results.height
    return time.perf_counter() - began


def every_policy() -> list[Policy]:
    """Give the policy of every folder of law."""
    found = sorted(ROOT.glob("minzheng/domains/*/policies/*/policy.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found]
    return [importlib.import_module(name).policy for name in names]


def single(folder: Path, count: int = CASES) -> tuple[list[float], list[float]]:
    """Give the milliseconds, by the clock and of the processor, of single households.

    Each is decided under 低保 and explained in Chinese.
    """
    homes = pl.read_parquet(folder / "households.parquet").head(count + 1)
    people = pl.read_parquet(folder / "persons.parquet")
    taken, busy = [], []
    for row in range(homes.height):
        home = homes[row]
        key = home["household"][0]
        frames = FactFrames(home, people.filter(household=key))
        began, cpu = time.perf_counter(), time.process_time()
        evaluate(dibao, frames, STORE, population.AT, LINEAGES).explain(key).text()
        taken.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - cpu) * 1000)
    return taken[1:], busy[1:]


def main() -> None:
    """Measure the five; with one argument every policy and the what-if; `single` the single case."""
    if sys.argv[1] == "single":
        cases, busy = single(Path(sys.argv[2]))
        figures = {
            "single_p50_ms": round(statistics.median(cases), 2),
            "single_p95_ms": round(statistics.quantiles(cases, n=20)[-1], 2),
            "single_cpu_p95_ms": round(statistics.quantiles(busy, n=20)[-1], 2),
        }
        print(json.dumps(figures))
        return
    if len(sys.argv) == 3:
        timing.main(decide)
        return
    folder = Path(sys.argv[1])
    every = every_policy()
    figures = {
        "full_seconds": round(full(folder, every), 4),
        "full_policies": len(every),
        "what_if_seconds": round(what_if(folder), 4),
        "with_reasons_seconds": round(with_reasons(folder), 4),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
