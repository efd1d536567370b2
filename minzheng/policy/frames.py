"""Facts picked out of the frames they came in."""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from minzheng.facts import COLUMNS

from .units import DTYPES

# Below so many rows the work is done at once, without the thread pool.
SMALL = 2_000


def typed_facts(frame: pl.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    """Pick keys and facts in their declared types; what was not delivered is unknown.

    Raises TypeError for a fact held as a float.
    """
    if frame.height < SMALL:
        return _typed_small(frame, list(dict.fromkeys((*keys, *columns))))
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


def _typed_small(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Pick series by hand: for one household a query costs far more than its work."""
    have = set(frame.columns)
    picked = []
    for name in names:
        dtype = DTYPES[COLUMNS[name].kind] if name in COLUMNS else None
        if name not in have:
            picked.append(pl.Series(name, [None] * frame.height, dtype or pl.Null))
            continue
        series = frame.get_column(name)
        if dtype is not None and series.dtype != dtype:
            if series.dtype.is_float():
                raise TypeError(f"事实「{name}」不得为浮点数")
            series = series.cast(dtype)
        picked.append(series)
    return pl.DataFrame(picked)


def without(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Leave columns out; by hand, for a frame of few rows a query costs more than its work."""
    return pl.DataFrame([s for s in frame.get_columns() if s.name not in names])


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
