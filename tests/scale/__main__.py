"""``python -m tests.scale``: every policy over a drawn population on Polars and on Spark.

Prints seconds and sums of both; ends with 1 when a sum differs, with 0 and a reason when this
machine has no Java or no pyspark (``uv sync --group scale``).
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.policy import ours, population
from tests.scale import spark as scale


def main(arguments: list[str]) -> int:
    """Draw, decide twice, compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale")
    parser.add_argument("--households", type=int, default=20_000, help="户数")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--all", action="store_true", help="全部政策（默认为基准的五项）")
    options = parser.parse_args(arguments)
    if reason := scale.lacking():
        print(f"未运行：{reason}")
        return 0
    policies = ours.every_policy() if options.all else list(ours.FIVE.values())
    with tempfile.TemporaryDirectory(prefix="minzheng-scale-") as name:
        folder = Path(name)
        population.write(folder, options.households, options.seed)
        began = time.perf_counter()
        on_polars = scale.told(scale.on_polars(folder, policies))
        print(f"Polars {time.perf_counter() - began:.1f} 秒", flush=True)
        with scale.session() as spark:
            began = time.perf_counter()
            on_spark = scale.told(scale.on_spark(spark, folder, policies))
            print(f"Spark {time.perf_counter() - began:.1f} 秒", flush=True)
    for policy in policies:
        here, there = on_polars[policy.key], on_spark[policy.key]
        print(f"{policy.label}：{here}" + ("" if here == there else f"，Spark 为 {there}"))
    return int(on_polars != on_spark)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
