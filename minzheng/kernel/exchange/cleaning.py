"""Rows of text made into typed rows: every row is accepted, corrected or rejected, and says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from minzheng.core.text import half_width as half_width_text
from minzheng.core.text import normalise_name
from minzheng.kernel.exchange import cells
from minzheng.kernel.exchange.columns import pid_name, schema_of
from minzheng.kernel.exchange.declarations import (
    CHOICE,
    CODE,
    DATE,
    DECIMAL,
    MONEY,
    PERSON_ID,
    SECRET,
    TEXT,
    DataSet,
    Field,
)
from minzheng.kernel.exchange.identities import ID_CORRECTIONS, ID_PROBLEMS, Identities, pseudonyms

PROBLEMS: Mapping[str, str] = {
    **ID_PROBLEMS,
    "missing": "必填项为空",
    "bad_date": "不是有效日期",
    "bad_money": "不是有效金额",
    "negative_money": "金额为负数",
    "bad_number": "不是有效数字",
    "unknown_choice": "不在约定的选项之内",
    "too_many_cells": "列数多于表头（金额中的逗号可能未加引号）",
    "broken_quotes": "引号不成对，无法分列",
    "bad_encoding": "含有无法识别的字符编码",
}
CORRECTIONS: Mapping[str, str] = {
    **ID_CORRECTIONS,
    "date_style": "日期写法统一为年-月-日",
    "money_style": "金额去掉千分位、单位或全角",
    "number_style": "数字去掉单位或全角",
    "choice_style": "选项写法统一",
    "name_style": "姓名去掉空格、统一间隔号",
    "hidden": "隐去文字中的号码",
    "duplicate": "与另一行完全相同，只保留一行",
}
# Rows cleaned at a time: what a column costs on the way is held for so many only.
SLICE = 500_000
NAME = "name"
ID = "id_no"


@dataclass(frozen=True)
class Cleaned:
    """The rows of a file, each in exactly one place.

    ``rows``: ``line pid name … corrections``, typed. ``rejects``: ``line codes name pid id_text``
    (``pid`` when the number itself is sound; ``id_text`` as delivered, to be sealed).
    ``duplicates``: ``line kept_line`` of rows dropped because an equal one was kept.
    """

    rows: pl.DataFrame
    rejects: pl.DataFrame
    duplicates: pl.DataFrame


def explain(codes: str | None, data_set: DataSet, texts: Mapping[str, str]) -> str:
    """Return the Chinese words for codes such as ``id_no.id_spaces,balance.bad_money``."""
    words = []
    for code in (codes or "").split(","):
        column, _, what = code.rpartition(".")
        if not what:
            continue
        text = texts[what]
        words.append(f"{data_set.column(column).label}：{text}" if column else text)
    return "；".join(words)


def clean(
    table: pl.DataFrame,
    data_set: DataSet,
    identities: Identities,
    units: Mapping[str, str] | None = None,
) -> Cleaned:
    """Return the rows of a table read by ``reading.read``, typed and judged.

    ``units`` overrides the declared unit of money columns where the file's header names one.
    1. Trim. 2. Each column by its kind, the odd texts only once each. 3. Required columns.
    4. Rows with a problem leave. 5. Of equal rows one stays.
    """
    pieces = list(table.iter_slices(SLICE)) or [table]
    judged = [_judged(piece, data_set, identities, units or {}) for piece in pieces]
    sound, rejects = (pl.concat(frames, how="vertical") for frames in zip(*judged, strict=True))
    return _parted(sound, rejects, data_set)


def _judged(
    table: pl.DataFrame, data_set: DataSet, identities: Identities, units: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sound rows of a slice, typed, and the others with what is wrong with them."""
    frame = table.with_columns(
        cells.trimmed(pl.col(column.name)).alias(column.name)
        for column in data_set.columns
        if column.kind != PERSON_ID  # blanks in a number are a correction to be told
    )
    corrections: list[str] = []
    problems = ["broken"]
    for column in data_set.columns:
        unit = units.get(column.name, column.unit)
        frame, corrected, problem = _clean_column(frame, column, unit, identities)
        corrections += corrected
        problems += problem
    frame = frame.with_columns(
        _joined(corrections).alias("corrections"),
        _joined(problems).alias("codes"),
    )
    columns = [column.name for column in data_set.columns]
    is_sound = pl.col("codes").is_null()
    sound = frame.filter(is_sound).select("line", *columns, "corrections")
    rejects = frame.filter(~is_sound).select("line", "codes", NAME, ID, f"{ID}:text")
    return sound, rejects


def _joined(names: list[str]) -> pl.Expr:
    if not names:
        return pl.lit(None, pl.String)
    return pl.concat_str(names, separator=",", ignore_nulls=True).replace("", None)


def _clean_column(
    frame: pl.DataFrame, column: Field, unit: str, identities: Identities
) -> tuple[pl.DataFrame, list[str], list[str]]:
    """Return the frame with the column cleaned and the names of its two columns of codes."""
    if column.kind == PERSON_ID:
        odd = identities.resolve(frame[column.name]).rename({"pid": "value"})
        frame = frame.with_columns(pl.col(column.name).alias(f"{column.name}:text"))
        return _merged(frame, column, odd, quick=None)
    if column.kind == SECRET:
        return frame.with_columns(pseudonyms(frame[column.name]).alias(column.name)), [], []
    quick, slow = _readers(column, unit)
    value = quick(pl.col(column.name))
    texts = frame.filter(value.is_null() & pl.col(column.name).is_not_null())[column.name].unique()
    if not len(texts):
        frame = frame.with_columns(value.alias(column.name))
        return _required(frame, column, [], [])
    return _merged(frame, column, slow(texts), quick=value)


