"""The one place of the engine where written values (yuan, percent, 是/否) meet whole numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import polars as pl

FEN_PER_YUAN = 100
POINTS_PER_PERCENT = 100

DTYPES: dict[str, pl.DataType] = {
    "money": pl.Int64(),
    "percent": pl.Int64(),
    "whole": pl.Int64(),
    "flag": pl.Boolean(),
    "choice": pl.String(),
    "text": pl.String(),
    "day": pl.Date(),
}
_YES = {"是", "true", "1", "yes"}
_NO = {"否", "false", "0", "no"}


class ValueUnreadable(ValueError):
    """A written value does not fit its unit; the message is for the clerk."""


@cache
def kind_of(unit: str) -> str:
    """Tell the kind of value a unit stands for: 元 money, % percent, 是否 flag, else whole."""
    if "元" in unit:
        return "money"
    special = {"是否": "flag", "选项": "choice", "文本": "text", "日期": "day"}
    if unit in special:
        return special[unit]
    return "percent" if unit.startswith("%") else "whole"


def read(written: object, kind: str) -> Any:
    """Turn a written value into the engine's own (yuan to fen, percent to hundredths).

    None stays None (unknown). Raises ValueUnreadable with a Chinese message.
    """
    if written is None:
        return None
    if kind in {"money", "percent", "whole"}:
        return _read_number(written, kind)
    if kind == "flag":
        return _read_flag(written)
    if kind == "day":
        return _read_day(written)
    return str(written).strip()


def _read_number(written: object, kind: str) -> int:
    if isinstance(written, bool):
        raise ValueUnreadable(f"「{written}」不是数值")
    try:
        number = Decimal(str(written).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise ValueUnreadable(f"「{written}」不是数值") from None
    if not number.is_finite():
        raise ValueUnreadable(f"「{written}」不是数值")
    if kind == "money":
        number *= FEN_PER_YUAN
    elif kind == "percent":
        number *= POINTS_PER_PERCENT
    if number != number.to_integral_value():
        reason = {"money": "金额最多两位小数", "percent": "百分比最多两位小数"}.get(
            kind, "须为整数"
        )
        raise ValueUnreadable(f"「{written}」{reason}")
    return int(number)


def _read_flag(written: object) -> bool:
    word = str(written).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueUnreadable(f"「{written}」应为「是」或「否」")


def _read_day(written: object) -> date:
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        raise ValueUnreadable(f"「{written}」不是日期，应写作 2026-07-01") from None


def write(value: Any, kind: str) -> str:
    """Write an engine value the way parameters.csv does; the inverse of `read`."""
    if kind in {"money", "percent"}:
        return f"{Decimal(value) / 100:.2f}".removesuffix(".00")
    if kind == "flag":
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


def display(
    value: Any,
    kind: str,
    unit: str = "",
    *,
    scale: int = 1,
    choices: Mapping[str, str] | None = None,
) -> str:
    """Show a value to a reader, with thousands and unit; unknown is said, never zero."""
    if value is None:
        return "未知"
    if kind in {"money", "percent"}:
        amount = (Decimal(value) / (100 * scale)).quantize(
            Decimal("0.01"), rounding="ROUND_HALF_UP"
        )
        shown = f"{amount:,.2f}".removesuffix(".00")
        return f"{shown} {unit}".strip()
    if kind == "flag":
        return "是" if value else "否"
    if kind in {"choice", "text"}:
        labels = choices or {}
        chosen = (
            value.split() if value.startswith(" ") else [value]
        )  # several at once stand in blanks
        return "、".join(labels.get(one, one) for one in chosen)
    if kind == "day":
        return f"{value:%Y-%m-%d}"
    if unit == "月" and value < 0:
        return f"尚差 {-value:,} {unit}"  # months that have not passed yet
    return f"{value:,} {unit}".strip()


def plain(value: Any) -> Any:
    """Make a value fit for JSON: a day becomes its ISO text, the rest stays."""
    return value.isoformat() if isinstance(value, date) else value
