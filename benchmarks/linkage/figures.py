"""Precision, recall and F1 of links against the whole truth: what blocking lost counts as missed."""

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Outcome:
    """How well a set was linked."""

    precision: float
    recall: float
    f1: float
    links: int
    pairs: int

    def told(self) -> dict[str, Any]:
        """Return it for the closing object, rounded to four places."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def judged(linked: pl.DataFrame, truth: pl.DataFrame) -> Outcome:
    """Return the outcome of ``linked`` (left right) against ``truth`` in either order."""
    right = _ordered(truth)
    made = _ordered(linked)
    hits = made.join(right, on=["left", "right"], how="semi").height
    precision = hits / made.height if made.height else 0.0
    recall = hits / right.height
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Outcome(precision, recall, f1, made.height, right.height)


def _ordered(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select(
        left=pl.min_horizontal("left", "right"), right=pl.max_horizontal("left", "right")
    ).unique()
