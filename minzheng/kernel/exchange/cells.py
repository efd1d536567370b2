"""How single cells are read: the usual spelling by one expression, odd ones once per text."""

import re
from collections.abc import Sequence
from datetime import date

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from minzheng.kernel.exchange.identities import half_width

SPACES = " \t\r\n\x0b\x0c\u00a0\u3000\u200b\ufeff"
_PLAIN_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?$"
_CLOCK = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(\.[0-9]+)?$"
_EXCEL_EPOCH = date(1899, 12, 30)
# Serial numbers that cannot be a year: 1905-10 to 2100.
_FIRST_SERIAL, _LAST_SERIAL = 2101, 73050
_OPEN_END = r"^(长期|永久|长期有效|无固定期限)$"
_EARLIEST = date(1880, 1, 1)
# Sums up to which a float holds every fen exactly.
_WHOLE_DIGITS = 12
# What binary fractions leave behind when a spreadsheet writes 0.1 + 0.2.
_NOISE = 1e-6
# A resident number, a bank card or a phone, wherever it was typed.
_IDENTIFIER = r"[0-9]{15,}[xX]?|\b1[3-9][0-9]{9}\b"
HIDDEN = "〔号码已隐去〕"


def trimmed(text: pl.Expr) -> pl.Expr:
    """Return the text without blanks at its ends; null when nothing is left."""
    return text.str.strip_chars(SPACES).replace("", None)


def verdicts(
    texts: pl.Series,
    values: Sequence[object] | pl.Series,
    dtype: DataType | DataTypeClass,
    correction: str,
    problem: str,
) -> pl.DataFrame:
    """Return ``raw value corrections problem``: a value means corrected, none means a problem."""
    frame = pl.DataFrame({"raw": texts, "value": pl.Series(values, dtype=dtype)})
    found = pl.col("value").is_not_null()
    return frame.with_columns(
        corrections=pl.when(found).then(pl.lit(correction)),
        problem=pl.when(~found).then(pl.lit(problem)),
    )


# -- money and numbers --------------------------------------------------------------------------


def plain_money(text: pl.Expr, places: int) -> pl.Expr:
    """Whole fen of a plain number; ``places`` is 2 for yuan and 6 for ten thousands of yuan."""
    whole = _WHOLE_DIGITS - places + 2
    plain = text.str.contains(rf"^[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$")
    return pl.when(plain).then(_scaled(text, places))


def _scaled(text: pl.Expr, places: int) -> pl.Expr:
    number = text.cast(pl.Float64, strict=False)
    return (number * 10**places).round(mode="half_away_from_zero").cast(pl.Int64, strict=False)


def odd_money(texts: pl.Series, places: int) -> pl.DataFrame:
    """Read money with separators, units, full-width digits or the noise of binary fractions."""
    half = half_width(pl.col("raw")).str.replace_all(r"[\s,，¥￥]", "")
    frame = pl.DataFrame({"raw": texts}).with_columns(half=half)
    in_wan = pl.col("half").str.contains(r"万元?$")
    bare = pl.col("half").str.replace(r"(万元|万|元|圆)$", "")
    frame = frame.with_columns(
        bare=bare, places=pl.when(in_wan).then(6).otherwise(places).cast(pl.Int64)
    )
    value = (
        pl.when(pl.col("places") == 6).then(_tolerant("bare", 6)).otherwise(_tolerant("bare", 2))
    )
    negative = pl.col("bare").str.contains(r"^[-－(][0-9]")
    return frame.select(
        "raw",
        value=value,
        corrections=pl.when(value.is_not_null()).then(pl.lit("money_style")),
        problem=pl.when(value.is_not_null())
        .then(None)
        .when(negative)
        .then(pl.lit("negative_money"))
        .otherwise(pl.lit("bad_money")),
    )


def _tolerant(name: str, places: int) -> pl.Expr:
    text = pl.col(name)
    whole = _WHOLE_DIGITS - places + 2
    shape = text.str.contains(rf"^[0-9]{{1,{whole}}}(\.[0-9]+)?$")
    exact = text.cast(pl.Float64, strict=False) * 10**places
    rounded = exact.round(mode="half_away_from_zero")
    is_noise = (exact - rounded).abs() < _NOISE * pl.max_horizontal(exact.abs(), pl.lit(1.0))
    short = text.str.contains(rf"^[0-9]+(\.[0-9]{{1,{places}}})?$")
    long_tail = text.str.contains(r"\.[0-9]{8,}$")
    return pl.when(shape & (short | (is_noise & long_tail))).then(rounded.cast(pl.Int64))


