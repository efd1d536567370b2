"""The rival: the SQL of the same pages, sent as text by psycopg on one connection, rows fetched and dropped."""

import json
import os
import sys
import time
from pathlib import Path

import psycopg


def main() -> None:
    """Send the queries of each page of the plan in order; print one JSON object."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    times = []
    with (
        psycopg.connect(os.environ["MINZHENG_DATABASE"], autocommit=True) as link,
        link.cursor() as cursor,
    ):
        for page in plan["pages"]:
            begun = time.perf_counter()
            for text in plan["queries"][page["key"]]:
                # No parameters are given, so a percent sign is just that.
                cursor.execute(text.encode())
                if cursor.description is not None:
                    cursor.fetchall()
            times.append(time.perf_counter() - begun)
    times.sort()
    print(
        json.dumps(
            {
                "seconds": round(sum(times) / len(times), 5),
                "p50_ms": round(times[len(times) // 2] * 1000, 2),
                "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 2),
                "queries_a_page": round(
                    sum(len(plan["queries"][p["key"]]) for p in plan["pages"]) / len(times), 1
                ),
            }
        )
    )


if __name__ == "__main__":
    main()
