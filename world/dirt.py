"""The dirt that real files have: what can be mended, and what is beyond repair."""

import dataclasses

import numpy as np
import polars as pl

from world.layouts import Layout

MENDABLE_SHARE, BROKEN_SHARE, DUPLICATE_SHARE = 0.055, 0.013, 0.004
# Most broken rows are about the same unlucky people, whose papers are a mess everywhere.
TROUBLED_SHARE, TROUBLED_WEIGHT = 0.02, 0.004
_FEW = 40
_WIDE = {str(d): chr(0xFF10 + d) for d in range(10)}
_ID_STYLES = ("wide", "space_end", "space_inside", "space_wide", "space_hard", "lower_x",
              "apostrophe", "fifteen")  # fmt: skip
_DAY_STYLES = ("slash", "plain", "chinese", "serial")
_MONEY_STYLES = ("thousands", "unit", "wide_money")
_BROKEN_IDS = ("scientific", "empty", "seventeen", "check")
_BROKEN_ID_ODDS = (0.015, 0.015, 0.42, 0.55)
_EPOCH = pl.date(1899, 12, 30)


@dataclasses.dataclass(frozen=True)
class Dirty:
    """A frame of texts as delivered, and what is wrong with how many of its rows."""

    frame: pl.DataFrame
    mendable: int
    broken: int
    doubled: int

    @property
    def rows(self) -> int:
        """Return how many lines with data the file has."""
        return len(self.frame)


