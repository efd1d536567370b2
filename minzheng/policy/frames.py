"""Facts picked out of the frames they came in."""

from collections.abc import Mapping, Sequence

import polars as pl

from minzheng.facts import COLUMNS

from .units import DTYPES


def typed_facts(frame: pl.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    """Pick keys and facts in their declared types; what was not delivered is unknown.

    Raises TypeError for a fact held as a float.
    """
    wanted = []
    schema = frame.schema
    for name in dict.fromkeys((*keys, *columns)):
        dtype = DTYPES[COLUMNS[name].kind] if name in COLUMNS else None
        if name not in schema:
            wanted.append(pl.lit(None, dtype=dtype).alias(name))
        elif dtype is not None and schema[name] != dtype:
            if schema[name].is_float():
                raise TypeError(f"事实「{name}」不得为浮点数")
            wanted.append(pl.col(name).cast(dtype))
        else:
            wanted.append(pl.col(name))
    return frame.select(wanted)


def parts_of_days(days: pl.Series, parts: Mapping[str, str]) -> list[pl.Series]:
    """Give years, months or days of the month, looked up in a calendar of the days between.

    `parts` maps the name of a result to "year", "month" or "day". Births lie within a hundred
    years: the calendar is worked out once per day that may occur, not once per person.
    """
    numbers = days.to_physical()
    first, last = numbers.min(), numbers.max()
    few = 2 * days.null_count() > len(days)
    if few or not isinstance(first, int) or not isinstance(last, int) or last - first > len(days):
        return [_part(days, part).alias(name) for name, part in parts.items()]
    calendar = pl.int_range(first, last + 1, dtype=pl.Int32, eager=True).cast(pl.Date)
    place = (numbers - first).cast(pl.UInt32)
    return [_part(calendar, part).gather(place).alias(name) for name, part in parts.items()]


def _part(days: pl.Series, part: str) -> pl.Series:
    if part == "year":
        return days.dt.year()
    return days.dt.month() if part == "month" else days.dt.day()
