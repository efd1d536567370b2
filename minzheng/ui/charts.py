"""Charts as ECharts options, each with the table that says the same in figures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minzheng.ui import formats

# Told apart also in grey and by colour-blind readers; the first is the accent of the office.
PALETTE = ("#0b6284", "#d08a1d", "#4a8f5c", "#8a5a9e", "#b4472f", "#6b7785")
MANY_LABELS = 8
TALL_LABELS = 12
FEW_LABELS = 5


@dataclass(frozen=True)
class Figure:
    """One chart: its title, the ECharts option, and its table (heads and rows of text)."""

    title: str
    option: dict
    heads: list[str]
    rows: list[list[str]]
    unit: str = ""
    height: str = ""

    @property
    def json(self) -> str:
        """The option as JSON for the ``data-chart`` attribute (escaped by the template)."""
        return json.dumps(self.option, ensure_ascii=False, separators=(",", ":"))


def bar(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str = "",
    head: str = "",
    stacked: bool = False,
) -> Figure:
    """Bars; many labels lie down so that each can be read. ``series`` is name → one value per label."""
    option = _bars(labels, series, lying=len(labels) > MANY_LABELS, stacked=stacked)
    height = "tall" if len(labels) > TALL_LABELS else ""
    return Figure(title, option, *_table(head, labels, series, unit), unit, height)


def stacked(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str = "",
    head: str = "",
) -> Figure:
    """Bars of parts on top of each other, where the sum means something."""
    return bar(title, labels, series, unit=unit, head=head, stacked=True)


def line(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str = "",
    head: str = "",
) -> Figure:
    """Lines over time; a missing value leaves a gap and is never drawn as nought."""
    option = _base(list(series))
    option["series"] = [
        {"type": "line", "name": name, "data": list(values), "connectNulls": False, "symbolSize": 5}
        for name, values in series.items()
    ]
    option["xAxis"] = {"type": "category", "data": list(labels), "boundaryGap": False}
    option["yAxis"] = {"type": "value", "scale": True}
    return Figure(title, option, *_table(head, labels, series, unit), unit)


def shares(title: str, parts: Mapping[str, float], *, unit: str = "", head: str = "") -> Figure:
    """Parts of a whole, as ordered bars with their percent: eyes compare lengths better than slices."""
    total = sum(parts.values())
    ordered = sorted(parts.items(), key=lambda part: -part[1])
    labels = [name for name, _value in ordered]
    option = _bars(labels, {title: [value for _name, value in ordered]}, lying=True)
    rows = [
        [name, formats.number(value), formats.percent(value / total if total else None)]
        for name, value in ordered
    ]
    heads = [head or "类别", f"数量（{unit}）" if unit else "数量", "占比"]
    height = "short" if len(labels) <= FEW_LABELS else ""
    return Figure(title, option, heads, rows, unit, height)


def _bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    lying: bool,
    stacked: bool = False,
) -> dict:
    option = _base(list(series))
    option["series"] = [
        {"type": "bar", "name": name, "data": list(values), "barMaxWidth": 28}
        | ({"stack": "all"} if stacked else {})
        for name, values in series.items()
    ]
    words = {
        "type": "category",
        "data": list(labels),
        "axisTick": {"show": False},
        "axisLabel": {"interval": 0},
    }
    figures: dict[str, Any] = {"type": "value"}
    if lying:  # sums of many digits stand side by side under the bars
        figures |= {"splitNumber": 3, "axisLabel": {"hideOverlap": True}}
    # A lying category axis counts upward: turn it so that the first label stands on top.
    option["xAxis"], option["yAxis"] = (
        (figures, words | {"inverse": True}) if lying else (words, figures)
    )
    return option


def _base(names: list[str]) -> dict:
    return {
        "color": list(PALETTE),
        "animation": False,
        # Drawn on the canvas: tooltips of HTML carry inline styles, which the security policy forbids.
        "tooltip": {"trigger": "axis", "renderMode": "richText", "axisPointer": {"type": "shadow"}},
        "legend": {"show": len(names) > 1, "top": 0, "left": 0, "itemWidth": 14, "itemHeight": 10},
        "grid": {
            "left": 8,
            "right": 24,
            "top": 36 if len(names) > 1 else 12,
            "bottom": 8,
            "containLabel": True,
        },
        "aria": {"enabled": True},
    }


def _table(
    head: str, labels: Sequence[str], series: Mapping[str, Sequence], unit: str
) -> tuple[list[str], list[list[str]]]:
    heads = [head or "", *(f"{name}（{unit}）" if unit else name for name in series)]
    rows = [
        [str(label), *(formats.number(values[i]) for values in series.values())]
        for i, label in enumerate(labels)
    ]
    return heads, rows