def texts(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Write every value as a careful clerk would: ISO days, yuan with two places."""
    fen = [c for c in frame.columns if frame.schema[c] == pl.Int64 and c in _money(frame, layout)]
    return frame.with_columns(
        *(
            (pl.col(c) // 100).cast(pl.String) + "." + (pl.col(c) % 100).cast(pl.String)
            .str.zfill(2) for c in fen
        )
    ).with_columns(pl.all().exclude("person").cast(pl.String))  # fmt: skip


def _money(frame: pl.DataFrame, layout: Layout) -> set[str]:
    named = {"insurance_paid", "central_part", *layout.money}
    return named & set(frame.columns)


def soil(
    rng: np.random.Generator,
    frame: pl.DataFrame,
    layout: Layout,
    *,
    is_protected: np.ndarray,
    is_troubled: np.ndarray,
    forced_styles: dict[int, str],
) -> Dirty:
    """Return ``frame`` with dirt; protected rows may be mendable, never broken."""
    frame = texts(frame, layout)
    person = frame["person"].to_numpy()
    count = len(frame)
    style = np.full(count, "", dtype=object)
    broken = _choose_broken(rng, ~is_protected[person], is_troubled[person])
    style[broken] = _broken_styles(rng, layout, len(broken))
    clean = np.flatnonzero(style == "")
    mendable = rng.permutation(clean)[: int(np.ceil(count * MENDABLE_SHARE))]
    style[mendable] = _mendable_styles(rng, layout, len(mendable))
    forced = np.flatnonzero(np.isin(person, list(forced_styles)))
    style[forced] = [forced_styles[int(person[i])] for i in forced]
    styled = frame.with_columns(style=pl.Series(style.astype(str)))
    styled = _fitting(styled)
    result = _broken(_mended_days_and_money(_mended_ids(styled), layout), layout)
    doubled = np.setdiff1d(clean, forced)
    doubled = rng.permutation(doubled)[: int(count * DUPLICATE_SHARE)]
    order = np.sort(np.concatenate([np.arange(count), doubled]))
    result = result.drop("style", "person")
    # Counted by what really changed: a style may leave a short amount as it was.
    changed = pl.any_horizontal(pl.col(c).ne_missing(frame[c]) for c in result.columns)
    dirty = int(result.select(changed.sum()).item())
    return Dirty(result[order], dirty - len(broken) + len(doubled), len(broken), len(doubled))


def _choose_broken(
    rng: np.random.Generator, allowed: np.ndarray, troubled: np.ndarray
) -> np.ndarray:
    if allowed.sum() < _FEW:
        return np.array([], dtype=int)
    wanted = int(np.ceil(len(allowed) * BROKEN_SHARE))
    luck = rng.random(len(allowed)) * np.where(troubled, TROUBLED_WEIGHT, 1.0)
    return np.argsort(np.where(allowed, luck, 2.0), kind="stable")[:wanted]


def _broken_styles(rng: np.random.Generator, layout: Layout, count: int) -> np.ndarray:
    contents = [key for key, columns in (("unknown", layout.money), ("no_day", layout.days),
                                         ("no_choice", layout.choices)) if columns]  # fmt: skip
    by_id = rng.choice(np.array(_BROKEN_IDS, object), count, p=_BROKEN_ID_ODDS)
    if not contents:
        return by_id
    by_content = rng.choice(np.array(contents, object), count)
    return np.where(rng.random(count) < 0.4, by_id, by_content)


def _mendable_styles(rng: np.random.Generator, layout: Layout, count: int) -> np.ndarray:
    styles = [*_ID_STYLES]
    styles += _DAY_STYLES * 2 if layout.days else ()
    styles += _MONEY_STYLES * 2 if layout.money else ()
    return rng.choice(np.array(styles, object), count)


def _fitting(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace a style that this row's number cannot bear by a trailing space."""
    unfit = ((pl.col("style") == "lower_x") & ~pl.col("id_no").str.ends_with("X")) | (
        (pl.col("style") == "fifteen") & (pl.col("id_no").str.slice(6, 2) != "19")
    )
    return frame.with_columns(
        style=pl.when(unfit).then(pl.lit("space_end")).otherwise(pl.col("style"))
    )


def _switch(column: str, changes: dict[str, pl.Expr]) -> pl.Expr:
    """Return ``column`` changed by the style of its row."""
    result = pl.col(column)
    for style, change in changes.items():
        result = pl.when(pl.col("style") == style).then(change).otherwise(result)
    return result.alias(column)


def _mended_ids(frame: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("id_no")
    return frame.with_columns(
        _switch("id_no", {
            "wide": number.str.replace_many(_WIDE),
            "space_end": number + "  ",
            "space_inside": number.str.slice(0, 6) + " " + number.str.slice(6, 8) + " "
            + number.str.slice(14),
            "space_wide": pl.lit("\u3000") + number,
            "space_hard": number + "\u00a0",
            "lower_x": number.str.to_lowercase(),
            "apostrophe": pl.lit("'") + number,
            "fifteen": number.str.slice(0, 6) + number.str.slice(8, 9),
        })
    )  # fmt: skip


def _mended_days_and_money(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    changes = []
    for name in layout.days:
        day = pl.col(name).str.to_date("%Y-%m-%d")
        parts = (day.dt.year(), day.dt.month(), day.dt.day())
        changes.append(_switch(name, {
            "slash": pl.format("{}/{}/{}", *parts),
            "plain": day.dt.strftime("%Y%m%d"),
            "chinese": pl.format("{}年{}月{}日", *parts),
            "serial": (day - _EPOCH).dt.total_days().cast(pl.String),
        }))  # fmt: skip
    for name in layout.money:
        amount = pl.col(name)
        changes.append(_switch(name, {
            "thousands": amount.str.replace(r"^(\d+)(\d{3}\.)", "${1},${2}"),
            "unit": amount + "元",
            "wide_money": amount.str.replace_many(_WIDE),
        }))  # fmt: skip
    return frame.with_columns(changes)


def _broken(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    number = pl.col("id_no")
    last = number.str.slice(17)
    other = last.replace_strict(dict(zip("0123456789X", "123456789X0", strict=True)))
    changes = [
        _switch("id_no", {
            "scientific": pl.lit("6.29901E+17"),
            "empty": pl.lit(""),
            "seventeen": number.str.slice(0, 11) + number.str.slice(12),
            "check": number.str.slice(0, 17) + other,
        })
    ]  # fmt: skip
    changes += [_switch(name, {"unknown": pl.lit("不详")}) for name in layout.money[:1]]
    changes += [_switch(name, {"no_day": pl.lit("2026-02-30")}) for name in layout.days[:1]]
    changes += [_switch(name, {"no_choice": pl.lit("待核")}) for name in layout.choices[:1]]
    return frame.with_columns(changes)
