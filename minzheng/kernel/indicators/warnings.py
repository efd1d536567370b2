"""What looks wrong about a reported figure, said when it is entered (离群、断点、逻辑)."""

import itertools
from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from minzheng.core import months

from .choices import STOCK
from .declarations import Indicator

CHANGE = Decimal("0.30")
# Iglewicz and Hoaglin: a modified z beyond 3.5 is an outlier.
ROBUST_Z = Decimal("3.5")
ENOUGH = 4


def warnings(
    item: Indicator,
    period: str,
    numerator: int,
    denominator: int | None,
    known: Iterable[tuple[str, Decimal]],
) -> list[str]:
    """Return in Chinese what the reporter should look at again; nothing is refused for it.

    Compared is the division's own series (``known``: period and value): last period (±30 %,
    platform.md §12) and, from four figures on, the median of the changes. A period left out is a
    break in the series.
    """
    value = item.value(numerator, denominator)
    if value is None:
        return ["分母为零，算不出指标值。"]
    found = []
    if value < 0 and "增" not in item.label:
        found.append("指标值小于零。")
    if item.unit == "%" and "增" not in item.label and not 0 <= value <= 100:
        found.append("百分比不在 0 到 100 之间。")
    every = months.frequency_of(period)
    end = months.period_end(period)
    past = [(told, figure) for told, figure in known
            if months.frequency_of(told) == every and months.period_end(told) < end]  # fmt: skip
    if not past:
        return found
    last, before = past[-1]
    if last != months.previous_period(period):
        found.append(f"数列中断：上一个数是{months.period_label(last)}的。")
    if before and abs(value - before) > abs(before) * CHANGE:
        percent = (value - before) / abs(before) * 100
        found.append(
            f"比{months.period_label(last)}（{before.normalize():f}）变动 {percent:+.1f}%。"
        )
    elif item.kind == STOCK and _is_outlier(value, [figure for _told, figure in past]):
        found.append("变动幅度明显偏离历年数列。")
    return found


def _is_outlier(value: Decimal, past: list[Decimal]) -> bool:
    if len(past) < ENOUGH:
        return False
    steps = [after - before for before, after in itertools.pairwise(past)]
    middle = median(steps)
    away = [abs(step - middle) for step in steps]
    # Where most steps are alike their median deviation is nought; the mean one stands in for it.
    spread = median(away) / Decimal("0.6745") or sum(away, Decimal(0)) / len(away) * Decimal(
        "1.2533"
    )
    return bool(spread) and abs(value - past[-1] - middle) / spread > ROBUST_Z