def _merged(
    frame: pl.DataFrame, column: Field, odd: pl.DataFrame, *, quick: pl.Expr | None
) -> tuple[pl.DataFrame, list[str], list[str]]:
    """Join what was found out about the odd texts back to the rows."""
    value, corrected, problem = (f"{column.name}:{part}" for part in ("value", "fixed", "problem"))
    prefix = f"{column.name}."
    known = odd.select(
        pl.col("raw").alias(column.name),
        pl.col("value").alias(value),
        pl.col("corrections").str.replace_all(r"([^,]+)", f"{prefix}$1").alias(corrected),
        (prefix + pl.col("problem")).alias(problem),
    )
    first = [] if quick is None else [quick.alias(f"{column.name}:quick")]
    # A missing number is a problem of its own, so null texts must find their row as well.
    frame = frame.with_columns(first).join(
        known, on=column.name, how="left", maintain_order="left", nulls_equal=quick is None
    )
    chosen = pl.col(value) if quick is None else pl.coalesce(f"{column.name}:quick", value)
    frame = frame.with_columns(chosen.alias(column.name)).drop(
        value, f"{column.name}:quick", strict=False
    )
    if quick is None:
        return frame, [corrected], [problem]
    return _required(frame, column, [corrected], [problem])


def _required(
    frame: pl.DataFrame, column: Field, corrected: list[str], problems: list[str]
) -> tuple[pl.DataFrame, list[str], list[str]]:
    if not column.required:
        return frame, corrected, problems
    empty = pl.col(column.name).is_null()
    if problems:
        empty &= pl.col(problems[0]).is_null()
    if not frame.select(empty.any()).item():
        return frame, corrected, problems
    name = f"{column.name}:missing"
    code = pl.when(empty).then(pl.lit(f"{column.name}.missing")).alias(name)
    return frame.with_columns(code), corrected, [*problems, name]


Quick = Callable[[pl.Expr], pl.Expr]
Slow = Callable[[pl.Series], pl.DataFrame]


def _readers(column: Field, unit: str) -> tuple[Quick, Slow]:
    """Return how the usual spelling is read, and how the odd ones are (null stays odd)."""
    if column.kind == MONEY:
        places = 6 if unit == "万元" else 2
        return (lambda text: cells.plain_money(text, places)), (
            lambda texts: cells.odd_money(texts, places)
        )
    if column.kind == DECIMAL:
        return cells.plain_decimal, cells.odd_decimals
    if column.kind == DATE:
        return cells.plain_date, cells.odd_dates
    if column.kind == CHOICE:
        usual = list(column.choices)
        return (lambda text: pl.when(text.is_in(usual)).then(text)), (
            lambda texts: _odd_choices(texts, column.choices)
        )
    if column.kind == CODE:
        return (lambda text: text), cells.no_odd_texts
    if column.kind == TEXT and column.name.endswith(NAME) and column.label.endswith("姓名"):
        return cells.plain_name, _odd_names
    return cells.plain_words, cells.odd_words


def _odd_choices(texts: pl.Series, choices: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    known = {word: name for name, words in choices.items() for word in (name, *words)}
    values = [known.get("".join(half_width_text(text).split())) for text in texts]
    return cells.verdicts(texts, values, pl.String, "choice_style", "unknown_choice")


def _odd_names(texts: pl.Series) -> pl.DataFrame:
    """Bring unusual names into the one form; a name that changes nothing is no correction."""
    names = [normalise_name(text) or None for text in texts]
    frame = cells.verdicts(texts, names, pl.String, "name_style", "missing")
    same = pl.col("value") == pl.col("raw")
    return frame.with_columns(pl.when(~same).then("corrections").alias("corrections"))


def _parted(sound: pl.DataFrame, rejects: pl.DataFrame, data_set: DataSet) -> Cleaned:
    renamed = {c.name: pid_name(c.name) for c in data_set.columns if c.kind == PERSON_ID}
    values = [renamed.get(c.name, c.name) for c in data_set.columns]
    rows = sound.rename(renamed)
    kept_line = pl.col("line").min().over(values)
    # Hashing first: looking for equal rows is only worth it when two have one hash.
    hashes = rows.select(values).hash_rows()
    twice = hashes.is_duplicated()
    duplicates = (
        rows.filter(twice)
        .with_columns(kept_line=kept_line)
        .filter(pl.col("line") > pl.col("kept_line"))
    ).select("line", "kept_line")
    if duplicates.height:
        kept = duplicates["kept_line"].unique().implode()
        again = pl.when(pl.col("line").is_in(kept)).then(pl.lit(".duplicate"))
        rows = rows.join(duplicates.select("line"), on="line", how="anti", maintain_order="left")
        rows = rows.with_columns(
            pl.concat_str("corrections", again, separator=",", ignore_nulls=True)
            .replace("", None)
            .alias("corrections")
        )
    return Cleaned(
        rows.select(pl.col(name).cast(dtype) for name, dtype in schema_of(data_set).items()),
        rejects.select(
            "line", "codes", NAME, pl.col(ID).alias("pid"), pl.col(f"{ID}:text").alias("id_text")
        ),
        duplicates,
    )
