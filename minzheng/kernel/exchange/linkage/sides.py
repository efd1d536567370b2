"""Two records side by side, as an officer compares them: numbers masked, differences named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from minzheng.core.resident_id import mask_id
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange.linkage import candidates, rows
from minzheng.kernel.exchange.linkage.comparisons import PEOPLE
from minzheng.kernel.exchange.models import RowMatch
from minzheng.kernel.exchange.outgoing import delivered_row

_SEXES = {"M": "男", "F": "女"}
_HEAD = 6


@dataclass(frozen=True)
class Line:
    """One thing compared: what each record says, what that means, and its weight in bits."""

    key: str
    label: str
    left: str
    right: str
    words: str
    weight: float

    @property
    def agrees(self) -> bool:
        """Whether both say the same as far as can be seen."""
        return self.left == self.right


def of_match(match: RowMatch) -> list[Line]:
    """Return a rejected row beside the person it may be about."""
    rejects = lake.rejects([match.delivery]).filter(pl.col("line") == match.line)
    left = rows.describe("row", delivered_row(rejects["sealed_row"].item()))
    return lines(left, candidates.registered(match.person), match.reasons)


def lines(
    left: Mapping[str, Any], right: Mapping[str, Any], reasons: Iterable[Mapping[str, Any]]
) -> list[Line]:
    """Return two records line by line; what both leave empty is left out."""
    told = {reason["key"]: reason for reason in reasons}
    found = []
    for comparison in PEOPLE:
        first, second = (_text(comparison.key, side) for side in (left, right))
        if first or second:
            reason = told.get(comparison.key, {})
            words = reason.get("words") or comparison.words(-1)
            weight = float(reason.get("weight", 0))
            found.append(Line(comparison.key, comparison.label, first, second, words, weight))
    return found


def _text(key: str, record: Mapping[str, Any]) -> str:
    value = record[key]
    if key == "place":
        return "".join(part for part in (record["town"], value) if part)
    if not value:
        return ""
    if key == "birth":
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    if key == "sex":
        return _SEXES[value]
    if key == "number":
        # 18 characters or not: what is shown is never a whole number.
        return mask_id(value) if len(value) == 18 else value[:_HEAD] + "*" * (len(value) - _HEAD)
    return "已登记" if key == "phone" else str(value)