def plain_decimal(text: pl.Expr) -> pl.Expr:
    """Hundredths of a plain number, rounded half up (areas, mu of land)."""
    plain = text.str.contains(r"^[0-9]{1,9}(\.[0-9]+)?$")
    return pl.when(plain).then(_scaled(text, 2))


def odd_decimals(texts: pl.Series) -> pl.DataFrame:
    """Read numbers with separators, units or full-width digits."""
    bare = (
        half_width(pl.col("raw"))
        .str.replace_all(r"[\s,，]", "")
        .str.replace(r"(平方米|平米|㎡|m2|亩)$", "")
    )
    values = pl.DataFrame({"raw": texts}).select(plain_decimal(bare))["raw"]
    return verdicts(texts, values, pl.Int64, "number_style", "bad_number")


# -- dates --------------------------------------------------------------------------------------


def plain_date(text: pl.Expr) -> pl.Expr:
    """The day of an ISO date, also as a date cell of a workbook gives it."""
    day = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(text.str.contains(_PLAIN_DATE) & (day >= _EARLIEST)).then(day)


def odd_dates(texts: pl.Series) -> pl.DataFrame:
    """Read 2026/10/3, 2026.10.3, 20261003, 2026年10月3日 and a spreadsheet's serial number.

    ``长期`` is an open end: no day, and no problem either.
    """
    half = half_width(pl.col("raw")).str.replace(_CLOCK, "").str.replace_all(r"\s", "")
    frame = pl.DataFrame({"raw": texts}).with_columns(half=half.str.replace(r"\.0+$", ""))
    open_end = pl.col("half").str.contains(_OPEN_END)
    day = _read_day(pl.col("half"))
    day = pl.when(day >= _EARLIEST).then(day)
    sound = day.is_not_null() | open_end
    return frame.select(
        "raw",
        value=day,
        corrections=pl.when(sound).then(pl.lit("date_style")),
        problem=pl.when(~sound).then(pl.lit("bad_date")),
    )


def _read_day(half: pl.Expr) -> pl.Expr:
    parts = half.str.extract_groups(r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$")
    written = pl.concat_str(
        parts.struct[0],
        parts.struct[1].str.zfill(2),
        parts.struct[2].str.zfill(2),
    )
    compact = pl.when(half.str.contains(r"^[0-9]{8}$")).then(half)
    serial = pl.when(half.str.contains(r"^[0-9]{4,5}$")).then(half.cast(pl.Int32, strict=False))
    in_range = serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    counted = pl.lit(_EXCEL_EPOCH) + pl.duration(days=pl.when(in_range).then(serial))
    return pl.coalesce(pl.coalesce(written, compact).str.to_date("%Y%m%d", strict=False), counted)


# -- words --------------------------------------------------------------------------------------


def plain_name(text: pl.Expr) -> pl.Expr:
    """A name of Chinese characters only needs no second look."""
    return pl.when(text.str.contains(r"^[\x{4e00}-\x{9fff}]+$")).then(text)


def plain_words(text: pl.Expr) -> pl.Expr:
    """Words without a long run of digits are kept as they are."""
    return pl.when(~text.str.contains(r"[0-9０-９]{11}")).then(text)


def odd_words(texts: pl.Series) -> pl.DataFrame:
    """Hide resident numbers, cards and phones that were typed among words."""
    values = [re.sub(_IDENTIFIER, HIDDEN, text) for text in _half(texts)]
    frame = verdicts(texts, values, pl.String, "hidden", "missing")
    same = pl.Series(values, dtype=pl.String) == _half(texts)
    return frame.with_columns(
        corrections=pl.when(~same).then(pl.lit("hidden")),
        value=pl.when(same).then("raw").otherwise("value"),
    )


def no_odd_texts(texts: pl.Series) -> pl.DataFrame:
    """Return no verdict: a public number is kept as it is written."""
    return verdicts(texts, texts, pl.String, "", "missing")


def _half(texts: pl.Series) -> pl.Series:
    return pl.DataFrame({"raw": texts}).select(half_width(pl.col("raw")))["raw"]
