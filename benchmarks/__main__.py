"""Run one benchmark; the last line printed is one JSON object."""

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any


def names() -> list[str]:
    """Return the names of all benchmarks."""
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in modules if module.name not in {"__main__", "tests"})


def ratios(ours: dict[str, Any], rivals: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how many times our seconds each rival needed."""
    return {name: round(rival["seconds"] / ours["seconds"], 3) for name, rival in rivals.items()}


def report(name: str, size: int, measured: dict[str, Any]) -> dict[str, Any]:
    """Return the closing object: name, size, ours, rivals, ratio, and what the benchmark adds."""
    ours, rivals = measured["ours"], measured.get("rivals", {})
    closing = {"name": name, "size": size, "ours": ours, "rivals": rivals}
    closing["ratio"] = ratios(ours, rivals)
    return closing | {key: value for key, value in measured.items() if key not in closing}


def main(arguments: list[str]) -> int:
    """Run the benchmark that the command line names, at its own size unless another is given."""
    parser = argparse.ArgumentParser(prog="mz bench")
    parser.add_argument("name", choices=names(), help="名称")
    parser.add_argument("--size", type=int, help="规模（默认为该项规定的规模）")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    options = parser.parse_args(arguments)
    module = importlib.import_module(f"benchmarks.{options.name}")
    size = options.size or module.SIZE
    # A benchmark that draws nothing at random has no use for a seed.
    takes = inspect.signature(module.run).parameters
    extra = {"seed": options.seed} if "seed" in takes else {}
    measured = module.run(size, **extra)
    print(json.dumps(report(options.name, size, measured), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
