"""Run one long proof: kills, races, poisoned files."""

import argparse
import importlib
import json
import sys
import traceback

from minzheng.site import soaks

RUNS = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which proof, how often, and from which seed."""
    parser.add_argument("name", choices=soaks.names(), help="验证名称")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"次数（默认 {RUNS}）")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")


def prove(name: str, *, runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Run the proof ``name`` and return what failed; a proof that breaks has failed."""
    module = importlib.import_module(f"{soaks.__name__}.{name}")
    try:
        return list(module.run(runs, seed, deadline_seconds=deadline_seconds))
    except Exception:  # noqa: BLE001  # the closing line must come all the same
        return [traceback.format_exc()]


def run(options: argparse.Namespace) -> int:
    """Print each failure, then one JSON object: name, runs, seed, failures."""
    failures = prove(options.name, runs=options.runs, seed=options.seed)
    for failure in failures:
        print(failure, file=sys.stderr)
    summary = {"name": options.name, "runs": options.runs, "seed": options.seed}
    print(json.dumps(summary | {"failures": len(failures)}, ensure_ascii=False), flush=True)
    return 1 if failures else 0
