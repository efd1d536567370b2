"""The readers: requests on a fixed beat over kept connections; every latency counts from its beat."""

import http.client
import json
import queue
import sys
import threading
import time
from pathlib import Path

READERS = 24
WARM = 100


def percentile(values: list[float], share: float) -> float:
    """Return the value below which so large a share lies, of sorted values."""
    return values[min(len(values) - 1, int(len(values) * share))]


def reader(port: int, work: "queue.Queue[tuple[float, dict[str, str]] | None]", told: list[tuple[str, float, int]]) -> None:  # fmt: skip
    """Take beats from the queue and note kind, latency and status of each answer."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while (item := work.get()) is not None:
        beat, page = item
        headers = (
            {"Cookie": page["cookie"], "Accept-Encoding": "identity"} if page["cookie"] else {}
        )
        try:
            link.request("GET", page["address"], headers=headers)
            answer = link.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
            link.close()
        told.append((page["kind"], time.perf_counter() - beat, status))
    link.close()


def main() -> None:
    """Read the plan at its rate; print one JSON object."""
    pages = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["pages"]
    port, rate, pages = int(sys.argv[2]), float(sys.argv[3]), pages[: int(sys.argv[4])]
    work: queue.Queue[tuple[float, dict[str, str]] | None] = queue.Queue()
    told: list[tuple[str, float, int]] = []
    threads = [threading.Thread(target=reader, args=(port, work, told)) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    # Both workers have met every kind of page before the clock starts.
    for page in pages[:WARM]:
        work.put((time.perf_counter(), page))
        time.sleep(2 / rate)
    while len(told) < WARM:
        time.sleep(0.1)
    told.clear()
    start = time.perf_counter()
    for number, page in enumerate(pages):
        beat = start + number / rate
        time.sleep(max(0.0, beat - time.perf_counter()))
        work.put((beat, page))
    for _ in threads:
        work.put(None)
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    print(json.dumps(summary(told, took)))


def summary(told: list[tuple[str, float, int]], took: float) -> dict[str, object]:
    """Return percentiles in ms, errors, and the median of each kind of page."""
    times = sorted(latency for _kind, latency, _status in told)
    kinds = sorted({kind for kind, _latency, _status in told})
    by_kind = {k: sorted(lat for kind, lat, _s in told if kind == k) for k in kinds}
    return {
        "seconds": round(sum(times) / len(times), 5),
        "requests": len(times),
        "per_second": round(len(times) / took, 1),
        "p50_ms": round(percentile(times, 0.5) * 1000, 1),
        "p95_ms": round(percentile(times, 0.95) * 1000, 1),
        "p99_ms": round(percentile(times, 0.99) * 1000, 1),
        "errors": sum(status != 200 for _kind, _latency, status in told),
        "by_page_p50_ms": {k: round(percentile(v, 0.5) * 1000, 1) for k, v in by_kind.items()},
        "by_page_p95_ms": {k: round(percentile(v, 0.95) * 1000, 1) for k, v in by_kind.items()},
    }


if __name__ == "__main__":
    main()
