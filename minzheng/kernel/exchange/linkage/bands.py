"""From which probability a match counts by itself, and from which people are asked: dated rows."""

import csv
from dataclasses import dataclass
from datetime import date

from minzheng.kernel.exchange.linkage.records import DATA

BANDS = DATA / "bands.csv"
# A band links by itself only where it was measured and no more than one in a thousand was wrong.
LEAST_PRECISION = 0.999


@dataclass(frozen=True)
class Bands:
    """The limits in force on a day; ``share``: how many delivered people are registered at all."""

    automatic_from: float
    review_from: float
    share: float
    proven_precision: float
    proven_pairs: int
    source: str

    def is_automatic(self, probability: float) -> bool:
        """Say whether a match of this probability counts without anybody looking at it."""
        return self.proven_precision >= LEAST_PRECISION and probability >= self.automatic_from


def bands(on: date) -> Bands:
    """Return the limits in force on a day; LookupError before the first."""
    with BANDS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["valid_from"] <= on.isoformat()]
    if not rows:
        raise LookupError(f"{on:%Y-%m-%d} 没有生效的比对界限。")
    row = max(rows, key=lambda known: known["valid_from"])
    return Bands(
        float(row["automatic_from"]),
        float(row["review_from"]),
        float(row["share"]),
        float(row["proven_precision"]),
        int(row["proven_pairs"]),
        row["source"],
    )
